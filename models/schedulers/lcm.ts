/**
 * Multistep sampling of latent consistency models: estimate the clean latent, noise it again less.
 * Source: Luo et al. 2023, arXiv:2310.04378, algorithm 3; boundary condition of arXiv:2303.01469, appendix C.
 */

import { AppError } from "../../lib/errors.ts"
import { combine, copyTensor } from "../tensor/tensor.ts"
import { cleanEstimate, limitEstimate } from "./clean-estimate.ts"
import { LcmConfig, parseSchedulerConfig, unsupported } from "./config.ts"
import { f32, sqrtF32 } from "./float32.ts"
import { createAlphasCumprod, noiseOf } from "./noise-table.ts"
import { expectNoOwnSigmas, expectStep, expectStepCount, startIndexOf } from "./schedule-steps.ts"
import type { Schedule, Scheduler, StepInput, StepOutput } from "./scheduler.ts"

const NAME = "LCMScheduler"

/** σ of the data, as the model was distilled. */
const SIGMA_DATA = 0.5

/** @param config a `scheduler_config.json`; absent fields have diffusers' defaults @throws AppError model/unsupported */
export function createLcmScheduler(config: unknown): Scheduler {
  const parsed = parseSchedulerConfig(NAME, LcmConfig, config)
  if (parsed.original_inference_steps > parsed.num_train_timesteps) {
    throw unsupported(
      NAME,
      "original_inference_steps",
      parsed.original_inference_steps,
      "more than num_train_timesteps",
    )
  }
  const alphas = createAlphasCumprod(parsed)
  return {
    name: NAME,
    predictionType: parsed.prediction_type,
    trainTimestepCount: parsed.num_train_timesteps,
    createSchedule: (stepCount, options = {}) => {
      expectNoOwnSigmas(NAME, options)
      return createLcmSchedule(parsed, alphas, stepCount, options.strength)
    },
  }
}

/** `stepCount` of the distillation's own timesteps, the lower `strength` share of them, from noisy to clean. */
function chooseTimesteps(config: LcmConfig, stepCount: number, strength: number): number[] {
  startIndexOf(config.original_inference_steps, strength)
  const jump = Math.floor(config.num_train_timesteps / config.original_inference_steps)
  const available = Math.floor(config.original_inference_steps * strength)
  if (Math.floor(available / stepCount) < 1) {
    throw new AppError(
      "steps/out-of-range",
      `${NAME} has ${available} timesteps at a strength of ${strength}, too few for ${stepCount} steps.`,
    )
  }
  return Array.from({ length: stepCount }, (_, i) => {
    const position = Math.floor(i * (available / stepCount))
    return (available - position) * jump - 1
  })
}

function createLcmSchedule(config: LcmConfig, alphas: Float64Array, stepCount: number, strength = 1): Schedule {
  expectStepCount(NAME, stepCount, config.original_inference_steps)
  // All N steps are spread over the part that strength leaves, so a run begins at step 0 whatever the strength.
  const timesteps = chooseTimesteps(config, stepCount, strength)
  const alphaOf = (index: number) => alphas[timesteps[index] as number] as number
  // Clipping makes something finite even of an estimate that divides by zero, as diffusers has it; thresholding does not.
  const bounded = config.clip_sample && !config.thresholding
  if (config.prediction_type === "epsilon" && !bounded && timesteps.some((_, i) => alphaOf(i) === 0)) {
    throw unsupported(NAME, "prediction_type", "epsilon", "at zero terminal SNR the noise says nothing of the picture")
  }

  const step = (input: StepInput): StepOutput => {
    expectStep(input, stepCount)
    const { prediction, sample, index } = input
    const alpha = alphaOf(index)
    const scaled = f32((timesteps[index] as number) * config.timestep_scaling)
    const total = f32(f32(scaled ** 2) + SIGMA_DATA ** 2)
    const skip = f32(SIGMA_DATA ** 2 / total)
    const out = f32(scaled / sqrtF32(total))
    const estimate = cleanEstimate(config.prediction_type, prediction, sample, sqrtF32(alpha), noiseOf(alpha))
    const denoised = combine([out, limitEstimate(estimate, config)], [skip, sample])
    if (index === stepCount - 1) return { sample: denoised, denoised }
    const alphaNext = alphaOf(index + 1)
    return {
      sample: combine([sqrtF32(alphaNext), denoised], [noiseOf(alphaNext), input.noise()]),
      denoised,
    }
  }

  return {
    timesteps,
    sigmas: [...timesteps.map((_, i) => Math.sqrt((1 - alphaOf(i)) / alphaOf(i))), 0],
    startIndex: 0,
    initNoiseSigma: 1,
    scaleInput: (sample) => sample,
    step,
    addNoise: (clean, noise, index) => {
      if (index >= stepCount) return copyTensor(clean)
      return combine([sqrtF32(alphaOf(index)), clean], [noiseOf(alphaOf(index)), noise])
    },
  }
}
