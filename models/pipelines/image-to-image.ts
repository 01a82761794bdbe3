/** From a picture and a prompt: the picture noised part of the way, and denoised again. Also goes on from a kept step of such a run. */

import {
  beginRun,
  denoiseStep,
  drawNoise,
  type LoopOptions,
  plannedStepCount,
  stepEvent,
  throwIfAborted,
} from "./denoise.ts"
import type { DiffusionModel, GenerationEvent, GenerationRequest } from "./model.ts"
import { type Picture, tensorFromPicture } from "./picture.ts"
import { wholeCondition } from "./spatial-condition.ts"

/** Keeps the composition and much of the colour, and changes what the prompt asks for. */
export const DEFAULT_STRENGTH = 0.6

/**
 * Source: Meng et al. 2021, arXiv:2108.01073 (SDEdit), with the start index of diffusers' image-to-image pipelines.
 * @param request checked by `checkRequest`
 * @param source of the request's size
 * @throws AppError steps/out-of-range, tensor/shape when the kept step does not fit
 * @throws AppError job/cancelled before a step when `signal` is aborted
 */
export async function* imageToImage(
  model: DiffusionModel,
  request: GenerationRequest,
  source: Picture,
  { rng, signal }: LoopOptions,
): AsyncGenerator<GenerationEvent, void, void> {
  throwIfAborted(signal)
  const { guidance, strength = DEFAULT_STRENGTH } = request
  const schedule = model.createSchedule(plannedStepCount(request.stepCount, strength), strength)
  const condition = await model.encodePrompt(request)
  const space = await wholeCondition(model, request)
  const clean = await model.encodeImage(tensorFromPicture(source))
  const noised = schedule.addNoise(clean, drawNoise(rng, clean.shape), schedule.startIndex)

  const run = beginRun(schedule, noised, { resume: request.resume, rng })
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
