import { expect, test } from "vitest"
import * as Y from "yjs"
import { addElement, type NewElement, updateElements } from "../../lib/document/edits.ts"
import { createObservable } from "../_document/observable.ts"
import type { OtherPresence } from "../_document/presence.ts"
import { NO_GENERATIONS } from "./generation-view.ts"
import { createRemotePresence } from "./remote-presence.ts"
import { createScene } from "./scene.ts"
import { LIGHT_THEME } from "./theme.ts"

const pictures = { get: () => undefined, hasFailed: () => false, destroy: () => undefined }
const rectangle: NewElement = {
  kind: "rectangle",
  position: [0, 0],
  size: [100, 50],
  rotation: 0,
  author: "a",
  locked: false,
  colour: "#000000",
  fill: "none",
  width: 2,
}
const otter = { clientId: 7, name: "Blue Otter", colour: "#2f6db0" }

function screen(reducedMotion = false) {
  const doc = new Y.Doc()
  addElement(doc, "a", rectangle, "other")
  const scene = createScene(doc, { scale: 1, theme: LIGHT_THEME, pictures, generations: NO_GENERATIONS })
  const others = createObservable<readonly OtherPresence[]>([])
  const remote = createRemotePresence({
    others,
    scene,
    reducedMotion: () => reducedMotion,
    requestDraw: () => undefined,
  })
  return { doc, remote, others }
}

test("a cursor glides to where it is, and is there at once under reduced motion", () => {
  const gliding = screen()
  gliding.others.set([{ ...otter, cursor: [0, 0] }])
  gliding.remote.advance(0)
  gliding.others.set([{ ...otter, cursor: [100, 0] }])
  expect(gliding.remote.advance(16)).toBe(true)
  expect(gliding.remote.cursors()[0]!.x).toBeGreaterThan(5)
  expect(gliding.remote.cursors()[0]!.x).toBeLessThan(60)
  for (let ms = 32; ms < 1500; ms += 16) gliding.remote.advance(ms)
  expect(gliding.remote.cursors()[0]!.x).toBeCloseTo(100, 0)
  expect(gliding.remote.advance(1600)).toBe(false)

  const still = screen(true)
  still.others.set([{ ...otter, cursor: [0, 0] }])
  still.remote.advance(0)
  still.others.set([{ ...otter, cursor: [100, 0] }])
  still.remote.advance(16)
  expect(still.remote.cursors()[0]!.x).toBe(100)
})

test("the label says what a person is doing", () => {
  const { remote, others } = screen()
  others.set([{ ...otter, cursor: [0, 0], activity: "drawing" }])
  expect(remote.cursors()[0]!.label).toBe("Blue Otter is drawing")
})

test("ink stays on screen until its element is in the document", () => {
  const { doc, remote, others } = screen()
  const ink = { id: "stroke-1", points: [0, 0, 0.5, 10, 10, 0.5], colour: "#000000", width: 4 }
  others.set([{ ...otter, ink }])
  expect(remote.inks()[0]!.points).toHaveLength(2)
  others.set([{ ...otter, ink: null }])
  remote.advance(performance.now())
  expect(remote.inks()).toHaveLength(1)
  addElement(doc, "stroke-1", rectangle, "other")
  remote.advance(performance.now())
  expect(remote.inks()).toHaveLength(0)
})

test("ink that was cancelled does not stay for ever", () => {
  const { remote, others } = screen()
  others.set([{ ...otter, ink: { id: "stroke-1", points: [0, 0, 0.5], colour: "#000000", width: 4 } }])
  others.set([{ ...otter, ink: null }])
  remote.advance(performance.now() + 5000)
  expect(remote.inks()).toHaveLength(0)
})

test("a dragged box is shown where the hand has it, and from the commit on where the document has it", () => {
  const { doc, remote, others } = screen()
  others.set([{ ...otter, drag: { a: [40, 40, 100, 50, 0] } }])
  expect(remote.patches().get("a")?.position).toEqual([40, 40])
  others.set([{ ...otter, drag: null }])
  remote.advance(performance.now())
  expect(remote.patches().has("a")).toBe(true)
  updateElements(doc, new Map([["a", { position: [40, 40] as const }]]), "other")
  remote.advance(performance.now())
  expect(remote.patches().has("a")).toBe(false)
})

test("a box of an element that is not here is ignored", () => {
  const { remote, others } = screen()
  others.set([{ ...otter, drag: { gone: [0, 0, 1, 1, 0] } }])
  expect(remote.patches().size).toBe(0)
})

test("another's stroke of a mask is theirs, grows, and is gone from the hand once the document has it", () => {
  const doc = new Y.Doc()
  const scene = createScene(doc, { scale: 1, theme: LIGHT_THEME, pictures, generations: NO_GENERATIONS })
  const others = createObservable<readonly OtherPresence[]>([])
  const landed = new Set<string>()
  const remote = createRemotePresence({
    others,
    scene,
    reducedMotion: () => true,
    hasLanded: (id) => landed.has(id),
    requestDraw: () => undefined,
  })
  const person = { personId: "otter", name: "Blue Otter", role: "editor" as const }
  const mask = { target: "picture", width: 90, erases: false }
  const ink = { id: "m1", points: [10, 20, 0.5, 30, 40, 0.5], colour: "#2f6db0", width: 1, mask }
  others.set([{ ...otter, person, ink }])
  expect(remote.inks()[0]!.mask).toMatchObject({ id: "m1", ...mask, author: "otter" })
  expect(remote.inks()[0]!.mask!.points).toHaveLength(2)
  others.set([{ ...otter, person, ink: null }])
  remote.advance(performance.now())
  expect(remote.inks()).toHaveLength(1)
  landed.add("m1")
  remote.advance(performance.now())
  expect(remote.inks()).toHaveLength(0)
})
