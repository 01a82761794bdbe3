import { expect, test } from "vitest"
import type { CanvasElement } from "../../lib/document/schema.ts"
import { hitElement, marqueeTakes, topmostAt } from "./hit-test.ts"

const base = { position: [100, 100], size: [200, 100], rotation: 0, index: "a0", author: "a", locked: false } as const
const rectangle = (fields: object = {}) =>
  ({ id: "r", kind: "rectangle", ...base, colour: "#000000", fill: "none", width: 2, ...fields }) as CanvasElement
const image = (fields: object = {}) =>
  ({ id: "i", kind: "image", ...base, assetId: "0".repeat(64), alt: "", ...fields }) as CanvasElement
const noPoints = () => []

test("a hollow rectangle is hit on its line, and only weakly in its middle", () => {
  expect(hitElement(rectangle(), { x: 101, y: 150 }, 4, noPoints)).toBe("ink")
  expect(hitElement(rectangle(), { x: 200, y: 150 }, 4, noPoints)).toBe("inside")
  expect(hitElement(rectangle({ fill: "#ffffff" }), { x: 200, y: 150 }, 4, noPoints)).toBe("ink")
  expect(hitElement(rectangle(), { x: 50, y: 150 }, 4, noPoints)).toBeUndefined()
})

test("an ellipse is not hit in the corners of its box", () => {
  const ellipse = { ...rectangle({ fill: "#ffffff" }), kind: "ellipse" } as CanvasElement
  expect(hitElement(ellipse, { x: 104, y: 104 }, 2, noPoints)).toBeUndefined()
  expect(hitElement(ellipse, { x: 200, y: 150 }, 2, noPoints)).toBe("ink")
})

test("a rotated element is hit where it is seen", () => {
  const upright = image({ rotation: 90 })
  expect(hitElement(upright, { x: 200, y: 60 }, 0, noPoints)).toBe("ink")
  expect(hitElement(upright, { x: 110, y: 150 }, 0, noPoints)).toBeUndefined()
})

test("a stroke is hit near its line, not in its box", () => {
  const stroke = {
    id: "s",
    kind: "stroke",
    ...base,
    points: new Uint8Array(),
    colour: "#000000",
    width: 4,
  } as CanvasElement
  const points = () => [
    { x: 0, y: 0, pressure: 0.5 },
    { x: 200, y: 100, pressure: 0.5 },
  ]
  expect(hitElement(stroke, { x: 200, y: 151 }, 4, points)).toBe("ink")
  expect(hitElement(stroke, { x: 280, y: 110 }, 4, points)).toBeUndefined()
})

test("the topmost painted element wins over what lies below and over hollow middles", () => {
  const below = { element: image({ id: "below" }) }
  const hollow = { element: rectangle({ id: "hollow" }) }
  expect(topmostAt([below, hollow], { x: 200, y: 150 }, 4, noPoints)?.element.id).toBe("below")
  expect(topmostAt([hollow, below], { x: 101, y: 150 }, 4, noPoints)?.element.id).toBe("below")
})

test("of two hollow middles the smaller is meant, and locked elements are passed through", () => {
  const big = { element: rectangle({ id: "big", position: [0, 0], size: [600, 600] }) }
  const small = { element: rectangle({ id: "small" }) }
  expect(topmostAt([small, big], { x: 200, y: 150 }, 4, noPoints)?.element.id).toBe("small")
  const locked = { element: image({ locked: true }) }
  expect(topmostAt([small, locked], { x: 200, y: 150 }, 4, noPoints)?.element.id).toBe("small")
  expect(topmostAt([locked, small], { x: 200, y: 150 }, 4, noPoints, "locked")).toBe(locked)
})

test("a marquee takes what it touches, but a frame only whole", () => {
  const frame = { id: "f", kind: "frame", ...base } as unknown as CanvasElement
  const painted = { x: 100, y: 100, width: 200, height: 100 }
  expect(marqueeTakes(frame, painted, { x: 150, y: 120, width: 20, height: 20 }, noPoints)).toBe(false)
  expect(marqueeTakes(frame, painted, { x: 0, y: 0, width: 900, height: 900 }, noPoints)).toBe(true)
  expect(marqueeTakes(image(), painted, { x: 250, y: 120, width: 200, height: 20 }, noPoints)).toBe(true)
  const inShadow = { x: 0, y: 205, width: 900, height: 5 }
  expect(marqueeTakes(image(), { x: 90, y: 90, width: 220, height: 125 }, inShadow, noPoints)).toBe(false)
})
