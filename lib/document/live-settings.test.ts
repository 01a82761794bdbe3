import { expect, test } from "vitest"
import * as Y from "yjs"
import { addElement, duplicateElements } from "./edits.ts"
import { setLiveSettings } from "./live-settings.ts"
import { elementsOf, parseElement, readElements } from "./schema.ts"

const LIVE = { on: true, seed: 7, strength: 0.75, stepsDrawing: 2 }

function boardWithFrame(): Y.Doc {
  const doc = new Y.Doc()
  addElement(
    doc,
    "f",
    {
      kind: "frame",
      position: [0, 0],
      size: [100, 100],
      rotation: 0,
      author: "a",
      locked: false,
      title: "",
      prompt: "x",
    },
    "me",
  )
  return doc
}
const liveOf = (doc: Y.Doc, id = "f") => {
  const element = parseElement(id, elementsOf(doc).get(id))
  return element?.kind === "frame" ? element.live : undefined
}

test("D11 a frame is live by one value; undo takes it back as one step", () => {
  const doc = boardWithFrame()
  expect(liveOf(doc)).toBeUndefined()
  const undo = new Y.UndoManager(elementsOf(doc), { trackedOrigins: new Set(["me"]), captureTimeout: 0 })
  setLiveSettings(doc, "f", LIVE, "me")
  expect(liveOf(doc)).toEqual(LIVE)
  undo.undo()
  expect(liveOf(doc)).toBeUndefined()
})

test("D11 live settings that cannot be read leave a frame that is not live", () => {
  const doc = boardWithFrame()
  for (const live of ["yes", { on: true }, { ...LIVE, strength: 0 }, { ...LIVE, seed: -1 }]) {
    elementsOf(doc).get("f")!.set("live", live)
    expect(readElements(doc)).toHaveLength(1)
    expect(liveOf(doc)).toBeUndefined()
  }
})

test("a copy of a live frame has settings of its own; other elements have none", () => {
  const doc = boardWithFrame()
  setLiveSettings(doc, "f", LIVE, "me")
  duplicateElements(doc, { ids: new Set(["f"]), dx: 9, dy: 9, newId: () => "g" }, "me")
  setLiveSettings(doc, "g", { ...LIVE, on: false }, "me")
  expect(liveOf(doc)?.on).toBe(true)
  expect(liveOf(doc, "g")?.on).toBe(false)
  const box = { position: [0, 0] as [number, number], size: [9, 9] as [number, number], rotation: 0 }
  addElement(
    doc,
    "r",
    { kind: "rectangle", ...box, author: "a", locked: false, colour: "none", fill: "none", width: 1 },
    "me",
  )
  setLiveSettings(doc, "r", LIVE, "me")
  setLiveSettings(doc, "gone", LIVE, "me")
  expect(elementsOf(doc).get("r")!.has("live")).toBe(false)
})
