/** Extending a picture beyond an edge: how large it becomes, where it then stands, and what of it is new. */
import { boxOf, type CanvasElement } from "../../lib/document/schema.ts"
import { growBox, type Side } from "../../lib/geometry/grow-box.ts"
import { MAX_SIDE_PX } from "../../lib/job/generation.ts"

export interface Extension {
  readonly side: Side
  /** By how many pixels. */
  readonly byPx: number
  /** The new picture's size. */
  readonly widthPx: number
  readonly heightPx: number
  /** Where the old picture lies in it. */
  readonly x: number
  readonly y: number
}

/** By how much of its side a picture grows where nobody says by how much, and in which steps of pixels. */
const GROWS_BY = 0.5
const STEP_PX = 8
/** How far the new reaches into the old, as a share of the shorter side, so that no seam is seen. */
const OVERLAP = 0.06

/**
 * @param share by how much of its side the picture grows, above 0
 * @returns undefined when the picture would be larger than pictures can be
 */
export function planExtension(widthPx: number, heightPx: number, side: Side, share = GROWS_BY): Extension | undefined {
  const isSideways = side === "left" || side === "right"
  const by = Math.max(STEP_PX, Math.round(((isSideways ? widthPx : heightPx) * share) / STEP_PX) * STEP_PX)
  const extension = {
    side,
    byPx: by,
    widthPx: widthPx + (isSideways ? by : 0),
    heightPx: heightPx + (isSideways ? 0 : by),
    x: side === "left" ? by : 0,
    y: side === "up" ? by : 0,
  }
  return extension.widthPx <= MAX_SIDE_PX && extension.heightPx <= MAX_SIDE_PX ? extension : undefined
}

/**
 * What is to be painted: 255 where nothing was, fading to 0 over a strip of the old picture.
 * @param old the old picture's size
 * @returns [heightPx, widthPx] of the new picture
 */
export function extensionMask(
  extension: Extension,
  old: { readonly widthPx: number; readonly heightPx: number },
): Uint8Array {
  const { widthPx, heightPx, x: left, y: top } = extension
  const overlap = Math.max(1, Math.round(Math.min(old.widthPx, old.heightPx) * OVERLAP))
  const mask = new Uint8Array(widthPx * heightPx)
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      // How deep inside the old picture, from those of its edges beyond which something new comes.
      const depths = [
        left > 0 ? x - left : Number.POSITIVE_INFINITY,
        left + old.widthPx < widthPx ? left + old.widthPx - 1 - x : Number.POSITIVE_INFINITY,
        top > 0 ? y - top : Number.POSITIVE_INFINITY,
        top + old.heightPx < heightPx ? top + old.heightPx - 1 - y : Number.POSITIVE_INFINITY,
      ]
      const depth = Math.min(...depths)
      if (depth < 0) mask[y * widthPx + x] = 255
      else if (depth < overlap) mask[y * widthPx + x] = Math.round(255 * (1 - (depth + 1) / (overlap + 1)))
    }
  }
  return mask
}

/** Where the element stands once its picture has grown: what was there stays exactly where it is, also when turned. */
export function extendedBox(
  element: CanvasElement,
  extension: Extension,
  old: { readonly widthPx: number; readonly heightPx: number },
): { position: [number, number]; size: [number, number] } {
  const { side, byPx } = extension
  const [width, height] = element.size
  const unit = side === "left" || side === "right" ? width / old.widthPx : height / old.heightPx
  const box = growBox(boxOf(element), element.rotation, side, byPx * unit)
  return { position: [box.x, box.y], size: [box.width, box.height] }
}
