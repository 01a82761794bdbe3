/**
 * A picture at twice or four times its size, with detail drawn in by the model: enlarged smoothly, then every
 * tile noised a little and denoised again. Neighbouring tiles overlap, start from one noise field, and are laid
 * over each other with weights that fade to nothing at a tile's edge, so that no seam can show.
 */

import { AppError } from "../../lib/errors.ts"
import { createRng } from "../../lib/random/rng.ts"
import type { Schedule } from "../schedulers/scheduler.ts"
import type { Tensor } from "../tensor/tensor.ts"
import { createTensor } from "../tensor/tensor.ts"
import { denoiseStep, drawNoise, plannedStepCount, throwIfAborted } from "./denoise.ts"
import type { DiffusionModel, GenerationRequest } from "./model.ts"
import { type BoxPx, cropPicture, type Picture, resizePicture, tensorFromPicture } from "./picture.ts"
import { wholeCondition } from "./spatial-condition.ts"

/** Enough to draw edges anew, too little to invent things in every tile. */
export const DEFAULT_UPSCALE_STRENGTH = 0.3

/** The largest picture that is made. */
const MAX_SIDE_PX = 4096

export interface UpscaleRequest {
  readonly picture: Picture
  readonly factor: 2 | 4
  /** What the picture shows: its own recipe's prompt. */
  readonly prompt: string
  readonly negativePrompt?: string
  readonly seed: number
  readonly stepCount: number
  readonly guidance: number
  /** Above 0 up to 1. */
  readonly strength?: number
}

export type UpscaleEvent =
  | { readonly type: "tile"; readonly index: number; readonly count: number }
  | { readonly type: "result"; readonly image: Picture }

/**
 * Starts of `length`-long spans that cover 0 to `total`, neighbours overlapping by at least a quarter.
 * @returns one start of 0 when a span covers all
 */
export function tileStarts(total: number, length: number): number[] {
  if (total <= length) return [0]
  const count = Math.ceil((total - length) / (length * 0.75)) + 1
  return Array.from({ length: count }, (_, i) => Math.round((i * (total - length)) / (count - 1)))
}

/** Weight of a tile's pixel by its distance from the nearer edge: rises smoothly over the overlap, never 0. */
export function tileWeight(position: number, length: number): number {
  const fade = length / 4
  const share = Math.min((Math.min(position, length - 1 - position) + 0.5) / fade, 1)
  return Math.sin((share * Math.PI) / 2) ** 2
}

/**
 * @throws AppError model/cannot without an image encoder, size/out-of-range, strength/out-of-range, job/cancelled
 */
export async function* upscale(
  model: DiffusionModel,
  request: UpscaleRequest,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<UpscaleEvent, void, void> {
  const { picture, factor, strength = DEFAULT_UPSCALE_STRENGTH } = request
  checkUpscale(model, request)
  const widthPx = picture.widthPx * factor
  const heightPx = picture.heightPx * factor
  const large = resizePicture(picture, widthPx, heightPx)
  const tileWidth = model.info.sizes.defaultWidthPx
  const tileHeight = model.info.sizes.defaultHeightPx
  const boxes = tileStarts(heightPx, tileHeight).flatMap((y) =>
    tileStarts(widthPx, tileWidth).map((x) => ({
      ...{ x, y, widthPx: Math.min(tileWidth, widthPx), heightPx: Math.min(tileHeight, heightPx) },
    })),
  )
  const tileRequest: GenerationRequest = { ...request, widthPx: tileWidth, heightPx: tileHeight }
  const condition = await model.encodePrompt(tileRequest)
  const space = await wholeCondition(model, tileRequest)
  const canvas = createCanvas(widthPx, heightPx)
  for (const [index, box] of boxes.entries()) {
    const tile = resizePicture(cropPicture(large, box), tileWidth, tileHeight)
    const clean = await model.encodeImage(tensorFromPicture(tile))
    const schedule = model.createSchedule(plannedStepCount(request.stepCount, strength), strength)
    const cellPx = tileWidth / (clean.shape[3] as number)
    const noise = noiseAt(request.seed, clean.shape, Math.round(box.x / cellPx), Math.round(box.y / cellPx))
    let latent = schedule.addNoise(clean, noise, schedule.startIndex)
    for (let step = schedule.startIndex; step < stepsOf(schedule); step++) {
      throwIfAborted(signal)
      // Of its own for each step: stochastic schedulers must not be given the same noise twice.
      const rng = createRng((request.seed % 2 ** 40) + 1 + step + 1000 * index)
      const input = { model, schedule, index: step, latent, condition, guidance: request.guidance, space, rng }
      latent = (await denoiseStep(input)).sample
    }
    layTile(canvas, resizePicture(await model.decode(latent), box.widthPx, box.heightPx), box)
    yield { type: "tile", index, count: boxes.length }
  }
  throwIfAborted(signal)
  yield { type: "result", image: finishCanvas(canvas) }
}

const stepsOf = (schedule: Schedule) => schedule.timesteps.length

function checkUpscale(
  model: DiffusionModel,
  { picture, factor, strength = DEFAULT_UPSCALE_STRENGTH }: UpscaleRequest,
): void {
  if (!model.info.capabilities.imageToImage) {
    throw new AppError("model/cannot", `${model.name} cannot enlarge pictures: it has no image encoder.`)
  }
  const longer = Math.max(picture.widthPx, picture.heightPx) * factor
  if (longer > MAX_SIDE_PX) {
    throw new AppError(
      "size/out-of-range",
      `An enlarged picture may have ${MAX_SIDE_PX} px a side, this would have ${longer}.`,
    )
  }
  if (!(strength > 0 && strength <= 1)) {
    throw new AppError("strength/out-of-range", `The strength must be above 0 and at most 1, got ${strength}.`)
  }
}

/** A window of one endless noise field, so that overlapping tiles begin with the same noise where they overlap. */
function noiseAt(seed: number, shape: readonly number[], left: number, top: number): Tensor {
  const [, channels, height, width] = shape as [number, number, number, number]
  const noise = createTensor(shape)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // A generator for each cell of the field: 2¹⁴ columns are more than the largest picture has.
      const cell = drawNoise(createRng((seed % 2 ** 24) * 2 ** 28 + (top + y) * 2 ** 14 + left + x), [channels])
      for (let channel = 0; channel < channels; channel++) {
        noise.data[(channel * height + y) * width + x] = cell.data[channel] as number
      }
    }
  }
  return noise
}

interface Canvas {
  readonly widthPx: number
  readonly heightPx: number
  /** Weighted sums of the tiles' bytes, and of the weights. */
  readonly sums: Float32Array
  readonly weights: Float32Array
}

function createCanvas(widthPx: number, heightPx: number): Canvas {
  const area = widthPx * heightPx
  return { widthPx, heightPx, sums: new Float32Array(area * 3), weights: new Float32Array(area) }
}

/** Adds a tile to `canvas`, which is mutated. */
function layTile(canvas: Canvas, tile: Picture, box: BoxPx): void {
  for (let y = 0; y < box.heightPx; y++) {
    for (let x = 0; x < box.widthPx; x++) {
      const weight = tileWeight(x, box.widthPx) * tileWeight(y, box.heightPx)
      const pixel = (box.y + y) * canvas.widthPx + box.x + x
      canvas.weights[pixel] = (canvas.weights[pixel] as number) + weight
      for (let channel = 0; channel < 3; channel++) {
        const at = pixel * 3 + channel
        canvas.sums[at] =
          (canvas.sums[at] as number) + weight * (tile.rgb[(y * box.widthPx + x) * 3 + channel] as number)
      }
    }
  }
}

function finishCanvas({ widthPx, heightPx, sums, weights }: Canvas): Picture {
  const rgb = Uint8ClampedArray.from(sums, (sum, i) => sum / (weights[Math.floor(i / 3)] as number))
  return { widthPx, heightPx, rgb: new Uint8Array(rgb.buffer) }
}
