/** From a prompt alone: noise, denoised step by step. Also goes on from a kept step of another run. */

import {
  beginRun,
  denoiseStep,
  drawNoise,
  type LoopOptions,
  startFromNoise,
  stepEvent,
  throwIfAborted,
} from "./denoise.ts"
import type { DiffusionModel, GenerationEvent, GenerationRequest } from "./model.ts"
import { wholeCondition } from "./spatial-condition.ts"

/**
 * @param request checked by `checkRequest`
 * @throws AppError steps/out-of-range, tensor/shape when the kept step does not fit
 * @throws AppError job/cancelled before a step when `signal` is aborted
 */
export async function* textToImage(
  model: DiffusionModel,
  request: GenerationRequest,
  { rng, signal }: LoopOptions,
): AsyncGenerator<GenerationEvent, void, void> {
  throwIfAborted(signal)
  const { guidance } = request
  const schedule = model.createSchedule(request.stepCount)
  const condition = await model.encodePrompt(request)
  const space = await wholeCondition(model, request)
  const noise = drawNoise(rng, model.latentShape(request.widthPx, request.heightPx))

  const run = beginRun(schedule, startFromNoise(schedule, noise), { resume: request.resume, rng })
  let { latent } = run
  for (let index = run.first; index < run.end; index++) {
    throwIfAborted(signal)
    const output = await denoiseStep({ model, schedule, index, latent, condition, guidance, space, rng })
    latent = output.sample
    yield stepEvent(run, index, { latent, denoised: output.denoised }, (shown) => model.preview(shown))
  }
  throwIfAborted(signal)
  yield { type: "result", image: await model.decode(latent), latent, promptRest: condition.promptRest }
}
