/**
 * Pseudo linear multistep: the network's last four outputs extrapolated, as Stable Diffusion 1 was shipped with.
 * Source: Liu et al. 2022, arXiv:2202.09778, equations 9 and 12; without the Runge-Kutta start
 * (`skip_prk_steps`), whose place an averaged second try of the first step takes: a run of N steps asks the network
 * N + 1 times.
 */

import { affine, combine, copyTensor, type Tensor } from "../tensor/tensor.ts"
import { cleanEstimate, divide, noiseEstimate } from "./clean-estimate.ts"
import { PndmConfig, parseSchedulerConfig, unsupported } from "./config.ts"
import { f32, sqrtF32 } from "./float32.ts"
import { createAlphasCumprod, noiseOf } from "./noise-table.ts"
import { expectNoOwnSigmas, expectStep, expectStepCount, startIndexOf } from "./schedule-steps.ts"
import type { Schedule, Scheduler, StepInput, StepOutput } from "./scheduler.ts"
import { spaceWholeTimesteps } from "./spacing.ts"

const NAME = "PNDMScheduler"

/** Adams-Bashforth weights by how many outputs are known, newest first, and what their sum is divided by. */
const WEIGHTS: readonly { readonly of: readonly number[]; readonly divisor: number }[] = [
  { of: [1], divisor: 1 },
  { of: [3, -1], divisor: 2 },
  { of: [23, -16, 5], divisor: 12 },
  { of: [55, -59, 37, -9], divisor: 24 },
]

/** @param config a `scheduler_config.json`; absent fields have diffusers' defaults @throws AppError model/unsupported */
export function createPndmScheduler(config: unknown): Scheduler {
  const parsed = parseSchedulerConfig(NAME, PndmConfig, config)
  const alphas = createAlphasCumprod({ ...parsed, rescale_betas_zero_snr: false })
  return {
    name: NAME,
    predictionType: parsed.prediction_type,
    trainTimestepCount: parsed.num_train_timesteps,
    createSchedule: (stepCount, options = {}) => {
      expectNoOwnSigmas(NAME, options)
      return createPndmSchedule(parsed, alphas, stepCount, options.strength)
    },
  }
}

interface Memory {
  /** Steps done in this run. */
  readonly count: number
  readonly lastIndex: number
  /** The network's outputs, newest first; the averaged second try is not among them. */
  readonly outputs: readonly Tensor[]
  /** Where the first step began, for its second try. */
  readonly first: Tensor | undefined
}

const FRESH: Memory = { count: 0, lastIndex: -2, outputs: [], first: undefined }

function createPndmSchedule(config: PndmConfig, alphas: Float64Array, asked: number, strength?: number): Schedule {
  const train = config.num_train_timesteps
  expectStepCount(NAME, asked, train)
  const spaced = spaceWholeTimesteps(config.timestep_spacing, train, asked, config.steps_offset)
  // The second timestep twice: the first time it is only tried.
  const timesteps = [...spaced.slice(0, 2), ...spaced.slice(1)]
  const stepCount = timesteps.length
  const jump = Math.floor(train / asked)
  const alphaAt = (timestep: number): number => {
    if (timestep < 0) return config.set_alpha_to_one ? 1 : (alphas[0] as number)
    const alpha = alphas[timestep]
    if (alpha === undefined)
      throw unsupported(NAME, "steps_offset", config.steps_offset, `timestep ${timestep} is beyond ${train}`)
    return alpha
  }
  const alphaOf = (index: number) => alphaAt(timesteps[index] as number)
  for (const timestep of timesteps) alphaAt(timestep)
  let memory = FRESH

  /** Equation 9: from `timestep` to `next` along the noise `output`. */
  const transfer = (sample: Tensor, timestep: number, next: number, output: Tensor): Tensor => {
    const [alpha, alphaNext] = [alphaAt(timestep), alphaAt(next)]
    const noise = noiseEstimate(config.prediction_type, output, sample, sqrtF32(alpha), noiseOf(alpha))
    const product = f32(f32(alpha * f32(1 - alpha)) * alphaNext)
    const divisor = f32(f32(alpha * noiseOf(alphaNext)) + sqrtF32(product))
    const change = divide(affine(noise, f32(alphaNext - alpha)), divisor)
    return combine([sqrtF32(f32(alphaNext / alpha)), sample], [-1, change])
  }

  const step = (input: StepInput): StepOutput => {
    expectStep(input, stepCount)
    const { prediction, sample, index } = input
    const { count, outputs, first } = memory.lastIndex === index - 1 ? memory : FRESH
    const timestep = timesteps[index] as number
    const alpha = alphaOf(index)
    const denoised = cleanEstimate(config.prediction_type, prediction, sample, sqrtF32(alpha), noiseOf(alpha))
    if (count === 1 && first && outputs[0]) {
      memory = { count: 2, lastIndex: index, outputs, first: undefined }
      const mean = divide(combine([1, prediction], [1, outputs[0]]), 2)
      return { sample: transfer(first, timestep + jump, timestep, mean), denoised }
    }
    const known = [prediction, ...outputs].slice(0, 4)
    memory = { count: count + 1, lastIndex: index, outputs: known, first: count === 0 ? sample : undefined }
    const { of: weights, divisor } = WEIGHTS[known.length - 1] as (typeof WEIGHTS)[number]
    const output = divide(combine(...known.map((tensor, k) => [weights[k] as number, tensor] as const)), divisor)
    return { sample: transfer(sample, timestep, timestep - jump, output), denoised }
  }

  const sigmaOf = (alpha: number) => Math.sqrt((1 - alpha) / alpha)
  return {
    timesteps,
    sigmas: [...timesteps.map((_, i) => sigmaOf(alphaOf(i))), sigmaOf(alphaAt((timesteps.at(-1) as number) - jump))],
    startIndex: startIndexOf(asked, strength),
    initNoiseSigma: 1,
    scaleInput: (sample) => sample,
    step,
    addNoise: (clean, noise, index) => {
      if (index >= stepCount) return copyTensor(clean)
      return combine([sqrtF32(alphaOf(index)), clean], [noiseOf(alphaOf(index)), noise])
    },
  }
}
