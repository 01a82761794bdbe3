import fc from "fast-check"
import { expect, test } from "vitest"
import * as Y from "yjs"
import {
  addElement,
  addElements,
  deleteElements,
  duplicateElements,
  groupElements,
  type NewElement,
  plainElement,
  reorderElements,
  replaceText,
  ungroupElements,
  updateElements,
} from "./edits.ts"
import { elementsOf, parseElement, readElements } from "./schema.ts"

const me = { me: true }
const rectangle = (x = 0): NewElement => ({
  kind: "rectangle",
  position: [x, 0],
  size: [10, 10],
  rotation: 0,
  author: "p",
  locked: false,
  colour: "#000000",
  fill: "none",
  width: 2,
})
const note = (text: string): NewElement => ({
  kind: "note",
  position: [0, 0],
  size: [10, 10],
  rotation: 0,
  author: "p",
  locked: false,
  colour: "#ffe08a",
  text,
})

function boardOf(...ids: string[]): Y.Doc {
  const doc = new Y.Doc()
  for (const id of ids) addElement(doc, id, rectangle(), me)
  return doc
}
const order = (doc: Y.Doc) => readElements(doc).map((element) => element.id)

test("D1 a move is one value: a thousand of them cost less than 300 bytes", () => {
  const doc = boardOf("a")
  for (let i = 0; i < 1000; i++) updateElements(doc, new Map([["a", { position: [i, i] as const }]]), me)
  expect(Y.encodeStateAsUpdate(doc).length).toBeLessThan(300 + 200)
  expect(readElements(doc)[0]).toMatchObject({ position: [999, 999] })
})

test("D1 an equal value is not written again", () => {
  const doc = boardOf("a")
  const before = Y.encodeStateVector(doc)
  updateElements(doc, new Map([["a", { position: [0, 0] as const, colour: "#000000" }]]), me)
  expect(Y.encodeStateVector(doc)).toEqual(before)
})

test("D2 new elements stand on top, in the order given", () => {
  const doc = boardOf("a")
  addElements(
    doc,
    ["b", "c", "d"].map((id) => ({ id, element: rectangle() })),
    me,
  )
  expect(order(doc)).toEqual(["a", "b", "c", "d"])
})

test("D2 two people at one slot get the same order on both sides", () => {
  const first = boardOf("a")
  const second = new Y.Doc()
  Y.applyUpdate(second, Y.encodeStateAsUpdate(first))
  addElement(first, "zed", rectangle(), me)
  addElement(second, "bee", rectangle(), me)
  Y.applyUpdate(first, Y.encodeStateAsUpdate(second))
  Y.applyUpdate(second, Y.encodeStateAsUpdate(first))
  expect(order(first)).toEqual(order(second))
  // The tie is broken by id, and the next element still finds a place above both.
  addElement(first, "top", rectangle(), me)
  expect(order(first)).toEqual(["a", "bee", "zed", "top"])
})

test("D2 to the front and to the back keep the order among themselves", () => {
  const doc = boardOf("a", "b", "c", "d")
  reorderElements(doc, new Set(["a", "c"]), "front", me)
  expect(order(doc)).toEqual(["b", "d", "a", "c"])
  reorderElements(doc, new Set(["d", "c"]), "back", me)
  expect(order(doc)).toEqual(["d", "c", "b", "a"])
})

test("D3 undo takes back the own gesture as one step and leaves another's", () => {
  const doc = boardOf("a", "b")
  const undo = new Y.UndoManager([elementsOf(doc)], { trackedOrigins: new Set([me]) })
  updateElements(
    doc,
    new Map([
      ["a", { position: [5, 5] as const }],
      ["b", { position: [6, 6] as const }],
    ]),
    me,
  )
  addElement(doc, "theirs", rectangle(), "somebody else")
  undo.undo()
  expect(readElements(doc).map(({ id, position }) => [id, position])).toEqual([
    ["a", [0, 0]],
    ["b", [0, 0]],
    ["theirs", [0, 0]],
  ])
})

test("D12 a group is one step to make and to undo; one element alone is no group", () => {
  const doc = boardOf("a", "b", "c")
  const undo = new Y.UndoManager([elementsOf(doc)], { trackedOrigins: new Set([me]) })
  const groups = () => readElements(doc).map(({ group }) => group)
  groupElements(doc, ["a"], "alone", me)
  expect(groups()).toEqual([undefined, undefined, undefined])
  groupElements(doc, ["a", "b", "gone"], "g", me)
  expect(groups()).toEqual(["g", "g", undefined])
  undo.stopCapturing()
  groupElements(doc, ["b", "c"], "h", me)
  expect(groups()).toEqual(["g", "h", "h"])
  undo.undo()
  expect(groups()).toEqual(["g", "g", undefined])
  ungroupElements(doc, ["a", "b"], me)
  expect(groups()).toEqual([undefined, undefined, undefined])
})

test("D12 copies of a group are another group, and copies of what is locked are not", () => {
  const doc = boardOf("a", "b", "c", "d")
  groupElements(doc, ["a", "b"], "g", me)
  groupElements(doc, ["c", "d"], "h", me)
  updateElements(doc, new Map([["a", { locked: true }]]), me)
  let count = 0
  const newId = () => `new-${++count}`
  duplicateElements(doc, { ids: new Set(["a", "b", "c"]), dx: 1, dy: 1, newId }, me)
  const [a, b, c, d, copyA, copyB, copyC] = readElements(doc)
  expect([a, b, c, d].map((element) => element?.group)).toEqual(["g", "g", "h", "h"])
  expect(copyA?.group).toBe(copyB?.group)
  expect(new Set([copyA?.group, "g", "h", undefined]).size).toBe(4)
  // One of a group alone is in none.
  expect(copyC?.group).toBeUndefined()
  expect([a?.locked, copyA?.locked]).toEqual([true, false])
})

test("D12 a group's name that cannot be read is no group, and the element is drawn", () => {
  const doc = boardOf("a")
  elementsOf(doc).get("a")?.set("group", 7)
  expect(readElements(doc)).toMatchObject([{ id: "a" }])
  expect(readElements(doc)[0]?.group).toBeUndefined()
})

test("D7 what this edition cannot read is kept and not drawn", () => {
  const doc = boardOf("a")
  const future = new Y.Map<unknown>([
    ["kind", "hologram"],
    ["index", "zz"],
  ])
  elementsOf(doc).set("future", future)
  elementsOf(doc).set(
    "wrong",
    new Y.Map<unknown>([
      ["kind", "rectangle"],
      ["position", ["x", Number.NaN]],
    ]),
  )
  expect(order(doc)).toEqual(["a"])
  expect(elementsOf(doc).has("future")).toBe(true)
  expect(parseElement("x", "not a map")).toBeUndefined()
})

test("copies have their own texts", () => {
  const doc = new Y.Doc()
  addElement(doc, "n", note("hello"), me)
  let count = 0
  const [copy] = duplicateElements(doc, { ids: new Set(["n"]), dx: 24, dy: 8, newId: () => `copy-${++count}` }, me)
  const [original, copied] = readElements(doc)
  expect(copy).toBe("copy-1")
  expect(plainElement(copied!)).toMatchObject({ text: "hello", position: [24, 8] })
  if (copied?.kind === "note") replaceText(copied.text, "changed", me)
  expect(plainElement(original!)).toMatchObject({ text: "hello" })
})

test("deleting and patching what is gone does nothing", () => {
  const doc = boardOf("a")
  deleteElements(doc, ["a", "never"], me)
  updateElements(doc, new Map([["a", { rotation: 5 }]]), me)
  expect(order(doc)).toEqual([])
})

const words = fc
  .array(fc.constantFrom("a", "b", " ", "ü", "🦊", "語", "\n"), { maxLength: 12 })
  .map((list) => list.join(""))

test("D8 replacing a text gives exactly the new one, and never breaks a character in half", () => {
  fc.assert(
    fc.property(words, words, (before, after) => {
      const doc = new Y.Doc()
      const text = doc.getText("t")
      text.insert(0, before)
      replaceText(text, after, me)
      expect(text.toString()).toBe(after)
      expect(text.toString().isWellFormed()).toBe(true)
    }),
  )
})

test("D8 two people writing at different ends both keep their words", () => {
  const left = new Y.Doc()
  left.getText("t").insert(0, "a boat")
  const right = new Y.Doc()
  Y.applyUpdate(right, Y.encodeStateAsUpdate(left))
  replaceText(left.getText("t"), "a red boat", me)
  replaceText(right.getText("t"), "a boat at dawn", me)
  Y.applyUpdate(left, Y.encodeStateAsUpdate(right))
  Y.applyUpdate(right, Y.encodeStateAsUpdate(left))
  expect(left.getText("t").toString()).toBe("a red boat at dawn")
  expect(right.getText("t").toString()).toBe("a red boat at dawn")
})
