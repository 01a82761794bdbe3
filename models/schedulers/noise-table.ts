/**
 * The training noise of diffusion models: β and ᾱ = ∏(1 − β) by timestep.
 *
 * Rounded to float32 where diffusers holds float32 tensors (running products in float64, as torch's cumprod
 * keeps them on the CPU). For most tables float64 would do, but rescaling to zero terminal SNR subtracts
 * nearly equal numbers, and only the same rounding gives the same last timesteps.
 */

import { AppError } from "../../lib/errors.ts"
import { f32, linspaceF32, sqrtF32 } from "./float32.ts"

export interface NoiseTableConfig {
  readonly num_train_timesteps: number
  readonly beta_start: number
  readonly beta_end: number
  readonly beta_schedule: "linear" | "scaled_linear" | "squaredcos_cap_v2"
  readonly trained_betas: readonly number[] | null
  readonly rescale_betas_zero_snr: boolean
}

function cumulativeProduct(alphas: Float64Array): Float64Array {
  let product = 1
  return alphas.map((alpha) => {
    product *= alpha
    return f32(product)
  })
}

/** Nichol & Dhariwal 2021, arXiv:2102.09672, equation 17, with β at most 0.999. */
function cosineBetas(count: number): Float64Array {
  const alphaBar = (t: number) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2
  return Float64Array.from({ length: count }, (_, i) =>
    f32(Math.min(1 - alphaBar((i + 1) / count) / alphaBar(i / count), 0.999)),
  )
}

/** Lin et al. 2023, arXiv:2305.08891, algorithm 1. */
function rescaleToZeroSnr(betas: Float64Array): Float64Array {
  const roots = cumulativeProduct(betas.map((beta) => f32(1 - beta))).map(sqrtF32)
  const first = roots[0] as number
  const last = roots[roots.length - 1] as number
  const scale = f32(first / f32(first - last))
  const alphasBar = roots.map((root) => {
    const scaled = f32(f32(root - last) * scale)
    return f32(scaled * scaled)
  })
  return alphasBar.map((value, i) => f32(1 - (i === 0 ? value : f32(value / (alphasBar[i - 1] as number)))))
}

function createBetas(config: NoiseTableConfig): Float64Array {
  const count = config.num_train_timesteps
  if (config.trained_betas) {
    if (config.trained_betas.length !== count) {
      throw new AppError(
        "model/unsupported",
        `scheduler_config.json: trained_betas has ${config.trained_betas.length} values, num_train_timesteps says ${count}.`,
      )
    }
    return Float64Array.from(config.trained_betas, f32)
  }
  if (config.beta_schedule === "linear") return linspaceF32(config.beta_start, config.beta_end, count)
  if (config.beta_schedule === "squaredcos_cap_v2") return cosineBetas(count)
  return linspaceF32(config.beta_start ** 0.5, config.beta_end ** 0.5, count).map((root) => f32(root * root))
}

/** ᾱ by timestep, falling, length `num_train_timesteps`; the last is 0 when rescaled to zero terminal SNR. */
export function createAlphasCumprod(config: NoiseTableConfig): Float64Array {
  const betas = createBetas(config)
  const used = config.rescale_betas_zero_snr ? rescaleToZeroSnr(betas) : betas
  return cumulativeProduct(used.map((beta) => f32(1 - beta)))
}

/**
 * ᾱ as the solvers in σ use it: a last value of 0 becomes 2⁻²⁴, since σ would be infinite.
 */
export function createFiniteAlphasCumprod(config: NoiseTableConfig): Float64Array {
  const table = createAlphasCumprod(config)
  if (config.rescale_betas_zero_snr) table[table.length - 1] = 2 ** -24
  return table
}

/** √(1 − ᾱ), the share of noise at one timestep; the signal's is `sqrtF32(ᾱ)`. @param alpha ᾱ, in float32 */
export const noiseOf = (alpha: number): number => sqrtF32(f32(1 - alpha))

/** σ = √((1 − ᾱ)/ᾱ) by timestep, rising. */
export function sigmasOf(alphasCumprod: Float64Array): Float64Array {
  return alphasCumprod.map((value) => sqrtF32(f32(f32(1 - value) / value)))
}
