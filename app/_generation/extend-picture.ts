/** Extending a picture beyond an edge: how large it becomes, where it then stands, and what of it is new. */
import { boxOf, type CanvasElement } from "../../lib/document/schema.ts"
import { centreOf, rotatePoint } from "../../lib/geometry/geometry.ts"
import { MAX_SIDE_PX } from "../../lib/job/generation.ts"

export const SIDES = ["left", "right", "up", "down"] as const
export type Side = (typeof SIDES)[number]

export interface Extension {
  /** The new picture's size. */
  readonly widthPx: number
  readonly heightPx: number
  /** Where the old picture lies in it. */
  readonly x: number
  readonly y: number
}

/** By how much of a side a picture grows at once, and in which steps of pixels. */
const GROWS_BY = 0.5
const STEP_PX = 8
/** How far the new reaches into the old, as a share of the shorter side, so that no seam is seen. */
const OVERLAP = 0.06

/** @returns undefined when the picture would be larger than pictures can be */
export function planExtension(widthPx: number, heightPx: number, side: Side): Extension | undefined {
  const isSideways = side === "left" || side === "right"
  const by = Math.max(STEP_PX, Math.round(((isSideways ? widthPx : heightPx) * GROWS_BY) / STEP_PX) * STEP_PX)
  const extension = {
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
  const box = boxOf(element)
  const unitX = box.width / old.widthPx
  const unitY = box.height / old.heightPx
  const size: [number, number] = [extension.widthPx * unitX, extension.heightPx * unitY]
  // The new centre as if the box were upright, then turned about the old centre, as everything in the box is.
  const upright = { x: box.x - extension.x * unitX + size[0] / 2, y: box.y - extension.y * unitY + size[1] / 2 }
  const centre = rotatePoint(upright, centreOf(box), element.rotation)
  return { position: [centre.x - size[0] / 2, centre.y - size[1] / 2], size }
}
