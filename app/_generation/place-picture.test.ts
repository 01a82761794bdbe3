import fc from "fast-check"
import { expect, test } from "vitest"
import { boxesTouch } from "../../lib/geometry/geometry.ts"
import { placePicture, UNITS_PER_PX } from "./place-picture.ts"

const view = { x: -500, y: -400, width: 1000, height: 800 }
const picture = { widthPx: 256, heightPx: 256, view }

test("on an empty board a picture stands at the view's centre", () => {
  const box = placePicture({ ...picture, taken: [] })
  expect(box).toEqual({ x: -144, y: -144, width: 288, height: 288 })
})

test("an empty frame is filled below its caption, keeping the picture's ratio", () => {
  const box = placePicture({ ...picture, taken: [], frame: { x: 0, y: 0, width: 600, height: 400 } })
  expect(box).toEqual({ x: 122, y: 28, width: 356, height: 356 })
})

test("a full frame sends the next picture beside it", () => {
  const frame = { x: 0, y: 0, width: 300, height: 300 }
  const box = placePicture({ ...picture, taken: [frame, { x: 5, y: 5, width: 290, height: 290 }], frame })
  expect(box.x).toBeGreaterThanOrEqual(300)
})

test("children stand to the right of their parent, below each other", () => {
  const parent = { x: 0, y: 0, width: 288, height: 288 }
  const first = placePicture({ ...picture, taken: [parent], parent })
  const second = placePicture({ ...picture, taken: [parent, first], parent })
  expect(first).toMatchObject({ y: 0 })
  expect(second).toMatchObject({ x: first.x })
  expect(second.y).toBeGreaterThan(first.y + first.height)
})

test("pictures asked for one after another never cover each other", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), (count) => {
      const taken: { x: number; y: number; width: number; height: number }[] = []
      for (let i = 0; i < count; i++) {
        const box = placePicture({ ...picture, taken })
        expect(box.width).toBeCloseTo(256 * UNITS_PER_PX)
        expect(taken.some((other) => boxesTouch(other, box))).toBe(false)
        taken.push(box)
      }
    }),
  )
})
