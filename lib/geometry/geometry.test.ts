import fc from "fast-check"
import { expect, test } from "vitest"
import {
  boundsOfRotated,
  cameraToFit,
  rotatePoint,
  toCanvas,
  toScreen,
  unionOf,
  visibleBox,
  zoomAt,
} from "./geometry.ts"

const coordinate = fc.double({ min: -1e5, max: 1e5, noNaN: true })
const camera = fc.record({ x: coordinate, y: coordinate, zoom: fc.double({ min: 0.05, max: 8, noNaN: true }) })

test("a point comes back from the screen where it was", () => {
  fc.assert(
    fc.property(camera, coordinate, coordinate, (view, x, y) => {
      const back = toCanvas(view, toScreen(view, { x, y }))
      expect(back.x).toBeCloseTo(x, 4)
      expect(back.y).toBeCloseTo(y, 4)
    }),
  )
})

test("zooming keeps the point under the pointer, whatever zoom is asked for", () => {
  fc.assert(
    fc.property(camera, fc.double({ min: 0.001, max: 100, noNaN: true }), (view, zoom) => {
      const anchor = { x: 320, y: 200 }
      const before = toCanvas(view, anchor)
      const after = toCanvas(zoomAt(view, anchor, zoom), anchor)
      expect(after.x).toBeCloseTo(before.x, 3)
      expect(after.y).toBeCloseTo(before.y, 3)
    }),
  )
})

test("fitting a box shows all of it", () => {
  const box = { x: -500, y: 20, width: 4000, height: 300 }
  const shown = visibleBox(cameraToFit(box, 1280, 800), 1280, 800)
  expect(unionOf([shown, box])).toEqual(shown)
})

test("a quarter turn swaps a box's sides and moves points clockwise", () => {
  const turned = boundsOfRotated({ x: 0, y: 0, width: 4, height: 2 }, 90)
  expect(turned.width).toBeCloseTo(2)
  expect(turned.height).toBeCloseTo(4)
  const point = rotatePoint({ x: 1, y: 0 }, { x: 0, y: 0 }, 90)
  expect(point.x).toBeCloseTo(0)
  expect(point.y).toBeCloseTo(1)
})
