/**
 * Putting a generated part back into its picture, in pixels: wherever the mask is 0, every byte stays as it was.
 * Latents cannot promise that, since even encoding and decoding a picture changes it a little.
 */

import { AppError } from "../../lib/errors.ts"
import { colourOffsets } from "./match-colours.ts"
import type { BoxPx, Picture } from "./picture.ts"

/**
 * How much of the generated picture shows, 0 to 1 for each pixel: the mask, with hard edges softened inwards.
 * Never above 0 where the mask is 0.
 * @param mask [heightPx, widthPx], 0 to 255
 * @param featherPx how far inwards a hard edge is softened
 */
export function compositeShare(mask: Uint8Array, widthPx: number, heightPx: number, featherPx: number): Float32Array {
  const blurred = boxBlur(mask, widthPx, heightPx, featherPx)
  // Half of the blur is outside the edge: doubling would leave no feather, so the root keeps thin strokes visible.
  const share = new Float32Array(mask.length)
  for (let i = 0; i < mask.length; i++) {
    const value = mask[i] as number
    if (value > 0) share[i] = (value / 255) * Math.sqrt((blurred[i] as number) / 255)
  }
  return share
}

/** Mean over (2·radius+1)² pixels; what lies beyond the border counts as the border's own. */
function boxBlur(plane: Uint8Array, widthPx: number, heightPx: number, radius: number): Float32Array {
  const across = new Float32Array(plane.length)
  for (let y = 0; y < heightPx; y++) blurLine(plane, across, y * widthPx, 1, widthPx, radius)
  const both = new Float32Array(plane.length)
  for (let x = 0; x < widthPx; x++) blurLine(across, both, x, widthPx, heightPx, radius)
  return both
}

function blurLine(
  from: ArrayLike<number>,
  to: Float32Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  const last = start + (length - 1) * stride
  const at = (place: number) => from[Math.min(Math.max(place, start), last)] as number
  let sum = 0
  for (let i = -radius; i <= radius; i++) sum += at(start + i * stride)
  for (let i = 0; i < length; i++) {
    const place = start + i * stride
    to[place] = sum / (2 * radius + 1)
    sum += at(place + (radius + 1) * stride) - at(place - radius * stride)
  }
}

/** Feather for a picture of this size: a hundredth of its shorter side, 1 to 8 px. */
export function featherFor(widthPx: number, heightPx: number): number {
  return Math.min(Math.max(Math.round(Math.min(widthPx, heightPx) / 100), 1), 8)
}

/**
 * The picture with `part` laid over `box` as far as `share` says.
 * The part is first moved to the colours of the picture where it should not have changed (`colourOffsets`).
 * @param share of the whole picture, see `compositeShare`
 * @throws AppError internal when the part has not the box's size
 */
export function compositePicture(picture: Picture, part: Picture, box: BoxPx, share: Float32Array): Picture {
  if (part.widthPx !== box.widthPx || part.heightPx !== box.heightPx) {
    throw new AppError(
      "internal",
      `The part is ${part.widthPx}×${part.heightPx} px, its place ${box.widthPx}×${box.heightPx}.`,
    )
  }
  const offsets = colourOffsets(picture, part, box, share)
  const rgb = Uint8ClampedArray.from(picture.rgb)
  for (let y = 0; y < box.heightPx; y++) {
    for (let x = 0; x < box.widthPx; x++) {
      const pixel = (box.y + y) * picture.widthPx + box.x + x
      const shown = share[pixel] as number
      if (shown === 0) continue
      for (let channel = 0; channel < 3; channel++) {
        const before = rgb[pixel * 3 + channel] as number
        const place = (y * box.widthPx + x) * 3 + channel
        const made = (part.rgb[place] as number) + (offsets[place] as number)
        rgb[pixel * 3 + channel] = before + (Math.min(Math.max(made, 0), 255) - before) * shown
      }
    }
  }
  return { widthPx: picture.widthPx, heightPx: picture.heightPx, rgb: new Uint8Array(rgb.buffer) }
}
