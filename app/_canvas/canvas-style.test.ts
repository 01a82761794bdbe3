import { expect, test } from "vitest"
import type { CanvasElement } from "../../lib/document/schema.ts"
import { stylePatch } from "./canvas-style.ts"

const common = { id: "e", position: [100, 100], size: [104, 54], rotation: 0, index: "a0", author: "a", locked: false }
const element = (fields: object) => ({ ...common, ...fields }) as unknown as CanvasElement

test("a change of style sets only what that kind of element has", () => {
  expect(stylePatch(element({ kind: "note", colour: "#ffe08a" }), { colour: "#000000" })).toBeUndefined()
  expect(stylePatch(element({ kind: "note" }), { noteColour: "#bfe3d0" })).toEqual({ colour: "#bfe3d0" })
  expect(stylePatch(element({ kind: "rectangle" }), { fill: "none" })).toEqual({ fill: "none" })
  expect(stylePatch(element({ kind: "image" }), { colour: "#000000" })).toBeUndefined()
})

test("a wider stroke has a larger box about the same middle", () => {
  const patch = stylePatch(element({ kind: "stroke", width: 4 }), { width: 10 })
  expect(patch).toEqual({ width: 10, position: [97, 97], size: [110, 60] })
})

test("larger writing grows from its top left corner", () => {
  const patch = stylePatch(element({ kind: "text", fontSize: 20 }), { fontSize: 40 })
  expect(patch).toEqual({ fontSize: 40, position: [100, 100], size: [208, 108] })
})
