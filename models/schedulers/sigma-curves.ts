/**
 * Noise levels spread along a curve instead of along the timesteps, and the way back from a level to a timestep.
 * All take rising or falling tables as plain numbers and return N levels from noisy to clean.
 */

import { betaQuantile } from "./beta-quantile.ts"
import { f32, numpyLogF32 } from "./float32.ts"
import { linspace } from "./spacing.ts"

export type SigmaCurve = "karras" | "exponential" | "beta"

/** Karras et al. 2022, arXiv:2206.00364, equation 5, ρ = 7. */
export function karrasSigmas(sigmaMax: number, sigmaMin: number, count: number): number[] {
  const rho = 7
  const max = sigmaMax ** (1 / rho)
  const min = sigmaMin ** (1 / rho)
  return linspace(0, 1, count).map((ramp) => (max + ramp * (min - max)) ** rho)
}

/** Evenly spaced in log σ (k-diffusion's `get_sigmas_exponential`). */
export function exponentialSigmas(sigmaMax: number, sigmaMin: number, count: number): number[] {
  return linspace(Math.log(sigmaMax), Math.log(sigmaMin), count).map(Math.exp)
}

/** Lee et al. 2024, arXiv:2407.12173: quantiles of Beta(0.6, 0.6). */
export function betaSigmas(sigmaMax: number, sigmaMin: number, count: number): number[] {
  return linspace(0, 1, count).map((ramp) => sigmaMin + betaQuantile(1 - ramp, 0.6, 0.6) * (sigmaMax - sigmaMin))
}

/** `count` levels from `sigmaMax` to `sigmaMin` along one of the curves above. */
export function sigmasAlongCurve(curve: SigmaCurve, sigmaMax: number, sigmaMin: number, count: number): number[] {
  if (curve === "karras") return karrasSigmas(sigmaMax, sigmaMin, count)
  if (curve === "beta") return betaSigmas(sigmaMax, sigmaMin, count)
  return exponentialSigmas(sigmaMax, sigmaMin, count)
}

/** ln σ by timestep for `timestepOfSigma`. @param table σ, in float32 */
export function logTableOf(table: Float64Array): Float64Array {
  return table.map(numpyLogF32)
}

/**
 * The timestep, with fraction, at which the table has noise level `sigma`; linear in log σ, clamped to the table.
 * @param logSigmas ln σ by timestep, rising, in float32
 */
export function timestepOfSigma(sigma: number, logSigmas: Float64Array): number {
  const logSigma = Math.log(Math.max(sigma, 1e-10))
  let low = 0
  for (let i = 0; i < logSigmas.length; i++) if (logSigma >= (logSigmas[i] as number)) low = i
  low = Math.min(low, logSigmas.length - 2)
  const from = logSigmas[low] as number
  const to = logSigmas[low + 1] as number
  const share = Math.min(Math.max((from - logSigma) / f32(from - to), 0), 1)
  return (1 - share) * low + share * (low + 1)
}

/** The table's value at a fractional position, clamped to its ends (numpy's `interp`). */
export function interpolateTable(table: Float64Array, position: number): number {
  const last = table.length - 1
  const clamped = Math.min(Math.max(position, 0), last)
  const low = Math.min(Math.floor(clamped), Math.max(last - 1, 0))
  const from = table[low] as number
  return from + ((table[low + 1] ?? from) - from) * (clamped - low)
}
