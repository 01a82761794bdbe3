import { describe, expect, test } from "vitest"
import type { ModelSummary } from "../../lib/protocol/engine-messages.ts"
import { parseGenerationRequest, planRecipe } from "./plan-request.ts"

const MODEL: ModelSummary = {
  id: "m",
  name: "Em",
  defaultSteps: 6,
  defaultGuidance: 3,
  maxSteps: 20,
  sizes: { width: 256, height: 256, min: 64, max: 512, multiple: 8 },
  canImageToImage: true,
  canInpaint: true,
  canSketch: true,
  licence: "Apache-2.0",
}
const ASSET = "a".repeat(64)
const base = { roomId: "room", prompt: "a tree" }
const parse = (more: object) => parseGenerationRequest({ ...base, ...more })
const plan = (more: object, model: Partial<ModelSummary> = {}, sourceSize?: { width: number; height: number }) => {
  const parsed = parse(more)
  if (!parsed.ok) return parsed
  return planRecipe(parsed.request, { models: [{ ...MODEL, ...model }], randomSeed: () => 77, sourceSize })
}

describe("what cannot be a request is refused by name", () => {
  test.each([
    ["prompt/empty", { prompt: "" }],
    ["prompt/empty", { prompt: " \n\t " }],
    ["prompt/empty", { prompt: "\u200b\u0000" }],
    ["prompt/too-long", { prompt: "x".repeat(501) }],
    ["prompt/too-long", { negativePrompt: "x".repeat(501) }],
    ["request/malformed", { prompt: 7 }],
    ["request/malformed", { prompt: null }],
    ["request/malformed", { prompt: { text: "a tree" } }],
    ["request/malformed", { roomId: "../etc" }],
    ["request/malformed", { modelId: "" }],
    ["request/malformed", { sourceAssetId: "nothex" }],
    ["request/malformed", { parentIds: Array(9).fill("parent-id") }],
    ["size/out-of-range", { width: 0 }],
    ["size/out-of-range", { width: 63 }],
    ["size/out-of-range", { height: 1025 }],
    ["size/out-of-range", { height: 128.5 }],
    ["size/out-of-range", { width: "256" }],
    ["steps/out-of-range", { stepCount: 0 }],
    ["steps/out-of-range", { stepCount: 51 }],
    ["steps/out-of-range", { stepCount: Number.NaN }],
    ["guidance/out-of-range", { guidance: -1 }],
    ["guidance/out-of-range", { guidance: 30.5 }],
    ["guidance/out-of-range", { guidance: Number.POSITIVE_INFINITY }],
    ["strength/out-of-range", { strength: 0 }],
    ["strength/out-of-range", { strength: 1.1 }],
    ["seed/out-of-range", { seed: -1 }],
    ["seed/out-of-range", { seed: 2 ** 32 }],
    ["seed/out-of-range", { seed: 1.5 }],
  ])("%s: %j", (code, more) => {
    expect(parse(more)).toMatchObject({ ok: false, code, message: expect.stringMatching(/\w/) })
  })

  test.each([[undefined], [null], ["text"], [[]], [7]])("no object at all: %j", (message) => {
    expect(parseGenerationRequest(message)).toMatchObject({ ok: false, code: "request/malformed" })
  })

  test("limits themselves are within", () => {
    const parsed = parse({ prompt: "x".repeat(500), seed: 2 ** 32 - 1, stepCount: 50, guidance: 30, strength: 1 })
    expect(parsed.ok).toBe(true)
  })
})

test("a prompt loses what cannot be seen, and keeps everything else", () => {
  const parsed = parse({ prompt: "  e\u0301tang\u0000\n  au\u202e soir \ud800 🌅 " })
  expect(parsed).toMatchObject({ ok: true, request: { prompt: "étang au soir \ufffd 🌅" } })
})

describe("what the model cannot do is refused by name", () => {
  test.each([
    ["size/out-of-range", { width: 520 }, {}],
    ["size/out-of-range", { width: 250 }, {}],
    ["size/out-of-range", { width: 128 }, { sizes: { width: 256, height: 256, min: 256, max: 256, multiple: 8 } }],
    ["steps/out-of-range", { stepCount: 21 }, {}],
    ["model/unknown", { modelId: "other" }, {}],
    ["request/malformed", { maskAssetId: ASSET }, {}],
    ["model/cannot", { sourceAssetId: ASSET }, { canImageToImage: false }],
    ["model/cannot", { sourceAssetId: ASSET, maskAssetId: ASSET }, { canInpaint: false }],
    ["model/cannot", { sketchAssetId: ASSET }, { canSketch: false }],
  ])("%s: %j", (code, more, model) => {
    expect(plan(more, model)).toMatchObject({ ok: false, code })
  })

  test("without any engine, that is what is said, whatever was asked for", () => {
    const parsed = parse({ modelId: "m" })
    if (!parsed.ok) throw new Error("not parsed")
    expect(planRecipe(parsed.request, { models: [], randomSeed: () => 1 })).toMatchObject({ code: "engine/none" })
  })

  test("an unknown model's refusal names those there are", () => {
    expect(plan({ modelId: "other" })).toMatchObject({ message: expect.stringContaining("known: m") })
  })
})

test("what was left open is the model's default; a seed is drawn", () => {
  expect(plan({})).toMatchObject({
    ok: true,
    model: { id: "m" },
    recipe: {
      prompt: "a tree",
      negativePrompt: "",
      seed: 77,
      stepCount: 6,
      guidance: 3,
      width: 256,
      height: 256,
      modelId: "m",
    },
  })
})

test("what was asked for is kept", () => {
  const asked = { seed: 0, stepCount: 1, guidance: 0, width: 64, height: 512, strength: 0.3, sourceAssetId: ASSET }
  expect(plan(asked)).toMatchObject({ ok: true, recipe: asked })
})

test("a repainted picture keeps its own size", () => {
  const repaint = { sourceAssetId: ASSET, maskAssetId: ASSET }
  expect(plan(repaint, {}, { width: 700, height: 333 })).toMatchObject({ recipe: { width: 700, height: 333 } })
  expect(plan(repaint, {}, { width: 1025, height: 333 })).toMatchObject({ code: "size/out-of-range" })
  expect(plan({ sourceAssetId: ASSET }, {}, { width: 700, height: 333 })).toMatchObject({
    recipe: { width: 256, height: 256 },
  })
})
