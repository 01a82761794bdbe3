import { expect, test } from "vitest"
import type { GenerationRecord } from "./generation.ts"
import { shownStrip, stripsOf } from "./strips.ts"

let clock = 0
function record(id: string, more: { of?: string; strip?: string; running?: boolean } = {}): GenerationRecord {
  const base = {
    id,
    recipe: {
      prompt: "x",
      negativePrompt: "",
      seed: 1,
      stepCount: 2,
      guidance: 1,
      width: 64,
      height: 64,
      modelId: "m",
    },
    authorId: "ann",
    authorName: "Ann",
    parentIds: [],
    requestedAtMs: ++clock,
    ...(more.of && { origin: { kind: "variation" as const, of: more.of, strip: more.strip ?? "strip-one" } }),
  }
  return more.running
    ? { ...base, state: "running", stepIndex: 0, stepCount: 2 }
    : { ...base, state: "cancelled", stepIndex: 0 }
}

const none: ReadonlySet<string> = new Set()
const looking = { selected: undefined, seen: none, closed: none, onBoard: new Set(["parent"]) }

test("variations that were asked for together are one strip in their order; the newest strip comes first", () => {
  const a = [1, 2, 3, 4].map((i) => record(`a${i}`, { of: "parent", strip: "strip-a" }))
  const b = [1, 2].map((i) => record(`b${i}`, { of: "parent", strip: "strip-b" }))
  const strips = stripsOf([record("parent"), ...b, ...a.reverse()])
  expect(strips.map((strip) => [strip.id, strip.of, strip.variations.map(({ id }) => id)])).toEqual([
    ["strip-b", "parent", ["b1", "b2"]],
    ["strip-a", "parent", ["a1", "a2", "a3", "a4"]],
  ])
})

test("a strip's name used for another picture, or for ever more, does not grow it", () => {
  const own = Array.from({ length: 12 }, (_, i) => record(`v${i}`, { of: "parent" }))
  const [strip, ...others] = stripsOf([...own, record("foreign", { of: "another" })])
  expect(others).toEqual([])
  expect(strip?.variations.map(({ id }) => id)).toEqual(own.slice(0, 8).map(({ id }) => id))
})

test("everybody sees a strip develop, and it stays when it is done", () => {
  const developing = stripsOf([record("v1", { of: "parent", running: true })])
  expect(shownStrip(developing, looking)?.id).toBe("strip-one")
  const done = stripsOf([record("v1", { of: "parent" })])
  expect(shownStrip(done, looking)).toBeUndefined()
  expect(shownStrip(done, { ...looking, seen: new Set(["strip-one"]) })?.id).toBe("strip-one")
})

test("a chosen strip is over for everybody, a closed one for who closed it", () => {
  const strips = stripsOf([record("v1", { of: "parent", running: true }), record("v2", { of: "parent" })])
  expect(shownStrip(strips, { ...looking, onBoard: new Set(["parent", "v2"]) })).toBeUndefined()
  expect(shownStrip(strips, { ...looking, closed: new Set(["strip-one"]) })).toBeUndefined()
})

test("the selected picture's strip goes before a newer one; without its picture on the board a strip is not shown", () => {
  const older = record("v1", { of: "parent", strip: "strip-old" })
  const newer = record("v2", { of: "other", strip: "strip-new", running: true })
  const strips = stripsOf([older, newer])
  const onBoard = new Set(["parent", "other"])
  expect(shownStrip(strips, { ...looking, onBoard })?.id).toBe("strip-new")
  expect(shownStrip(strips, { ...looking, onBoard, selected: "parent" })?.id).toBe("strip-old")
  expect(shownStrip(strips, { ...looking, onBoard: none })).toBeUndefined()
})
