import { describe, expect, test } from "vitest"
import { colourOffsets } from "./match-colours.ts"
import type { Picture } from "./picture.ts"

const SIZE = 96

function pictureOf(valueAt: (x: number, y: number) => number): Picture {
  const rgb = new Uint8Array(SIZE * SIZE * 3)
  for (let i = 0; i < SIZE * SIZE; i++) rgb.fill(valueAt(i % SIZE, Math.floor(i / SIZE)), i * 3, i * 3 + 3)
  return { widthPx: SIZE, heightPx: SIZE, rgb }
}

const whole = { x: 0, y: 0, widthPx: SIZE, heightPx: SIZE }
const shareOf = (shown: (x: number, y: number) => boolean) =>
  Float32Array.from({ length: SIZE * SIZE }, (_, i) => (shown(i % SIZE, Math.floor(i / SIZE)) ? 1 : 0))

describe("colour offsets", () => {
  test("a tint that differs from side to side is taken back on each side", () => {
    const tint = (x: number) => Math.round((x / SIZE) * 30 - 15)
    const picture = pictureOf(() => 120)
    const part = pictureOf((x) => 120 - tint(x))
    const inside = (x: number, y: number) => x > 24 && x < 72 && y > 24 && y < 72
    const offsets = colourOffsets(picture, part, whole, shareOf(inside))
    for (const [x, y] of [
      [26, 48],
      [48, 26],
      [70, 48],
      [48, 70],
    ] as const) {
      expect(Math.abs((offsets[(y * SIZE + x) * 3] as number) - tint(x))).toBeLessThan(3)
    }
  })

  test("next to a kept edge the error of that edge decides, not the whole picture's mean", () => {
    // The lower half is repainted; above it, the kept half is off by 14, but for a far corner that is off the other way.
    const part = pictureOf((x, y) => (x < 16 && y < 16 ? 134 : 106))
    const offsets = colourOffsets(
      pictureOf(() => 120),
      part,
      whole,
      shareOf((_, y) => y >= 48),
    )
    expect(offsets[(50 * SIZE + 60) * 3]).toBeCloseTo(14, 0)
  })

  test("neighbouring pixels are never moved by steps", () => {
    const part = pictureOf((x) => (x < 48 ? 110 : 130))
    const offsets = colourOffsets(
      pictureOf(() => 120),
      part,
      whole,
      shareOf((_, y) => y >= 40),
    )
    let steepest = 0
    for (let y = 40; y < SIZE; y++) {
      for (let x = 1; x < SIZE; x++) {
        const here = offsets[(y * SIZE + x) * 3] as number
        steepest = Math.max(steepest, Math.abs(here - (offsets[(y * SIZE + x - 1) * 3] as number)))
      }
    }
    expect(steepest).toBeLessThan(3)
  })

  test("where nothing is kept, nothing is moved", () => {
    const offsets = colourOffsets(
      pictureOf(() => 0),
      pictureOf(() => 255),
      whole,
      shareOf(() => true),
    )
    expect(offsets.every((value) => value === 0)).toBe(true)
  })

  test("another picture is not pulled to this one's colours: at most 20 of 255", () => {
    const offsets = colourOffsets(
      pictureOf(() => 0),
      pictureOf(() => 255),
      whole,
      shareOf((x) => x > 48),
    )
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(-20)
    expect(offsets[(48 * SIZE + 90) * 3]).toBeLessThan(-15)
  })
})
