import fc from "fast-check"
import { expect, test } from "vitest"
import { boxesTouch } from "../../lib/geometry/geometry.ts"
import { placeStrip, STRIP_HEIGHT_PX } from "./place-strip.ts"

const room = { widthPx: 1280, heightPx: 800, rightPx: 0 }
const picture = (x: number, y: number) => ({ x, y, width: 144, height: 144 })

test("under the picture, else above it, else beside it on the side that has room", () => {
  expect(placeStrip(picture(500, 100), room)).toEqual({ left: 318, top: 256, width: 508 })
  expect(placeStrip(picture(500, 400), room)).toEqual({ left: 318, top: 124, width: 508 })
  expect(placeStrip(picture(568, 328), room)).toEqual({ left: 48, top: 328, width: 508 })
  expect(placeStrip(picture(100, 328), room).left).toBe(256)
})

test("it stays in the window, on a phone too, and off its picture wherever one of the four places is free", () => {
  let covered = 0
  let free = 0
  fc.assert(
    fc.property(
      fc.integer({ min: -300, max: 1400 }),
      fc.integer({ min: -300, max: 900 }),
      fc.boolean(),
      (x, y, phone) => {
        const window = phone ? { widthPx: 390, heightPx: 844, rightPx: 0 } : room
        const { left, top, width } = placeStrip(picture(x, y), window)
        expect(left).toBeGreaterThanOrEqual(12)
        expect(left + width).toBeLessThanOrEqual(window.widthPx - 12)
        expect(top).toBeGreaterThanOrEqual(64)
        expect(top + STRIP_HEIGHT_PX).toBeLessThanOrEqual(window.heightPx - 158)
        if (boxesTouch({ x: left, y: top, width, height: STRIP_HEIGHT_PX }, picture(x, y))) covered++
        else free++
      },
    ),
    { seed: 4417, numRuns: 300 },
  )
  expect(free).toBeGreaterThan(5 * covered)
})

test("without its picture in sight it stands above the prompt", () => {
  expect(placeStrip(undefined, room)).toEqual({ left: 386, top: 406, width: 508 })
})
