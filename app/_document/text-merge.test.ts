import fc from "fast-check"
import { expect, test } from "vitest"
import * as Y from "yjs"
import { caretIndex, caretOf } from "./bind-text-field.ts"
import { changeBetween, mapChange, mapIndex, type TextDelta } from "./text-merge.ts"

test("the change between two texts turns the one into the other", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.string({ unit: "grapheme", maxLength: 20 }),
      (a, b) => {
        const change = changeBetween(a, b)
        const { start, removed, inserted } = change ?? { start: 0, removed: 0, inserted: "" }
        expect(a.slice(0, start) + inserted + a.slice(start + removed)).toBe(b)
      },
    ),
  )
})

test("an emoji is replaced whole", () => {
  const change = changeBetween("a😀", "a😁")!
  expect(change).toEqual({ start: 1, removed: 2, inserted: "😁" })
})

test("a place moves with what is inserted before it, and out of what is deleted around it", () => {
  expect(mapIndex(5, [{ insert: "abc" }])).toBe(8)
  expect(mapIndex(5, [{ retain: 6 }, { insert: "abc" }])).toBe(5)
  expect(mapIndex(5, [{ retain: 2 }, { delete: 10 }])).toBe(2)
  expect(mapIndex(5, [{ delete: 3 }])).toBe(2)
})

test("a composed word survives another's edit before it", () => {
  const doc = new Y.Doc()
  const text = doc.getText("t")
  text.insert(0, "sea and sky")
  const shown = text.toString()
  const deltas: TextDelta[] = []
  text.observe((event) => deltas.push(event.delta as TextDelta))
  text.insert(0, "the ")
  const change = mapChange(changeBetween(shown, "sea and blue sky")!, deltas)
  text.delete(change.start, change.removed)
  text.insert(change.start, change.inserted)
  expect(text.toString()).toBe("the sea and blue sky")
})

test("a caret in presence stays with its letters, and nonsense is no caret", () => {
  const doc = new Y.Doc()
  const text = doc.getText("t")
  text.insert(0, "sea and sky")
  const field = { selectionStart: 4, selectionEnd: 8 } as HTMLTextAreaElement
  const { head } = caretOf(field, text)
  text.insert(0, "the ")
  expect(caretIndex(head, text)).toBe(12)
  expect(caretIndex(head, doc.getText("other"))).toBeUndefined()
  expect(caretIndex("?!", text)).toBeUndefined()
  expect(caretIndex("", text)).toBeUndefined()
})
