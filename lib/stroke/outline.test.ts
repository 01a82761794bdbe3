import fc from "fast-check"
import { expect, test } from "vitest"
import { boxOfStroke, stretchPoints, strokeOutline, thinPoints } from "./outline.ts"

const line = Array.from({ length: 20 }, (_, i) => ({ x: i * 10, y: 50, pressure: 0.5 }))

test("a stroke at pressure 0.5 is as wide as it says", () => {
  const ys = strokeOutline(line, { width: 8 }).map(([, y]) => y)
  expect(Math.max(...ys) - Math.min(...ys)).toBeCloseTo(8, 0)
})

test("pressure widens a stroke, and no points make no outline", () => {
  const heavy = line.map((point) => ({ ...point, pressure: 1 }))
  const height = (points: typeof line) => {
    const ys = strokeOutline(points, { width: 8 }).map(([, y]) => y)
    return Math.max(...ys) - Math.min(...ys)
  }
  expect(height(heavy)).toBeGreaterThan(height(line) + 2)
  expect(strokeOutline([], { width: 8 })).toEqual([])
})

test("one point draws a dot", () => {
  const outline = strokeOutline([{ x: 5, y: 5, pressure: 0.5 }], { width: 8 })
  expect(outline.length).toBeGreaterThan(4)
  for (const [x, y] of outline) expect(Math.hypot(x - 5, y - 5)).toBeLessThan(8)
})

test("a thinned stroke still ends where it ended", () => {
  const thinned = thinPoints(line, 6)
  expect(thinned.length).toBe(5)
  expect(thinned.at(-1)).toEqual(line.at(-1))
})

test("stretched points fill the new box exactly and keep the line's width", () => {
  const extent = fc.double({ min: 20, max: 900, noNaN: true })
  fc.assert(
    fc.property(extent, extent, extent, extent, (fromW, fromH, toW, toH) => {
      const width = 6
      const points = [
        { x: 3, y: 3, pressure: 0.2 },
        { x: fromW - 3, y: fromH / 2, pressure: 1 },
        { x: fromW / 2, y: fromH - 3, pressure: 0.7 },
      ]
      const box = boxOfStroke(stretchPoints(points, width, [toW, toH]), width)
      expect(box.x).toBeCloseTo(0, 0)
      expect(Math.abs(box.width - toW)).toBeLessThan(0.31)
      expect(Math.abs(box.height - toH)).toBeLessThan(0.31)
    }),
  )
})

test("a straight line is not stretched across itself", () => {
  const points = [
    { x: 2, y: 2, pressure: 0.5 },
    { x: 98, y: 2, pressure: 0.5 },
  ]
  const stretched = stretchPoints(points, 4, [200, 40])
  expect(stretched[0]!.y).toBe(2)
  expect(stretched[1]).toMatchObject({ x: 198, y: 2 })
})

test("a stroke made wider, and its box with it, keeps its line where it was", () => {
  const points = [
    { x: 2, y: 2, pressure: 0.5 },
    { x: 98, y: 52, pressure: 0.5 },
  ]
  // From 4 to 10 wide: the box has grown by 3 on every side, so the line is 3 further from its corner.
  const wider = stretchPoints(points, 10, [106, 60])
  expect(wider).toEqual([
    { x: 5, y: 5, pressure: 0.5 },
    { x: 101, y: 55, pressure: 0.5 },
  ])
})
