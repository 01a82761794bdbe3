/**
 * A tiny exact model without weights, behind the same interface as the real ones, for tests and as a stand-in.
 *
 * Its "pictures" are a Gaussian mixture around three colour gradients that the prompt's hash picks. For such a
 * mixture the posterior mean E[x₀ | x_σ], and so the flow's velocity, has a closed form: what a network would have
 * to learn is computed, and steps, previews, masks and cancelling behave as with any model.
 */

import { setTimeout as delay } from "node:timers/promises"
import { AppError } from "../../lib/errors.ts"
import type {
  DiffusionModel,
  GenerationRequest,
  ModelInfo,
  NoisePrediction,
  PromptCondition,
} from "../pipelines/model.ts"
import { type Picture, pictureFromTensor } from "../pipelines/picture.ts"
import { createFlowMapEulerScheduler } from "../schedulers/flow-map-euler.ts"
import { combine, createTensor, expectShape, type Tensor } from "../tensor/tensor.ts"
import { gradientMean } from "./gradients.ts"

export interface ToyModelOptions {
  /** "toy" by default. */
  readonly id?: string
  /** Waited before each network evaluation, so that tests can act between steps; 0 by default. */
  readonly stepDelayMs?: number
  /** Side of the default picture: 128 by default. */
  readonly sizePx?: number
}

/** Pixels a latent cell stands for, each way. */
const CELL_PX = 8

/** How far the mixture's pictures stray from their gradients, in [-1, 1] units. */
const SPREAD = 0.08

interface ToyCondition extends PromptCondition {
  readonly means: readonly Tensor[]
  readonly negativeMeans: readonly Tensor[]
}

/**
 * E[x₀ | x_σ] for x₀ from an even mixture of N(μₖ, s²) and x_σ = (1−σ)·x₀ + σ·n, by Bayes' rule.
 * @param sample x_σ, not mutated @param sigma in (0, 1]
 */
export function posteriorMean(sample: Tensor, sigma: number, means: readonly Tensor[], spread: number): Tensor {
  const signal = 1 - sigma
  const variance = (signal * spread) ** 2 + sigma ** 2
  const distances = means.map((mean) =>
    sample.data.reduce((sum, x, i) => sum + (x - signal * (mean.data[i] as number)) ** 2, 0),
  )
  const nearest = Math.min(...distances)
  const weights = distances.map((distance) => Math.exp((nearest - distance) / (2 * variance)))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const gain = (signal * spread ** 2) / variance
  // Σ wₖ·(μₖ + gain·(x − (1−σ)·μₖ)), collected by x and μₖ.
  const terms = means.map((mean, k) => [((weights[k] as number) / total) * (1 - gain * signal), mean] as const)
  return combine([gain, sample], ...terms)
}

/** @throws AppError config/invalid when an option is out of range */
export function createToyModel(options: ToyModelOptions = {}): DiffusionModel {
  const { id = "toy", stepDelayMs = 0, sizePx = 128 } = options
  if (!(stepDelayMs >= 0) || !Number.isInteger(sizePx) || sizePx < 64 || sizePx > 512 || sizePx % CELL_PX !== 0) {
    throw new AppError("config/invalid", "The toy needs a delay of at least 0 ms and a size of 64 to 512 px in eights.")
  }
  const info: ModelInfo = {
    defaultSteps: 8,
    defaultGuidance: 1,
    sizes: { defaultWidthPx: sizePx, defaultHeightPx: sizePx, minPx: 64, maxPx: 512, multipleOfPx: CELL_PX },
    capabilities: { imageToImage: true, inpaint: true, sketch: true, guidance: true },
    licence: "Apache-2.0",
    device: "cpu",
    deviceNotes: [],
  }
  const scheduler = createFlowMapEulerScheduler({})
  const latentShape = (widthPx: number, heightPx: number) => [1, 3, heightPx / CELL_PX, widthPx / CELL_PX] as const
  let closed = false
  const expectOpen = () => {
    if (closed) throw new AppError("engine/failed", "The toy model is closed.")
  }

  const predict = async (input: NoisePrediction): Promise<Tensor> => {
    expectOpen()
    if (stepDelayMs > 0) await delay(stepDelayMs)
    const sigma = input.timestep / scheduler.trainTimestepCount
    const { means, negativeMeans } = input.condition as ToyCondition
    // Guidance mixes clean estimates, which for a flow is the same as mixing velocities.
    const wanted = posteriorMean(input.sample, sigma, means, SPREAD)
    const clean =
      input.guidance > 1
        ? combine(
            [input.guidance, wanted],
            [1 - input.guidance, posteriorMean(input.sample, sigma, negativeMeans, SPREAD)],
          )
        : wanted
    return combine([1 / sigma, input.sample], [-1 / sigma, clean])
  }

  return {
    id,
    name: "Toy",
    info,
    channels: { mask: "none", sketch: false },
    createSchedule: (stepCount, strength) =>
      scheduler.createSchedule(stepCount, strength === undefined ? {} : { strength }),
    latentShape,
    encodePrompt: async (request: GenerationRequest): Promise<ToyCondition> => {
      expectOpen()
      const shape = latentShape(request.widthPx, request.heightPx)
      const meansOf = (text: string) => [0, 1, 2].map((variant) => gradientMean(text, variant, shape))
      return { means: meansOf(request.prompt), negativeMeans: meansOf(request.negativePrompt ?? ""), promptRest: "" }
    },
    predict,
    encodeImage: async (pixels) => averageCells(pixels),
    decode: async (latent) => decodeCells(latent),
    preview: async (denoised) => decodeCells(denoised),
    close: async () => {
      closed = true
    },
  }
}

/** [1, 3, H, W] pixels to [1, 3, H/8, W/8]: the mean of each cell. @throws AppError tensor/shape */
function averageCells(pixels: Tensor): Tensor {
  const [, , heightPx, widthPx] = pixels.shape as [number, number, number, number]
  expectShape(pixels, [1, 3, heightPx, widthPx], "Pixels to encode")
  const [height, width] = [heightPx / CELL_PX, widthPx / CELL_PX]
  const cells = createTensor([1, 3, height, width])
  pixels.data.forEach((value, i) => {
    const x = Math.floor((i % widthPx) / CELL_PX)
    const y = Math.floor((Math.floor(i / widthPx) % heightPx) / CELL_PX)
    const channel = Math.floor(i / (widthPx * heightPx))
    const cell = (channel * height + y) * width + x
    cells.data[cell] = (cells.data[cell] as number) + value / CELL_PX ** 2
  })
  return cells
}

/** [1, 3, h, w] to a picture eight times as large, each cell a square of its colour. */
function decodeCells(latent: Tensor): Picture {
  const [, , height, width] = latent.shape as [number, number, number, number]
  const [heightPx, widthPx] = [height * CELL_PX, width * CELL_PX]
  const pixels = createTensor([1, 3, heightPx, widthPx])
  for (let i = 0; i < pixels.data.length; i++) {
    const x = Math.floor((i % widthPx) / CELL_PX)
    const y = Math.floor((Math.floor(i / widthPx) % heightPx) / CELL_PX)
    const channel = Math.floor(i / (widthPx * heightPx))
    pixels.data[i] = latent.data[(channel * height + y) * width + x] as number
  }
  return pictureFromTensor(pixels)
}
