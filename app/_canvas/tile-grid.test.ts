import fc from "fast-check"
import { expect, test } from "vitest"
import { boxesTouch } from "../../lib/geometry/geometry.ts"
import {
  addDamage,
  boxOfPixels,
  damagedPixels,
  rasterScale,
  TILE_PX,
  tileBox,
  tileCount,
  tileRange,
  tilesByDistance,
  tilesToDrop,
  wholeBoardScale,
} from "./tile-grid.ts"

const box = fc.record({
  x: fc.double({ min: -5000, max: 5000, noNaN: true }),
  y: fc.double({ min: -5000, max: 5000, noNaN: true }),
  width: fc.double({ min: 1, max: 3000, noNaN: true }),
  height: fc.double({ min: 1, max: 3000, noNaN: true }),
})
const scale = fc.double({ min: 0.05, max: 8, noNaN: true })

test("the tiles of a box cover it, and none of them misses it", () => {
  fc.assert(
    fc.property(box, scale, (target, atScale) => {
      const range = tileRange(target, atScale)
      const first = tileBox(range.left, range.top, atScale)
      const last = tileBox(range.right, range.bottom, atScale)
      expect(first.x).toBeLessThanOrEqual(target.x + 1e-6)
      expect(first.y).toBeLessThanOrEqual(target.y + 1e-6)
      expect(last.x + last.width).toBeGreaterThanOrEqual(target.x + target.width - 1e-6)
      expect(last.y + last.height).toBeGreaterThanOrEqual(target.y + target.height - 1e-6)
      expect(boxesTouch(first, target) && boxesTouch(last, target)).toBe(true)
    }),
  )
})

test("damage is told to every tile it reaches, in whole pixels inside the tile that hold the whole damage", () => {
  fc.assert(
    fc.property(box, scale, (target, atScale) => {
      const range = tileRange(target, atScale)
      fc.pre(tileCount(range) < 400)
      for (const { i, j } of tilesByDistance(range)) {
        const rect = damagedPixels(target, i, j, atScale)
        expect(rect).toBeDefined()
        expect([rect!.x, rect!.y, rect!.width, rect!.height].every(Number.isInteger)).toBe(true)
        expect(rect!.x >= 0 && rect!.y >= 0).toBe(true)
        expect(rect!.x + rect!.width).toBeLessThanOrEqual(TILE_PX)
        const repaired = boxOfPixels(rect!, i, j, atScale)
        const tile = tileBox(i, j, atScale)
        expect(repaired.x).toBeLessThanOrEqual(Math.max(target.x, tile.x) + 1e-6)
        expect(repaired.y + repaired.height).toBeGreaterThanOrEqual(
          Math.min(target.y + target.height, tile.y + tile.height) - 1e-6,
        )
      }
      expect(damagedPixels(target, range.right + 2, range.top, atScale)).toBeUndefined()
    }),
  )
})

test("the nearest tile comes first", () => {
  const tiles = tilesByDistance({ left: 0, top: 0, right: 4, bottom: 2 })
  expect(tiles[0]).toEqual({ i: 2, j: 1 })
  expect(tiles.length).toBe(15)
})

test("zooming rasters at powers of two, rest at the exact scale", () => {
  expect(rasterScale(0.9, true)).toBe(1)
  expect(rasterScale(0.6, true)).toBe(0.5)
  expect(rasterScale(0.6, false)).toBe(0.6)
})

test("the whole board fits its set", () => {
  fc.assert(
    fc.property(box, (board) => {
      const atScale = wholeBoardScale(board)
      expect(Math.max(board.width, board.height) * atScale).toBeLessThanOrEqual(2 * TILE_PX)
      expect(Number.isInteger(Math.log2(atScale))).toBe(true)
    }),
  )
})

test("many damages become one box around them all", () => {
  let boxes = [] as ReturnType<typeof addDamage>
  for (let i = 0; i < 7; i++) boxes = addDamage(boxes, { x: i * 100, y: 0, width: 10, height: 10 })
  expect(boxes).toEqual([{ x: 0, y: 0, width: 610, height: 10 }])
})

test("the least recently seen tiles go first, kept ones never", () => {
  const tiles = [4, 1, 3, 2].map((lastSeen) => ({ lastSeen }))
  expect(tilesToDrop(tiles, 2, (tile) => tile.lastSeen === 1)).toEqual([{ lastSeen: 2 }, { lastSeen: 3 }])
  expect(tilesToDrop(tiles, 4, () => false)).toEqual([])
})
