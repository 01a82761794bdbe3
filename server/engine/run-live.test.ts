import sharp from "sharp"
import { afterAll, expect, test } from "vitest"
import type { LiveStart } from "../../lib/protocol/live-messages.ts"
import { createToyModel } from "../../models/toy/toy-model.ts"
import { runLive } from "./run-live.ts"

const model = createToyModel({ sizePx: 64 })
afterAll(() => model.close())

const drawing = (colour: string, sidePx = 64) =>
  sharp({ create: { width: sidePx, height: sidePx, channels: 3, background: colour } })
    .webp()
    .toBuffer()

const start = (image: Uint8Array, use: LiveStart["use"] = "sketch"): LiveStart => ({
  liveId: "live-0001",
  recipe: {
    prompt: "a tree",
    negativePrompt: "",
    seed: 3,
    stepCount: 4,
    guidance: 1,
    width: 64,
    height: 64,
    modelId: "toy",
    strength: 0.5,
  },
  image,
  use,
})
const run = (live: LiveStart, signal = new AbortController().signal, onStep: () => Promise<void> = async () => {}) =>
  runLive(model, live, { signal, onStep })
const pixels = async (bytes: Uint8Array) => await sharp(bytes).raw().toBuffer()

test("the picture follows the drawing, and the same drawing gives the same picture", async () => {
  const red = await pixels(await run(start(await drawing("#ff0000"))))
  const blue = await pixels(await run(start(await drawing("#0000ff"))))
  expect(red.equals(await pixels(await run(start(await drawing("#ff0000")))))).toBe(true)
  expect(red.equals(blue)).toBe(false)
  const mean = (data: Buffer, channel: number) => {
    let sum = 0
    for (let i = channel; i < data.length; i += 3) sum += data[i]!
    return sum / (data.length / 3)
  }
  expect(mean(red, 0)).toBeGreaterThan(mean(blue, 0))
  expect(mean(blue, 2)).toBeGreaterThan(mean(red, 2))
})

test("a drawing of another size is fitted; one that is no picture, or far too large, is refused", async () => {
  expect(await sharp(await run(start(await drawing("#00ff00", 32), "source"))).metadata()).toMatchObject({
    width: 64,
    height: 64,
    format: "webp",
  })
  await expect(run(start(Uint8Array.of(1, 2, 3)))).rejects.toMatchObject({ code: "asset/damaged" })
  await expect(run(start(await drawing("#ffffff", 3000)))).rejects.toMatchObject({ code: "asset/damaged" })
})

test("stopped, it begins no further step", async () => {
  const abort = new AbortController()
  let steps = 0
  const stopAfterOne = async () => {
    steps++
    abort.abort()
  }
  await expect(run(start(await drawing("#ff0000")), abort.signal, stopAfterOne)).rejects.toMatchObject({
    code: "job/cancelled",
  })
  expect(steps).toBe(1)
})
