import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { createRng } from "../../lib/random/rng.ts"
import { compositePicture, compositeShare } from "./composite.ts"
import { boundsOfMask, planMaskRegion } from "./mask-region.ts"
import type { ModelSizes } from "./model.ts"
import {
  createPicture,
  cropPicture,
  type Picture,
  pictureFromTensor,
  resizePicture,
  tensorFromPicture,
} from "./picture.ts"

function noisePicture(widthPx: number, heightPx: number, seed = 1): Picture {
  const rng = createRng(seed)
  return createPicture(
    widthPx,
    heightPx,
    Uint8Array.from({ length: widthPx * heightPx * 3 }, () => rng.nextInt(256)),
  )
}

const flat = (widthPx: number, heightPx: number, value: number) =>
  createPicture(widthPx, heightPx, new Uint8Array(widthPx * heightPx * 3).fill(value))

const side = fc.integer({ min: 1, max: 40 })

describe("pictures", () => {
  test("bytes of another length are refused", () => {
    expect(() => createPicture(2, 2, new Uint8Array(11))).toThrow("A picture of 2×2 px needs 12 bytes, got 11.")
  })

  test("survive the way to the encoder's range and back", () => {
    fc.assert(
      fc.property(side, side, (widthPx, heightPx) => {
        const picture = noisePicture(widthPx, heightPx)
        const tensor = tensorFromPicture(picture)
        expect(tensor.shape).toEqual([1, 3, heightPx, widthPx])
        expect(pictureFromTensor(tensor)).toEqual(picture)
      }),
      { seed: 4417 },
    )
  })

  test("values beyond the range are clamped", () => {
    const tensor = { shape: [1, 3, 1, 1], data: Float32Array.of(-3, 0, 9) }
    expect([...pictureFromTensor(tensor).rgb]).toEqual([0, 128, 255])
  })

  test("resizing keeps flat colours, the mean, and the same picture at the same size", () => {
    fc.assert(
      fc.property(side, side, side, side, (w, h, toW, toH) => {
        expect(resizePicture(flat(w, h, 77), toW, toH)).toEqual(flat(toW, toH, 77))
        const picture = noisePicture(w, h)
        expect(resizePicture(picture, w, h)).toBe(picture)
      }),
      { seed: 4417 },
    )
    const mean = (picture: Picture) => picture.rgb.reduce((sum, value) => sum + value, 0) / picture.rgb.length
    const large = noisePicture(64, 64)
    expect(mean(resizePicture(large, 16, 16))).toBeCloseTo(mean(large), -0.5)
    expect(mean(resizePicture(large, 200, 90))).toBeCloseTo(mean(large), -0.5)
  })

  test("a crop is the pixels of its box", () => {
    const cropped = cropPicture(noisePicture(5, 4), { x: 2, y: 1, widthPx: 2, heightPx: 3 })
    const whole = noisePicture(5, 4)
    for (let y = 0; y < 3; y++) {
      for (let i = 0; i < 6; i++) expect(cropped.rgb[y * 6 + i]).toBe(whole.rgb[((y + 1) * 5 + 2) * 3 + i])
    }
  })
})

const sizes: ModelSizes = { defaultWidthPx: 64, defaultHeightPx: 64, minPx: 32, maxPx: 128, multipleOfPx: 16 }
const oneSize: ModelSizes = { defaultWidthPx: 64, defaultHeightPx: 64, minPx: 64, maxPx: 64, multipleOfPx: 16 }

describe("where a masked run happens", () => {
  test("an empty mask has no bounds, a single pixel its own", () => {
    expect(boundsOfMask(new Uint8Array(12), 4, 3)).toBeUndefined()
    const mask = new Uint8Array(12)
    mask[6] = 1
    expect(boundsOfMask(mask, 4, 3)).toEqual({ x: 2, y: 1, widthPx: 1, heightPx: 1 })
  })

  test("the box holds the mask, lies in the picture, and is worked on at a size the model makes", () => {
    const picture = fc.tuple(fc.integer({ min: 8, max: 600 }), fc.integer({ min: 8, max: 600 }))
    const unit = fc.double({ min: 0, max: 1, noNaN: true })
    const part = fc.tuple(unit, unit, unit, unit)
    fc.assert(
      fc.property(picture, part, fc.constantFrom(sizes, oneSize), ([w, h], [a, b, c, d], model) => {
        const x = Math.floor(a * (w - 1))
        const y = Math.floor(b * (h - 1))
        const bounds = { x, y, widthPx: 1 + Math.floor(c * (w - 1 - x)), heightPx: 1 + Math.floor(d * (h - 1 - y)) }
        const { box, widthPx, heightPx } = planMaskRegion(bounds, w, h, model)
        expect(box.x).toBeGreaterThanOrEqual(0)
        expect(box.y).toBeGreaterThanOrEqual(0)
        expect(box.x + box.widthPx).toBeLessThanOrEqual(w)
        expect(box.y + box.heightPx).toBeLessThanOrEqual(h)
        expect(box.x).toBeLessThanOrEqual(bounds.x)
        expect(box.y).toBeLessThanOrEqual(bounds.y)
        expect(box.x + box.widthPx).toBeGreaterThanOrEqual(bounds.x + bounds.widthPx)
        expect(box.y + box.heightPx).toBeGreaterThanOrEqual(bounds.y + bounds.heightPx)
        for (const length of [widthPx, heightPx]) {
          expect(length % model.multipleOfPx).toBe(0)
          expect(length).toBeGreaterThanOrEqual(model.minPx)
          expect(length).toBeLessThanOrEqual(model.maxPx)
        }
      }),
      { seed: 4417, numRuns: 300 },
    )
  })

  test("a small repair in a large picture is done at the model's own size, with context", () => {
    const region = planMaskRegion({ x: 300, y: 200, widthPx: 20, heightPx: 20 }, 800, 600, oneSize)
    expect(region).toEqual({ box: { x: 250, y: 150, widthPx: 120, heightPx: 120 }, widthPx: 64, heightPx: 64 })
  })
})

describe("laying a part over its picture", () => {
  test("never touches a pixel where the mask is 0, and shows the part where it is full", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 60 }),
        fc.nat(99),
        fc.integer({ min: 0, max: 8 }),
        (size, seed, feather) => {
          const rng = createRng(seed)
          const mask = Uint8Array.from({ length: size * size }, () => (rng.next() < 0.5 ? 0 : rng.nextInt(256)))
          const picture = noisePicture(size, size, seed)
          const box = { x: 1, y: 2, widthPx: size - 4, heightPx: size - 5 }
          const share = compositeShare(mask, size, size, feather)
          const made = compositePicture(picture, noisePicture(box.widthPx, box.heightPx, seed + 1), box, share)
          const changed = made.rgb.findIndex((value, i) => mask[Math.floor(i / 3)] === 0 && value !== picture.rgb[i])
          expect(changed).toBe(-1)
        },
      ),
      { seed: 4417 },
    )
    const mask = new Uint8Array(400).fill(255)
    const box = { x: 0, y: 0, widthPx: 20, heightPx: 20 }
    const part = noisePicture(20, 20, 9)
    expect(compositePicture(flat(20, 20, 0), part, box, compositeShare(mask, 20, 20, 3))).toEqual(part)
  })

  test("a hard edge is softened inwards, thin strokes stay visible", () => {
    const mask = Uint8Array.from({ length: 400 }, (_, i) => (i % 20 >= 10 ? 255 : 0))
    const row = compositeShare(mask, 20, 20, 2).slice(100, 120)
    expect([...row.slice(0, 10)]).toEqual(new Array(10).fill(0))
    expect(row[10]).toBeGreaterThan(0.5)
    expect(row[11]).toBeGreaterThan(row[10] as number)
    expect([...row.slice(12)]).toEqual(new Array(8).fill(1))
    const stroke = Uint8Array.from({ length: 400 }, (_, i) => (i % 20 === 10 ? 255 : 0))
    expect(compositeShare(stroke, 20, 20, 2)[110]).toBeGreaterThan(0.4)
  })

  test("a part that came out a little darker everywhere is lifted to the picture's colours", () => {
    const mask = Uint8Array.from({ length: 400 }, (_, i) => (i % 20 >= 10 ? 255 : 0))
    const share = compositeShare(mask, 20, 20, 1)
    const box = { x: 0, y: 0, widthPx: 20, heightPx: 20 }
    expect(compositePicture(flat(20, 20, 100), flat(20, 20, 95), box, share)).toEqual(flat(20, 20, 100))
    // but another picture is not bent into this one
    const other = compositePicture(flat(20, 20, 100), flat(20, 20, 200), box, share)
    expect(other.rgb[19 * 3]).toBe(180)
  })
})
