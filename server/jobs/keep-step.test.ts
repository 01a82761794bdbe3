import sharp from "sharp"
import { expect, test } from "vitest"
import { joinFilm } from "../../lib/film/film.ts"
import { encodeStep, frameOfFilm } from "./keep-step.ts"

const solid = (background: string) =>
  sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .webp()
    .toBuffer()

async function colourOf(picture: Uint8Array): Promise<number[]> {
  const { channels } = await sharp(picture).stats()
  return channels.slice(0, 3).map((channel) => Math.round(channel.mean / 25))
}

test("a step is cut out of the film as it was shown, and marked as made by a model", async () => {
  const film = joinFilm(await Promise.all(["#ff0000", "#00ff00", "#0000ff"].map(solid)), { widthPx: 64, heightPx: 64 })
  const picture = await encodeStep(frameOfFilm(film, 1), "a green <square>")
  expect(await colourOf(picture)).toEqual([0, 10, 0])
  const metadata = await sharp(picture).metadata()
  expect(metadata).toMatchObject({ format: "png", width: 64, height: 64 })
  expect(metadata.xmp?.toString()).toMatch(/trainedAlgorithmicMedia.*a green &#60;square&#62;/s)
})

test("a step the film has not, and bytes that are no picture, are refused", async () => {
  const film = joinFilm([await solid("#ff0000")], { widthPx: 64, heightPx: 64 })
  expect(() => frameOfFilm(film, 1)).toThrow(/has 1 step, so there is no step 2/)
  await expect(encodeStep(new Uint8Array(20), "x")).rejects.toMatchObject({ code: "asset/damaged" })
})
