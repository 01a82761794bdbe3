import { expect, test } from "vitest"
import * as Y from "yjs"
import { addElement, deleteElements, type NewElement, replaceText, updateElements } from "../../lib/document/edits.ts"
import { elementsOf, parseElement } from "../../lib/document/schema.ts"
import { createLocalEdits, MAX_UNDO_STEPS } from "./undo.ts"

const note: NewElement = {
  kind: "note",
  position: [0, 0],
  size: [100, 100],
  rotation: 0,
  author: "a",
  locked: false,
  text: "",
  colour: "#ffe08a",
}

function room() {
  const doc = new Y.Doc()
  const edits = createLocalEdits(doc, [elementsOf(doc)])
  const add = (id: string) => edits.commit(() => addElement(doc, id, note, edits.origin))
  return { doc, edits, add }
}

test("D3 two gestures within a moment are two steps", () => {
  const { doc, edits, add } = room()
  add("a")
  add("b")
  edits.undo.undo()
  expect([...elementsOf(doc).keys()]).toEqual(["a"])
})

test("D3 letters typed in one go are one step, apart from the gesture before", () => {
  const { doc, edits, add } = room()
  add("a")
  const text = elementsOf(doc).get("a")!.get("text") as Y.Text
  for (const typed of ["h", "he", "hey"]) replaceText(text, typed, edits.origin)
  edits.undo.undo()
  expect(text.toString()).toBe("")
  expect(elementsOf(doc).has("a")).toBe(true)
})

test("D3 undo takes back one's own change and leaves another's", () => {
  const { doc, edits, add } = room()
  const other = new Y.Doc()
  add("mine")
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  addElement(other, "theirs", note, "them")
  updateElements(other, new Map([["mine", { colour: "#000000" }]]), "them")
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  edits.undo.undo()
  expect([...elementsOf(doc).keys()]).toEqual(["theirs"])
  expect(edits.undo.undoStack.length).toBe(0)
})

test("D3 another's overwrite of a moved element survives my undo", () => {
  const { doc, edits } = room()
  const other = new Y.Doc()
  addElement(doc, "a", note, "them")
  edits.commit(() => updateElements(doc, new Map([["a", { position: [50, 50] as const }]]), edits.origin))
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  updateElements(other, new Map([["a", { position: [900, 900] as const }]]), "them")
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  edits.undo.undo()
  expect(parseElement("a", elementsOf(doc).get("a"))?.position).toEqual([900, 900])
})

test("a deleted element comes back whole, with its text", () => {
  const { doc, edits, add } = room()
  add("a")
  replaceText(elementsOf(doc).get("a")!.get("text") as Y.Text, "hello", edits.origin)
  edits.commit(() => deleteElements(doc, ["a"], edits.origin))
  expect(elementsOf(doc).size).toBe(0)
  edits.undo.undo()
  const element = parseElement("a", elementsOf(doc).get("a"))
  expect(element?.kind === "note" && element.text.toString()).toBe("hello")
})

test("the stack has an end", () => {
  const { edits, add } = room()
  for (let i = 0; i < MAX_UNDO_STEPS + 20; i++) add(`e${i}`)
  expect(edits.undo.undoStack.length).toBe(MAX_UNDO_STEPS)
})
