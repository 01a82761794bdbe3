/**
 * House as Python's onnxruntime draws it (house-parity.json, written by models/training/parity.py) against our
 * pipeline: token ids, starting noise and the latent after every step within 1e-3, and the finished picture.
 */

import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { createRng } from "../../lib/random/rng.ts"
import { generate } from "../../models/pipelines/generate.ts"
import { loadModel } from "../../models/pipelines/load-model.ts"
import type { DiffusionModel, GenerationResult, GenerationStep } from "../../models/pipelines/model.ts"
import { readTokenizer } from "../../models/pipelines/tokenizer.ts"

const HOUSE = fileURLToPath(new URL("../../models/house", import.meta.url))
const GOLDEN = new URL("house-parity.json", import.meta.url)

interface Parity {
  readonly guidance: number
  readonly tolerance: number
  readonly cases: readonly {
    readonly prompt: string
    readonly seed: number
    readonly steps: number
    readonly ids: readonly number[]
    readonly noise_head: readonly number[]
    readonly every: number
    readonly latents_by_step: readonly (readonly number[])[]
    readonly picture_every: number
    readonly picture: readonly number[]
  }[]
}

/** The share of equal values is told too: quantised graphs round the odd pixel otherwise. */
const farthest = (got: readonly number[], wanted: readonly number[]) =>
  Math.max(...wanted.map((value, i) => Math.abs(value - (got[i] ?? Number.NaN))))

describe.skipIf(!existsSync(GOLDEN))("House draws in TypeScript what it draws in Python", () => {
  const golden = existsSync(GOLDEN) ? (JSON.parse(readFileSync(GOLDEN, "utf8")) as Parity) : { cases: [] as never[] }
  let model: DiffusionModel
  beforeAll(async () => {
    model = await loadModel(HOUSE, { threadCount: 2 })
  })
  afterAll(() => model.close())

  test.each(golden.cases)("$prompt, in $steps", async (wanted) => {
    const { guidance, tolerance } = golden as Parity
    const tokenizer = await readTokenizer(HOUSE, "tokenizer")
    expect(tokenizer.encode(wanted.prompt, wanted.ids.length).ids).toEqual(wanted.ids)
    const noise = createRng(wanted.seed).fillNormal(new Float32Array(wanted.noise_head.length))
    expect(farthest([...noise], wanted.noise_head)).toBeLessThan(1e-5)

    const steps: GenerationStep[] = []
    let result: GenerationResult | undefined
    const { prompt, seed, steps: stepCount } = wanted
    const size = { widthPx: model.info.sizes.defaultWidthPx, heightPx: model.info.sizes.defaultHeightPx }
    for await (const event of generate(model, { prompt, seed, stepCount, guidance, ...size })) {
      if (event.type === "step") steps.push(event)
      else result = event
    }
    expect(steps).toHaveLength(wanted.latents_by_step.length)
    steps.forEach((step, i) => {
      const seen = [...step.latent.data].filter((_, at) => at % wanted.every === 0)
      expect(farthest(seen, wanted.latents_by_step[i] as readonly number[]), `step ${i}`).toBeLessThan(tolerance)
    })
    const pixels = [...(result?.image.rgb ?? [])].filter((_, at) => at % wanted.picture_every === 0)
    expect(farthest(pixels, wanted.picture)).toBeLessThanOrEqual(1)
  })
})
