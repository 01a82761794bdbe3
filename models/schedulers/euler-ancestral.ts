/**
 * Euler's method that goes down further than it must and adds fresh noise back.
 * Source: k-diffusion's `sample_euler_ancestral` (Katherine Crowson, MIT), with η = 1.
 */

import { combine, copyTensor } from "../tensor/tensor.ts"
import { EulerAncestralConfig, parseSchedulerConfig } from "./config.ts"
import { denoisedAtSigma, eulerStep, rootOfVariance, scaleBySigma } from "./euler.ts"
import { f32, rootFromZero } from "./float32.ts"
import { createFiniteAlphasCumprod, sigmasOf } from "./noise-table.ts"
import { expectNoOwnSigmas, expectStep, expectStepCount, startIndexOf } from "./schedule-steps.ts"
import type { Schedule, Scheduler, StepInput, StepOutput } from "./scheduler.ts"
import { interpolateTable } from "./sigma-curves.ts"
import { spaceTimesteps } from "./spacing.ts"

const NAME = "EulerAncestralDiscreteScheduler"

/** @param config a `scheduler_config.json`; absent fields have diffusers' defaults @throws AppError model/unsupported */
export function createEulerAncestralScheduler(config: unknown): Scheduler {
  const parsed = parseSchedulerConfig(NAME, EulerAncestralConfig, config)
  const table = sigmasOf(createFiniteAlphasCumprod(parsed))
  return {
    name: NAME,
    predictionType: parsed.prediction_type,
    trainTimestepCount: parsed.num_train_timesteps,
    createSchedule: (stepCount, options = {}) => {
      expectNoOwnSigmas(NAME, options)
      return createAncestralSchedule(parsed, table, stepCount, options.strength)
    },
  }
}

/** The variance of the noise added back, σ'²·(σ² − σ'²)/σ²; in float64 where σ is above 10⁹ and float32 overflows. */
function noiseAddedBack(variance: number, varianceNext: number): number {
  const product = f32(varianceNext * f32(variance - varianceNext))
  return Number.isFinite(product) ? f32(product / variance) : varianceNext * (1 - varianceNext / variance)
}

function createAncestralSchedule(
  config: EulerAncestralConfig,
  table: Float64Array,
  stepCount: number,
  strength?: number,
): Schedule {
  expectStepCount(NAME, stepCount, config.num_train_timesteps)
  const timesteps = spaceTimesteps(config.timestep_spacing, config.num_train_timesteps, stepCount, config.steps_offset)
  const sigmas = [...timesteps.map((timestep) => interpolateTable(table, timestep)), 0].map(Math.fround)
  const sigmaMax = Math.max(...sigmas)

  const step = (input: StepInput): StepOutput => {
    expectStep(input, stepCount)
    const { prediction, sample, index } = input
    const sigma = sigmas[index] as number
    const sigmaNext = sigmas[index + 1] as number
    const denoised = denoisedAtSigma(config.prediction_type, prediction, sample, sigma)
    const variance = f32(sigma ** 2)
    const varianceNext = f32(sigmaNext ** 2)
    const up = rootFromZero(noiseAddedBack(variance, varianceNext))
    // A difference of near numbers when σ falls far: see `eulerStep` for why the rounding is diffusers' own.
    const down = rootFromZero(f32(varianceNext - f32(up ** 2)))
    const lower = eulerStep(sample, denoised, sigma, down)
    // The noise is drawn at the last step too (times 0), so that streams stay aligned with diffusers'.
    return { sample: combine([1, lower], [up, input.noise()]), denoised }
  }

  return {
    timesteps,
    sigmas,
    startIndex: startIndexOf(stepCount, strength),
    initNoiseSigma: config.timestep_spacing === "leading" ? rootOfVariance(sigmaMax) : sigmaMax,
    scaleInput: (sample, index) => scaleBySigma(sample, sigmas[index] as number),
    step,
    addNoise: (clean, noise, index) =>
      index >= stepCount ? copyTensor(clean) : combine([1, clean], [sigmas[index] as number, noise]),
  }
}
