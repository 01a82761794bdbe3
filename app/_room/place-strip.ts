/** Where a strip of variations floats: beside its picture, and not over it as long as the window has room. */
import type { Box } from "../../lib/geometry/geometry.ts"

export const STRIP_WIDTH_PX = 508
export const STRIP_HEIGHT_PX = 236
const GAP_PX = 12
const EDGE_PX = 12
/** The room's name and the people above. */
const ABOVE_PX = 64
/** A picture's caption. */
const CAPTION_PX = 28
/** The prompt and the tools below. */
const BELOW_PX = 158

/**
 * @param anchor the picture in the window, CSS pixels; undefined where it is not seen
 * @param window.rightPx what is taken at the right by the picture's panel
 */
export function placeStrip(
  anchor: Box | undefined,
  window: { readonly widthPx: number; readonly heightPx: number; readonly rightPx: number },
): { left: number; top: number; width: number } {
  const width = Math.min(STRIP_WIDTH_PX, window.widthPx - 2 * EDGE_PX)
  const most = { left: window.widthPx - width - EDGE_PX, top: window.heightPx - STRIP_HEIGHT_PX - BELOW_PX }
  const clampLeft = (left: number) => Math.max(EDGE_PX, Math.min(left, most.left))
  const clampTop = (top: number) => Math.max(ABOVE_PX, Math.min(top, most.top))
  if (!anchor) return { left: clampLeft((window.widthPx - width) / 2), top: clampTop(most.top), width }
  const middle = clampLeft(anchor.x + anchor.width / 2 - width / 2)
  const below = { left: middle, top: anchor.y + anchor.height + GAP_PX }
  const places = [
    below,
    { left: middle, top: anchor.y - CAPTION_PX - GAP_PX - STRIP_HEIGHT_PX },
    { left: anchor.x - GAP_PX - width, top: clampTop(anchor.y) },
    { left: anchor.x + anchor.width + GAP_PX, top: clampTop(anchor.y) },
  ]
  const fits = places.find(
    ({ left, top }) =>
      left >= EDGE_PX && left <= most.left - window.rightPx && top >= ABOVE_PX && top <= Math.max(most.top, ABOVE_PX),
  )
  return { ...(fits ?? { left: below.left, top: clampTop(below.top) }), width }
}
