import fc from "fast-check"
import { expect, test } from "vitest"
import { MAX_STROKE_POINTS, packPoints, unpackPoints } from "./pack-points.ts"

const point = fc.record({
  x: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  y: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  pressure: fc.double({ min: 0, max: 1, noNaN: true }),
})

test("points come back within a sixteenth of a unit", () => {
  fc.assert(
    fc.property(fc.array(point, { maxLength: 300 }), (points) => {
      const back = unpackPoints(packPoints(points))
      expect(back.length).toBe(points.length)
      back.forEach((value, i) => {
        expect(Math.abs(value.x - points[i]!.x)).toBeLessThanOrEqual(1 / 16 + 1e-6)
        expect(Math.abs(value.y - points[i]!.y)).toBeLessThanOrEqual(1 / 16 + 1e-6)
        expect(Math.abs(value.pressure - points[i]!.pressure)).toBeLessThanOrEqual(1 / 255)
      })
    }),
  )
})

test("a hand-drawn stroke of 500 points takes at most 1.6 KB", () => {
  const points = Array.from({ length: 500 }, (_, i) => ({ x: i * 1.7, y: Math.sin(i / 9) * 60, pressure: 0.5 }))
  expect(packPoints(points).length).toBeLessThan(1600)
})

test("any bytes either decode or are refused as damaged, and never hang", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        unpackPoints(bytes)
      } catch (error) {
        expect(error).toMatchObject({ code: "document/damaged" })
      }
    }),
  )
})

test("a stroke cut in the middle of a point is refused", () => {
  const bytes = packPoints([{ x: 1000, y: 1000, pressure: 1 }])
  expect(() => unpackPoints(bytes.slice(0, -1))).toThrow(/middle of a point/)
})

test("a stroke with too many points is refused when packed", () => {
  const points = Array.from({ length: MAX_STROKE_POINTS + 1 }, () => ({ x: 0, y: 0, pressure: 0 }))
  expect(() => packPoints(points)).toThrow(/at most/)
})
