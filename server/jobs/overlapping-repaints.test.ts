import { expect, test } from "vitest"
import type { JobState } from "../../lib/job/transition.ts"
import type { Job } from "../store/job-store.ts"
import { parentsOfRepaint, sourceOfRepaint } from "./overlapping-repaints.ts"

const hash = (letter: string) => letter.repeat(64)
const QUEUED: JobState = { state: "queued", attempt: 0 }
const done = (letter: string): JobState => ({ state: "done", attempt: 1, assetId: hash(letter), durationMs: 1 })
const FAILED: JobState = { state: "failed", attempt: 1, code: "internal", message: "no" }
const CANCELLED: JobState = { state: "cancelled", attempt: 1, stepIndex: 0 }

const recipe = (source: string, more: object = {}) => ({
  prompt: "a boat",
  negativePrompt: "",
  seed: 1,
  stepCount: 4,
  guidance: 1,
  width: 64,
  height: 64,
  modelId: "toy",
  sourceAssetId: hash(source),
  maskAssetId: hash("9"),
  ...more,
})
let clock = 0
const job = (id: string, parentIds: string[], state: JobState, more: Partial<Job> = {}): Job => ({
  id,
  roomId: "room",
  authorId: "ann",
  authorName: "Ann",
  recipe: recipe("a"),
  parentIds,
  requestedAtMs: ++clock,
  modelName: "Toy",
  state,
  ...more,
})
const finder = (jobs: readonly Job[]) => (id: string) => jobs.find((each) => each.id === id)
const asked = { roomId: "room", authorId: "ben", recipe: recipe("a"), parentIds: ["g0"], elementId: "e" }
const inElement = () => "e"

test("J9 who repaints a picture that another repaints becomes the child of that", () => {
  expect(parentsOfRepaint(asked, [job("g1", ["g0"], QUEUED)], inElement)).toEqual(["g1"])
  expect(parentsOfRepaint(asked, [], inElement)).toEqual(["g0"])
})

test("the newest counts, and one that is named already stays as it is", () => {
  const open = [job("g1", ["g0"], QUEUED), job("g2", ["g1"], QUEUED, { authorId: "cat" })]
  expect(parentsOfRepaint(asked, open, inElement)).toEqual(["g2", "g0"])
  expect(parentsOfRepaint({ ...asked, parentIds: ["g2"] }, open, inElement)).toEqual(["g2"])
})

test("another element, room, size, or no mask: nothing to do with each other", () => {
  const g1 = job("g1", ["g0"], QUEUED)
  expect(parentsOfRepaint(asked, [g1], () => "another")).toEqual(["g0"])
  expect(parentsOfRepaint(asked, [{ ...g1, roomId: "elsewhere" }], inElement)).toEqual(["g0"])
  expect(parentsOfRepaint(asked, [{ ...g1, recipe: recipe("a", { width: 96 }) }], inElement)).toEqual(["g0"])
  const { maskAssetId: _mask, ...unmasked } = recipe("a")
  expect(parentsOfRepaint(asked, [{ ...g1, recipe: unmasked }], inElement)).toEqual(["g0"])
  expect(parentsOfRepaint({ ...asked, recipe: unmasked }, [g1], inElement)).toEqual(["g0"])
})

test("one's own earlier edit that is not named was taken back", () => {
  expect(parentsOfRepaint({ ...asked, authorId: "ann" }, [job("g1", ["g0"], QUEUED)], inElement)).toEqual(["g0"])
})

test("where nobody named an element, the same parent and the same source are the same picture", () => {
  const nowhere = { ...asked, elementId: undefined }
  expect(parentsOfRepaint(nowhere, [job("g1", ["g0"], QUEUED)], () => undefined)).toEqual(["g1"])
  expect(parentsOfRepaint({ ...nowhere, recipe: recipe("b") }, [job("g1", ["g0"], QUEUED)], () => undefined)).toEqual([
    "g0",
  ])
  expect(parentsOfRepaint(nowhere, [job("g1", ["other"], QUEUED)], () => undefined)).toEqual(["g0"])
})

test("J9 a child waits for its parent, then starts from what came of it", () => {
  const g0 = job("g0", [], done("a"), { recipe: { ...recipe("f") } })
  const g2 = job("g2", ["g1"], QUEUED)
  expect(sourceOfRepaint(g2, finder([g0, job("g1", ["g0"], QUEUED)]))).toEqual({ state: "waiting", parentId: "g1" })
  expect(sourceOfRepaint(g2, finder([g0, job("g1", ["g0"], done("b"))]))).toEqual({
    state: "ready",
    sourceAssetId: hash("b"),
    parentIds: ["g1"],
  })
})

test("a chain of three: the last starts from the second, whose own source has changed by then", () => {
  const g1 = job("g1", ["g0"], done("b"))
  const g2 = job("g2", ["g1"], done("c"), { recipe: recipe("b") })
  const g3 = job("g3", ["g2"], QUEUED)
  expect(sourceOfRepaint(g3, finder([g1, g2, g3]))).toMatchObject({ sourceAssetId: hash("c"), parentIds: ["g2"] })
})

test("J9 a parent that came to nothing is skipped, and is no parent any more", () => {
  for (const state of [FAILED, CANCELLED]) {
    const g2 = job("g2", ["g1"], QUEUED)
    const g0 = job("g0", [], done("a"), { recipe: recipe("f") })
    expect(sourceOfRepaint(g2, finder([g0, job("g1", ["g0"], state)]))).toEqual({
      state: "ready",
      sourceAssetId: hash("a"),
      parentIds: ["g0"],
    })
    const first = job("first", ["g0"], done("b"))
    expect(sourceOfRepaint(g2, finder([g0, first, job("g1", ["first"], state)]))).toMatchObject({
      sourceAssetId: hash("b"),
      parentIds: ["first"],
    })
  }
})

test("who asks for a picture as it was before an edit gets it: an undo is not overruled", () => {
  // The board shows g0 again; its picture is a, and that g1 was made of it is of no interest.
  const g0 = job("g0", [], done("a"), { recipe: recipe("f") })
  const g1 = job("g1", ["g0"], done("b"))
  const again = job("g2", ["g0"], QUEUED)
  expect(sourceOfRepaint(again, finder([g0, g1]))).toMatchObject({ sourceAssetId: hash("a"), parentIds: ["g0"] })
})

test("pictures without a mask are made from what they were asked with, at once", () => {
  const { maskAssetId: _mask, ...unmasked } = recipe("a")
  const whole = job("g2", ["g1"], QUEUED, { recipe: unmasked })
  expect(sourceOfRepaint(whole, finder([job("g1", ["g0"], QUEUED)]))).toMatchObject({
    state: "ready",
    sourceAssetId: hash("a"),
  })
})
