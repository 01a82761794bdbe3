import fc from "fast-check"
import { expect, test } from "vitest"
import { snapBox, snapHandle } from "./snapping.ts"
import { type Handle, handlePoint } from "./transform.ts"

const box = (x: number, y: number, width = 100, height = 60) => ({ x, y, width, height })

test("a box near another's edge is drawn onto it, and the guide reaches over both", () => {
  const { dx, dy, guides } = snapBox(box(5, 200), [box(0, 0)], 8)
  expect([dx, dy]).toEqual([-5, 0])
  // Boxes of one width share both edges and the middle.
  expect(guides).toEqual([0, 50, 100].map((at) => ({ axis: "x", at, from: 0, to: 260 })))
})

test("middles are lines too, and each axis takes its own nearest", () => {
  const { dx, dy } = snapBox(box(193, 37, 20, 20), [box(0, 0), box(150, 500)], 8)
  expect([dx, dy]).toEqual([-3, 3])
})

test("beyond the reach nothing draws, and there is no guide", () => {
  expect(snapBox(box(1000, 1000), [box(0, 0)], 8)).toEqual({ dx: 0, dy: 0, guides: [] })
  expect(snapBox(box(0, 0), [], 8)).toEqual({ dx: 0, dy: 0, guides: [] })
})

const anyBox = fc.record({
  x: fc.integer({ min: -300, max: 300 }),
  y: fc.integer({ min: -300, max: 300 }),
  width: fc.integer({ min: 1, max: 200 }),
  height: fc.integer({ min: 1, max: 200 }),
})
const lines = (from: number, length: number) => [from, from + length / 2, from + length]

test("a snapped box is never moved farther than the reach, every guide is a line of both, and snapping again changes nothing", () => {
  fc.assert(
    fc.property(
      anyBox,
      fc.array(anyBox, { maxLength: 8 }),
      fc.integer({ min: 0, max: 20 }),
      (moving, others, reach) => {
        const { dx, dy, guides } = snapBox(moving, others, reach)
        expect(Math.max(Math.abs(dx), Math.abs(dy))).toBeLessThanOrEqual(reach)
        const moved = { ...moving, x: moving.x + dx, y: moving.y + dy }
        for (const { axis, at } of guides) {
          const of = ({ x, y, width, height }: typeof moved) => (axis === "x" ? lines(x, width) : lines(y, height))
          const has = (each: typeof moved) => of(each).some((line) => Math.abs(line - at) < 1e-3)
          expect(has(moved) && others.some(has)).toBe(true)
        }
        const again = snapBox(moved, others, reach)
        expect([Math.abs(again.dx), Math.abs(again.dy)]).toEqual([0, 0])
      },
    ),
  )
})

const frame = { box: box(0, 0), rotation: 0 }
const corner: Handle = { x: 1, y: 1 }

test("an edge that is pulled snaps alone; the handle's other axis stays with the pointer", () => {
  const snapped = snapHandle(frame, { x: 1, y: 0 }, { x: 147, y: 31 }, [box(150, 300)], {
    reach: 8,
    ratio: false,
    fromCentre: false,
  })
  expect(snapped.point).toEqual({ x: 150, y: 31 })
  expect(snapped.guides).toEqual([{ axis: "x", at: 150, from: 0, to: 360 }])
})

test("a corner of a picture keeps its proportions while it snaps", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 110, max: 400 }),
      fc.integer({ min: -6, max: 6 }),
      fc.boolean(),
      (right, off, fromCentre) => {
        const pulled = { x: right + off, y: ((right + off) * 60) / 100 }
        const { point, guides } = snapHandle(frame, corner, pulled, [box(right, 900, 77, 5)], {
          reach: 8,
          ratio: true,
          fromCentre,
        })
        expect(point.x).toBeCloseTo(right, 6)
        const fixed = fromCentre ? { x: 50, y: 30 } : { x: 0, y: 0 }
        expect((point.y - fixed.y) / (point.x - fixed.x)).toBeCloseTo(0.6, 6)
        expect(guides.every(({ axis, at }) => axis === "x" && Math.abs(at - right) < 1e-6)).toBe(true)
      },
    ),
  )
})

test("a frame that is turned has no edges in line with the board's", () => {
  const turned = { box: box(0, 0), rotation: 30 }
  const pulled = handlePoint(turned, corner)
  const near = { x: pulled.x + 1, y: pulled.y + 1, width: 10, height: 10 }
  expect(snapHandle(turned, corner, pulled, [near], { reach: 8, ratio: false, fromCentre: false })).toEqual({
    point: pulled,
    guides: [],
  })
})
