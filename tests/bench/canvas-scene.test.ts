import { expect, test } from "vitest"
import * as Y from "yjs"
import { addElements } from "../../lib/document/edits.ts"
import { readElements } from "../../lib/document/schema.ts"
import { makeScene } from "./canvas-scene.ts"

const assetId = "a".repeat(64)

test("every element of the benchmark's board can be read, in about the shares it promises", () => {
  const doc = new Y.Doc()
  addElements(doc, makeScene(1000, [assetId]), "test")
  const elements = readElements(doc)
  expect(elements).toHaveLength(1000)
  const shareOf = (...kinds: string[]) => elements.filter(({ kind }) => kinds.includes(kind)).length / 1000
  expect(shareOf("stroke")).toBeCloseTo(0.6, 1)
  expect(shareOf("rectangle", "ellipse", "text", "note")).toBeCloseTo(0.3, 1)
  expect(shareOf("image")).toBeCloseTo(0.1, 1)
})

test("the board is the same each time, and as wide as a window", () => {
  const scene = makeScene(500, [assetId])
  expect(makeScene(500, [assetId])).toEqual(scene)
  const right = Math.max(...scene.map(({ element }) => element.position[0]))
  const bottom = Math.max(...scene.map(({ element }) => element.position[1]))
  expect(right / bottom).toBeGreaterThan(1.3)
  expect(right / bottom).toBeLessThan(1.9)
})
