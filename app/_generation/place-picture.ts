/** Where the next picture stands: in the selected frame, beside the selected picture, or free at the view's centre. */
import { type Box, boxesTouch, centreOf, inflate } from "../../lib/geometry/geometry.ts"

/** A 256 px picture stands on the board a little larger than it is: 288 canvas units. */
export const UNITS_PER_PX = 288 / 256
const GAP = 32
/** Room above a picture for its caption. */
const CAPTION = 28

export interface PlaceRequest {
  readonly widthPx: number
  readonly heightPx: number
  /** Boxes of everything on the board. */
  readonly taken: readonly Box[]
  readonly view: Box
  /** A selected frame: its box, and whether pictures stand in it already. */
  readonly frame?: Box | undefined
  /** A selected picture: the new one is its child. */
  readonly parent?: Box | undefined
}

/** @returns the picture's box in canvas units; its ratio is the picture's */
export function placePicture(request: PlaceRequest): Box {
  const width = request.widthPx * UNITS_PER_PX
  const height = request.heightPx * UNITS_PER_PX
  if (request.frame) {
    const inFrame = placeInFrame(request.frame, request, width, height)
    if (inFrame) return inFrame
    return nearestFree(
      { x: request.frame.x + request.frame.width + GAP, y: request.frame.y, width, height },
      request.taken,
    )
  }
  if (request.parent) {
    const { parent } = request
    const scale = parent.height / height
    return nearestFree(
      { x: parent.x + parent.width + 3 * GAP, y: parent.y, width: width * scale, height: height * scale },
      request.taken,
      "down",
    )
  }
  const centre = centreOf(request.view)
  return nearestFree({ x: centre.x - width / 2, y: centre.y - height / 2, width, height }, request.taken)
}

function placeInFrame(frame: Box, request: PlaceRequest, width: number, height: number): Box | undefined {
  const inside = request.taken.filter((box) => boxesTouch(box, frame) && !contains(box, frame))
  if (inside.length === 0) {
    // Alone in its frame a picture fills it as far as its ratio allows, below the line its caption needs.
    const room = { width: Math.max(frame.width - GAP, 16), height: Math.max(frame.height - GAP / 2 - CAPTION, 16) }
    const scale = Math.min(room.width / width, room.height / height)
    const size = { width: width * scale, height: height * scale }
    return {
      x: frame.x + (frame.width - size.width) / 2,
      y: frame.y + CAPTION + (room.height - size.height) / 2,
      ...size,
    }
  }
  for (let y = frame.y + CAPTION; y + height <= frame.y + frame.height; y += height + GAP + CAPTION) {
    for (let x = frame.x + GAP / 2; x + width <= frame.x + frame.width; x += width + GAP) {
      const box = { x, y, width, height }
      if (!inside.some((other) => boxesTouch(other, box))) return box
    }
  }
  return undefined
}

const contains = (outer: Box, inner: Box) =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height

/** The wanted place, or the nearest free one of a grid around it (or straight below it). */
function nearestFree(wanted: Box, taken: readonly Box[], direction: "around" | "down" = "around"): Box {
  const stepX = wanted.width + GAP
  const stepY = wanted.height + GAP + CAPTION
  const reach = direction === "down" ? 40 : 8
  const offsets: [number, number][] = []
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      if (direction === "down" && (column !== 0 || row < 0)) continue
      offsets.push([column, row])
    }
  }
  // Right before left, below before above, near before far.
  offsets.sort((a, b) => Math.hypot(...a) - Math.hypot(...b) || b[0] - a[0] || b[1] - a[1])
  for (const [column, row] of offsets) {
    const box = { ...wanted, x: wanted.x + column * stepX, y: wanted.y + row * stepY }
    if (!taken.some((other) => boxesTouch(other, inflate(box, GAP / 4)))) return box
  }
  // A board this full has no free place near: on top, where people look.
  return wanted
}
