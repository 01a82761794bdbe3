import sharp from "sharp"
import { expect, test } from "vitest"
import { joinFilm, splitFilm } from "./film.ts"

const size = { widthPx: 33, heightPx: 21 }
const still = async (value: number) =>
  new Uint8Array(
    await sharp({ create: { width: 33, height: 21, channels: 3, background: { r: value, g: 40, b: 255 - value } } })
      .webp({ quality: 80 })
      .toBuffer(),
  )

test("frames come out of a film byte for byte as they went in", async () => {
  const frames = await Promise.all([0, 60, 61, 250].map(still))
  expect(splitFilm(joinFilm(frames, size))).toEqual(frames)
})

test("other readers see the animation: its frames, its times, each frame whole", async () => {
  const film = joinFilm(await Promise.all([0, 60, 250].map(still)), size)
  const seen = await sharp(film, { animated: true }).metadata()
  expect(seen).toMatchObject({ format: "webp", pages: 3, pageHeight: 21, width: 33, loop: 0, delay: [300, 300, 2000] })
  const middle = await sharp(film, { page: 1 }).stats()
  expect(middle.channels[0]!.mean).toBeCloseTo(60, -1)
})

test("a still picture is its own only frame", async () => {
  const picture = await still(9)
  expect(splitFilm(picture)).toEqual([picture])
})

test("what is no WebP, cut off, or empty is refused", async () => {
  const film = joinFilm([await still(1), await still(2)], size)
  expect(() => splitFilm(new Uint8Array(40))).toThrow(/not a WebP/)
  expect(() => splitFilm(film.slice(0, -9))).toThrow(/cut off/)
  expect(() => joinFilm([], size)).toThrow(/at least one/)
  expect(() => joinFilm([Uint8Array.from(film.slice(0, 12))], size)).toThrow(/no picture/)
})
