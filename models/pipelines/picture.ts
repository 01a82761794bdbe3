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
  const wide = new Float32Array(from.heightPx * widthPx * channels)
  for (let y = 0; y < from.heightPx; y++) {
    columns.forEach(({ start, weights }, x) => {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0
        weights.forEach((weight, i) => {
          sum += weight * (plane[(y * from.widthPx + start + i) * channels + channel] as number)
        })
        wide[(y * widthPx + x) * channels + channel] = sum
      }
    })
  }
  const resized = new Uint8ClampedArray(heightPx * widthPx * channels)
  const row = widthPx * channels
  rows.forEach(({ start, weights }, y) => {
    for (let i = 0; i < row; i++) {
      let sum = 0
      weights.forEach((weight, k) => {
        sum += weight * (wide[(start + k) * row + i] as number)
      })
      resized[y * row + i] = sum
    }
  })
  return new Uint8Array(resized.buffer)
}

/** Which of `from` samples make each of `to` samples, and how much; every list sums to 1. */
function resampleWeights(from: number, to: number): { start: number; weights: number[] }[] {
  const scale = from / to
  const reach = Math.max(scale, 1)
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale - 0.5
    const first = Math.max(Math.ceil(centre - reach), 0)
    const last = Math.min(Math.floor(centre + reach), from - 1)
    const raw = Array.from({ length: last - first + 1 }, (_, k) =>
      Math.max(1 - Math.abs(first + k - centre) / reach, 0),
    )
    const total = raw.reduce((sum, weight) => sum + weight, 0)
    return { start: first, weights: raw.map((weight) => weight / total) }
  })
}
