/**
 * From the points of a hand to the ink on the canvas: the outline polygon of a stroke, its box, and its points
 * stretched into another box. Pressure thins and thickens the line, 0.5 gives exactly the stroke's width.
 */
import { getStroke } from "perfect-freehand"
import type { Box } from "../geometry/geometry.ts"
import type { StrokePoint } from "./pack-points.ts"

/** How much pressure changes the width: at pressure 1 a line is half as wide again, at 0 half as wide. */
const THINNING = 0.5

/**
 * The outline polygon of a stroke as [x, y] pairs in the points' own space, closed implicitly. Empty without points;
 * one point gives a dot.
 *
 * @param options.width   canvas units, > 0
 * @param options.every   take every n-th point (and the last): detail for small scales, default 1
 * @param options.isOver  false while the hand still draws, so that the end does not run ahead, default true
 * @see https://github.com/steveruizok/perfect-freehand
 */
export function strokeOutline(
  points: readonly StrokePoint[],
  options: { readonly width: number; readonly every?: number; readonly isOver?: boolean },
): [number, number][] {
  if (points.length === 0) return []
  const input = thinPoints(points, options.every ?? 1).map(({ x, y, pressure }) => [x, y, pressure])
  return getStroke(input, {
    size: options.width,
    thinning: THINNING,
    smoothing: 0.5,
    streamline: 0.35,
    simulatePressure: false,
    last: options.isOver ?? true,
  }) as [number, number][]
}

/** Every n-th point and always the last, so that a stroke ends where it ended. Inputs are not mutated. */
export function thinPoints(points: readonly StrokePoint[], every: number): readonly StrokePoint[] {
  if (every <= 1) return points
  return points.filter((_, i) => i % every === 0 || i === points.length - 1)
}

/** The box around a stroke's centre line, inflated by half its width: what its element's position and size hold. */
export function boxOfStroke(points: readonly StrokePoint[], width: number): Box {
  let left = Number.POSITIVE_INFINITY
  let top = Number.POSITIVE_INFINITY
  let right = Number.NEGATIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  for (const { x, y } of points) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  if (left > right) return { x: 0, y: 0, width: 0, height: 0 }
  const half = width / 2
  return { x: left - half, y: top - half, width: right - left + width, height: bottom - top + width }
}

/**
 * A stroke's points stretched to an element's size. Points never change once drawn (D4), so a resized stroke is
 * the same points in another box; its line keeps its width.
 *
 * @param points relative to the element's position, as stored
 * @param size   the element's size now, [width, height]
 * @returns the points relative to the element's position; the same array when nothing is stretched
 */
export function stretchPoints(
  points: readonly StrokePoint[],
  width: number,
  size: readonly [number, number],
): readonly StrokePoint[] {
  const natural = boxOfStroke(points, width)
  const scaleX = stretchOf(natural.width, size[0], width)
  const scaleY = stretchOf(natural.height, size[1], width)
  // Packing rounds to an eighth of a unit: less than that is no resize, and no other width.
  const differences = [natural.width - size[0], natural.height - size[1], natural.x, natural.y]
  if (differences.every((difference) => Math.abs(difference) < 0.3)) return points
  const half = width / 2
  return points.map(({ x, y, pressure }) => ({
    x: half + (x - natural.x - half) * scaleX,
    y: half + (y - natural.y - half) * scaleY,
    pressure,
  }))
}

// A line without extent (a dot, a straight horizontal) has nothing to stretch along that side.
function stretchOf(natural: number, now: number, width: number): number {
  const extent = natural - width
  return extent < 0.01 ? 1 : Math.max(0, now - width) / extent
}
