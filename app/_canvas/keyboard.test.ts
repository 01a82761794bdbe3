import { expect, test } from "vitest"
import { commandOfKey } from "./keyboard.ts"

const press = (key: string, code: string, modifiers: object = {}) =>
  commandOfKey({ key, code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...modifiers })

test("a letter chooses its tool by character: on a French keyboard A is where Q is", () => {
  expect(press("a", "KeyQ")).toEqual({ type: "tool", tool: "arrow" })
  expect(press("q", "KeyA")).toBeUndefined()
})

test("where the layout has no Latin letters, the key's place decides", () => {
  expect(press("м", "KeyV")).toEqual({ type: "tool", tool: "select" })
  expect(press("я", "KeyZ", { ctrlKey: true })).toEqual({ type: "undo" })
})

test("undo, redo and the rest of the modified keys", () => {
  expect(press("z", "KeyZ", { metaKey: true })).toEqual({ type: "undo" })
  expect(press("Z", "KeyZ", { ctrlKey: true, shiftKey: true })).toEqual({ type: "redo" })
  expect(press("y", "KeyY", { ctrlKey: true })).toEqual({ type: "redo" })
  expect(press("d", "KeyD", { ctrlKey: true })).toEqual({ type: "duplicate" })
  expect(press("r", "KeyR", { ctrlKey: true })).toBeUndefined()
})

test("zoom keys go by the digit's place, since shift types other characters", () => {
  expect(press("!", "Digit1", { shiftKey: true })).toEqual({ type: "zoomFit" })
  expect(press("=", "Digit0", { shiftKey: true })).toEqual({ type: "zoomReset" })
  expect(press(")", "Digit0", { shiftKey: true })).toEqual({ type: "zoomReset" })
})

test("arrows nudge by one, with shift by ten", () => {
  expect(press("ArrowLeft", "ArrowLeft")).toEqual({ type: "nudge", dx: -1, dy: 0 })
  expect(press("ArrowDown", "ArrowDown", { shiftKey: true })).toEqual({ type: "nudge", dx: 0, dy: 10 })
})

test("B is the mask brush, X turns it to the eraser and back; Shift X is the page's", () => {
  expect(press("b", "KeyB")).toEqual({ type: "tool", tool: "mask" })
  expect(press("x", "KeyX")).toEqual({ type: "swapEraser" })
  expect(press("X", "KeyX", { shiftKey: true })).toBeUndefined()
})

test("group, lock and align: both habits, wherever the letter lies and whatever Alt types with it", () => {
  expect(press("g", "KeyG", { ctrlKey: true })).toEqual({ type: "group" })
  expect(press("G", "KeyG", { metaKey: true, shiftKey: true })).toEqual({ type: "ungroup" })
  expect(press("L", "KeyL", { shiftKey: true })).toEqual({ type: "lock" })
  expect(press("L", "KeyL", { ctrlKey: true, shiftKey: true })).toEqual({ type: "lock" })
  expect(press("l", "KeyL", { ctrlKey: true })).toBeUndefined()
  expect(press("a", "KeyA", { altKey: true })).toEqual({ type: "align", to: "left" })
  // A Mac types ß with Alt+S.
  expect(press("ß", "KeyS", { altKey: true })).toEqual({ type: "align", to: "bottom" })
  expect(press("ArrowUp", "ArrowUp", { ctrlKey: true, shiftKey: true })).toEqual({ type: "align", to: "top" })
  expect(press("q", "KeyQ", { altKey: true })).toBeUndefined()
})
