/** What the denoising network takes besides latent and prompt, read off the graph's own inputs. */

import { AppError } from "../../lib/errors.ts"
import { concatenate, createTensor, type Tensor } from "../tensor/tensor.ts"
import type { SpatialCondition } from "./model.ts"
import type { Graph } from "./onnx-session.ts"

/** Inputs we can fill; a graph with others is refused. */
const KNOWN_INPUTS = new Set([
  "sample",
  "timestep",
  "timestep_r",
  "encoder_hidden_states",
  "text_embeds",
  "time_ids",
  "timestep_cond",
])

/** How the channels of `sample` are made up, by how many there are for C latent channels. */
export type ChannelPlan = "latent" | "masked" | "masked-sketch"

/**
 * C: the latent alone; 2C + 1: latent, mask, masked picture (Stable Diffusion inpainting); 3C + 1: and sketch (House).
 * @throws AppError model/unsupported for another count, or for inputs we cannot fill
 */
export function planChannels(graph: Graph, latentChannels: number): ChannelPlan {
  for (const name of graph.inputs.keys()) {
    if (!KNOWN_INPUTS.has(name)) {
      throw new AppError("model/unsupported", `${graph.file} takes an input "${name}" that is not supported.`)
    }
  }
  for (const name of ["sample", "timestep", "encoder_hidden_states"]) {
    if (!graph.inputs.has(name))
      throw new AppError("model/unsupported", `${graph.file} takes no "${name}": it is no UNet we know.`)
  }
  const count = graph.inputs.get("sample")?.shape[1]
  if (typeof count !== "number" || count === latentChannels) return "latent"
  if (count === 2 * latentChannels + 1) return "masked"
  if (count === 3 * latentChannels + 1) return "masked-sketch"
  throw new AppError(
    "model/unsupported",
    `${graph.file} takes ${count} channels for latents of ${latentChannels}: only ${latentChannels}, ${2 * latentChannels + 1} and ${3 * latentChannels + 1} are supported.`,
  )
}

/**
 * The latent joined with what the plan asks for: an absent mask is 1 (repaint all), an absent sketch 0.
 * @param hidden stands for the masked picture when there is none, [1, C, h, w]
 */
export function joinChannels(plan: ChannelPlan, sample: Tensor, space: SpatialCondition, hidden: Tensor): Tensor {
  if (plan === "latent") return sample
  const [, , height, width] = sample.shape as [number, number, number, number]
  const whole = createTensor([1, 1, height, width])
  whole.data.fill(1)
  const parts = [sample, space.mask ?? whole, space.maskedLatent ?? hidden]
  if (plan === "masked-sketch") parts.push(space.sketchLatent ?? createTensor(sample.shape))
  return concatenate(parts, 1)
}

/**
 * How the guidance scale is told to consistency models: sinusoids of 1000·(scale − 1).
 * Source: Luo et al. 2023, arXiv:2310.04378, section 4.2, with diffusers' frequencies.
 * @param size length of the result, `time_cond_proj_dim`
 * @returns [1, size]
 */
export function guidanceEmbedding(guidance: number, size: number): Tensor {
  const half = Math.floor(size / 2)
  const embedding = createTensor([1, size])
  for (let k = 0; k < half; k++) {
    const angle = Math.fround(1000 * (guidance - 1) * Math.fround(Math.exp((-Math.log(10000) * k) / (half - 1))))
    embedding.data[k] = Math.sin(angle)
    embedding.data[half + k] = Math.cos(angle)
  }
  return embedding
}

/**
 * SDXL's size conditions: original height and width, crop top and left, then target height and width,
 * or an aesthetic score where the graph takes five values.
 * @returns [1, 6] or [1, 5]
 */
export function timeIds(graph: Graph, widthPx: number, heightPx: number, negative: boolean): Tensor {
  const size = graph.inputs.get("time_ids")?.shape.at(-1)
  const start = [heightPx, widthPx, 0, 0]
  const values = size === 5 ? [...start, negative ? 2.5 : 6] : [...start, heightPx, widthPx]
  return createTensor([1, values.length], Float32Array.from(values))
}
