import fc from "fast-check"
import { expect, test } from "vitest"
import { MASK_UNITS, type Mask, type MaskStroke } from "../document/masks.ts"
import { applyMaskStrokes, copyMaskRaster, createMaskRaster, finishMask, rasteriseMask } from "./rasterise-mask.ts"

const mask = (strokes: readonly MaskStroke[], more: Partial<Mask> = {}): Mask => ({
  strokes,
  inverted: false,
  feather: undefined,
  ...more,
})
const stroke = (
  id: string,
  places: readonly (readonly [number, number])[],
  more: Partial<MaskStroke> = {},
): MaskStroke => ({
  id,
  points: places.map(([x, y]) => ({ x: x * MASK_UNITS, y: y * MASK_UNITS, pressure: 0.5 })),
  width: MASK_UNITS / 4,
  erases: false,
  author: "someone",
  ...more,
})
const at = (data: Uint8Array, widthPx: number, x: number, y: number) => data[y * widthPx + x]

const place = fc.double({ min: -0.2, max: 1.2, noNaN: true })
const anyStroke = fc.record({
  places: fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 6 }),
  width: fc.double({ min: 1, max: MASK_UNITS, noNaN: true }),
  erases: fc.boolean(),
})
const anyStrokes = fc
  .array(anyStroke, { maxLength: 5 })
  .map((all) => all.map(({ places, ...more }, i) => stroke(String(i), places, more)))
const size = fc.record({ w: fc.integer({ min: 1, max: 60 }), h: fc.integer({ min: 1, max: 60 }) })

test("a dot covers a disc of its width, and nothing else", () => {
  const data = rasteriseMask(mask([stroke("a", [[0.5, 0.5]])]), 64, 64)
  expect(at(data, 64, 32, 32)).toBe(255)
  expect(at(data, 64, 32, 26)).toBe(255)
  expect(at(data, 64, 32, 22)).toBe(0)
  const covered = data.reduce((sum, value) => sum + value / 255, 0)
  expect(covered).toBeCloseTo(Math.PI * 8 * 8, -1)
})

test("a brush is round in a picture that is not square", () => {
  const data = rasteriseMask(mask([stroke("a", [[0.5, 0.5]])]), 128, 64)
  // 32 px across, each way.
  expect([at(data, 128, 64, 32), at(data, 128, 50, 32), at(data, 128, 64, 18)]).toEqual([255, 255, 255])
  expect([at(data, 128, 46, 32), at(data, 128, 64, 14)]).toEqual([0, 0])
})

test("erasing takes away what was painted before, and not what is painted after", () => {
  const line = [
    [0, 0.5],
    [1, 0.5],
  ] as const
  const painted = stroke("a", line)
  const erased = stroke("b", line, { erases: true, width: MASK_UNITS })
  expect(Math.max(...rasteriseMask(mask([painted, erased]), 32, 32))).toBe(0)
  expect(at(rasteriseMask(mask([erased, painted]), 32, 32), 32, 16, 16)).toBe(255)
})

test("each pixel knows whose stroke covered it last, and a copy can be painted on by itself", () => {
  const raster = createMaskRaster(40, 40)
  applyMaskStrokes(raster, [stroke("a", [[0.2, 0.5]])])
  const copy = copyMaskRaster(raster)
  applyMaskStrokes(copy, [stroke("b", [[0.8, 0.5]])], 2)
  expect([copy.paintedBy[20 * 40 + 8], copy.paintedBy[20 * 40 + 32], copy.paintedBy[0]]).toEqual([1, 2, 0])
  expect(raster.paintedBy[20 * 40 + 32]).toBe(0)
  const whole = rasteriseMask(mask([stroke("a", [[0.2, 0.5]]), stroke("b", [[0.8, 0.5]])]), 40, 40)
  expect(finishMask(copy, { inverted: false, feather: 0 })).toEqual(whole)
})

test("inverted is exactly the rest", () => {
  fc.assert(
    fc.property(anyStrokes, size, (strokes, { w, h }) => {
      const plain = rasteriseMask(mask(strokes), w, h)
      const inverted = rasteriseMask(mask(strokes, { inverted: true }), w, h)
      expect(inverted.every((value, i) => value === 255 - plain[i]!)).toBe(true)
    }),
  )
})

test("the same strokes give the same mask, and erasing never adds to it", () => {
  fc.assert(
    fc.property(anyStrokes, anyStroke, size, (strokes, { places, width }, { w, h }) => {
      const before = rasteriseMask(mask(strokes), w, h)
      expect(rasteriseMask(mask(strokes), w, h)).toEqual(before)
      const after = rasteriseMask(mask([...strokes, stroke("last", places, { width, erases: true })]), w, h)
      expect(after.every((value, i) => value <= before[i]!)).toBe(true)
    }),
  )
})

test("without erasing the order of strokes means nothing: people who paint at once get one mask", () => {
  fc.assert(
    fc.property(anyStrokes, size, (strokes, { w, h }) => {
      const painted = strokes.map((each) => ({ ...each, erases: false }))
      expect(rasteriseMask(mask(painted.toReversed()), w, h)).toEqual(rasteriseMask(mask(painted), w, h))
    }),
  )
})

test("a feather reaches no farther than it says, and keeps the middle", () => {
  const data = rasteriseMask(mask([stroke("a", [[0.5, 0.5]], { width: MASK_UNITS / 2 })], { feather: 0.1 }), 100, 100)
  expect(at(data, 100, 50, 50)).toBe(255)
  // The disc ends at 75; a tenth of 100 px fades by at most 10 px on either side.
  expect(at(data, 100, 76, 50)).toBeGreaterThan(0)
  expect(at(data, 100, 76, 50)).toBeLessThan(255)
  expect(at(data, 100, 86, 50)).toBe(0)
})

test("a mask's own feather goes before the one asked for", () => {
  const strokes = [stroke("a", [[0.5, 0.5]])]
  const hard = rasteriseMask(mask(strokes), 50, 50)
  expect(rasteriseMask(mask(strokes, { feather: 0 }), 50, 50, { feather: 0.1 })).toEqual(hard)
  expect(rasteriseMask(mask(strokes), 50, 50, { feather: 0.1 })).not.toEqual(hard)
})
