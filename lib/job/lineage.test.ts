import fc from "fast-check"
import { expect, test } from "vitest"
import type { GenerationRecord } from "./generation.ts"
import { lineageOf } from "./lineage.ts"

/** Records asked for in the order given, each with its parents. */
function family(...members: [id: string, ...parentIds: string[]][]): GenerationRecord[] {
  return members.map(([id, ...parentIds], i) => ({
    id,
    recipe: { prompt: id, negativePrompt: "", seed: 1, stepCount: 2, guidance: 1, width: 64, height: 64, modelId: "m" },
    authorId: "ann",
    authorName: "Ann",
    parentIds,
    requestedAtMs: i,
    state: "cancelled",
    stepIndex: 0,
  }))
}
const drawn = (records: GenerationRecord[], id: string, maxNodes?: number) =>
  lineageOf(records, id, maxNodes).nodes.map(({ record, column, row }) => [record.id, column, row])

test("ancestors and descendants are drawn, brothers, cousins and strangers are not", () => {
  const records = family(
    ["root"],
    ["stranger"],
    ["parent", "root"],
    ["uncle", "root"],
    ["me", "parent"],
    ["child", "me"],
  )
  expect(drawn(records, "me")).toEqual([
    ["root", 0, 0],
    ["parent", 1, 0],
    ["me", 2, 0],
    ["child", 3, 0],
  ])
  expect(lineageOf(records, "me").edges).toEqual([
    { parentId: "root", childId: "parent" },
    { parentId: "parent", childId: "me" },
    { parentId: "me", childId: "child" },
  ])
})

test("a parent stands in the middle of its children", () => {
  const records = family(["me"], ["a", "me"], ["b", "me"], ["b1", "b"], ["b2", "b"])
  expect(drawn(records, "me")).toEqual([
    ["me", 0, 0.75],
    ["a", 1, 0],
    ["b", 1, 1.5],
    ["b1", 2, 1],
    ["b2", 2, 2],
  ])
})

test("a picture of two parents stands right of both, once, with an edge from each", () => {
  const records = family(["old"], ["mother", "old"], ["father"], ["me", "mother", "father"])
  const lineage = lineageOf(records, "me")
  expect(lineage.nodes.map(({ record, column }) => [record.id, column])).toEqual([
    ["old", 0],
    ["father", 0],
    ["mother", 1],
    ["me", 2],
  ])
  expect(lineage.edges.filter(({ childId }) => childId === "me").length).toBe(2)
})

test("the nearest relatives are drawn when there are too many, and the others counted", () => {
  const records = family(["me"], ["a", "me"], ["b", "me"], ["a1", "a"], ["a2", "a"])
  const lineage = lineageOf(records, "me", 3)
  expect(lineage.nodes.map(({ record }) => record.id)).toEqual(["me", "a", "b"])
  expect(lineage.leftOut).toBe(2)
})

test("no such picture, no drawing; parents that are unknown or younger are none", () => {
  expect(lineageOf(family(["me", "gone"]), "nobody")).toMatchObject({
    nodes: [],
    edges: [],
    columnCount: 0,
    rowCount: 0,
  })
  expect(drawn(family(["me", "gone", "younger"], ["younger", "me"]), "me")).toEqual([
    ["me", 0, 0],
    ["younger", 1, 0],
  ])
})

test("whatever the family: nobody stands on another, and every child stands right of its parents", () => {
  const anyFamily = fc
    .array(fc.array(fc.nat(30), { maxLength: 3 }), { minLength: 1, maxLength: 20, size: "max" })
    .map((parents) =>
      family(
        // Each picture's parents are among those before it.
        ...parents.map((picks, i): [string, ...string[]] => [
          `p${i}`,
          ...(i === 0 ? [] : picks.map((n) => `p${n % i}`)),
        ]),
      ),
    )
  let sawSecondParents = 0
  fc.assert(
    fc.property(anyFamily, fc.nat(29), (records, at) => {
      const lineage = lineageOf(records, `p${at % records.length}`)
      const places = new Map(lineage.nodes.map((node) => [node.record.id, node]))
      expect(new Set(lineage.nodes.map(({ column, row }) => `${column}/${row}`)).size).toBe(lineage.nodes.length)
      for (const { parentId, childId } of lineage.edges) {
        expect(places.get(parentId)!.column).toBeLessThan(places.get(childId)!.column)
      }
      if (lineage.edges.length >= lineage.nodes.length) sawSecondParents++
    }),
    { seed: 4417 },
  )
  expect(sawSecondParents).toBeGreaterThan(0)
})
