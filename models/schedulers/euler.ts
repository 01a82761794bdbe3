/**
 * Euler's method on the probability-flow equation, in σ.
 * Source: Karras et al. 2022, arXiv:2206.00364, algorithm 1 without the second-order correction.
 */

import { affine, combine, copyTensor, type Tensor } from "../tensor/tensor.ts"
import { divide } from "./clean-estimate.ts"
import { EulerConfig, parseSchedulerConfig, unsupported } from "./config.ts"
import { expF32, f32, linspaceF32, logF32, sqrtF32 } from "./float32.ts"
import { createFiniteAlphasCumprod, sigmasOf } from "./noise-table.ts"
import { expectNoOwnSigmas, expectStep, expectStepCount, startIndexOf } from "./schedule-steps.ts"
import type { Schedule, Scheduler, StepInput, StepOutput } from "./scheduler.ts"
import { interpolateTable, logTableOf, type SigmaCurve, sigmasAlongCurve, timestepOfSigma } from "./sigma-curves.ts"
import { spaceTimesteps, trailingOvershoots } from "./spacing.ts"

const NAME = "EulerDiscreteScheduler"

/** @param config a `scheduler_config.json`; absent fields have diffusers' defaults @throws AppError model/unsupported */
export function createEulerScheduler(config: unknown): Scheduler {
  const parsed = parseSchedulerConfig(NAME, EulerConfig, config)
  const curve = curveOf(NAME, parsed)
  const table = sigmasOf(createFiniteAlphasCumprod(parsed))
  return {
    name: NAME,
    predictionType: parsed.prediction_type,
    trainTimestepCount: parsed.num_train_timesteps,
    createSchedule: (stepCount, options = {}) => {
      expectNoOwnSigmas(NAME, options)
      expectStepCount(NAME, stepCount, parsed.num_train_timesteps)
      const plan = planSigmas(parsed, curve, table, stepCount)
      return createEulerSchedule(parsed, plan, options.strength)
    },
  }
}

/** The one curve a configuration asks for. @throws AppError model/unsupported when it asks for two */
export function curveOf(
  name: string,
  config: {
    readonly use_karras_sigmas: boolean
    readonly use_exponential_sigmas: boolean
    readonly use_beta_sigmas: boolean
  },
): SigmaCurve | undefined {
  const asked = (["karras", "exponential", "beta"] as const).filter((curve) => config[`use_${curve}_sigmas`])
  if (asked.length > 1) throw unsupported(name, `use_${asked[1]}_sigmas`, true, `use_${asked[0]}_sigmas is on as well`)
  return asked[0]
}

interface SigmaPlan {
  readonly timesteps: number[]
  readonly sigmas: number[]
}

function planSigmas(
  config: EulerConfig,
  curve: SigmaCurve | undefined,
  table: Float64Array,
  stepCount: number,
): SigmaPlan {
  const logTable = logTableOf(table)
  let timesteps = spaceTimesteps(config.timestep_spacing, config.num_train_timesteps, stepCount, config.steps_offset)
  let sigmas =
    config.interpolation_type === "linear"
      ? timesteps.map((timestep) => interpolateTable(table, timestep))
      : // One level more than there are steps, as diffusers has it: the run ends on the table's smallest σ.
        [...linspaceF32(logTable.at(-1) as number, logTable[0] as number, stepCount + 1)].map(expF32)
  if (curve) {
    const max = config.sigma_max ?? (sigmas[0] as number)
    // Timestep -1, where numpy gives one more than asked, has the table's smallest level; only the curve ends there.
    const beyond =
      config.timestep_spacing === "trailing" &&
      config.interpolation_type === "linear" &&
      trailingOvershoots(config.num_train_timesteps, stepCount)
    const min = config.sigma_min ?? ((beyond ? table[0] : sigmas.at(-1)) as number)
    sigmas = sigmasAlongCurve(curve, max, min, stepCount)
    timesteps = sigmas.map((sigma) => timestepOfSigma(sigma, logTable))
  }
  sigmas.push(config.final_sigmas_type === "sigma_min" ? (table[0] as number) : 0)
  sigmas = sigmas.map(Math.fround)
  if (config.timestep_type === "continuous" && config.prediction_type === "v_prediction") {
    timesteps = sigmas.slice(0, -1).map((sigma) => 0.25 * logF32(sigma))
  }
  return { timesteps: timesteps.map(Math.fround), sigmas }
}

/** √(σ²+1) in float32. */
export const rootOfVariance = (sigma: number): number => sqrtF32(f32(f32(sigma ** 2) + 1))

/** What the network is given at noise level σ: x/√(σ²+1), of variance 1. */
export function scaleBySigma(sample: Tensor, sigma: number): Tensor {
  return divide(sample, rootOfVariance(sigma))
}

/** x̂₀ from a sample with noise of deviation σ; v as in arXiv:2202.00512 after scaling. */
export function denoisedAtSigma(
  type: EulerConfig["prediction_type"],
  prediction: Tensor,
  sample: Tensor,
  sigma: number,
): Tensor {
  if (type === "sample") return prediction
  if (type === "epsilon") return combine([1, sample], [-sigma, prediction])
  const variance = f32(f32(sigma ** 2) + 1)
  const scaled = affine(prediction, f32(-sigma / sqrtF32(variance)))
  return combine([1, scaled], [1, divide(sample, variance)])
}

/**
 * x + (x − x̂₀)/σ · (σ' − σ), rounded to float32 after each operation as diffusers does it: at zero terminal SNR
 * σ is 4096, and both terms cancel to a thousandth of their size, so that the rounding shows in the fifth digit.
 * @returns a new tensor @param sigmaNext 0 ≤ sigmaNext
 */
export function eulerStep(sample: Tensor, denoised: Tensor, sigma: number, sigmaNext: number): Tensor {
  const change = f32(sigmaNext - sigma)
  const data = sample.data.map((x, i) => x + f32(f32(f32(x - (denoised.data[i] as number)) / sigma) * change))
  return { shape: sample.shape, data }
}

function createEulerSchedule(config: EulerConfig, plan: SigmaPlan, strength?: number): Schedule {
  const { timesteps, sigmas } = plan
  const stepCount = timesteps.length
  const sigmaMax = Math.max(...sigmas)
  const step = (input: StepInput): StepOutput => {
    expectStep(input, stepCount)
    const { prediction, sample, index } = input
    const sigma = sigmas[index] as number
    const sigmaNext = sigmas[index + 1] as number
    const denoised = denoisedAtSigma(config.prediction_type, prediction, sample, sigma)
    return { sample: eulerStep(sample, denoised, sigma, sigmaNext), denoised }
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
