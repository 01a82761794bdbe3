/**
 * Where a masked generation happens: the mask's surroundings, cut out at the model's own size, so that a small
 * repair gets the network's full resolution, and big pictures stay affordable.
 */

import type { ModelSizes } from "./model.ts"
import type { BoxPx } from "./picture.ts"

/** The smallest box around all values above 0, or undefined when there is none. */
export function boundsOfMask(mask: Uint8Array, widthPx: number, heightPx: number): BoxPx | undefined {
  let left = widthPx
  let right = -1
  let top = heightPx
  let bottom = -1
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      if (mask[y * widthPx + x] === 0) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  if (right < 0) return undefined
  return { x: left, y: top, widthPx: right - left + 1, heightPx: bottom - top + 1 }
}

export interface MaskRegion {
  /** The part of the picture the network sees. */
  readonly box: BoxPx
  /** The size it is resized to for the network. */
  readonly widthPx: number
  readonly heightPx: number
}

/**
 * The box around the mask with context on all sides (a sixteenth of the picture, or half the mask's mean side),
 * at least as large as the model's own picture, inside the picture; and the size the network works at.
 *
 * A picture that the model makes natively and that is no larger than its default is taken whole.
 */
export function planMaskRegion(bounds: BoxPx, widthPx: number, heightPx: number, sizes: ModelSizes): MaskRegion {
  const isMade = (side: number) => side >= sizes.minPx && side <= sizes.maxPx && side % sizes.multipleOfPx === 0
  const small = widthPx <= sizes.defaultWidthPx && heightPx <= sizes.defaultHeightPx
  if (small && isMade(widthPx) && isMade(heightPx)) {
    return { box: { x: 0, y: 0, widthPx, heightPx }, widthPx, heightPx }
  }
  const context = Math.max(Math.max(widthPx, heightPx) / 16, (bounds.widthPx + bounds.heightPx) / 4)
  const wanted = Math.ceil(Math.max(bounds.widthPx, bounds.heightPx) + 2 * context)
  const native = Math.max(wanted, Math.min(sizes.defaultWidthPx, sizes.defaultHeightPx))
  // Square wherever the mask leaves room for it: models of one size would see other boxes stretched.
  const shorter = Math.min(widthPx, heightPx)
  const side = Math.max(bounds.widthPx, bounds.heightPx) <= shorter ? Math.min(native, shorter) : native
  const x = placeSpan(bounds.x + bounds.widthPx / 2, side, widthPx)
  const y = placeSpan(bounds.y + bounds.heightPx / 2, side, heightPx)
  const box = { x: x.start, y: y.start, widthPx: x.length, heightPx: y.length }
  return { box, ...workingSize(box, sizes) }
}

/** A span of `length` around `centre`, moved and if need be shortened to lie within 0 to `limit`. */
function placeSpan(centre: number, length: number, limit: number): { start: number; length: number } {
  const fitted = Math.min(length, limit)
  const start = Math.min(Math.max(Math.round(centre - fitted / 2), 0), limit - fitted)
  return { start, length: fitted }
}

/** A size the model makes, of about its default area, with about the box's proportions. */
function workingSize(box: BoxPx, sizes: ModelSizes): { widthPx: number; heightPx: number } {
  const area = sizes.defaultWidthPx * sizes.defaultHeightPx
  const proportion = Math.sqrt(box.widthPx / box.heightPx)
  const fit = (side: number) => {
    const step = sizes.multipleOfPx
    const least = Math.ceil(sizes.minPx / step) * step
    const most = Math.floor(sizes.maxPx / step) * step
    return Math.min(Math.max(Math.round(side / step) * step, least), most)
  }
  return { widthPx: fit(Math.sqrt(area) * proportion), heightPx: fit(Math.sqrt(area) / proportion) }
}
