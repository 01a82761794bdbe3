/**
 * Pseudo linear multistep: the network's last four outputs extrapolated, as Stable Diffusion 1 was shipped with.
 * Source: Liu et al. 2022, arXiv:2202.09778, equations 9 and 12; without the Runge-Kutta start
 * (`skip_prk_steps`), whose place an averaged second try of the first step takes: a run of N steps asks the network
 * N + 1 times.
 */

import { combine, copyTensor, type Tensor } from "../tensor/tensor.ts"
import { cleanEstimate, noiseEstimate } from "./clean-estimate.ts"
import { PndmConfig, parseSchedulerConfig, unsupported } from "./config.ts"
import { createAlphasCumprod } from "./noise-table.ts"
import { expectNoOwnSigmas, expectStep, expectStepCount, startIndexOf } from "./schedule-steps.ts"
import type { Schedule, Scheduler, StepInput, StepOutput } from "./scheduler.ts"
import { roundHalfEven, spaceTimesteps } from "./spacing.ts"

const NAME = "PNDMScheduler"

/** Adams-Bashforth weights by how many outputs are known, newest first. */
const WEIGHTS: readonly (readonly number[])[] = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
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
  const spaced = spaceTimesteps(config.timestep_spacing, train, asked, config.steps_offset).map(roundHalfEven)
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
    const noise = noiseEstimate(config.prediction_type, output, sample, Math.sqrt(alpha), Math.sqrt(1 - alpha))
    const divisor = alpha * Math.sqrt(1 - alphaNext) + Math.sqrt(alpha * (1 - alpha) * alphaNext)
    return combine([Math.sqrt(alphaNext / alpha), sample], [-(alphaNext - alpha) / divisor, noise])
  }

  const step = (input: StepInput): StepOutput => {
    expectStep(input, stepCount)
    const { prediction, sample, index } = input
    const { count, outputs, first } = memory.lastIndex === index - 1 ? memory : FRESH
    const timestep = timesteps[index] as number
    const signal = Math.sqrt(alphaOf(index))
    const denoised = cleanEstimate(config.prediction_type, prediction, sample, signal, Math.sqrt(1 - alphaOf(index)))
    if (count === 1 && first && outputs[0]) {
      memory = { count: 2, lastIndex: index, outputs, first: undefined }
      const mean = combine([0.5, prediction], [0.5, outputs[0]])
      return { sample: transfer(first, timestep + jump, timestep, mean), denoised }
    }
    const known = [prediction, ...outputs].slice(0, 4)
    memory = { count: count + 1, lastIndex: index, outputs: known, first: count === 0 ? sample : undefined }
    const weights = WEIGHTS[known.length - 1] as readonly number[]
    const output = combine(...known.map((tensor, k) => [weights[k] as number, tensor] as const))
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
      return combine([Math.sqrt(alphaOf(index)), clean], [Math.sqrt(1 - alphaOf(index)), noise])
    },
  }
}
