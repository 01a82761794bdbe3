/**
 * Pictures as the pipelines take and give them, and their way to and from a network's value range.
 * Encoding (PNG, WebP) and resizing of uploads are the server's; nothing here touches a disk.
 */

import { AppError } from "../../lib/errors.ts"
import { expectShape, type Tensor } from "../tensor/tensor.ts"

/** An opaque picture: 8-bit sRGB, rows from the top, `rgb.length === widthPx * heightPx * 3`. */
export interface Picture {
  readonly widthPx: number
  readonly heightPx: number
  readonly rgb: Uint8Array
}

/** @throws AppError asset/damaged when the bytes do not fit the size */
export function createPicture(widthPx: number, heightPx: number, rgb: Uint8Array): Picture {
  if (rgb.length !== widthPx * heightPx * 3) {
    throw new AppError(
      "asset/damaged",
      `A picture of ${widthPx}×${heightPx} px needs ${widthPx * heightPx * 3} bytes, got ${rgb.length}.`,
    )
  }
  return { widthPx, heightPx, rgb }
}

/** [1, 3, H, W] in [-1, 1], as diffusers' encoders take it. */
export function tensorFromPicture(picture: Picture): Tensor {
  const { widthPx, heightPx, rgb } = picture
  const area = widthPx * heightPx
  const data = new Float32Array(3 * area)
  for (let pixel = 0; pixel < area; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      data[channel * area + pixel] = (rgb[pixel * 3 + channel] as number) / 127.5 - 1
    }
  }
  return { shape: [1, 3, heightPx, widthPx], data }
}

/** The picture of a [1, 3, H, W] tensor in [-1, 1]; values beyond are clamped. @throws AppError tensor/shape */
export function pictureFromTensor(tensor: Tensor): Picture {
  const [batch, channels, heightPx, widthPx] = tensor.shape as [number, number, number, number]
  expectShape(tensor, [1, 3, heightPx, widthPx], `A picture of batch ${batch} with ${channels} channels`)
  const area = widthPx * heightPx
  // Uint8ClampedArray rounds half to even, which numpy's `round` does too.
  const rgb = new Uint8ClampedArray(area * 3)
  for (let pixel = 0; pixel < area; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgb[pixel * 3 + channel] = ((tensor.data[channel * area + pixel] as number) + 1) * 127.5
    }
  }
  return { widthPx, heightPx, rgb: new Uint8Array(rgb.buffer) }
}

/** A part of a picture, in whole pixels from its top left corner. */
export interface BoxPx {
  readonly x: number
  readonly y: number
  readonly widthPx: number
  readonly heightPx: number
}

/** A copy of the part inside `box`, which must lie inside the picture. */
export function cropPicture(picture: Picture, box: BoxPx): Picture {
  return { widthPx: box.widthPx, heightPx: box.heightPx, rgb: cropPlane(picture.rgb, picture.widthPx, 3, box) }
}

/** The part of an interleaved [H, W, channels] plane inside `box`. */
export function cropPlane(plane: Uint8Array, widthPx: number, channels: number, box: BoxPx): Uint8Array {
  const row = box.widthPx * channels
  const cropped = new Uint8Array(row * box.heightPx)
  for (let y = 0; y < box.heightPx; y++) {
    const from = ((box.y + y) * widthPx + box.x) * channels
    cropped.set(plane.subarray(from, from + row), y * row)
  }
  return cropped
}

/** Resized by `resizePlane`; the same picture when the size is already right. */
export function resizePicture(picture: Picture, widthPx: number, heightPx: number): Picture {
  if (picture.widthPx === widthPx && picture.heightPx === heightPx) return picture
  return { widthPx, heightPx, rgb: resizePlane(picture, 3, picture.rgb, widthPx, heightPx) }
}

/**
 * An interleaved [H, W, channels] plane at another size: bilinear, over a widened triangle when smaller, so that nothing is skipped.
 * @param from the plane's own size
 */
export function resizePlane(
  from: { readonly widthPx: number; readonly heightPx: number },
  channels: number,
  plane: Uint8Array,
  widthPx: number,
  heightPx: number,
): Uint8Array {
  const columns = resampleWeights(from.widthPx, widthPx)
  const rows = resampleWeights(from.heightPx, heightPx)
  const row = widthPx * channels
  // First each row to its new width, then columns of whole rows: plain loops, as this runs at every preview.
  const wide = new Float32Array(from.heightPx * row)
  for (let y = 0; y < from.heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const start = columns.starts[x] as number
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0
        for (let tap = 0; tap < columns.taps; tap++) {
          const weight = columns.weights[x * columns.taps + tap] as number
          sum += weight * (plane[(y * from.widthPx + start + tap) * channels + channel] ?? 0)
        }
        wide[y * row + x * channels + channel] = sum
      }
    }
  }
  const resized = new Uint8ClampedArray(heightPx * row)
  const line = new Float32Array(row)
  for (let y = 0; y < heightPx; y++) {
    line.fill(0)
    for (let tap = 0; tap < rows.taps; tap++) {
      const weight = rows.weights[y * rows.taps + tap] as number
      if (weight === 0) continue
      const start = ((rows.starts[y] as number) + tap) * row
      for (let i = 0; i < row; i++) line[i] = (line[i] as number) + weight * (wide[start + i] as number)
    }
    resized.set(line, y * row)
  }
  return new Uint8Array(resized.buffer)
}

interface Resampling {
  /** First sample that each new one is made of. */
  readonly starts: Int32Array
  /** Samples that each new one is made of; the weights of those beyond the end are 0. */
  readonly taps: number
  /** `taps` weights for each new sample, which sum to 1. */
  readonly weights: Float32Array
}

/** Which of `from` samples make each of `to` samples, and how much: a triangle as wide as a new sample, or an old. */
function resampleWeights(from: number, to: number): Resampling {
  const scale = from / to
  const reach = Math.max(scale, 1)
  const taps = Math.floor(2 * reach) + 1
  const starts = new Int32Array(to)
  const weights = new Float32Array(to * taps)
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5
    const first = Math.max(Math.ceil(centre - reach), 0)
    const last = Math.min(Math.floor(centre + reach), from - 1)
    starts[i] = first
    let total = 0
    for (let at = first; at <= last; at++) total += Math.max(1 - Math.abs(at - centre) / reach, 0)
    for (let at = first; at <= last; at++) {
      weights[i * taps + at - first] = Math.max(1 - Math.abs(at - centre) / reach, 0) / total
    }
  }
  return { starts, taps, weights }
}
