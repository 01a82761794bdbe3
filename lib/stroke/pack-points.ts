/**
 * A finished stroke is one immutable value: 1 KB for 500 points, where a growing Y.Array would cost 5.5 KB.
 *
 * Layout: version byte 1, then for each point the zigzag varint of Δx, Δy (in 1/8 canvas units, from the point
 * before; the first from 0, 0) and one byte of pressure (0..255).
 */
import { AppError } from "../errors.ts"

/** Pressure 0..1; 0.5 where the device has none. x, y relative to the element's position, canvas units. */
export interface StrokePoint {
  readonly x: number
  readonly y: number
  readonly pressure: number
}

const VERSION = 1
const UNITS = 8
/** More points than a hand draws without lifting; a bound for whoever decodes. */
export const MAX_STROKE_POINTS = 20_000

export function packPoints(points: readonly StrokePoint[]): Uint8Array {
  if (points.length > MAX_STROKE_POINTS) {
    throw new AppError("request/too-large", `A stroke has at most ${MAX_STROKE_POINTS} points, got ${points.length}.`)
  }
  const bytes: number[] = [VERSION]
  let lastX = 0
  let lastY = 0
  for (const point of points) {
    const x = Math.round(point.x * UNITS)
    const y = Math.round(point.y * UNITS)
    pushZigzag(bytes, x - lastX)
    pushZigzag(bytes, y - lastY)
    bytes.push(Math.round(Math.min(1, Math.max(0, point.pressure)) * 255))
    lastX = x
    lastY = y
  }
  return Uint8Array.from(bytes)
}

/** @throws {AppError} document/damaged when the bytes are not a packed stroke. */
export function unpackPoints(bytes: Uint8Array): StrokePoint[] {
  if (bytes[0] !== VERSION) {
    throw new AppError("document/damaged", `Expected stroke version ${VERSION}, got ${bytes[0]}.`)
  }
  const points: StrokePoint[] = []
  let x = 0
  let y = 0
  let at = 1
  const readZigzag = () => {
    let value = 0
    let scale = 1
    for (let i = 0; i < 6; i++) {
      const byte = bytes[at++]
      if (byte === undefined) throw new AppError("document/damaged", "A stroke ends in the middle of a point.")
      value += (byte & 127) * scale
      if (byte < 128) return value % 2 === 1 ? -(value + 1) / 2 : value / 2
      scale *= 128
    }
    throw new AppError("document/damaged", "A stroke holds a number that is too long.")
  }
  while (at < bytes.length) {
    if (points.length >= MAX_STROKE_POINTS) throw new AppError("document/damaged", "A stroke has too many points.")
    x += readZigzag()
    y += readZigzag()
    const pressure = bytes[at++]
    if (pressure === undefined) throw new AppError("document/damaged", "A stroke ends in the middle of a point.")
    points.push({ x: x / UNITS, y: y / UNITS, pressure: pressure / 255 })
  }
  return points
}

function pushZigzag(bytes: number[], value: number): void {
  let rest = value < 0 ? -value * 2 - 1 : value * 2
  while (rest >= 128) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}
