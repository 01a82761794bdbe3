import { expect, test } from "vitest"
import * as Y from "yjs"
import { addElements, type NewElement } from "../../lib/document/edits.ts"
import type { CanvasElement } from "../../lib/document/schema.ts"
import { SYNC_LIMITS } from "../../lib/protocol/sync.ts"
import { NO_GENERATIONS } from "./generation-view.ts"
import { createScene } from "./scene.ts"
import { chipAt, readingOrder, withContents } from "./selection.ts"
import { thinInk } from "./share-gesture.ts"
import { LIGHT_THEME } from "./theme.ts"

const pictures = { get: () => undefined, hasFailed: () => false, destroy: () => undefined }
const common = { rotation: 0, author: "a", locked: false }
const box = (x: number, y: number, width = 50, height = 50): NewElement => ({
  ...common,
  kind: "rectangle",
  position: [x, y],
  size: [width, height],
  colour: "#000000",
  fill: "none",
  width: 2,
})

function sceneOf(elements: Record<string, NewElement>) {
  const doc = new Y.Doc()
  addElements(
    doc,
    Object.entries(elements).map(([id, element]) => ({ id, element })),
    "me",
  )
  return createScene(doc, { scale: 1, theme: LIGHT_THEME, pictures, generations: NO_GENERATIONS })
}

test("a frame takes along what lies wholly in it, and nothing else", () => {
  const scene = sceneOf({
    frame: { ...common, kind: "frame", position: [0, 0], size: [400, 300], title: "", prompt: "" },
    inside: box(100, 100),
    across: box(380, 100),
    outside: box(600, 100),
  })
  const moved = withContents(scene, [scene.get("frame")!.element])
  expect(moved.map((element) => element.id).sort()).toEqual(["frame", "inside"])
  expect(withContents(scene, [scene.get("inside")!.element]).length).toBe(1)
})

test("reading order goes in rows, and small differences in height are one row", () => {
  const element = (id: string, x: number, y: number) =>
    ({ id, kind: "rectangle", position: [x, y], size: [100, 100] }) as unknown as CanvasElement
  const order = readingOrder([element("c", 20, 300), element("b", 300, 0), element("a", 0, 30), element("d", 400, 280)])
  expect(order.map(({ id }) => id)).toEqual(["a", "b", "c", "d"])
})

test("of overlapping chips the one drawn last is pressed", () => {
  const chip = (elementId: string) => ({ kind: "cancel", elementId, x: 0, y: 0, width: 20, height: 20 }) as const
  expect(chipAt([chip("under"), chip("over")], { x: 10, y: 10 })?.elementId).toBe("over")
  expect(chipAt([chip("under")], { x: 30, y: 10 })).toBeUndefined()
})

test("long ink keeps its newest points whole and stays within an awareness message", () => {
  const points = Array.from({ length: 3000 }, (_, i) => ({ x: i, y: 0, pressure: 0.5 }))
  const thinned = thinInk(points)
  expect(thinned.length).toBeLessThanOrEqual(225)
  expect(thinned.slice(-60)).toEqual(points.slice(-60))
  expect(thinned[0]).toEqual(points[0])
})

test("the longest ink, far out, with a full selection fits the limit of an awareness message", () => {
  const points = Array.from({ length: 5000 }, (_, i) => ({ x: -123_456.7 - i, y: 123_456.7 + i, pressure: 0.7 }))
  const state = {
    ink: { id: "123456789012", points: thinInk(points).flatMap(({ x, y, pressure }) => [x, y, pressure]) },
    selection: Array.from({ length: 50 }, () => "123456789012"),
  }
  expect(JSON.stringify(state).length).toBeLessThan(SYNC_LIMITS.awarenessBytes)
})
