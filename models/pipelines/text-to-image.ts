/** From a prompt alone: noise, denoised step by step. Also goes on from a kept step of another run. */

import { expectShape, type Tensor } from "../tensor/tensor.ts"
import { denoiseStep, drawNoise, type LoopOptions, once, startFromNoise, throwIfAborted } from "./denoise.ts"
import type { DiffusionModel, GenerationEvent, GenerationRequest } from "./model.ts"
import { wholeCondition } from "./spatial-condition.ts"

/**
 * @param request checked by `checkRequest`
 * @throws AppError job/cancelled before a step when `signal` is aborted
 */
export async function* textToImage(
  model: DiffusionModel,
  request: GenerationRequest,
  { rng, signal }: LoopOptions,
): AsyncGenerator<GenerationEvent, void, void> {
  throwIfAborted(signal)
  const shape = model.latentShape(request.widthPx, request.heightPx)
  const schedule = model.createSchedule(request.stepCount)
  const count = schedule.timesteps.length
  const condition = await model.encodePrompt(request)
  const space = await wholeCondition(model, request)

  let latent: Tensor = startFromNoise(schedule, drawNoise(rng, shape))
  let start = schedule.startIndex
  if (request.resume) {
    expectShape(request.resume.latent, shape, "The kept step")
    latent = request.resume.latent
    start = request.resume.stepsDone
  }
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
