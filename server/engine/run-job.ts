/** One job, from recipe to film: runs the model's loop and says every step. It knows no socket. */
import { AppError } from "../../lib/errors.ts"
import { joinFilm } from "../../lib/film/film.ts"
import type { JobStart } from "../../lib/protocol/engine-messages.ts"
import { generate } from "../../models/pipelines/generate.ts"
import type { DiffusionModel, GenerationRequest } from "../../models/pipelines/model.ts"
import { decodeMask, decodePicture, encodePreview, encodeResult } from "./encode-picture.ts"
import type { JobOutcome, RunJobOptions } from "./job-run.ts"
import { runUpscale } from "./run-upscale.ts"
import type { StepCache } from "./step-cache.ts"

/**
 * @throws {AppError} step/not-kept when the step it is to go on from is gone
 * @throws {AppError} job/cancelled when `signal` was aborted: the current step is finished, none is begun
 * @throws {AppError} whatever the model refuses the recipe with
 */
export async function runJob(model: DiffusionModel, job: JobStart, options: RunJobOptions): Promise<JobOutcome> {
  const { upscale } = job
  if (upscale) return runUpscale(model, { ...job, upscale }, options)
  const startedMs = options.now()
  const request = { ...(await readRequest(job)), ...(job.fork && { resume: findStep(job.fork, options.steps) }) }
  const stepsBefore = job.fork?.stepsDone ?? 0
  options.steps?.begin(job.jobId, job.awaitedJobIds ?? [])
  const frames: Buffer[] = []
  for await (const event of generate(model, request, { signal: options.signal })) {
    throwIfCancelled(options.signal)
    if (event.type === "step") {
      options.steps?.keep(job.jobId, stepsBefore + event.index + 1, event.latent)
      const image = await encodePreview(await event.preview())
      frames.push(image)
      await options.onStep({ stepIndex: event.index, stepCount: event.count, image })
      continue
    }
    const image = await encodeResult(event.image, job.recipe.prompt)
    return {
      image,
      film: joinFilm(frames, { widthPx: event.image.widthPx, heightPx: event.image.heightPx }),
      durationMs: options.now() - startedMs,
    }
  }
  throwIfCancelled(options.signal)
  throw new AppError("engine/failed", "The model ended without a picture.")
}

function findStep(fork: NonNullable<JobStart["fork"]>, steps: StepCache | undefined) {
  const latent = steps?.find(fork)
  if (!latent) {
    throw new AppError("step/not-kept", "The engine no longer holds the step that this picture was to go on from.")
  }
  return { latent, stepsDone: fork.stepsDone }
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError("job/cancelled", "The picture was cancelled.")
}

async function readRequest(job: JobStart): Promise<GenerationRequest> {
  const { recipe } = job
  const { width, height } = recipe
  return {
    prompt: recipe.prompt,
    negativePrompt: recipe.negativePrompt,
    seed: recipe.seed,
    stepCount: recipe.stepCount,
    guidance: recipe.guidance,
    widthPx: width,
    heightPx: height,
    ...(job.source && { source: await decodePicture(job.source, width, height) }),
    ...(job.mask && { mask: await decodeMask(job.mask, width, height) }),
    ...(job.sketch && { sketch: await decodePicture(job.sketch, width, height) }),
    ...(recipe.strength !== undefined && { strength: recipe.strength }),
  }
}
