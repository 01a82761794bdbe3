/**
 * Tiny Stable Diffusion pipelines with random weights, in the layout optimum exports: every step's latent against
 * diffusers' own pipelines (models/training/fixtures/tiny_pipelines.py), within 1e-3.
 */

import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { generate } from "../../models/pipelines/generate.ts"
import { loadModel } from "../../models/pipelines/load-model.ts"
import type { DiffusionModel, GenerationRequest, GenerationStep } from "../../models/pipelines/model.ts"
import { readTokenizer } from "../../models/pipelines/tokenizer.ts"

const FOLDER = fileURLToPath(new URL("../fixtures/pipelines/", import.meta.url))

const OPTIONS = { providers: ["cpu"], threadCount: 1 } as const

interface Golden {
  readonly tolerance: number
  readonly sidePx: number
  readonly cases: readonly {
    readonly task: "text" | "image" | "inpaint"
    readonly prompt: string
    readonly negativePrompt?: string
    readonly stepCount: number
    readonly guidance: number
    readonly strength?: number
    /** Instead of the folder's own. */
    readonly scheduler?: string
    readonly seed: number
    /** What transformers' own tokenizer makes of the prompt, without padding. */
    readonly ids: readonly number[]
    readonly latents: readonly (readonly number[])[]
  }[]
}

function sourcePicture(side: number) {
  const rgb = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)]
    return [(x * 4) % 256, (y * 4) % 256, ((x + y) * 2) % 256][i % 3] as number
  })
  return { widthPx: side, heightPx: side, rgb }
}

const boxMask = (side: number) =>
  Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)]
    return x >= 24 && x < 56 && y >= 16 && y < 48 ? 255 : 0
  })

for (const kind of readdirSync(FOLDER)) {
  describe(kind, () => {
    const golden = JSON.parse(readFileSync(`${FOLDER}${kind}/golden.json`, "utf8")) as Golden
    let model: DiffusionModel
    beforeAll(async () => {
      model = await loadModel(`${FOLDER}${kind}`, OPTIONS)
    })
    afterAll(() => model.close())

    test.each(golden.cases)("tokens of: $prompt", async ({ prompt, ids }) => {
      const tokenizer = await readTokenizer(`${FOLDER}${kind}`, "tokenizer")
      expect(tokenizer.encode(prompt, ids.length)).toEqual({ ids, rest: "" })
    })

    test.each(golden.cases)("$task: $prompt, strength $strength, in $stepCount, $scheduler", async (wanted) => {
      const { sidePx } = golden
      const request: GenerationRequest = {
        prompt: wanted.prompt,
        ...(wanted.negativePrompt && { negativePrompt: wanted.negativePrompt }),
        seed: wanted.seed,
        stepCount: wanted.stepCount,
        guidance: wanted.guidance,
        widthPx: sidePx,
        heightPx: sidePx,
        ...(wanted.task !== "text" && { source: sourcePicture(sidePx) }),
        ...(wanted.task === "inpaint" && { mask: boxMask(sidePx) }),
        ...(wanted.strength !== undefined && { strength: wanted.strength }),
      }
      const steps: GenerationStep[] = []
      const used = wanted.scheduler ? await loadModel(`${FOLDER}${kind}`, { ...OPTIONS, schedulerName: wanted.scheduler }) : model
      for await (const event of generate(used, request)) if (event.type === "step") steps.push(event)
      if (used !== model) await used.close()
      expect(steps).toHaveLength(wanted.latents.length)
      steps.forEach((step, index) => {
        const row = wanted.latents[index] ?? []
        const worst = Math.max(...row.map((value, i) => Math.abs(value - (step.latent.data[i] as number))))
        expect(step.latent.data.length).toBe(row.length)
        expect(worst, `after step ${index}`).toBeLessThan(golden.tolerance)
      })
    })
  })
}
