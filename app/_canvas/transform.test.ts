import fc from "fast-check"
import { expect, test } from "vitest"
import type { CanvasElement } from "../../lib/document/schema.ts"
import {
  arrowBetween,
  HANDLES,
  handlePoint,
  moveArrowEnd,
  patched,
  resizeElements,
  rotateElements,
  selectionFrame,
  snapAngle,
} from "./transform.ts"

const element = (fields: object = {}) =>
  ({
    id: "e",
    kind: "rectangle",
    position: [100, 100],
    size: [200, 100],
    rotation: 0,
    index: "a0",
    author: "a",
    locked: false,
    colour: "#000000",
    fill: "none",
    width: 2,
    ...fields,
  }) as CanvasElement

test("pulling a corner moves that corner to the pointer and leaves the opposite one, at any rotation", () => {
  const corner = fc.constantFrom(...HANDLES.filter((handle) => handle.x !== 0 && handle.y !== 0))
  fc.assert(
    fc.property(
      corner,
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: 20, max: 400, noNaN: true }),
      fc.double({ min: 20, max: 400, noNaN: true }),
      (handle, rotation, growX, growY) => {
        const before = element({ rotation })
        const frame = selectionFrame([before])!
        const opposite = { x: -handle.x, y: -handle.y } as typeof handle
        const fixed = handlePoint(frame, opposite)
        // A pointer that lies outward from the fixed corner in the element's own directions.
        const angle = (rotation * Math.PI) / 180
        const pointer = {
          x: fixed.x + handle.x * growX * Math.cos(angle) - handle.y * growY * Math.sin(angle),
          y: fixed.y + handle.x * growX * Math.sin(angle) + handle.y * growY * Math.cos(angle),
        }
        const patch = resizeElements([before], frame, handle, pointer, { ratio: false, fromCentre: false }).get("e")!
        const after = selectionFrame([patched(before, patch)])!
        expect(handlePoint(after, opposite).x).toBeCloseTo(fixed.x, 4)
        expect(handlePoint(after, opposite).y).toBeCloseTo(fixed.y, 4)
        expect(handlePoint(after, handle).x).toBeCloseTo(pointer.x, 4)
        expect(handlePoint(after, handle).y).toBeCloseTo(pointer.y, 4)
      },
    ),
  )
})

test("with ratio the proportions stay; from the centre the centre stays", () => {
  const before = element()
  const frame = selectionFrame([before])!
  const kept = resizeElements([before], frame, { x: 1, y: 1 }, { x: 500, y: 210 }, { ratio: true, fromCentre: false })
  expect(kept.get("e")).toEqual({ position: [100, 100], size: [400, 200] })
  const centred = resizeElements([before], frame, { x: 1, y: 0 }, { x: 350, y: 0 }, { ratio: false, fromCentre: true })
  expect(centred.get("e")).toEqual({ position: [50, 100], size: [300, 100] })
})

test("nothing is pulled through itself", () => {
  const before = element()
  const pulled = resizeElements(
    [before],
    selectionFrame([before])!,
    { x: -1, y: 0 },
    { x: 900, y: 0 },
    {
      ratio: false,
      fromCentre: false,
    },
  )
  expect(pulled.get("e")!.size![0]).toBeGreaterThan(0)
})

test("several elements scale about the group's far corner", () => {
  const a = element({ id: "a", position: [0, 0], size: [100, 100] })
  const b = element({ id: "b", position: [100, 100], size: [100, 100] })
  const patches = resizeElements(
    [a, b],
    selectionFrame([a, b])!,
    { x: 1, y: 1 },
    { x: 400, y: 400 },
    {
      ratio: false,
      fromCentre: false,
    },
  )
  expect(patches.get("a")).toEqual({ position: [0, 0], size: [200, 200] })
  expect(patches.get("b")).toEqual({ position: [200, 200], size: [200, 200] })
})

test("writing grows with its box", () => {
  const words = element({ kind: "text", fontSize: 20 })
  const patch = resizeElements(
    [words],
    selectionFrame([words])!,
    { x: 1, y: 1 },
    { x: 500, y: 300 },
    {
      ratio: true,
      fromCentre: false,
    },
  ).get("e")!
  expect(patch.fontSize).toBe(40)
})

test("rotating snaps to 15 degrees, and a group turns about its middle", () => {
  const one = element()
  expect(rotateElements([one], selectionFrame([one])!, 40, true).get("e")!.rotation).toBe(45)
  const a = element({ id: "a", position: [0, 0], size: [100, 100] })
  const b = element({ id: "b", position: [200, 0], size: [100, 100] })
  const patches = rotateElements([a, b], selectionFrame([a, b])!, 180, false)
  expect(patches.get("a")!.position![0]).toBeCloseTo(200)
  expect(patches.get("b")!.position![0]).toBeCloseTo(0)
})

test("an arrow's ends are where they were put", () => {
  const arrow = element({ kind: "arrow", ...arrowBetween({ x: 300, y: 50 }, { x: 100, y: 150 }) }) as Extract<
    CanvasElement,
    { kind: "arrow" }
  >
  expect(arrow.position).toEqual([100, 50])
  const patch = moveArrowEnd(arrow, 1, { x: 400, y: 400 }, false)
  expect(patch).toEqual(arrowBetween({ x: 300, y: 50 }, { x: 400, y: 400 }))
  expect(snapAngle({ x: 0, y: 0 }, { x: 100, y: 4 }).y).toBeCloseTo(0)
})
