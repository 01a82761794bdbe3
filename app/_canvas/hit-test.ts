/** Which element lies under a point. Pure geometry on what the spatial index found near it. */
import { boxOf, type CanvasElement } from "../../lib/document/schema.ts"
import {
  type Box,
  boundsOfRotated,
  boxesTouch,
  type CanvasPoint,
  centreOf,
  rotatePoint,
} from "../../lib/geometry/geometry.ts"
import type { StrokePoint } from "../../lib/stroke/pack-points.ts"

/** "ink": on what is painted. "inside": in the empty middle of an outline or frame. */
export type Hit = "ink" | "inside"

export interface HitCandidate {
  readonly element: CanvasElement
}

/**
 * How a point meets an element, or undefined.
 * @param tolerance canvas units around thin lines
 * @param pointsOf  a stroke's points relative to its position
 */
export function hitElement(
  element: CanvasElement,
  point: CanvasPoint,
  tolerance: number,
  pointsOf: (element: Extract<CanvasElement, { kind: "stroke" }>) => readonly StrokePoint[],
): Hit | undefined {
  const box = boxOf(element)
  // Into the element's own unrotated space, origin at its top left.
  const unrotated = rotatePoint(point, centreOf(box), -element.rotation)
  const x = unrotated.x - box.x
  const y = unrotated.y - box.y
  const [width, height] = element.size
  const isInBox = x >= -tolerance && y >= -tolerance && x <= width + tolerance && y <= height + tolerance
  switch (element.kind) {
    case "stroke":
      if (!isInBox) return undefined
      return distanceToLine(pointsOf(element), x, y) <= element.width / 2 + tolerance ? "ink" : undefined
    case "arrow": {
      const [x1, y1, x2, y2] = element.ends
      return distanceToSegment(x, y, x1, y1, x2, y2) <= element.width / 2 + tolerance ? "ink" : undefined
    }
    case "rectangle": {
      if (!isInBox) return undefined
      const reach = element.width / 2 + tolerance
      const isOnEdge = x <= reach || y <= reach || x >= width - reach || y >= height - reach
      return element.fill !== "none" || isOnEdge ? "ink" : "inside"
    }
    case "ellipse": {
      if (width === 0 || height === 0) return isInBox ? "ink" : undefined
      const radius = Math.hypot((x - width / 2) / (width / 2), (y - height / 2) / (height / 2))
      const reach = (element.width / 2 + tolerance) / (Math.min(width, height) / 2)
      if (radius > 1 + reach) return undefined
      return element.fill !== "none" || radius >= 1 - reach ? "ink" : "inside"
    }
    case "frame": {
      if (!isInBox) return undefined
      const isOnEdge = x <= tolerance || y <= tolerance || x >= width - tolerance || y >= height - tolerance
      return isOnEdge ? "ink" : "inside"
    }
    case "text":
    case "note":
    case "image":
    case "generation":
      return isInBox ? "ink" : undefined
  }
}

/**
 * The topmost element painted at the point; where only empty middles lie under it, the smallest of them.
 * @param candidates back first
 * @param which locked elements are passed through, or are the only ones that are meant
 */
export function topmostAt<T extends HitCandidate>(
  candidates: readonly T[],
  point: CanvasPoint,
  tolerance: number,
  pointsOf: Parameters<typeof hitElement>[3],
  which: "free" | "locked" = "free",
): T | undefined {
  let inside: T | undefined
  for (let i = candidates.length - 1; i >= 0; i--) {
    const candidate = candidates[i]!
    if (candidate.element.locked !== (which === "locked")) continue
    const hit = hitElement(candidate.element, point, tolerance, pointsOf)
    if (hit === "ink") {
      // A frame's edge under a smaller hollow shape's middle still wins: it is painted, the middle is not.
      return candidate
    }
    if (hit === "inside" && (!inside || areaOf(candidate) < areaOf(inside))) inside = candidate
  }
  return inside
}

/** Whether a marquee takes an element: it touches what is painted; frames and hollow shapes must lie inside whole. */
export function marqueeTakes(
  element: CanvasElement,
  painted: Box,
  marquee: Box,
  pointsOf: Parameters<typeof hitElement>[3],
): boolean {
  if (element.locked) return false
  const isEnclosed =
    painted.x >= marquee.x &&
    painted.y >= marquee.y &&
    painted.x + painted.width <= marquee.x + marquee.width &&
    painted.y + painted.height <= marquee.y + marquee.height
  if (isEnclosed) return true
  if (element.kind === "frame") return false
  if (element.kind === "stroke" && element.rotation === 0) {
    const [x, y] = element.position
    return pointsOf(element).some(
      (point) =>
        point.x + x >= marquee.x &&
        point.y + y >= marquee.y &&
        point.x + x <= marquee.x + marquee.width &&
        point.y + y <= marquee.y + marquee.height,
    )
  }
  // The box decides, not the painted bounds: a shadow is nothing one could mean.
  return boxesTouch(boundsOfRotated(boxOf(element), element.rotation), marquee)
}

function areaOf({ element }: HitCandidate): number {
  return element.size[0] * element.size[1]
}

function distanceToLine(points: readonly StrokePoint[], x: number, y: number): number {
  const first = points[0]
  if (!first) return Number.POSITIVE_INFINITY
  let nearest = Math.hypot(x - first.x, y - first.y)
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1]!
    const b = points[i]!
    nearest = Math.min(nearest, distanceToSegment(x, y, a.x, a.y, b.x, b.y))
  }
  return nearest
}

export function distanceToSegment(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const dx = x2 - x1
  const dy = y2 - y1
  const lengthSquared = dx * dx + dy * dy
  const along = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / lengthSquared))
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy)
}
