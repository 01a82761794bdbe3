import fc from "fast-check"
import { expect, test } from "vitest"
import * as Y from "yjs"
import { addComment, addNote, deleteNote, type NewNote, pinAt, readComments, setResolved } from "./comments.ts"

const note = (text: string, writtenAtMs = 1, personId = "ann"): NewNote => ({
  personId,
  name: personId,
  text,
  writtenAtMs,
})
const pin = { position: [10, 20] as [number, number] }
const words = (doc: Y.Doc) => readComments(doc).map(({ notes }) => notes.map(({ text }) => text))

function commented(): Y.Doc {
  const doc = new Y.Doc()
  addComment(doc, { id: "c1", pin, noteId: "n1", note: note("bluer?") })
  return doc
}

test("D13 comments and answers given at once all stay, and stand in one order everywhere", () => {
  const [a, b] = [commented(), new Y.Doc()]
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
  addNote(a, { commentId: "c1", noteId: "n2", note: note("yes", 5) })
  addNote(b, { commentId: "c1", noteId: "n3", note: note("no", 5, "ben") })
  addComment(b, { id: "c0", pin, noteId: "n0", note: note("first", 0, "ben") })
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
  expect(words(a)).toEqual([["first"], ["bluer?", "yes", "no"]])
  expect(words(b)).toEqual(words(a))
})

test("D13 a resolved comment is open again when somebody answers", () => {
  const doc = commented()
  setResolved(doc, "c1", true)
  expect(readComments(doc)[0]?.isResolved).toBe(true)
  addNote(doc, { commentId: "c1", noteId: "n2", note: note("wait", 2) })
  expect(readComments(doc)[0]?.isResolved).toBe(false)
})

test("D13 with its last note a comment goes, and an answer written meanwhile does not bring it back half", () => {
  const doc = commented()
  addNote(doc, { commentId: "c1", noteId: "n2", note: note("and", 2) })
  deleteNote(doc, "c1", "n1")
  expect(words(doc)).toEqual([["and"]])
  deleteNote(doc, "c1", "n2")
  expect(readComments(doc)).toEqual([])
  expect([...doc.getMap("comment-pins").keys()]).toEqual([])
  addNote(doc, { commentId: "c1", noteId: "n3", note: note("late", 3) })
  expect(readComments(doc)).toEqual([])
})

test("D13 what another program wrote there wrongly is no comment", () => {
  const doc = commented()
  doc.getMap("comment-pins").set("c2", { position: ["x", 0] })
  doc.getMap("comment-notes").set("n2", { ...note("hello"), commentId: "c2" })
  doc.getMap("comment-notes").set("n3", { commentId: "c1", text: "who?" })
  doc.getMap("comment-notes").set("n4", { ...note("x".repeat(2001)), commentId: "c1" })
  expect(words(doc)).toEqual([["bluer?"]])
})

test("a pin on an element keeps its place in the bounds, wherever it was set", () => {
  const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true })
  const side = fc.double({ min: 0, max: 500, noNaN: true })
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, coordinate, side, side, (px, py, x, y, width, height) => {
      const { element, position } = pinAt({ x: px, y: py }, { id: "e", bounds: { x, y, width, height } })
      expect(position).toEqual([px, py])
      for (const share of element!.at) expect(share >= 0 && share <= 1).toBe(true)
      if (px >= x && px <= x + width && width > 0) expect(x + element!.at[0] * width).toBeCloseTo(px, 6)
    }),
  )
  expect(pinAt({ x: 1, y: 2 })).toEqual({ position: [1, 2] })
})
