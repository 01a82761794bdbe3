import fc from "fast-check"
import { expect, test } from "vitest"
import { createRng } from "../../lib/random/rng.ts"
import { medianOf, seamGradients } from "../../tests/support/seam-gradients.ts"
import { createToyModel } from "../toy/toy-model.ts"
import type { DiffusionModel } from "./model.ts"
import { createPicture, type Picture, pictureFromTensor } from "./picture.ts"
import { tileStarts, tileWeight, type UpscaleEvent, type UpscaleRequest, upscale } from "./upscale.ts"

const toy = createToyModel({ sizePx: 64 })
const rng = createRng(3)
const picture = createPicture(
  80,
  48,
  Uint8Array.from({ length: 80 * 48 * 3 }, () => rng.nextInt(256)),
)
const request: UpscaleRequest = { picture, factor: 2, prompt: "dunes", seed: 5, stepCount: 6, guidance: 1 }

async function run(changes: Partial<UpscaleRequest> = {}, signal?: AbortSignal, model: DiffusionModel = toy) {
  const events: UpscaleEvent[] = []
  for await (const event of upscale(model, { ...request, ...changes }, signal ? { signal } : {})) events.push(event)
  const last = events.at(-1)
  if (last?.type !== "result") throw new Error("no result")
  return { image: last.image, tiles: events.length - 1 }
}

test("tiles cover every pixel, overlap by a quarter, stay inside, and stand on whole cells", () => {
  const [total, length, cell] = [
    fc.integer({ min: 1, max: 4096 }),
    fc.constantFrom(64, 256, 512),
    fc.constantFrom(1, 8),
  ]
  fc.assert(
    fc.property(total, length, cell, (total, length, cell) => {
      const starts = tileStarts(total, length, cell)
      expect(starts.slice(0, -1).filter((start) => start % cell !== 0)).toEqual([])
      expect(starts[0]).toBe(0)
      if (total > length) expect((starts.at(-1) as number) + length).toBe(total)
      for (let i = 1; i < starts.length; i++) {
        expect((starts[i] as number) - (starts[i - 1] as number)).toBeLessThanOrEqual(length * 0.75 + cell)
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

test("where tiles begin and end the picture changes no more than elsewhere", async () => {
  const ramp = Uint8Array.from({ length: 96 * 96 * 3 }, (_, i) => 60 + (Math.floor(i / 3) % 96) + rng.nextInt(20))
  for (const factor of [2, 4] as const) {
    const { image } = await run({ picture: createPicture(96, 96, ramp), factor, strength: 1 })
    // At a strength where the tiles differ as much as they can. The toy draws cells of 8 px, so that only every eighth line of pixels differs from the one before.
    const seams = seamGradients(image, { tileLengthPx: 64, cellPx: 8 })
    expect(seams.length).toBe(factor === 2 ? 12 : 28)
    expect(medianOf(seams)).toBeLessThan(1.15)
    expect(medianOf(seams)).toBeGreaterThan(0.5)
  }
})

test("tiles that come out in another tint are laid in the colours they had", async () => {
  let tile: Picture | undefined
  let tint = 0
  const tinting: DiffusionModel = {
    ...toy,
    encodeImage: (pixels) => {
      tile = pictureFromTensor(pixels)
      return toy.encodeImage(pixels)
    },
    decode: async () => {
      tint = tint === 15 ? -15 : 15
      return { ...tile!, rgb: tile!.rgb.map((value) => value + tint) }
    },
  }
  const half = Uint8Array.from({ length: 96 * 96 * 3 }, (_, i) => (Math.floor(i / 3) % 96 < 48 ? 90 : 120))
  const { image } = await run({ picture: createPicture(96, 96, half) }, undefined, tinting)
  const row = Array.from({ length: 192 }, (_, x) => image.rgb[(70 * 192 + x) * 3] as number)
  expect(row.slice(0, 90)).toEqual(Array(90).fill(90))
  expect(row.slice(102)).toEqual(Array(90).fill(120))
})

test("a picture smaller than a tile, and one whose last tile stands on no whole cell, come out whole", async () => {
  for (const [widthPx, heightPx] of [
    [20, 9],
    [75, 51],
  ] as const) {
    const grey = createPicture(widthPx, heightPx, new Uint8Array(widthPx * heightPx * 3).fill(128))
    const { image } = await run({ picture: grey, strength: 0.2 })
    expect([image.widthPx, image.heightPx, image.rgb.length]).toEqual([
      widthPx * 2,
      heightPx * 2,
      widthPx * heightPx * 12,
    ])
    expect(Math.min(...image.rgb)).toBeGreaterThan(20)
  }
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
