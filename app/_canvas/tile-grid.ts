/**
 * Where tiles lie and which are wanted. A level is the board at one scale (device pixels per canvas unit), cut into
 * squares of TILE_PX; tile (i, j) covers device pixels [i · TILE_PX, (i + 1) · TILE_PX) of that level. Pure.
 */
import type { Box } from "../../lib/geometry/geometry.ts"

export const TILE_PX = 512

export interface TileRange {
  readonly left: number
  readonly top: number
  /** Inclusive. */
  readonly right: number
  readonly bottom: number
}

export interface PixelRect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The tiles that `box` touches at a scale. A box that ends exactly at a tile's edge does not touch the next. */
export function tileRange(box: Box, scale: number): TileRange {
  const side = TILE_PX / scale
  const left = Math.floor(box.x / side)
  const top = Math.floor(box.y / side)
  return {
    left,
    top,
    right: Math.max(left, Math.ceil((box.x + box.width) / side) - 1),
    bottom: Math.max(top, Math.ceil((box.y + box.height) / side) - 1),
  }
}

export function tileBox(i: number, j: number, scale: number): Box {
  const side = TILE_PX / scale
  return { x: i * side, y: j * side, width: side, height: side }
}

/** How many tiles a range holds. */
export function tileCount(range: TileRange): number {
  return (range.right - range.left + 1) * (range.bottom - range.top + 1)
}

/** The tiles of a range, nearest its centre (or `centre`, in tile coordinates) first. */
export function tilesByDistance(
  range: TileRange,
  centre: { readonly i: number; readonly j: number } = {
    i: (range.left + range.right) / 2,
    j: (range.top + range.bottom) / 2,
  },
): { i: number; j: number }[] {
  const tiles: { i: number; j: number }[] = []
  for (let j = range.top; j <= range.bottom; j++) for (let i = range.left; i <= range.right; i++) tiles.push({ i, j })
  const distance = (tile: { i: number; j: number }) => (tile.i - centre.i) ** 2 + (tile.j - centre.j) ** 2
  return tiles.sort((a, b) => distance(a) - distance(b))
}

export function grow(range: TileRange, by: number): TileRange {
  return { left: range.left - by, top: range.top - by, right: range.right + by, bottom: range.bottom + by }
}

/**
 * The whole pixels of tile (i, j) that `box` touches, with one pixel around them for antialiased edges; undefined
 * when it touches none. Whole, because a clip at whole pixels cuts no edge in half: a repaired tile is equal to a
 * fresh one.
 */
export function damagedPixels(box: Box, i: number, j: number, scale: number): PixelRect | undefined {
  const left = Math.max(0, Math.floor(box.x * scale) - 1 - i * TILE_PX)
  const top = Math.max(0, Math.floor(box.y * scale) - 1 - j * TILE_PX)
  const right = Math.min(TILE_PX, Math.ceil((box.x + box.width) * scale) + 1 - i * TILE_PX)
  const bottom = Math.min(TILE_PX, Math.ceil((box.y + box.height) * scale) + 1 - j * TILE_PX)
  if (right <= left || bottom <= top) return undefined
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Canvas units of a pixel rectangle of tile (i, j). */
export function boxOfPixels(rect: PixelRect, i: number, j: number, scale: number): Box {
  return {
    x: (i * TILE_PX + rect.x) / scale,
    y: (j * TILE_PX + rect.y) / scale,
    width: rect.width / scale,
    height: rect.height / scale,
  }
}

/** The scale to raster at: exact at rest, the nearest power of two while zooming, so that its tiles can be reused. */
export function rasterScale(exactScale: number, isZooming: boolean): number {
  return isZooming ? 2 ** Math.round(Math.log2(exactScale)) : exactScale
}

/** The scale, a power of two, at which the whole board fits `maxPx`: the set that is always there to fall back on. */
export function wholeBoardScale(bounds: Box, maxPx = 2 * TILE_PX): number {
  const longest = Math.max(bounds.width, bounds.height, 1)
  return Math.min(1, 2 ** Math.floor(Math.log2(maxPx / longest)))
}

/** A few boxes stay apart; many become one, so that repairing a busy tile costs one pass. */
export function addDamage(boxes: Box[], box: Box, limit = 6): Box[] {
  if (boxes.length < limit) return [...boxes, box]
  let { x, y } = box
  let right = box.x + box.width
  let bottom = box.y + box.height
  for (const each of boxes) {
    x = Math.min(x, each.x)
    y = Math.min(y, each.y)
    right = Math.max(right, each.x + each.width)
    bottom = Math.max(bottom, each.y + each.height)
  }
  return [{ x, y, width: right - x, height: bottom - y }]
}

/** Which to drop so that at most `max` stay: least recently seen first, never those `isKept`. */
export function tilesToDrop<T extends { readonly lastSeen: number }>(
  tiles: readonly T[],
  max: number,
  isKept: (tile: T) => boolean,
): T[] {
  const excess = tiles.length - max
  if (excess <= 0) return []
  return tiles
    .filter((tile) => !isKept(tile))
    .sort((a, b) => a.lastSeen - b.lastSeen)
    .slice(0, excess)
}
