/**
 * Points, boxes and the camera. Two spaces: canvas units (the shared plane) and screen pixels (one window).
 * The phantom `space` field keeps a point of one from being used as a point of the other.
 */

export interface CanvasPoint {
  readonly x: number
  readonly y: number
  readonly space?: "canvas"
}

export interface ScreenPoint {
  readonly x: number
  readonly y: number
  readonly space?: "screen"
}

/** An axis-parallel box in canvas units; width and height ≥ 0. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What a window shows: the canvas point at its top left, and screen pixels per canvas unit. */
export interface Camera {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

export const MIN_ZOOM = 0.05
export const MAX_ZOOM = 8

export function toScreen(camera: Camera, point: CanvasPoint): ScreenPoint {
  return { x: (point.x - camera.x) * camera.zoom, y: (point.y - camera.y) * camera.zoom }
}

export function toCanvas(camera: Camera, point: ScreenPoint): CanvasPoint {
  return { x: point.x / camera.zoom + camera.x, y: point.y / camera.zoom + camera.y }
}

/** Zooms so that the canvas point under `anchor` stays under it. Zoom is clamped to [MIN_ZOOM, MAX_ZOOM]. */
export function zoomAt(camera: Camera, anchor: ScreenPoint, zoom: number): Camera {
  const clamped = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom))
  const fixed = toCanvas(camera, anchor)
  return { x: fixed.x - anchor.x / clamped, y: fixed.y - anchor.y / clamped, zoom: clamped }
}

/** The camera that shows all of `box` centred in a window, with `marginPx` free around it. */
export function cameraToFit(box: Box, widthPx: number, heightPx: number, marginPx = 64, maxZoom = 1): Camera {
  const zoom = Math.min(
    maxZoom,
    Math.max(
      MIN_ZOOM,
      Math.min((widthPx - 2 * marginPx) / Math.max(box.width, 1), (heightPx - 2 * marginPx) / Math.max(box.height, 1)),
    ),
  )
  return {
    x: box.x + box.width / 2 - widthPx / 2 / zoom,
    y: box.y + box.height / 2 - heightPx / 2 / zoom,
    zoom,
  }
}

/** The part of the canvas a window of `widthPx` × `heightPx` shows. */
export function visibleBox(camera: Camera, widthPx: number, heightPx: number): Box {
  return { x: camera.x, y: camera.y, width: widthPx / camera.zoom, height: heightPx / camera.zoom }
}

export function boxesTouch(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
}

export function boxContains(box: Box, point: CanvasPoint): boolean {
  return point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height
}

/** The smallest box around all of `boxes`, or undefined when there are none. */
export function unionOf(boxes: Iterable<Box>): Box | undefined {
  let left = Number.POSITIVE_INFINITY
  let top = Number.POSITIVE_INFINITY
  let right = Number.NEGATIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  for (const box of boxes) {
    left = Math.min(left, box.x)
    top = Math.min(top, box.y)
    right = Math.max(right, box.x + box.width)
    bottom = Math.max(bottom, box.y + box.height)
  }
  return left <= right ? { x: left, y: top, width: right - left, height: bottom - top } : undefined
}

export function inflate(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by }
}

/** Rotates `point` around `centre` by `degrees`, clockwise on a screen whose y points down. */
export function rotatePoint(point: CanvasPoint, centre: CanvasPoint, degrees: number): CanvasPoint {
  if (degrees === 0) return { x: point.x, y: point.y }
  const angle = (degrees * Math.PI) / 180
  const dx = point.x - centre.x
  const dy = point.y - centre.y
  return {
    x: centre.x + dx * Math.cos(angle) - dy * Math.sin(angle),
    y: centre.y + dx * Math.sin(angle) + dy * Math.cos(angle),
  }
}

export function centreOf(box: Box): CanvasPoint {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** The axis-parallel box around `box` after it is rotated about its own centre by `degrees`. */
export function boundsOfRotated(box: Box, degrees: number): Box {
  if (degrees % 360 === 0) return box
  const angle = (degrees * Math.PI) / 180
  const cos = Math.abs(Math.cos(angle))
  const sin = Math.abs(Math.sin(angle))
  const width = box.width * cos + box.height * sin
  const height = box.width * sin + box.height * cos
  const centre = centreOf(box)
  return { x: centre.x - width / 2, y: centre.y - height / 2, width, height }
}
