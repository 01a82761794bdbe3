import fc from "fast-check"
import { expect, test } from "vitest"
import { createRng } from "../../lib/random/rng.ts"
import { createToyModel } from "../toy/toy-model.ts"
import { createPicture } from "./picture.ts"
import { tileStarts, tileWeight, type UpscaleEvent, type UpscaleRequest, upscale } from "./upscale.ts"

const toy = createToyModel({ sizePx: 64 })
const rng = createRng(3)
const picture = createPicture(
  80,
  48,
  Uint8Array.from({ length: 80 * 48 * 3 }, () => rng.nextInt(256)),
)
const request: UpscaleRequest = { picture, factor: 2, prompt: "dunes", seed: 5, stepCount: 6, guidance: 1 }

async function run(changes: Partial<UpscaleRequest> = {}, signal?: AbortSignal) {
  const events: UpscaleEvent[] = []
  for await (const event of upscale(toy, { ...request, ...changes }, signal ? { signal } : {})) events.push(event)
  const last = events.at(-1)
  if (last?.type !== "result") throw new Error("no result")
  return { image: last.image, tiles: events.length - 1 }
}

test("tiles cover every pixel, overlap by a quarter, and stay inside", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4096 }), fc.constantFrom(64, 256, 512), (total, length) => {
      const starts = tileStarts(total, length)
      expect(starts[0]).toBe(0)
      if (total > length) expect((starts.at(-1) as number) + length).toBe(total)
      for (let i = 1; i < starts.length; i++) {
        expect((starts[i] as number) - (starts[i - 1] as number)).toBeLessThanOrEqual(length * 0.75 + 1)
      }
    }),
    { seed: 4417 },
  )
})

test("a tile's weight is small at its edge, full inside, and changes slowly, which is what hides the seam", () => {
  const weights = Array.from({ length: 256 }, (_, i) => tileWeight(i, 256))
  expect(weights[0]).toBeLessThan(0.001)
  expect(weights[0]).toBeGreaterThan(0)
  expect(weights[128]).toBe(1)
  for (let i = 1; i < 256; i++) expect(Math.abs((weights[i] as number) - (weights[i - 1] as number))).toBeLessThan(0.03)
})

test("the picture is twice or four times as large, from overlapping tiles", async () => {
  const twice = await run()
  expect([twice.image.widthPx, twice.image.heightPx, twice.tiles]).toEqual([160, 96, 6])
  const four = await run({ factor: 4, stepCount: 3 })
  expect([four.image.widthPx, four.image.heightPx]).toEqual([320, 192])
})

test("a smooth picture has no step where tiles meet", async () => {
  const ramp = createPicture(
    96,
    96,
    Uint8Array.from({ length: 96 * 96 * 3 }, (_, i) => 60 + (Math.floor(i / 3) % 96)),
  )
  const { image } = await run({ picture: ramp, strength: 0.2 })
  // The toy draws cells of 8 px: compare means of whole cells, along one row.
  const cells = Array.from({ length: 24 }, (_, cell) => {
    let sum = 0
    for (let x = cell * 8; x < cell * 8 + 8; x++) sum += image.rgb[(96 * 192 + x) * 3] as number
    return sum / 8
  })
  const jumps = cells.slice(1).map((value, i) => Math.abs(value - (cells[i] as number)))
  const middle = [...jumps].sort((a, b) => a - b)[Math.floor(jumps.length / 2)] as number
  expect(Math.max(...jumps)).toBeLessThan(4 * middle + 6)
})

test("is cancelled between steps, and refuses what it cannot do", async () => {
  const stop = new AbortController()
  stop.abort()
  await expect(run({}, stop.signal)).rejects.toMatchObject({ code: "job/cancelled" })
  await expect(run({ strength: 0 })).rejects.toMatchObject({ code: "strength/out-of-range" })
  const wide = createPicture(2000, 8, new Uint8Array(2000 * 8 * 3))
  await expect(run({ picture: wide, factor: 4 })).rejects.toMatchObject({ code: "size/out-of-range" })
  const blind = { ...toy, info: { ...toy.info, capabilities: { ...toy.info.capabilities, imageToImage: false } } }
  await expect(upscale(blind, request).next()).rejects.toMatchObject({ code: "model/cannot" })
})
