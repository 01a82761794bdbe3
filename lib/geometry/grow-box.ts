/** A box that grows beyond one of its sides, while what was in it stays where it is. */
import { type Box, type CanvasPoint, centreOf, rotatePoint } from "./geometry.ts"

export const SIDES = ["left", "right", "up", "down"] as const
export type Side = (typeof SIDES)[number]

/** Outwards from each side, in the box's own upright space. */
export const OUTWARDS: Readonly<Record<Side, { readonly x: -1 | 0 | 1; readonly y: -1 | 0 | 1 }>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
}

/**
 * @param box      the unrotated box
 * @param rotation degrees clockwise about its centre; the answer's is the same, about its own
 * @param by       canvas units, ≥ 0
 */
export function growBox(box: Box, rotation: number, side: Side, by: number): Box {
  const { x, y } = OUTWARDS[side]
  const width = box.width + Math.abs(x) * by
  const height = box.height + Math.abs(y) * by
  // The new centre as if the box were upright, then turned about the old one, as everything in the box is.
  const before = centreOf(box)
  const centre = rotatePoint({ x: before.x + (x * by) / 2, y: before.y + (y * by) / 2 }, before, rotation)
  return { x: centre.x - width / 2, y: centre.y - height / 2, width, height }
}

/** How far a pull from one place to another goes outwards from a side, canvas units; 0 inwards. */
export function pulledOutwards(rotation: number, side: Side, from: CanvasPoint, to: CanvasPoint): number {
  const { x, y } = OUTWARDS[side]
  const pull = rotatePoint({ x: to.x - from.x, y: to.y - from.y }, { x: 0, y: 0 }, -rotation)
  return Math.max(0, pull.x * x + pull.y * y)
}
