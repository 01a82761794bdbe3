import { expect, test } from "vitest"
import { MASK_UNITS } from "../../../lib/document/masks.ts"
import type { CanvasElement } from "../../../lib/document/schema.ts"
import { toMaskUnits } from "./mask-tool.ts"

const picture = (more: object): CanvasElement =>
  ({
    id: "p",
    kind: "generation",
    position: [100, 50],
    size: [200, 100],
    rotation: 0,
    index: "a0",
    author: "ann",
    locked: false,
    generationId: "g".repeat(12),
    ...more,
  }) as CanvasElement

test("a place on a picture is the same place of its mask, wherever the picture stands and however large it is", () => {
  const middleRight = { x: MASK_UNITS * 0.75, y: MASK_UNITS * 0.5 }
  expect(toMaskUnits(picture({}), { x: 250, y: 100 })).toEqual(middleRight)
  expect(toMaskUnits(picture({ position: [0, 0], size: [400, 200] }), { x: 300, y: 100 })).toEqual(middleRight)
})

test("a picture turned by a right angle has its mask turned too", () => {
  // About its centre, (200, 100): what was right of it is now below.
  const at = toMaskUnits(picture({ rotation: 90 }), { x: 200, y: 150 })
  expect(at.x).toBeCloseTo(MASK_UNITS * 0.75, 6)
  expect(at.y).toBeCloseTo(MASK_UNITS * 0.5, 6)
})

test("far outside is kept near: packed points stay small", () => {
  expect(toMaskUnits(picture({}), { x: -1e6, y: 1e6 })).toEqual({ x: -MASK_UNITS, y: 2 * MASK_UNITS })
})
