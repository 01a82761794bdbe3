import fc from "fast-check"
import { expect, test } from "vitest"
import type { CanvasElement } from "../../lib/document/schema.ts"
import { ALIGNMENTS, alignParts, distributeParts, type Part } from "./arrange.ts"
import { partsOf } from "./groups.ts"
import { boundsOfElements, patched } from "./transform.ts"

const element = (id: string, x: number, y: number, width: number, height: number, more: object = {}) =>
  ({
    ...{ id, kind: "rectangle", position: [x, y], size: [width, height], rotation: 0, index: id, author: "a" },
    ...{ locked: false, colour: "#000000", fill: "none", width: 2 },
    ...more,
  }) as CanvasElement
const partOf = (...moving: CanvasElement[]): Part => ({ box: boundsOfElements(moving)!, moving })
const after = (parts: readonly Part[], patches: ReturnType<typeof alignParts>) =>
  parts.map(({ moving }) => boundsOfElements(moving.map((each) => patched(each, patches.get(each.id))))!)

const anyParts = fc
  .array(
    fc.record({
      x: fc.integer({ min: -500, max: 500 }),
      y: fc.integer({ min: -500, max: 500 }),
      width: fc.integer({ min: 1, max: 200 }),
      height: fc.integer({ min: 1, max: 200 }),
      rotation: fc.constantFrom(0, 30, 90),
    }),
    { minLength: 2, maxLength: 7 },
  )
  .map((boxes) =>
    boxes.map(({ x, y, width, height, rotation }, i) => partOf(element(`e${i}`, x, y, width, height, { rotation }))),
  )

test("aligned parts share that line, and nothing moves across it", () => {
  fc.assert(
    fc.property(anyParts, fc.constantFrom(...ALIGNMENTS), (parts, to) => {
      const boxes = after(parts, alignParts(parts, to))
      const isAcross = to === "left" || to === "centre" || to === "right"
      const line = ({ x, y, width, height }: (typeof boxes)[number]) => {
        const [from, length] = isAcross ? [x, width] : [y, height]
        const share = to === "left" || to === "top" ? 0 : to === "right" || to === "bottom" ? 1 : 0.5
        return from + length * share
      }
      for (const [i, box] of boxes.entries()) {
        expect(line(box)).toBeCloseTo(line(boxes[0]!), 6)
        const before = parts[i]!.box
        expect(isAcross ? box.y : box.x).toBeCloseTo(isAcross ? before.y : before.x, 6)
      }
    }),
  )
})

test("distributed parts have equal gaps, and the outermost stay", () => {
  fc.assert(
    fc.property(anyParts, (parts) => {
      const boxes = after(parts, distributeParts(parts, "x"))
      const middle = (box: (typeof boxes)[number]) => box.x + box.width / 2
      const was = [...parts].sort((a, b) => middle(a.box) - middle(b.box)).map((part) => parts.indexOf(part))
      const now = was.map((i) => boxes[i]!)
      expect(now[0]!.x).toBeCloseTo(parts[was[0]!]!.box.x, 6)
      expect(now.at(-1)!.x).toBeCloseTo(parts[was.at(-1)!]!.box.x, 6)
      if (parts.length < 3) return
      const gaps = now.slice(1).map((box, i) => box.x - now[i]!.x - now[i]!.width)
      for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0]!, 6)
    }),
  )
})

test("a group is one part: its elements keep their places to each other", () => {
  const [a, b] = [element("a", 0, 0, 10, 10, { group: "g" }), element("b", 40, 20, 10, 10, { group: "g" })]
  const parts = partsOf([a, element("c", 300, 100, 50, 50), b]).map((part) => partOf(...part))
  expect(parts.map(({ moving }) => moving.map(({ id }) => id))).toEqual([["a", "b"], ["c"]])
  const patches = alignParts(parts, "right")
  expect(patches.get("a")?.position).toEqual([300, 0])
  expect(patches.get("b")?.position).toEqual([340, 20])
  expect(patches.has("c")).toBe(false)
})
