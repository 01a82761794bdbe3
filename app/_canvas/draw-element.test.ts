import { expect, test } from "vitest"
import type { ElementOf } from "../../lib/document/schema.ts"
import { packPoints } from "../../lib/stroke/pack-points.ts"
import { detailOfScale, pointsOfStroke } from "./draw-element.ts"
import { snapToPixels } from "./draw-scene.ts"
import { DARK_THEME, LIGHT_THEME, themedColour } from "./theme.ts"

const stroke = (fields: object) =>
  ({
    id: "s",
    kind: "stroke",
    position: [0, 0],
    size: [104, 4],
    rotation: 0,
    colour: "#000000",
    width: 4,
    ...fields,
  }) as ElementOf<"stroke">

test("strokes use every 2nd, 4th, 6th point below 60, 30 and 15 %", () => {
  expect([1, 0.6, 0.59, 0.3, 0.29, 0.15, 0.14].map(detailOfScale)).toEqual([1, 1, 2, 2, 4, 4, 6])
})

test("a stroke whose bytes are damaged has no points, and breaks nothing", () => {
  expect(pointsOfStroke(stroke({ points: Uint8Array.from([9, 9, 9]) }))).toEqual([])
  const points = [2, 52, 102].map((x) => ({ x, y: 2, pressure: 0.5 }))
  expect(pointsOfStroke(stroke({ points: packPoints(points) })).length).toBe(3)
})

test("ink is black on light paper and white on dark, colours stay", () => {
  expect(themedColour("#1D1B18", DARK_THEME)).toBe(DARK_THEME.ink)
  expect(themedColour(DARK_THEME.ink, LIGHT_THEME)).toBe(LIGHT_THEME.ink)
  expect(themedColour("#d9481f", DARK_THEME)).toBe("#d9481f")
})

test("a snapped camera starts at a whole device pixel, less than a pixel away", () => {
  const snapped = snapToPixels({ x: 10.37, y: -3.21, zoom: 0.7 }, 2)
  expect(snapped.x * 0.7 * 2).toBeCloseTo(Math.round(snapped.x * 0.7 * 2), 9)
  expect(Math.abs(snapped.x - 10.37) * 1.4).toBeLessThanOrEqual(0.5)
})
