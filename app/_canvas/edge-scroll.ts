/** While something is dragged near the window's edge, the board moves on under it, faster the nearer the edge is. */
import type { ScreenPoint } from "../../lib/geometry/geometry.ts"

const EDGE_PX = 28
const MAX_SPEED_PX = 14
/** A hand that only passes the edge does not mean it. */
const WAIT_MS = 250

/** Screen pixels a frame that the view moves, for a pointer at `at` in a window of that size. Pure. */
export function edgeSpeed(at: ScreenPoint, size: { readonly width: number; readonly height: number }): ScreenPoint {
  const along = (place: number, length: number) => {
    if (place < EDGE_PX) return -MAX_SPEED_PX * Math.min(1, (EDGE_PX - place) / EDGE_PX)
    if (place > length - EDGE_PX) return MAX_SPEED_PX * Math.min(1, (place - length + EDGE_PX) / EDGE_PX)
    return 0
  }
  return { x: along(at.x, size.width), y: along(at.y, size.height) }
}

/** @param scrollBy moves the view by screen pixels and tells the gesture */
export function createEdgeScroll(scrollBy: (by: ScreenPoint) => void) {
  let speed: ScreenPoint = { x: 0, y: 0 }
  let sinceMs: number | undefined
  let request = 0
  const step = (nowMs: number) => {
    request = 0
    sinceMs ??= nowMs
    if (nowMs - sinceMs >= WAIT_MS) scrollBy(speed)
    request = requestAnimationFrame(step)
  }
  const stop = () => {
    cancelAnimationFrame(request)
    request = 0
    sinceMs = undefined
  }
  return {
    /** The pointer of a dragging gesture is here now. */
    aim(at: ScreenPoint, size: { readonly width: number; readonly height: number }) {
      speed = edgeSpeed(at, size)
      if (speed.x === 0 && speed.y === 0) stop()
      else if (request === 0) request = requestAnimationFrame(step)
    },
    stop,
  }
}
