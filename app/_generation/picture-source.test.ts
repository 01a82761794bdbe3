import { expect, test } from "vitest"
import type { CanvasElement } from "../../lib/document/schema.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import { sourceOfPicture } from "./picture-source.ts"

const hash = (letter: string) => letter.repeat(64)
const generation = { kind: "generation", id: "e", generationId: "generation-1" } as CanvasElement
const base = {
  id: "generation-1",
  recipe: {
    prompt: "a boat",
    negativePrompt: "",
    seed: 1,
    stepCount: 4,
    guidance: 1,
    width: 256,
    height: 128,
    modelId: "toy",
  },
  authorId: "a",
  authorName: "A",
  parentIds: ["generation-0"],
  requestedAtMs: 1,
}
const repaint = { ...base.recipe, sourceAssetId: hash("b"), maskAssetId: hash("c") }
const sourceOf = (record: object | undefined, use: "repaint" | "whole" = "repaint") =>
  sourceOfPicture(generation, () => record as GenerationRecord | undefined, use)

test("a finished picture is the source and the parent", () => {
  expect(sourceOf({ ...base, state: "done", assetId: hash("a"), modelName: "Toy", durationMs: 1 })).toEqual({
    ok: true,
    assetId: hash("a"),
    size: { widthPx: 256, heightPx: 128 },
    parentIds: ["generation-1"],
    words: "a boat",
  })
})

test("a picture being repainted can be repainted further: from what it is made of, as its child", () => {
  const record = { ...base, recipe: repaint, state: "running", stepIndex: 1, stepCount: 4 }
  expect(sourceOf(record)).toMatchObject({ ok: true, assetId: hash("b"), parentIds: ["generation-1"] })
  expect(sourceOf(record, "whole")).toMatchObject({ ok: false })
})

test("a repaint that failed leaves what it was made of, and is no parent", () => {
  const record = { ...base, recipe: repaint, state: "failed", code: "internal", message: "no" }
  expect(sourceOf(record)).toMatchObject({ ok: true, assetId: hash("b"), parentIds: ["generation-0"] })
})

test("a picture that is not there yet, or never will be, is refused in words", () => {
  expect(sourceOf({ ...base, state: "queued", ahead: 0, waitMs: 0 })).toMatchObject({
    ok: false,
    message: expect.stringMatching(/Wait until/),
  })
  expect(sourceOf({ ...base, state: "cancelled", stepIndex: 1 })).toMatchObject({
    ok: false,
    message: expect.stringMatching(/nothing to start from/),
  })
  expect(sourceOf(undefined)).toMatchObject({ ok: false })
})

test("a picture somebody brought along is its own source, without parents", () => {
  const image = { kind: "image", id: "i", assetId: hash("d"), alt: "a cat" } as CanvasElement
  expect(sourceOfPicture(image, () => undefined, "whole")).toEqual({
    ok: true,
    assetId: hash("d"),
    size: undefined,
    parentIds: [],
    words: "a cat",
  })
})
