import fc from "fast-check"
import sharp from "sharp"
import { expect, test } from "vitest"
import { createRng } from "../random/rng.ts"
import { encodeGreyPng } from "./grey-png.ts"

test("another program reads every value back as it was", async () => {
  const size = fc.record({ w: fc.integer({ min: 1, max: 70 }), h: fc.integer({ min: 1, max: 70 }), seed: fc.nat() })
  await fc.assert(
    fc.asyncProperty(size, async ({ w, h, seed }) => {
      const rng = createRng(seed)
      const grey = Uint8Array.from({ length: w * h }, () => rng.nextInt(256))
      const { data, info } = await sharp(encodeGreyPng(grey, w, h))
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true })
      expect([info.width, info.height, info.channels]).toEqual([w, h, 1])
      expect(Buffer.compare(data, grey)).toBe(0)
    }),
    { numRuns: 20 },
  )
})

test("a picture larger than one stored block is whole", async () => {
  const grey = Uint8Array.from({ length: 400 * 300 }, (_, i) => (i * 7) % 256)
  const data = await sharp(encodeGreyPng(grey, 400, 300))
    .greyscale()
    .raw()
    .toBuffer()
  expect(Buffer.compare(data, grey)).toBe(0)
})

test("values that do not fit the size are refused", () => {
  expect(() => encodeGreyPng(new Uint8Array(5), 2, 2)).toThrow(/2 × 2 px/)
  expect(() => encodeGreyPng(new Uint8Array(0), 0, 0)).toThrow()
})
