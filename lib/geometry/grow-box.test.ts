import fc from "fast-check"
import { expect, test } from "vitest"
import { centreOf, rotatePoint } from "./geometry.ts"
import { growBox, OUTWARDS, pulledOutwards, SIDES } from "./grow-box.ts"

const side = fc.constantFrom(...SIDES)
const number = fc.double({ min: 1, max: 500, noNaN: true })
const box = fc.record({ x: number, y: number, width: number, height: number })

test("the side that is opposite stays exactly where it is, however the box is turned", () => {
  fc.assert(
    fc.property(box, side, number, fc.integer({ min: -180, max: 180 }), (before, which, by, rotation) => {
      const after = growBox(before, rotation, which, by)
      const { x, y } = OUTWARDS[which]
      const opposite = (of: typeof before) =>
        rotatePoint({ x: of.x + ((1 - x) / 2) * of.width, y: of.y + ((1 - y) / 2) * of.height }, centreOf(of), rotation)
      expect(opposite(after).x).toBeCloseTo(opposite(before).x, 6)
      expect(opposite(after).y).toBeCloseTo(opposite(before).y, 6)
      expect(after.width * after.height).toBeGreaterThan(before.width * before.height)
    }),
  )
})

test("a pull counts along its side's own direction, and inwards not at all", () => {
  const from = { x: 0, y: 0 }
  expect(pulledOutwards(0, "right", from, { x: 30, y: 99 })).toBe(30)
  expect(pulledOutwards(0, "left", from, { x: 30, y: 0 })).toBe(0)
  expect(pulledOutwards(90, "right", from, { x: 0, y: 30 })).toBeCloseTo(30, 9)
})
