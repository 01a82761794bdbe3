import { expect, test } from "vitest"
import * as Y from "yjs"
import {
  addElement,
  deleteElements,
  type NewElement,
  reorderElements,
  replaceText,
  updateElements,
} from "../../lib/document/edits.ts"
import { elementsOf, readElements } from "../../lib/document/schema.ts"
import type { Box } from "../../lib/geometry/geometry.ts"
import { createRng } from "../../lib/random/rng.ts"
import { NO_GENERATIONS } from "./generation-view.ts"
import { createScene, type Damage } from "./scene.ts"
import { LIGHT_THEME } from "./theme.ts"

const pictures = { get: () => undefined, hasFailed: () => false, destroy: () => undefined }

function rectangle(x: number, y: number, width = 100, height = 50): NewElement {
  return {
    kind: "rectangle",
    position: [x, y],
    size: [width, height],
    rotation: 0,
    author: "a",
    locked: false,
    colour: "#000000",
    fill: "none",
    width: 2,
  }
}

function board() {
  const doc = new Y.Doc()
  const scene = createScene(doc, { scale: 1, theme: LIGHT_THEME, pictures, generations: NO_GENERATIONS })
  const damages: Damage[] = []
  scene.onDamage((damage) => damages.push(damage))
  return { doc, scene, damages, add: (id: string, element: NewElement) => addElement(doc, id, element, "me") }
}

const covers = (boxes: readonly Box[], { x, y }: { x: number; y: number }) =>
  boxes.some((box) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height)

test("an added element damages its bounds, and may be drawn over what is there when it is on top", () => {
  const { scene, damages, add } = board()
  add("a", rectangle(10, 20))
  expect(damages).toHaveLength(1)
  expect(damages[0]!.added?.id).toBe("a")
  expect(covers(damages[0]!.boxes, { x: 10, y: 20 })).toBe(true)
  expect(scene.search({ x: 50, y: 20, width: 1, height: 1 }).map((entry) => entry.id)).toEqual(["a"])
})

test("a moved element damages where it was and where it is", () => {
  const { doc, scene, damages, add } = board()
  add("a", rectangle(0, 0))
  damages.length = 0
  updateElements(doc, new Map([["a", { position: [500, 500] as const }]]), "me")
  const boxes = damages.flatMap((damage) => damage.boxes)
  expect(covers(boxes, { x: 50, y: 25 })).toBe(true)
  expect(covers(boxes, { x: 550, y: 525 })).toBe(true)
  expect(damages[0]!.added).toBeUndefined()
  expect(scene.search({ x: 0, y: 0, width: 100, height: 50 })).toEqual([])
})

test("a deleted element damages its bounds and is found no more", () => {
  const { doc, scene, damages, add } = board()
  add("a", rectangle(0, 0))
  damages.length = 0
  deleteElements(doc, ["a"], "me")
  expect(covers(damages[0]!.boxes, { x: 50, y: 25 })).toBe(true)
  expect(scene.size).toBe(0)
  expect(scene.bounds()).toBeUndefined()
})

test("a letter typed into a note damages the note", () => {
  const { doc, damages, add } = board()
  add("n", {
    kind: "note",
    position: [0, 0],
    size: [100, 100],
    rotation: 0,
    author: "a",
    locked: false,
    text: "",
    colour: "#ffe08a",
  })
  damages.length = 0
  replaceText(elementsOf(doc).get("n")!.get("text") as Y.Text, "w", "me")
  expect(covers(damages[0]!.boxes, { x: 50, y: 50 })).toBe(true)
})

test("D2 an element sent back damages its bounds and changes its rank", () => {
  const { doc, scene, damages, add } = board()
  add("a", rectangle(0, 0))
  add("b", rectangle(10, 10))
  damages.length = 0
  reorderElements(doc, new Set(["b"]), "back", "me")
  expect(covers(damages[0]!.boxes, { x: 50, y: 40 })).toBe(true)
  expect(scene.search({ x: 50, y: 20, width: 10, height: 30 }).map((entry) => entry.id)).toEqual(["b", "a"])
})

test("D7 an element this edition cannot read is not in the scene, and does not disturb the others", () => {
  const { doc, scene, add } = board()
  add("a", rectangle(0, 0))
  const strange = new Y.Map<unknown>([["kind", "hologram"]])
  elementsOf(doc).set("x", strange)
  elementsOf(doc).set("y", "not even a map" as never)
  strange.set("position", [1, 2])
  expect(scene.ordered().map((entry) => entry.id)).toEqual(["a"])
})

test("after any edits the scene is what reading the document anew gives, in the same order, and indexed", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const rng = createRng(seed)
    const { doc, scene, add } = board()
    const ids: string[] = []
    for (let i = 0; i < 60; i++) {
      const kind = rng.nextInt(5)
      const id = ids[rng.nextInt(Math.max(1, ids.length))]
      if (kind <= 1 || !id) {
        ids.push(`e${i}`)
        add(`e${i}`, rectangle(rng.next() * 1000, rng.next() * 1000))
      } else if (kind === 2) deleteElements(doc, [id], "me")
      else if (kind === 3) reorderElements(doc, new Set([id]), rng.next() < 0.5 ? "front" : "back", "me")
      else updateElements(doc, new Map([[id, { position: [rng.next() * 1000, 0] as const, rotation: 30 }]]), "me")
    }
    const expected = readElements(doc).map((element) => element.id)
    expect(
      scene.ordered().map((entry) => entry.id),
      `seed ${seed}`,
    ).toEqual(expected)
    const everything = scene.search({ x: -1e6, y: -1e6, width: 2e6, height: 2e6 })
    expect(
      everything.map((entry) => entry.id),
      `seed ${seed}`,
    ).toEqual(expected)
    scene.destroy()
  }
})
