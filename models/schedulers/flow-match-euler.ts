/**
 * Euler's method along the straight paths of rectified flow: x_σ = (1−σ)·x₀ + σ·n, v = n − x₀.
 * Source: Liu et al. 2022, arXiv:2209.03003; shift: Esser et al. 2024, arXiv:2403.03206, equation 23.
 */

import { AppError } from "../../lib/errors.ts"
import { combine, copyTensor } from "../tensor/tensor.ts"
import { FlowMatchEulerConfig, parseSchedulerConfig, unsupported } from "./config.ts"
import { curveOf } from "./euler.ts"
import { f32 } from "./float32.ts"
import { expectStep, expectStepCount, startIndexOf } from "./schedule-steps.ts"
import type { Schedule, ScheduleOptions, Scheduler, StepInput, StepOutput } from "./scheduler.ts"
import { type SigmaCurve, sigmasAlongCurve } from "./sigma-curves.ts"
import { linspace } from "./spacing.ts"

const NAME = "FlowMatchEulerDiscreteScheduler"

/** @param config a `scheduler_config.json`; absent fields have diffusers' defaults @throws AppError model/unsupported */
export function createFlowMatchEulerScheduler(config: unknown): Scheduler {
  const parsed = parseSchedulerConfig(NAME, FlowMatchEulerConfig, config)
  const curve = curveOf(NAME, parsed)
  return {
    name: NAME,
    predictionType: "flow_prediction",
    trainTimestepCount: parsed.num_train_timesteps,
    createSchedule: (stepCount, options = {}) => {
      expectStepCount(NAME, stepCount, parsed.num_train_timesteps)
      const plan = planFlow(parsed, curve, stepCount, options)
      return createFlowSchedule({ name: NAME, ...plan, ...parsed, strength: options.strength })
    },
  }
}

/** σ → shift·σ/(1 + (shift−1)·σ): spends more of the steps where there is much noise. */
export function shiftSigma(sigma: number, shift: number): number {
  return (shift * sigma) / (1 + (shift - 1) * sigma)
}

/** As `shiftSigma`, in float32. */
function shiftSigmaF32(sigma: number, shift: number): number {
  const level = f32(sigma)
  return f32(f32(f32(shift) * level) / f32(1 + f32(f32(shift - 1) * level)))
}

/** @throws AppError steps/out-of-range when own levels do not fit the step count */
export function expectOwnSigmas(name: string, sigmas: readonly number[], stepCount: number): void {
  const falls = sigmas.every((sigma, i) => sigma > 0 && sigma <= (sigmas[i - 1] ?? 1))
  if (sigmas.length !== stepCount || !falls) {
    throw new AppError(
      "steps/out-of-range",
      `${name} needs ${stepCount} noise levels falling from at most 1 to above 0.`,
    )
  }
}

function planFlow(
  config: FlowMatchEulerConfig,
  curve: SigmaCurve | undefined,
  stepCount: number,
  options: ScheduleOptions,
): { timesteps: number[]; sigmas: number[] } {
  const train = config.num_train_timesteps
  if (options.sigmas) expectOwnSigmas(NAME, options.sigmas, stepCount)
  // The ends are shifted when diffusers builds its table, and all levels between them again here.
  const first = shiftSigmaF32(1, config.shift) * train
  const last = shiftSigmaF32(1 / train, config.shift) * train
  let sigmas = (options.sigmas ?? linspace(first, last, stepCount).map((timestep) => timestep / train)).map((sigma) =>
    shiftSigma(sigma, config.shift),
  )
  if (config.shift_terminal) {
    const scale = (1 - (sigmas.at(-1) as number)) / (1 - config.shift_terminal)
    if (scale === 0) {
      throw unsupported(
        NAME,
        "shift_terminal",
        config.shift_terminal,
        "a run whose only level is 1 cannot be stretched",
      )
    }
    sigmas = sigmas.map((sigma) => 1 - (1 - sigma) / scale)
  }
  if (curve) sigmas = sigmasAlongCurve(curve, sigmas[0] as number, sigmas.at(-1) as number, stepCount)
  sigmas = sigmas.map(f32)
  if (config.invert_sigmas) sigmas = sigmas.map((sigma) => f32(1 - sigma))
  const timesteps = sigmas.map((sigma) => f32(sigma * train))
  return { timesteps, sigmas: [...sigmas, config.invert_sigmas ? 1 : 0] }
}

interface FlowPlan {
  readonly name: string
  readonly timesteps: number[]
  readonly sigmas: number[]
  readonly strength?: number | undefined
  readonly stochastic_sampling?: boolean
}

/** The steps over given levels; shared with the flow map, whose network predicts the whole step's mean velocity. */
export function createFlowSchedule(plan: FlowPlan): Schedule {
  const { timesteps, sigmas } = plan
  const stepCount = timesteps.length
  const step = (input: StepInput): StepOutput => {
    expectStep(input, stepCount)
    const { prediction, sample, index } = input
    const sigma = sigmas[index] as number
    const sigmaNext = sigmas[index + 1] as number
    const denoised = combine([1, sample], [-sigma, prediction])
    if (plan.stochastic_sampling) {
      return { sample: combine([1 - sigmaNext, denoised], [sigmaNext, input.noise()]), denoised }
    }
    return { sample: combine([1, sample], [sigmaNext - sigma, prediction]), denoised }
  }
  return {
    timesteps,
    sigmas,
    startIndex: startIndexOf(stepCount, plan.strength),
    initNoiseSigma: 1,
    scaleInput: (sample) => sample,
    step,
    addNoise: (clean, noise, index) => {
      if (index >= stepCount) return copyTensor(clean)
      const sigma = sigmas[index] as number
      return combine([1 - sigma, clean], [sigma, noise])
    },
  }
}
