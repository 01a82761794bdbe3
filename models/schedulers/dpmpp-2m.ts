/**
 * DPM-Solver++ 2M and its family: multistep exponential integrators in λ = ln(α/σ).
 * Sources: Lu et al. 2022, arXiv:2211.01095 (DPM-Solver++: algorithm 2; SDE: appendix), arXiv:2206.00927
 * (DPM-Solver); third order as in diffusers' DPMSolverMultistepScheduler.
 *
 * With h = λ' − λ, one step is a weighted sum of the sample, up to three finite differences of the network's
 * estimates, and noise. The formulas differ by algorithm in those weights only: see `weightsOf`.
 */

import { affine, combine, copyTensor, type Tensor } from "../tensor/tensor.ts"
import { cleanEstimate, noiseEstimate, thresholdEstimate } from "./clean-estimate.ts"
import { DpmSolverConfig, parseSchedulerConfig, unsupported } from "./config.ts"
import { curveOf, rootOfVariance } from "./euler.ts"
import { expF32, f32, logF32, rootFromZero, sqrtF32 } from "./float32.ts"
import { createFiniteAlphasCumprod, noiseOf, sigmasOf } from "./noise-table.ts"
import { expectNoOwnSigmas, expectStep, expectStepCount, startIndexOf } from "./schedule-steps.ts"
import type { Schedule, Scheduler, StepInput, StepOutput } from "./scheduler.ts"
import { interpolateTable, logTableOf, sigmasAlongCurve, timestepOfSigma } from "./sigma-curves.ts"
import { linspace, roundHalfEven, trailingTimesteps } from "./spacing.ts"

const NAME = "DPMSolverMultistepScheduler"

/** @param config a `scheduler_config.json`; absent fields have diffusers' defaults @throws AppError model/unsupported */
export function createDpmSolverScheduler(config: unknown): Scheduler {
  const parsed = parseSchedulerConfig(NAME, DpmSolverConfig, config)
  refuseCombinations(parsed)
  const alphas = createFiniteAlphasCumprod(parsed)
  return {
    name: NAME,
    predictionType: parsed.prediction_type,
    trainTimestepCount: parsed.num_train_timesteps,
    createSchedule: (stepCount, options = {}) => {
      expectNoOwnSigmas(NAME, options)
      expectStepCount(NAME, stepCount, parsed.num_train_timesteps)
      return createDpmSchedule(parsed, planDpm(parsed, alphas, stepCount), options.strength)
    },
  }
}

function refuseCombinations(config: DpmSolverConfig): void {
  const noisePrediction = config.algorithm_type === "dpmsolver" || config.algorithm_type === "sde-dpmsolver"
  if (noisePrediction && config.final_sigmas_type === "zero") {
    throw unsupported(NAME, "final_sigmas_type", "zero", `${config.algorithm_type} needs "sigma_min"`)
  }
  if (noisePrediction && config.prediction_type === "flow_prediction") {
    throw unsupported(NAME, "prediction_type", "flow_prediction", `${config.algorithm_type} cannot use it`)
  }
  if (config.algorithm_type === "sde-dpmsolver" && config.solver_order === 3) {
    throw unsupported(NAME, "solver_order", 3, "sde-dpmsolver has orders 1 and 2")
  }
}

interface DpmPlan {
  readonly timesteps: number[]
  readonly sigmas: number[]
}

/** Spacing of this class: one point more than steps, the smallest dropped; counted from `last`, not T. */
function spaceDpm(config: DpmSolverConfig, last: number, stepCount: number): number[] {
  if (config.timestep_spacing === "trailing") {
    return trailingTimesteps(last, config.num_train_timesteps / stepCount, stepCount)
  }
  if (config.timestep_spacing === "linspace") {
    return linspace(0, last - 1, stepCount + 1)
      .map(roundHalfEven)
      .reverse()
      .slice(0, -1)
  }
  const ratio = Math.floor(last / (stepCount + 1))
  return Array.from({ length: stepCount }, (_, i) => (stepCount - i) * ratio + config.steps_offset)
}

/** From the largest ln σ to the smallest, by shares of their difference. */
function evenLogSigmas(logTable: Float64Array, stepCount: number): number[] {
  const from = logTable.at(-1) as number
  const change = (logTable[0] as number) - from
  return linspace(0, 1, stepCount).map((share) => from + share * change)
}

function planDpm(config: DpmSolverConfig, alphas: Float64Array, stepCount: number): DpmPlan {
  const table = sigmasOf(alphas)
  const logTable = logTableOf(table)
  // λ falls with the timestep; the noisiest ones, below the clip, are not visited.
  const lambdas = alphas.map((alpha) => f32(logF32(sqrtF32(alpha)) - logF32(noiseOf(alpha))))
  const clipped = lambdas.filter((lambda) => lambda < f32(config.lambda_min_clipped)).length
  let timesteps = spaceDpm(config, config.num_train_timesteps - clipped, stepCount)
  let sigmas: number[]
  const curve = curveOf(NAME, config)
  const even = config.use_lu_lambdas && curve !== "karras"
  if (curve || even) {
    sigmas =
      even || !curve
        ? // Lu et al. 2022, arXiv:2206.00927, section 3.4: evenly spaced in λ.
          evenLogSigmas(logTable, stepCount).map(Math.exp)
        : sigmasAlongCurve(curve, table.at(-1) as number, table[0] as number, stepCount)
    timesteps = sigmas.map((sigma) => timestepOfSigma(sigma, logTable))
    const rounds = (curve === "karras" || even) && config.beta_schedule !== "squaredcos_cap_v2"
    if (rounds) timesteps = timesteps.map(roundHalfEven)
  } else if (config.use_flow_sigmas) {
    const shift = config.flow_shift ?? 1
    sigmas = linspace(1, 1 / config.num_train_timesteps, stepCount + 1)
      .map((alpha) => 1 - alpha)
      .map((sigma) => (shift * sigma) / (1 + (shift - 1) * sigma))
      .reverse()
      .slice(0, -1)
    timesteps = sigmas.map((sigma) => sigma * config.num_train_timesteps)
  } else {
    sigmas = timesteps.map((timestep) => interpolateTable(table, timestep))
  }
  sigmas.push(config.final_sigmas_type === "sigma_min" ? (table[0] as number) : 0)
  if (config.use_flow_sigmas && sigmas.some((sigma) => sigma > 1)) {
    // diffusers takes the other field's levels, which are not a share of noise, and draws NaN.
    const field = curve ? `use_${curve}_sigmas` : "use_lu_lambdas"
    throw unsupported(NAME, field, true, "with use_flow_sigmas, levels must not be above 1")
  }
  // The class holds its timesteps as integers.
  return { timesteps: timesteps.map(Math.trunc), sigmas: sigmas.map(Math.fround) }
}

/** α, σ of x = α·x₀ + σ·ε, and λ = ln(α/σ), at one noise level. */
interface Level {
  readonly alpha: number
  readonly sigma: number
  readonly lambda: number
}

/** In float32 like the class's tensors: h is a difference of near λ, and inherits their rounding. */
function levelOf(config: DpmSolverConfig, sigma: number): Level {
  const alpha = config.use_flow_sigmas ? f32(1 - sigma) : f32(1 / rootOfVariance(sigma))
  const noise = config.use_flow_sigmas ? sigma : f32(sigma * alpha)
  return { alpha, sigma: noise, lambda: f32(logF32(alpha) - logF32(noise)) }
}

interface Weights {
  readonly sample: number
  /** Of the estimate itself, and of its first and second differences. */
  readonly differences: readonly [number, number, number]
  readonly noise: number
}

/**
 * Weights of one step from `from` to `to`. `order` picks which differences exist; a first difference counts
 * half of the estimate with "midpoint", and by the exact integral with "heun" and in third order.
 */
function weightsOf(config: DpmSolverConfig, from: Level, to: Level, order: number): Weights {
  const h = f32(to.lambda - from.lambda)
  const exact = config.solver_type === "heun" || order === 3
  switch (config.algorithm_type) {
    case "dpmsolver++": {
      const e = f32(expF32(-h) - 1)
      const second = f32(f32(f32(e + h) / f32(h ** 2)) - 0.5)
      return {
        sample: to.sigma / from.sigma,
        differences: [
          -to.alpha * e,
          exact ? to.alpha * f32(f32(e / h) + 1) : -0.5 * f32(to.alpha * e),
          -to.alpha * second,
        ],
        noise: 0,
      }
    }
    case "dpmsolver": {
      const e = f32(expF32(h) - 1)
      const second = f32(f32(f32(e - h) / f32(h ** 2)) - 0.5)
      return {
        sample: to.alpha / from.alpha,
        differences: [
          -to.sigma * e,
          exact ? -to.sigma * f32(f32(e / h) - 1) : -0.5 * f32(to.sigma * e),
          -to.sigma * second,
        ],
        noise: 0,
      }
    }
    case "sde-dpmsolver++": {
      const e = f32(1 - expF32(-2 * h))
      const second = f32(f32(f32(e - 2 * h) / f32((2 * h) ** 2)) - 0.5)
      return {
        sample: f32(to.sigma / from.sigma) * expF32(-h),
        differences: [
          to.alpha * e,
          exact ? to.alpha * f32(f32(e / (-2 * h)) + 1) : 0.5 * f32(to.alpha * e),
          to.alpha * second,
        ],
        noise: to.sigma * rootFromZero(e),
      }
    }
    case "sde-dpmsolver": {
      const e = f32(expF32(h) - 1)
      return {
        sample: to.alpha / from.alpha,
        differences: [-2 * f32(to.sigma * e), exact ? -2 * f32(to.sigma * f32(f32(e / h) - 1)) : -to.sigma * e, 0],
        noise: to.sigma * rootFromZero(f32(expF32(2 * h) - 1)),
      }
    }
  }
}

function createDpmSchedule(config: DpmSolverConfig, plan: DpmPlan, strength?: number): Schedule {
  const { timesteps, sigmas } = plan
  const stepCount = timesteps.length
  const levels = sigmas.map((sigma) => levelOf(config, sigma))
  const stochastic = config.algorithm_type.startsWith("sde-")
  const predictsClean = config.algorithm_type.endsWith("++")
  // What earlier steps estimated, newest first; forgotten when a run jumps to another step.
  let memory: { lastIndex: number; estimates: Tensor[] } = { lastIndex: -2, estimates: [] }

  const limited = (clean: Tensor): Tensor =>
    config.thresholding ? thresholdEstimate(clean, config.dynamic_thresholding_ratio, config.sample_max_value) : clean

  /** x̂₀, and what the solver makes its differences of: x̂₀ too, or with the older algorithms ε̂. */
  const estimatesOf = (prediction: Tensor, sample: Tensor, index: number): { denoised: Tensor; estimate: Tensor } => {
    const { alpha, sigma } = levels[index] as Level
    const type = config.prediction_type
    if (predictsClean || type === "flow_prediction") {
      const clean =
        type === "flow_prediction"
          ? combine([1, sample], [-(sigmas[index] as number), prediction])
          : cleanEstimate(type, prediction, sample, alpha, sigma)
      const denoised = limited(clean)
      return { denoised, estimate: denoised }
    }
    const epsilon = noiseEstimate(type, prediction, sample, alpha, sigma)
    if (!config.thresholding)
      return { denoised: cleanEstimate(type, prediction, sample, alpha, sigma), estimate: epsilon }
    // There and back by way of ε̂, whatever was predicted: with flow sigmas α² + σ² is not 1, and a detour is not the same.
    const denoised = limited(cleanEstimate("epsilon", epsilon, sample, alpha, sigma))
    return { denoised, estimate: noiseEstimate("sample", denoised, sample, alpha, sigma) }
  }

  const orderAt = (index: number, known: number): number => {
    const last = index === stepCount - 1
    const short = config.lower_order_final && stepCount < 15
    if (last && (config.euler_at_final || short || config.final_sigmas_type === "zero")) return 1
    const order = Math.min(config.solver_order, known)
    return order === 3 && index === stepCount - 2 && short ? 2 : order
  }

  const step = (input: StepInput): StepOutput => {
    expectStep(input, stepCount)
    const { prediction, sample, index } = input
    const from = levels[index] as Level
    const to = levels[index + 1] as Level
    const { denoised, estimate } = estimatesOf(prediction, sample, index)
    const earlier = memory.lastIndex === index - 1 ? memory.estimates : []
    const estimates = [estimate, ...earlier].slice(0, config.solver_order)
    memory = { lastIndex: index, estimates }
    const noise = stochastic ? input.noise() : undefined

    // Karras levels that end on the table's smallest σ twice: nothing is left to do, and h = 0 would divide.
    if (to.lambda === from.lambda) return { sample: copyTensor(sample), denoised }

    const order = orderAt(index, estimates.length)
    const weights = weightsOf(config, from, to, order)
    const terms: (readonly [number, Tensor])[] = [[weights.sample, sample]]
    terms.push(...differenceTerms(levels, index, order, estimates, weights))
    if (noise) terms.push([weights.noise, noise])
    return { sample: combine(...terms), denoised }
  }

  return {
    timesteps,
    sigmas,
    startIndex: startIndexOf(stepCount, strength),
    initNoiseSigma: 1,
    scaleInput: (sample) => sample,
    step,
    addNoise: (clean, noise, index) => {
      if (index >= stepCount) return copyTensor(clean)
      const level = levels[index] as Level
      return combine([level.alpha, clean], [level.sigma, noise])
    },
  }
}

/** The differences of the estimates m₀, m₁, m₂ (newest first), each with its weight. */
function differenceTerms(
  levels: readonly Level[],
  index: number,
  order: number,
  estimates: readonly Tensor[],
  { differences }: Weights,
): (readonly [number, Tensor])[] {
  const [m0, m1, m2] = estimates as [Tensor, Tensor, Tensor]
  const lambda = (i: number) => (levels[i] as Level).lambda
  const [weight0, weight1, weight2] = differences
  if (order === 1) return [[weight0, m0]]
  const h = f32(lambda(index + 1) - lambda(index))
  const r0 = f32(f32(lambda(index) - lambda(index - 1)) / h)
  const slope0 = scaledDifference(m0, m1, 1 / r0)
  if (order === 2) {
    return [
      [weight0, m0],
      [weight1, slope0],
    ]
  }
  const r1 = f32(f32(lambda(index - 1) - lambda(index - 2)) / h)
  const slope1 = scaledDifference(m1, m2, 1 / r1)
  const sum = f32(r0 + r1)
  return [
    [weight0, m0],
    [weight1, combine([1, slope0], [1, scaledDifference(slope0, slope1, r0 / sum)])],
    [weight2, scaledDifference(slope0, slope1, 1 / sum)],
  ]
}

/** factor · (a − b): first the difference, which is small, then the factor, which may be large. */
function scaledDifference(a: Tensor, b: Tensor, factor: number): Tensor {
  return affine(combine([1, a], [-1, b]), f32(factor))
}
