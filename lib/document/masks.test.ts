import fc from "fast-check"
import { expect, test } from "vitest"
import * as Y from "yjs"
import { createRng } from "../random/rng.ts"
import { addElement, deleteElements, duplicateElements, replacePicture } from "./edits.ts"
import {
  addMaskCopy,
  addMaskStroke,
  clearMasks,
  copyMask,
  isMaskEmpty,
  MAX_FEATHER,
  maskStatesOf,
  maskStrokesOf,
  maskTypesOf,
  parseMaskCopy,
  readMask,
  setMaskState,
} from "./masks.ts"
import { elementsOf, readElements } from "./schema.ts"

const origin = { local: true }
const points = [
  { x: 10, y: 20, pressure: 0.5 },
  { x: 500, y: 700, pressure: 0.5 },
]
const stroke = (target: string, more: object = {}) => ({
  target,
  points,
  width: 80,
  erases: false,
  author: "ann",
  ...more,
})

test("D9 a stroke comes back as it was painted, for its own picture alone", () => {
  const doc = new Y.Doc()
  addMaskStroke(doc, "s1", stroke("a"), origin)
  addMaskStroke(doc, "s2", stroke("b", { erases: true }), origin)
  const { strokes } = readMask(doc, "a")
  expect(strokes.map(({ id, width, erases, author }) => ({ id, width, erases, author }))).toEqual([
    { id: "s1", width: 80, erases: false, author: "ann" },
  ])
  for (const [i, { x, y }] of strokes[0]!.points.entries()) {
    expect([x, y]).toEqual([points[i]!.x, points[i]!.y])
  }
  expect(isMaskEmpty(readMask(doc, "a"))).toBe(false)
  expect(isMaskEmpty(readMask(doc, "b"))).toBe(true)
  expect(isMaskEmpty(readMask(doc, "nowhere"))).toBe(true)
})

test("D9 two people paint one mask at once: both strokes stay, in one order for everybody", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.boolean()), { maxLength: 20 }), fc.nat(), (edits, seed) => {
      const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
      const rng = createRng(seed)
      edits.forEach(([who, erases], i) => {
        addMaskStroke(docs[who]!, `s${i}`, stroke("a", { erases, author: `p${who}` }), origin)
        if (rng.next() < 0.4) Y.applyUpdate(docs[(who + 1) % 3]!, Y.encodeStateAsUpdate(docs[who]!))
      })
      for (const to of docs) for (const from of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from))
      const masks = docs.map((doc) => readMask(doc, "a"))
      expect(masks[0]!.strokes.length).toBe(edits.length)
      expect(masks[1]).toEqual(masks[0])
      expect(masks[2]).toEqual(masks[0])
    }),
  )
})

test("D9 a mask undoes stroke by stroke, and never another person's", () => {
  const doc = new Y.Doc()
  const undo = new Y.UndoManager(maskTypesOf(doc), { trackedOrigins: new Set([origin]), captureTimeout: 0 })
  addMaskStroke(doc, "s1", stroke("a"), origin)
  addMaskStroke(doc, "theirs", stroke("a"), "another")
  addMaskStroke(doc, "s2", stroke("a"), origin)
  const ids = () => readMask(doc, "a").strokes.map(({ id }) => id)
  undo.undo()
  expect(ids()).toEqual(["s1", "theirs"])
  undo.undo()
  expect(ids()).toEqual(["theirs"])
  undo.redo()
  expect(ids()).toEqual(["s1", "theirs"])
})

test("D9 inverting and the edge are one value, and clearing takes all of it", () => {
  const doc = new Y.Doc()
  addMaskStroke(doc, "s1", stroke("a"), origin)
  setMaskState(doc, "a", { inverted: true }, origin)
  setMaskState(doc, "a", { feather: 0.05 }, origin)
  expect(readMask(doc, "a")).toMatchObject({ inverted: true, feather: 0.05 })
  addMaskStroke(doc, "other", stroke("b"), origin)
  clearMasks(doc, ["a"], origin)
  expect(readMask(doc, "a")).toEqual({ strokes: [], inverted: false, feather: undefined })
  expect(readMask(doc, "b").strokes.length).toBe(1)
})

test("D9 a picture that is deleted takes its mask along, and brings it back", () => {
  const doc = new Y.Doc()
  const scope = [elementsOf(doc), ...maskTypesOf(doc)]
  const undo = new Y.UndoManager(scope, { trackedOrigins: new Set([origin]), captureTimeout: 0 })
  const common = { size: [10, 10] as [number, number], rotation: 0, author: "ann", locked: false }
  addElement(doc, "a", { kind: "generation", position: [0, 0], ...common, generationId: "g".repeat(12) }, origin)
  addMaskStroke(doc, "s1", stroke("a"), origin)
  deleteElements(doc, ["a"], origin)
  expect(maskStrokesOf(doc).size).toBe(0)
  undo.undo()
  expect(elementsOf(doc).has("a")).toBe(true)
  expect(readMask(doc, "a").strokes.length).toBe(1)
})

test("D9 a picture repainted in place: one step, and undo brings picture and mask back", () => {
  const doc = new Y.Doc()
  const scope = [elementsOf(doc), ...maskTypesOf(doc)]
  const common = { size: [10, 10] as [number, number], rotation: 0, author: "ann", locked: false }
  const assetId = "a".repeat(64)
  addElement(doc, "a", { kind: "image", position: [5, 5], ...common, assetId, alt: "a cat" }, origin)
  addMaskStroke(doc, "s1", stroke("a"), origin)
  const undo = new Y.UndoManager(scope, { trackedOrigins: new Set([origin]), captureTimeout: 0 })
  const before = readElements(doc)
  const generationId = "generation-1"
  replacePicture(doc, "a", { generationId, box: { position: [0, 5], size: [20, 10] } }, origin)
  const [after] = readElements(doc)
  expect(after).toEqual({
    ...common,
    id: "a",
    index: before[0]!.index,
    kind: "generation",
    generationId,
    position: [0, 5],
    size: [20, 10],
  })
  expect(readMask(doc, "a").strokes).toEqual([])
  undo.undo()
  expect(readElements(doc)).toEqual(before)
  expect(readMask(doc, "a").strokes.length).toBe(1)
  replacePicture(doc, "gone", { generationId }, origin)
  expect(readElements(doc).length).toBe(1)
})

test("D7 what cannot be read is left out, and breaks nothing", () => {
  const doc = new Y.Doc()
  addMaskStroke(doc, "good", stroke("a"), origin)
  const map = maskStrokesOf(doc)
  map.set("null", null)
  map.set("text", "a")
  map.set("no points", { target: "a", width: 3, erases: false, author: "x", order: 4 })
  map.set("damaged", { target: "a", points: Uint8Array.of(1, 200), width: 3, erases: false, author: "x", order: 4 })
  maskStatesOf(doc).set("a", { inverted: "yes" })
  expect(readMask(doc, "a").strokes.map(({ id }) => id)).toEqual(["good"])
  expect(readMask(doc, "a").inverted).toBe(false)
})

test("an edge beyond what there is is refused", () => {
  const doc = new Y.Doc()
  expect(() => setMaskState(doc, "a", { feather: MAX_FEATHER * 2 }, origin)).toThrow(/0 to 0.1/)
})

test("D9 a copied picture has a mask of its own: the same strokes in their order, edge and inversion; undo takes both", () => {
  const doc = new Y.Doc()
  const image = { kind: "image" as const, position: [0, 0], size: [10, 10], rotation: 0, author: "p", locked: false }
  addElement(doc, "a", { ...image, assetId: "a".repeat(64), alt: "" } as Parameters<typeof addElement>[2], "setup")
  addElement(doc, "bare", { ...image, assetId: "b".repeat(64), alt: "" } as Parameters<typeof addElement>[2], "setup")
  addMaskStroke(doc, "s1", stroke("a"), "setup")
  addMaskStroke(doc, "s2", stroke("a", { erases: true, width: 30, author: "ben" }), "setup")
  setMaskState(doc, "a", { inverted: true, feather: 0.02 }, "setup")
  const undo = new Y.UndoManager([elementsOf(doc), ...maskTypesOf(doc)], { trackedOrigins: new Set([origin]) })
  const before = [maskStrokesOf(doc).size, maskStatesOf(doc).size]
  let ids = 0
  const newId = () => `new-${++ids}`
  const copies = duplicateElements(doc, { ids: new Set(["a", "bare"]), dx: 5, dy: 5, newId }, origin)
  const withoutIds = (id: string) => {
    const { strokes, ...state } = readMask(doc, id)
    return { ...state, strokes: strokes.map(({ id: _id, ...rest }) => rest) }
  }
  expect(withoutIds(copies[0]!)).toEqual(withoutIds("a"))
  expect(isMaskEmpty(readMask(doc, copies[1]!))).toBe(true)
  expect(maskStatesOf(doc).has(copies[1]!)).toBe(false)
  // From here on each is its own.
  addMaskStroke(doc, "s3", stroke("a"), "setup")
  expect(readMask(doc, copies[0]!).strokes).toHaveLength(2)
  undo.undo()
  expect(readElements(doc).map(({ id }) => id)).toEqual(["a", "bare"])
  expect([maskStrokesOf(doc).size, maskStatesOf(doc).size]).toEqual([before[0]! + 1, before[1]])
})

test("D9 a mask is carried to another room as a value; what is no mask is none", () => {
  const [doc, other] = [new Y.Doc(), new Y.Doc()]
  addMaskStroke(doc, "s1", stroke("a"), origin)
  const carried = copyMask(doc, "a")!
  addMaskCopy(other, "z", { copy: parseMaskCopy(carried)!, newId: () => "t1" }, origin)
  expect(readMask(other, "z")).toEqual({
    ...readMask(doc, "a"),
    strokes: [{ ...readMask(doc, "a").strokes[0], id: "t1" }],
  })
  expect(copyMask(doc, "b")).toBeUndefined()
  for (const wrong of [
    undefined,
    7,
    { strokes: [] },
    { ...carried, strokes: [{ ...carried.strokes[0], points: "AAAA" }] },
    { ...carried, state: { inverted: "yes" } },
    { ...carried, state: { inverted: false, feather: 3 } },
  ]) {
    expect(parseMaskCopy(wrong)).toBeUndefined()
  }
})
