/** One picture enlarged, tile by tile. It knows no socket. */
import sharp from "sharp"
import { AppError } from "../../lib/errors.ts"
import type { JobStart } from "../../lib/protocol/engine-messages.ts"
import type { DiffusionModel } from "../../models/pipelines/model.ts"
import { upscale } from "../../models/pipelines/upscale.ts"
import { decodePicture, encodeResult } from "./encode-picture.ts"
import type { JobOutcome, RunJobOptions } from "./job-run.ts"

/**
 * @param job one with `upscale` and `source`
 * @throws {AppError} job/cancelled, asset/damaged, or whatever the model refuses with
 */
export async function runUpscale(
  model: DiffusionModel,
  job: JobStart & { readonly upscale: NonNullable<JobStart["upscale"]> },
  options: Pick<RunJobOptions, "signal" | "now" | "onStep">,
): Promise<JobOutcome> {
  const startedMs = options.now()
  const { recipe, source } = job
  if (!source) throw new AppError("request/malformed", "There is no picture to enlarge.")
  const { width, height } = await sharp(source)
    .metadata()
    .catch((cause: unknown) => {
      throw new AppError("asset/damaged", "The picture to enlarge cannot be decoded.", { cause })
    })
  const request = {
    picture: await decodePicture(source, width, height),
    factor: job.upscale.factor,
    prompt: recipe.prompt,
    negativePrompt: recipe.negativePrompt,
    seed: recipe.seed,
    stepCount: recipe.stepCount,
    guidance: recipe.guidance,
  }
  for await (const event of upscale(model, request, { signal: options.signal })) {
    if (event.type === "tile") await options.onStep({ stepIndex: event.index, stepCount: event.count })
    else return { image: await encodeResult(event.image, recipe.prompt), durationMs: options.now() - startedMs }
  }
  throw new AppError("engine/failed", "The model ended without a picture.")
}
