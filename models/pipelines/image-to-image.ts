/** From a picture and a prompt: the picture noised part of the way, and denoised again. */

import type { Tensor } from "../tensor/tensor.ts"
import { denoiseStep, drawNoise, type LoopOptions, once, plannedStepCount, throwIfAborted } from "./denoise.ts"
import type { DiffusionModel, GenerationEvent, GenerationRequest } from "./model.ts"
import { type Picture, tensorFromPicture } from "./picture.ts"
import { wholeCondition } from "./spatial-condition.ts"

/** Keeps the composition and much of the colour, and changes what the prompt asks for. */
export const DEFAULT_STRENGTH = 0.6

/**
 * Source: Meng et al. 2021, arXiv:2108.01073 (SDEdit), with the start index of diffusers' image-to-image pipelines.
 * @param request checked by `checkRequest`
 * @param source of the request's size
 * @throws AppError job/cancelled before a step when `signal` is aborted
 */
export async function* imageToImage(
  model: DiffusionModel,
  request: GenerationRequest,
  source: Picture,
  { rng, signal }: LoopOptions,
): AsyncGenerator<GenerationEvent, void, void> {
  throwIfAborted(signal)
  const strength = request.strength ?? DEFAULT_STRENGTH
  const schedule = model.createSchedule(plannedStepCount(request.stepCount, strength), strength)
  const start = schedule.startIndex
  const count = schedule.timesteps.length
  const condition = await model.encodePrompt(request)
  const space = await wholeCondition(model, request)
  const clean = await model.encodeImage(tensorFromPicture(source))

  let latent: Tensor = schedule.addNoise(clean, drawNoise(rng, clean.shape), start)
  for (let index = start; index < count; index++) {
    throwIfAborted(signal)
    const { guidance } = request
    const output = await denoiseStep({ model, schedule, index, latent, condition, guidance, space, rng })
    latent = output.sample
    const { denoised } = output
    const shown = index === count - 1 ? latent : denoised
    yield {
      type: "step",
      index: index - start,
      count: count - start,
      timestep: schedule.timesteps[index] as number,
      sigma: schedule.sigmas[index + 1] as number,
      latent,
      denoised,
      preview: once(() => model.preview(shown)),
    }
  }
  throwIfAborted(signal)
  yield { type: "result", image: await model.decode(latent), latent, promptRest: condition.promptRest }
}
