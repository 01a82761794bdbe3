import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { AppError } from "../../lib/errors.ts"
import { createRng } from "../../lib/random/rng.ts"
import { createEulerAncestralScheduler } from "../schedulers/euler-ancestral.ts"
import type { Tensor } from "../tensor/tensor.ts"
import { createToyModel } from "../toy/toy-model.ts"
import { generate } from "./generate.ts"
import type { DiffusionModel, GenerationEvent, GenerationRequest, GenerationResult, GenerationStep } from "./model.ts"
import type { Picture } from "./picture.ts"

const toy = createToyModel({ sizePx: 64 })

const request = (changes: Partial<GenerationRequest> = {}): GenerationRequest => ({
  prompt: "a red boat",
  seed: 7,
  stepCount: 6,
  guidance: 1,
  widthPx: 64,
  heightPx: 64,
  ...changes,
})

async function collect(wanted: GenerationRequest, model = toy) {
  const events: GenerationEvent[] = []
  for await (const event of generate(model, wanted)) events.push(event)
  const steps = events.filter((event): event is GenerationStep => event.type === "step")
  const result = events.at(-1) as GenerationResult
  expect(result.type).toBe("result")
  return { steps, result }
}

function noisePicture(widthPx: number, heightPx: number, seed: number): Picture {
  const rng = createRng(seed)
  return { widthPx, heightPx, rgb: Uint8Array.from({ length: widthPx * heightPx * 3 }, () => rng.nextInt(256)) }
}

/** A rectangle of 255 in a mask of zeros. */
function boxMask(widthPx: number, heightPx: number, box: { x: number; y: number; w: number; h: number }): Uint8Array {
  return Uint8Array.from({ length: widthPx * heightPx }, (_, i) => {
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)]
    return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h ? 255 : 0
  })
}

const refusal = (code: string) => expect.objectContaining({ name: "AppError", code })

describe("text to image", () => {
  test("yields every step with a preview of its own, then the picture", async () => {
    const { steps, result } = await collect(request())
    expect(steps.map((step) => [step.index, step.count])).toEqual([0, 1, 2, 3, 4, 5].map((i) => [i, 6]))
    expect(steps.map((step) => step.sigma)).toEqual([...steps.map((step) => step.sigma)].sort((a, b) => b - a))
    const previews = await Promise.all(steps.map((step) => step.preview()))
    expect(new Set(previews.map((picture) => picture.rgb.join())).size).toBeGreaterThanOrEqual(3)
    expect(previews.at(-1)?.rgb).toEqual(result.image.rgb)
    expect([result.image.widthPx, result.image.heightPx, result.image.rgb.length]).toEqual([64, 64, 64 * 64 * 3])
  })

  test("is the same picture for the same seed, another for another seed or prompt", async () => {
    const first = (await collect(request())).result.image.rgb
    expect((await collect(request())).result.image.rgb).toEqual(first)
    expect((await collect(request({ seed: 8 }))).result.image.rgb).not.toEqual(first)
    expect((await collect(request({ prompt: "a blue boat" }))).result.image.rgb).not.toEqual(first)
  })

  test("guidance and the negative prompt act", async () => {
    const plain = (await collect(request())).result.image.rgb
    const guided = (await collect(request({ guidance: 2 }))).result.image.rgb
    expect(guided).not.toEqual(plain)
    expect((await collect(request({ guidance: 2, negativePrompt: "fog" }))).result.image.rgb).not.toEqual(guided)
  })

  test("stops before the next step when cancelled", async () => {
    const stop = new AbortController()
    const seen: number[] = []
    const run = async () => {
      for await (const event of generate(toy, request(), { signal: stop.signal })) {
        if (event.type === "step") seen.push(event.index)
        if (seen.length === 2) stop.abort()
      }
    }
    await expect(run()).rejects.toEqual(refusal("job/cancelled"))
    expect(seen).toEqual([0, 1])
  })
})

describe("image to image", () => {
  test("a smaller strength stays nearer to the source", async () => {
    const source = noisePicture(64, 64, 3)
    const distanceAt = async (strength: number) => {
      const { image } = (await collect(request({ source, strength, stepCount: 10 }))).result
      return image.rgb.reduce((sum, value, i) => sum + Math.abs(value - (source.rgb[i] as number)), 0)
    }
    expect(await distanceAt(0.1)).toBeLessThan(await distanceAt(0.5))
    expect(await distanceAt(0.5)).toBeLessThan(await distanceAt(1))
  })

  test("strength picks how many of the steps are run, and always leaves one", async () => {
    const source = noisePicture(64, 64, 3)
    expect((await collect(request({ source, strength: 0.5, stepCount: 8 }))).steps).toHaveLength(4)
    expect((await collect(request({ source, strength: 0.1, stepCount: 4 }))).steps).toHaveLength(1)
  })

  test("a sketch is the source of a model without a sketch channel", async () => {
    const sketch = noisePicture(64, 64, 5)
    expect((await collect(request({ sketch }))).result.image.rgb).toEqual(
      (await collect(request({ source: sketch }))).result.image.rgb,
    )
  })
})

describe("inpainting", () => {
  test("never changes a pixel outside the mask, in previews and result, whatever the mask", async () => {
    const box = fc.record({
      x: fc.integer({ min: 0, max: 60 }),
      y: fc.integer({ min: 0, max: 60 }),
      w: fc.integer({ min: 1, max: 64 }),
      h: fc.integer({ min: 1, max: 64 }),
    })
    const size = fc.constantFrom([64, 64], [96, 64], [150, 131], [300, 77]) as fc.Arbitrary<[number, number]>
    const soft = fc.integer({ min: 1, max: 255 })
    const strength = fc.constantFrom(0.3, 0.7, 1)
    await fc.assert(
      fc.asyncProperty(box, size, soft, strength, async (place, [widthPx, heightPx], value, amount) => {
        const source = noisePicture(widthPx, heightPx, 11)
        const mask = boxMask(widthPx, heightPx, place).map((full) => (full === 0 ? 0 : value))
        const wanted = request({ source, mask, widthPx, heightPx, stepCount: 3, strength: amount })
        const { steps, result } = await collect(wanted)
        const pictures = [result.image, ...(await Promise.all(steps.map((step) => step.preview())))]
        for (const picture of pictures) {
          expect([picture.widthPx, picture.heightPx]).toEqual([widthPx, heightPx])
          const changed = picture.rgb.findIndex((made, i) => mask[Math.floor(i / 3)] === 0 && made !== source.rgb[i])
          expect(changed).toBe(-1)
        }
      }),
      { numRuns: 25, seed: 4417 },
    )
  })

  test("changes what is inside the mask", async () => {
    const source = noisePicture(64, 64, 11)
    const mask = boxMask(64, 64, { x: 16, y: 16, w: 32, h: 32 })
    const { image } = (await collect(request({ source, mask }))).result
    const inside = image.rgb.filter((_, i) => mask[Math.floor(i / 3)] === 255)
    const before = source.rgb.filter((_, i) => mask[Math.floor(i / 3)] === 255)
    const changed = inside.reduce((sum, value, i) => sum + (value === before[i] ? 0 : 1), 0)
    expect(changed / inside.length).toBeGreaterThan(0.9)
  })
})

describe("going on from a kept step", () => {
  const source = noisePicture(64, 64, 11)
  const mask = boxMask(64, 64, { x: 8, y: 24, w: 40, h: 32 }).map((full, i) => (full && i % 5 === 0 ? 120 : full))
  const larger = {
    ...{ widthPx: 150, heightPx: 131, source: noisePicture(150, 131, 12) },
    mask: boxMask(150, 131, { x: 60, y: 40, w: 30, h: 30 }),
  }
  const kinds: [string, Partial<GenerationRequest>, number][] = [
    ["words alone", {}, 6],
    ["a picture", { source, strength: 0.7 }, 4],
    ["a sketch", { sketch: noisePicture(64, 64, 5) }, 3],
    ["a soft mask", { source, mask }, 6],
    ["a mask, refined", { source, mask, strength: 0.7 }, 4],
    ["a mask on a picture larger than the model's", larger, 6],
  ]
  test.each(kinds)("a run from %s ends as it would have, or elsewhere with other words", async (_, inputs, count) => {
    const whole = await collect(request(inputs))
    expect(whole.steps).toHaveLength(count)
    for (let stepsDone = 1; stepsDone < count; stepsDone++) {
      const { latent } = whole.steps[stepsDone - 1]!
      const before = Float32Array.from(latent.data)
      const again = await collect(request({ ...inputs, resume: { latent, stepsDone } }))
      expect(again.steps.map(({ index, count: of }) => [index, of])).toEqual(
        Array.from({ length: count - stepsDone }, (_, i) => [i, count - stepsDone]),
      )
      expect(again.steps.map(({ sigma }) => sigma)).toEqual(whole.steps.slice(stepsDone).map(({ sigma }) => sigma))
      expect(again.result.image.rgb).toEqual(whole.result.image.rgb)
      expect(latent.data).toEqual(before)
    }
    const resume = { latent: whole.steps[0]!.latent, stepsDone: 1 }
    const fork = (await collect(request({ ...inputs, prompt: "a storm", resume }))).result.image
    expect(fork.rgb).not.toEqual(whole.result.image.rgb)
    if (!inputs.mask) return
    const changed = fork.rgb.findIndex(
      (made, i) => inputs.mask?.[Math.floor(i / 3)] === 0 && made !== inputs.source?.rgb[i],
    )
    expect(changed).toBe(-1)
  })

  test("a stochastic scheduler draws for the steps to come what it would have drawn", async () => {
    const scheduler = createEulerAncestralScheduler({
      ...{ beta_start: 0.00085, beta_end: 0.012, beta_schedule: "scaled_linear", prediction_type: "epsilon" },
    })
    const half = (latent: Tensor) => ({ ...latent, data: latent.data.map((value) => value / 2) })
    const model: DiffusionModel = {
      ...toy,
      createSchedule: (stepCount, strength = 1) => scheduler.createSchedule(stepCount, { strength }),
      predict: async ({ sample }) => half(sample),
    }
    for (const inputs of [{}, { source }, { source, mask }]) {
      const whole = await collect(request(inputs), model)
      const resume = { latent: whole.steps[1]!.latent, stepsDone: 2 }
      expect((await collect(request({ ...inputs, resume }), model)).result.latent).toEqual(whole.result.latent)
    }
  })
})

describe("requests beyond the model are refused", () => {
  const cases: [string, Partial<GenerationRequest>, string][] = [
    ["a step count of 0", { stepCount: 0 }, "steps/out-of-range"],
    ["a step count with a fraction", { stepCount: 2.5 }, "steps/out-of-range"],
    ["a negative seed", { seed: -1 }, "seed/out-of-range"],
    ["a guidance of 31", { guidance: 31 }, "guidance/out-of-range"],
    ["a guidance that is no number", { guidance: Number.NaN }, "guidance/out-of-range"],
    ["a strength of 0", { source: noisePicture(64, 64, 1), strength: 0 }, "strength/out-of-range"],
    ["a prompt of 2001 characters", { prompt: "x".repeat(2001) }, "prompt/too-long"],
    ["a size that is no multiple of 8", { widthPx: 68 }, "size/out-of-range"],
    ["a size beyond the model", { heightPx: 1024 }, "size/out-of-range"],
    ["a source of another size", { source: noisePicture(72, 64, 1) }, "size/out-of-range"],
    ["a sketch of another size", { sketch: noisePicture(64, 72, 1) }, "size/out-of-range"],
    [
      "a mask of another size",
      { source: noisePicture(64, 64, 1), mask: new Uint8Array(12).fill(255) },
      "mask/wrong-size",
    ],
    ["an empty mask", { source: noisePicture(64, 64, 1), mask: new Uint8Array(64 * 64) }, "mask/empty"],
    ["a mask without a picture", { mask: new Uint8Array(64 * 64).fill(255) }, "request/malformed"],
  ]
  test.each(cases)("%s", async (_, changes, code) => {
    await expect(collect(request(changes))).rejects.toEqual(refusal(code))
  })

  test("what a model without an encoder cannot do", async () => {
    const capabilities = { imageToImage: false, inpaint: false, sketch: false, guidance: true }
    const blind = { ...toy, info: { ...toy.info, capabilities } }
    const run = (changes: Partial<GenerationRequest>) => generate(blind, request(changes)).next()
    const source = noisePicture(64, 64, 1)
    await expect(run({ source })).rejects.toEqual(refusal("model/cannot"))
    await expect(run({ source, mask: new Uint8Array(4096).fill(9) })).rejects.toEqual(refusal("model/cannot"))
    await expect(run({ sketch: source })).rejects.toEqual(refusal("model/cannot"))
  })

  test("a kept step of another size, or none of this run", async () => {
    const { steps } = await collect(request())
    const latent = (steps[0] as GenerationStep).latent
    await expect(collect(request({ widthPx: 72, resume: { latent, stepsDone: 1 } }))).rejects.toEqual(
      refusal("tensor/shape"),
    )
    const source = noisePicture(64, 64, 1)
    for (const [stepsDone, inputs] of [
      [6, {}],
      [3, { source, strength: 0.5 }],
      [0, {}],
      [1.5, {}],
    ] as const) {
      const wanted = request({ ...inputs, resume: { latent, stepsDone } })
      await expect(collect(wanted)).rejects.toEqual(refusal("steps/out-of-range"))
    }
  })

  test("anything, once the model is closed", async () => {
    const closing = createToyModel({ sizePx: 64 })
    await closing.close()
    await expect(generate(closing, request()).next()).rejects.toBeInstanceOf(AppError)
  })
})
