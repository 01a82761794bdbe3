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
import { colourOffsets } from "./match-colours.ts"
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
 * Starts of `length`-long spans that cover 0 to `total`, neighbours overlapping by at least a quarter less
 * `multiple`.
 * @param multiple starts are multiples of it, so that the latent cells of neighbours lie upon each other; but the last
 *   one ends at `total`, wherever that is
 * @returns one start of 0 when a span covers all
 */
export function tileStarts(total: number, length: number, multiple = 1): number[] {
  if (total <= length) return [0]
  const count = Math.ceil((total - length) / (length * 0.75)) + 1
  return Array.from({ length: count }, (_, i) => {
    const start = (i * (total - length)) / (count - 1)
    return i === count - 1 ? total - length : Math.round(start / multiple) * multiple
  })
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
  const cellPx = tileWidth / model.latentShape(tileWidth, tileHeight)[3]
  const columns = tileStarts(widthPx, tileWidth, cellPx)
  const rows = tileStarts(heightPx, tileHeight, cellPx)
  const tileRequest: GenerationRequest = { ...request, widthPx: tileWidth, heightPx: tileHeight }
  const condition = await model.encodePrompt(tileRequest)
  const space = await wholeCondition(model, tileRequest)
  const canvas = createCanvas({ widthPx, heightPx, columns, rows, tileWidth, tileHeight })
  for (const [row, y] of rows.entries()) {
    for (const [column, x] of columns.entries()) {
      const index = row * columns.length + column
      const box = { x, y, widthPx: Math.min(tileWidth, widthPx), heightPx: Math.min(tileHeight, heightPx) }
      const tile = resizePicture(cropPicture(large, box), tileWidth, tileHeight)
      const clean = await model.encodeImage(tensorFromPicture(tile))
      const schedule = model.createSchedule(plannedStepCount(request.stepCount, strength), strength)
      const noise = noiseAt(request.seed, clean.shape, Math.round(x / cellPx), Math.round(y / cellPx))
      let latent = schedule.addNoise(clean, noise, schedule.startIndex)
      for (let step = schedule.startIndex; step < stepsOf(schedule); step++) {
        throwIfAborted(signal)
        // Of its own for each step: stochastic schedulers must not be given the same noise twice.
        const rng = createRng((request.seed % 2 ** 40) + 1 + step + 1000 * index)
        const input = { model, schedule, index: step, latent, condition, guidance: request.guidance, space, rng }
        latent = (await denoiseStep(input)).sample
      }
      const made = keepColours(tile, await model.decode(latent))
      layTile(canvas, resizePicture(made, box.widthPx, box.heightPx), box)
      yield { type: "tile", index, count: rows.length * columns.length }
    }
    finishRows(canvas, rows[row + 1] ?? heightPx)
  }
  throwIfAborted(signal)
  yield { type: "result", image: { widthPx, heightPx, rgb: canvas.rgb } }
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

/** A tile in the colours it had: each is noised and denoised by itself, and would drift a little from its neighbours. */
function keepColours(tile: Picture, made: Picture): Picture {
  const { widthPx, heightPx } = made
  const everywhere = new Float32Array(widthPx * heightPx)
  const offsets = colourOffsets(tile, made, { x: 0, y: 0, widthPx, heightPx }, everywhere)
  const rgb = Uint8ClampedArray.from(made.rgb)
  for (let i = 0; i < rgb.length; i++) rgb[i] = (made.rgb[i] as number) + (offsets[i] as number)
  return { widthPx, heightPx, rgb: new Uint8Array(rgb.buffer) }
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

/** The finished rows of the picture, and the band below them that tiles are still laid on: a whole picture of sums would be gigabytes. */
interface Canvas {
  readonly widthPx: number
  /** [heightPx, widthPx, 3]; what is above `top` is finished. */
  readonly rgb: Uint8Array
  /** [tile height, widthPx, 3], from row `top` on: the tiles' bytes times their weights. */
  readonly band: Float32Array
  top: number
  /** The weights of all tiles at a column and at a row; a pixel's is their product. */
  readonly columnWeights: Float32Array
  readonly rowWeights: Float32Array
}

function createCanvas(size: {
  readonly widthPx: number
  readonly heightPx: number
  readonly columns: readonly number[]
  readonly rows: readonly number[]
  readonly tileWidth: number
  readonly tileHeight: number
}): Canvas {
  const { widthPx, heightPx } = size
  const tileHeight = Math.min(size.tileHeight, heightPx)
  return {
    widthPx,
    rgb: new Uint8Array(heightPx * widthPx * 3),
    band: new Float32Array(tileHeight * widthPx * 3),
    top: 0,
    columnWeights: weightsAlong(widthPx, size.columns, Math.min(size.tileWidth, widthPx)),
    rowWeights: weightsAlong(heightPx, size.rows, tileHeight),
  }
}

function weightsAlong(total: number, starts: readonly number[], length: number): Float32Array {
  const weights = new Float32Array(total)
  for (const start of starts) {
    for (let i = 0; i < length; i++) weights[start + i] = (weights[start + i] as number) + tileWeight(i, length)
  }
  return weights
}

/** Adds a tile to the band of `canvas`, which is mutated. */
function layTile(canvas: Canvas, tile: Picture, box: BoxPx): void {
  const { band, widthPx, top } = canvas
  for (let y = 0; y < box.heightPx; y++) {
    const rowWeight = tileWeight(y, box.heightPx)
    for (let x = 0; x < box.widthPx; x++) {
      const weight = rowWeight * tileWeight(x, box.widthPx)
      const at = ((box.y + y - top) * widthPx + box.x + x) * 3
      const from = (y * box.widthPx + x) * 3
      for (let channel = 0; channel < 3; channel++) {
        band[at + channel] = (band[at + channel] as number) + weight * (tile.rgb[from + channel] as number)
      }
    }
  }
}

/** Finishes the rows of `canvas` above `until`, which no tile is laid on any more. */
function finishRows(canvas: Canvas, until: number): void {
  const { band, rgb, widthPx, top } = canvas
  for (let y = top; y < until; y++) {
    const rowWeight = canvas.rowWeights[y] as number
    for (let x = 0; x < widthPx; x++) {
      const weight = rowWeight * (canvas.columnWeights[x] as number)
      const at = (y * widthPx + x) * 3
      const from = ((y - top) * widthPx + x) * 3
      for (let channel = 0; channel < 3; channel++) {
        rgb[at + channel] = Math.min(Math.max(Math.round((band[from + channel] as number) / weight), 0), 255)
      }
    }
  }
  const done = (until - top) * widthPx * 3
  band.copyWithin(0, done)
  band.fill(0, band.length - done)
  canvas.top = until
}
