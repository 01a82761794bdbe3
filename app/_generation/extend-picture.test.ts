import { expect, test } from "vitest"
import { boxOf, type CanvasElement } from "../../lib/document/schema.ts"
import { centreOf, rotatePoint } from "../../lib/geometry/geometry.ts"
import { SIDES } from "../../lib/geometry/grow-box.ts"
import { extendedBox, extensionMask, planExtension } from "./extend-picture.ts"

const old = { widthPx: 64, heightPx: 48 }

test("a picture grows by half of its side, where it was told to", () => {
  expect(planExtension(64, 48, "left")).toMatchObject({ widthPx: 96, heightPx: 48, x: 32, y: 0 })
  expect(planExtension(64, 48, "right")).toMatchObject({ widthPx: 96, heightPx: 48, x: 0, y: 0 })
  expect(planExtension(64, 48, "up")).toMatchObject({ widthPx: 64, heightPx: 72, x: 0, y: 24 })
  expect(planExtension(64, 48, "down")).toMatchObject({ widthPx: 64, heightPx: 72, x: 0, y: 0 })
  expect(planExtension(64, 48, "down", 0.25)).toMatchObject({ widthPx: 64, heightPx: 64, y: 0 })
  expect(planExtension(64, 48, "down", 0.001)).toMatchObject({ heightPx: 56 })
  expect(planExtension(1024, 256, "right")).toBeUndefined()
})

test("all that is new is painted, the old is kept but for a strip that fades at the seam", () => {
  for (const side of SIDES) {
    const extension = planExtension(old.widthPx, old.heightPx, side)!
    const mask = extensionMask(extension, old)
    let kept = 0
    for (let y = 0; y < extension.heightPx; y++) {
      for (let x = 0; x < extension.widthPx; x++) {
        const inOld =
          x >= extension.x && x < extension.x + old.widthPx && y >= extension.y && y < extension.y + old.heightPx
        const value = mask[y * extension.widthPx + x]!
        if (!inOld) expect(value).toBe(255)
        if (inOld && value === 0) kept++
      }
    }
    expect(kept).toBeGreaterThan(old.widthPx * old.heightPx * 0.85)
  }
  const line = extensionMask(planExtension(64, 48, "right")!, old).slice(58, 66)
  expect([...line].every((value, i) => i === 0 || value >= line[i - 1]!)).toBe(true)
  expect(line[0]).toBe(0)
})

test("what was there stays where it is on the board, also in a picture that is turned", () => {
  for (const rotation of [0, 90, 33]) {
    for (const side of SIDES) {
      const element = { id: "e", position: [10, 20], size: [128, 96], rotation } as unknown as CanvasElement
      const extension = planExtension(old.widthPx, old.heightPx, side)!
      const { position, size } = extendedBox(element, extension, old)
      expect(size[0]).toBeCloseTo(extension.widthPx * 2, 6)
      expect(size[1]).toBeCloseTo(extension.heightPx * 2, 6)
      const now = { ...element, position, size } as unknown as CanvasElement
      const corner = rotatePoint(
        { x: position[0] + extension.x * 2, y: position[1] + extension.y * 2 },
        centreOf(boxOf(now)),
        rotation,
      )
      const before = rotatePoint({ x: 10, y: 20 }, centreOf(boxOf(element)), rotation)
      expect(corner.x).toBeCloseTo(before.x, 6)
      expect(corner.y).toBeCloseTo(before.y, 6)
    }
  }
})
