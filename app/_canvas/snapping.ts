/**
 * Snapping: a box in the hand is drawn to the edges and middles of the boxes around it. Pure geometry in canvas units;
 * the tools decide when, the live layer draws the guides.
 */
import { type Box, type CanvasPoint, centreOf, unionOf } from "../../lib/geometry/geometry.ts"
import { type Handle, handlePoint, type SelectionFrame } from "./transform.ts"

/** Screen pixels within which a line draws. */
export const SNAP_REACH_PX = 8

/** A line at which two boxes agree: `x`: upright at x = `at`, `y`: level at y = `at`. It reaches over both boxes. */
export interface Guide {
  readonly axis: "x" | "y"
  readonly at: number
  readonly from: number
  readonly to: number
}

export interface Snap {
  readonly dx: number
  readonly dy: number
  readonly guides: readonly Guide[]
}

/** How far to move `moving` so that it lies in line, the nearest line of each axis; (0, 0) where none is within `reach`. */
export function snapBox(moving: Box, others: readonly Box[], reach: number): Snap {
  const dx = nearest(linesOf(moving, "x"), others, "x", reach) ?? 0
  const dy = nearest(linesOf(moving, "y"), others, "y", reach) ?? 0
  const moved = { ...moving, x: moving.x + dx, y: moving.y + dy }
  return { dx, dy, guides: guidesOf(moved, others, { x: linesOf(moved, "x"), y: linesOf(moved, "y") }) }
}

/**
 * Where a handle that was pulled to `pulledTo` is to lie so that the edges it moves come into line. Frames that are
 * turned are left alone: their edges are no lines of the board.
 * @param options.ratio the frame keeps its proportions: then the nearer of both axes decides, and the other follows
 */
export function snapHandle(
  frame: SelectionFrame,
  handle: Handle,
  pulledTo: CanvasPoint,
  others: readonly Box[],
  options: { readonly reach: number; readonly ratio: boolean; readonly fromCentre: boolean },
): { readonly point: CanvasPoint; readonly guides: readonly Guide[] } {
  if (frame.rotation % 360 !== 0) return { point: pulledTo, guides: [] }
  const { reach } = options
  const dx = handle.x === 0 ? undefined : nearest([pulledTo.x], others, "x", reach)
  const dy = handle.y === 0 ? undefined : nearest([pulledTo.y], others, "y", reach)
  const centre = centreOf(frame.box)
  // What stays where it is while the handle is pulled.
  const fixed = options.fromCentre
    ? centre
    : handlePoint(frame, { x: -handle.x as Handle["x"], y: -handle.y as Handle["y"] })
  let point = { x: pulledTo.x + (dx ?? 0), y: pulledTo.y + (dy ?? 0) }
  const isCorner = handle.x !== 0 && handle.y !== 0
  if (options.ratio && isCorner && (dx !== undefined || dy !== undefined)) {
    const isAlongX = dy === undefined || (dx !== undefined && Math.abs(dx) <= Math.abs(dy))
    point = keepProportions(frame.box, handle, point, fixed, isAlongX)
  }
  const edges = {
    x: handle.x === 0 || dx === undefined ? [] : [point.x],
    y: handle.y === 0 || dy === undefined ? [] : [point.y],
  }
  const opposite = options.fromCentre ? { x: 2 * centre.x - point.x, y: 2 * centre.y - point.y } : fixed
  return { point, guides: guidesOf(boxBetween(frame.box, handle, point, opposite), others, edges) }
}

/** On the diagonal through the point that does not move, at the snapped place along one axis. */
function keepProportions(
  box: Box,
  handle: Handle,
  point: CanvasPoint,
  fixed: CanvasPoint,
  isAlongX: boolean,
): { x: number; y: number } {
  const slope = (box.height * handle.y) / (Math.max(box.width, 1e-6) * handle.x)
  return isAlongX
    ? { x: point.x, y: fixed.y + (point.x - fixed.x) * slope }
    : { x: fixed.x + (point.y - fixed.y) / (slope === 0 ? 1e-6 : slope), y: point.y }
}

function boxBetween(before: Box, handle: Handle, a: CanvasPoint, b: CanvasPoint): Box {
  const [x, width] = handle.x === 0 ? [before.x, before.width] : [Math.min(a.x, b.x), Math.abs(a.x - b.x)]
  const [y, height] = handle.y === 0 ? [before.y, before.height] : [Math.min(a.y, b.y), Math.abs(a.y - b.y)]
  return { x, y, width, height }
}

type Axis = "x" | "y"

function linesOf(box: Box, axis: Axis): readonly number[] {
  const [from, length] = axis === "x" ? [box.x, box.width] : [box.y, box.height]
  return [from, from + length / 2, from + length]
}

/** The smallest move that brings one of `lines` onto a line of another box. */
function nearest(lines: readonly number[], others: readonly Box[], axis: Axis, reach: number): number | undefined {
  let best: number | undefined
  for (const other of others) {
    for (const to of linesOf(other, axis)) {
      for (const line of lines) {
        const move = to - line
        if (Math.abs(move) <= reach && (best === undefined || Math.abs(move) < Math.abs(best))) best = move
      }
    }
  }
  return best
}

/** One guide for each of `lines` that other boxes share, over all the boxes that share it. */
function guidesOf(box: Box, others: readonly Box[], lines: Readonly<Record<Axis, readonly number[]>>): Guide[] {
  const guides: Guide[] = []
  for (const axis of ["x", "y"] as const) {
    for (const at of lines[axis]) {
      const sharing = others.filter((other) => linesOf(other, axis).some((line) => Math.abs(line - at) < 1e-3))
      const over = sharing.length === 0 ? undefined : unionOf([box, ...sharing])
      if (!over) continue
      guides.push(
        axis === "x"
          ? { axis, at, from: over.y, to: over.y + over.height }
          : { axis, at, from: over.x, to: over.x + over.width },
      )
    }
  }
  return guides
}
