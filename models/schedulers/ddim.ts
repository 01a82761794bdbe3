/**
 * Denoising diffusion implicit models.
 * Source: Song et al. 2020, arXiv:2010.02502, equations 12 and 16.
 */

import { AppError } from "../../lib/errors.ts"
import { combine, copyTensor, type Tensor } from "../tensor/tensor.ts"
import { cleanEstimate, limitEstimate, noiseEstimate } from "./clean-estimate.ts"
import { DdimConfig, parseSchedulerConfig } from "./config.ts"
import { f32, rootFromZero, sqrtF32 } from "./float32.ts"
import { createAlphasCumprod, noiseOf } from "./noise-table.ts"
import { expectNoOwnSigmas, expectStep, expectStepCount, startIndexOf } from "./schedule-steps.ts"
import type { Schedule, Scheduler, StepInput, StepOutput } from "./scheduler.ts"
import { spaceWholeTimesteps } from "./spacing.ts"

const NAME = "DDIMScheduler"

export interface DdimOptions {
  /** η of equation 16: 0 (default) is deterministic, 1 is as noisy as DDPM. */
  readonly eta?: number
}

/** @param config a `scheduler_config.json`; absent fields have diffusers' defaults @throws AppError model/unsupported */
export function createDdimScheduler(config: unknown, options: DdimOptions = {}): Scheduler {
  const parsed = parseSchedulerConfig(NAME, DdimConfig, config)
  const alphas = createAlphasCumprod(parsed)
  return {
    name: NAME,
    predictionType: parsed.prediction_type,
    trainTimestepCount: parsed.num_train_timesteps,
    createSchedule: (stepCount, scheduleOptions = {}) => {
      expectNoOwnSigmas(NAME, scheduleOptions)
      return createDdimSchedule(parsed, alphas, stepCount, scheduleOptions.strength, options)
    },
  }
}

function createDdimSchedule(
  config: DdimConfig,
  alphas: Float64Array,
  stepCount: number,
  strength: number | undefined,
  { eta = 0 }: DdimOptions,
): Schedule {
  const trainCount = config.num_train_timesteps
  expectStepCount(NAME, stepCount, trainCount)
  const timesteps = spaceWholeTimesteps(config.timestep_spacing, trainCount, stepCount, config.steps_offset)
  const startIndex = startIndexOf(stepCount, strength)
  const finalAlpha = config.set_alpha_to_one ? 1 : (alphas[0] as number)
  const jump = Math.floor(trainCount / stepCount)

  const alphaAt = (timestep: number): number => {
    if (timestep < 0) return finalAlpha
    const alpha = alphas[timestep]
    if (alpha === undefined) {
      throw new AppError(
        "model/unsupported",
        `${NAME}: steps_offset = ${config.steps_offset}: timestep ${timestep} is beyond ${trainCount}.`,
      )
    }
    return alpha
  }
  const alphaOf = (index: number) => alphaAt(timesteps[index] as number)
  // Not the next visited timestep: diffusers goes back T/N, also where the spacing is another.
  const alphaAfter = (index: number) => alphaAt((timesteps[index] as number) - jump)
  const sigmaOf = (alpha: number) => Math.sqrt((1 - alpha) / alpha)

  for (const timestep of timesteps) {
    // Clipping makes something finite even of an estimate that divides by zero, as diffusers has it; thresholding does not.
    const bounded = config.clip_sample && !config.thresholding
    if (config.prediction_type === "epsilon" && !bounded && alphaAt(timestep) === 0) {
      throw new AppError(
        "model/unsupported",
        `${NAME}: prediction_type = "epsilon": at zero terminal SNR the noise says nothing of the picture; use v_prediction.`,
      )
    }
  }

  const step = (input: StepInput): StepOutput => {
    expectStep(input, stepCount)
    const { prediction, sample, index } = input
    const alpha = alphaOf(index)
    const alphaNext = alphaAfter(index)
    const signal = sqrtF32(alpha)
    const noise = noiseOf(alpha)
    const denoised = limitEstimate(cleanEstimate(config.prediction_type, prediction, sample, signal, noise), config)
    // ε̂ is the network's own, not derived again from a clipped x̂₀.
    const epsilon = noiseEstimate(config.prediction_type, prediction, sample, signal, noise)
    const noiseRatio = f32(f32(1 - alphaNext) / f32(1 - alpha))
    const variance = f32(noiseRatio * f32(1 - f32(alpha / alphaNext)))
    const deviation = eta > 0 ? f32(eta * rootFromZero(variance)) : 0
    const direction = rootFromZero(f32(f32(1 - alphaNext) - f32(deviation ** 2)))
    const terms: (readonly [number, Tensor])[] = [
      [sqrtF32(alphaNext), denoised],
      [direction, epsilon],
    ]
    if (eta > 0) terms.push([deviation, input.noise()])
    return { sample: combine(...terms), denoised }
  }

  return {
    timesteps,
    sigmas: [...timesteps.map((_, i) => sigmaOf(alphaOf(i))), sigmaOf(alphaAfter(stepCount - 1))],
    startIndex,
    initNoiseSigma: 1,
    scaleInput: (sample) => sample,
    step,
    addNoise: (clean, noise, index) => {
      if (index >= stepCount) return copyTensor(clean)
      const alpha = alphaOf(index)
      return combine([sqrtF32(alpha), clean], [noiseOf(alpha), noise])
    },
  }
}
