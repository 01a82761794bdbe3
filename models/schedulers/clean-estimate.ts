/** From the network's output to x̂₀ and ε̂ under x = √ᾱ·x₀ + √(1−ᾱ)·ε, and the two ways of limiting x̂₀. */

import { combine, elementCount, type Tensor } from "../tensor/tensor.ts"
import type { PredictionType } from "./scheduler.ts"

/**
 * x̂₀ from the network's output.
 * Source: Ho et al. 2020 (ε), Salimans & Ho 2022, arXiv:2202.00512, appendix D (v).
 * @param signal √ᾱ, above 0 for ε
 * @param noise √(1−ᾱ)
 */
export function cleanEstimate(
  type: Exclude<PredictionType, "flow_prediction">,
  prediction: Tensor,
  sample: Tensor,
  signal: number,
  noise: number,
): Tensor {
  if (type === "sample") return prediction
  if (type === "epsilon") return divide(combine([1, sample], [-noise, prediction]), signal)
  return combine([signal, sample], [-noise, prediction])
}

/** ε̂ from the network's output. @param noise √(1−ᾱ), above 0 for "sample" */
export function noiseEstimate(
  type: Exclude<PredictionType, "flow_prediction">,
  prediction: Tensor,
  sample: Tensor,
  signal: number,
  noise: number,
): Tensor {
  if (type === "epsilon") return prediction
  if (type === "sample") return divide(combine([1, sample], [-signal, prediction]), noise)
  return combine([signal, prediction], [noise, sample])
}

/** Not a multiplication by the reciprocal: that rounds otherwise. */
export function divide(tensor: Tensor, divisor: number): Tensor {
  const by = Math.fround(divisor)
  return { shape: tensor.shape, data: tensor.data.map((value) => value / by) }
}

export interface LimitConfig {
  readonly clip_sample: boolean
  readonly clip_sample_range: number
  readonly thresholding: boolean
  readonly dynamic_thresholding_ratio: number
  readonly sample_max_value: number
}

/** x̂₀ kept in range as the config asks: dynamic thresholding, else clipping, else as it is. */
export function limitEstimate(estimate: Tensor, config: LimitConfig): Tensor {
  if (config.thresholding) {
    return thresholdEstimate(estimate, config.dynamic_thresholding_ratio, config.sample_max_value)
  }
  if (!config.clip_sample) return estimate
  const range = config.clip_sample_range
  return { shape: estimate.shape, data: estimate.data.map((value) => Math.min(Math.max(value, -range), range)) }
}

/**
 * Dynamic thresholding, for pixel models: clamp each batch entry to its own quantile s of |x̂₀|, and divide by s.
 * Source: Saharia et al. 2022, arXiv:2205.11487, section 2.3; s between 1 and `maxValue`.
 */
export function thresholdEstimate(estimate: Tensor, ratio: number, maxValue: number): Tensor {
  const batch = estimate.shape[0] ?? 1
  const row = elementCount(estimate.shape.slice(1))
  const data = new Float32Array(estimate.data.length)
  for (let entry = 0; entry < batch; entry++) {
    const values = estimate.data.subarray(entry * row, (entry + 1) * row)
    const sorted = values.map(Math.abs).sort()
    const limit = Math.min(Math.max(quantile(sorted, ratio), 1), maxValue)
    for (let i = 0; i < row; i++) {
      data[entry * row + i] = Math.min(Math.max(values[i] as number, -limit), limit) / limit
    }
  }
  return { shape: estimate.shape, data }
}

/** Linear between ranks, as torch.quantile. */
function quantile(sorted: Float32Array, ratio: number): number {
  const rank = ratio * (sorted.length - 1)
  const low = Math.floor(rank)
  const from = sorted[low] as number
  return from + ((sorted[Math.min(low + 1, sorted.length - 1)] as number) - from) * (rank - low)
}
