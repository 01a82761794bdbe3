import sharp, { type Color } from "sharp"
import { describe, expect, test } from "vitest"
import { decodeMask, decodePicture, encodePreview, encodeResult } from "./encode-picture.ts"

const flat = (width: number, height: number, background: Color, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background } })
const noise = (side: number) => ({
  widthPx: side,
  heightPx: side,
  rgb: Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 7919) % 256),
})

describe("what the engine sends", () => {
  test("a result is lossless and says that a model made it, whatever the prompt says", async () => {
    const picture = noise(32)
    const png = await encodeResult(picture, `<a> & "b" 'c' ]]> 🌅`)
    expect(new Uint8Array(await sharp(png).removeAlpha().raw().toBuffer())).toEqual(picture.rgb)
    const xmp = (await sharp(png).metadata()).xmp!.toString()
    expect(xmp).toContain("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")
    expect(xmp).toContain("&#60;a&#62; &#38; &#34;b&#34; &#39;c&#39; ]]&#62; 🌅")
  })

  test("the same picture is the same bytes", async () => {
    expect(await encodeResult(noise(32), "x")).toEqual(await encodeResult(noise(32), "x"))
  })

  test("a preview is a still WebP of the same size", async () => {
    const webp = await encodePreview(noise(48))
    expect(await sharp(webp).metadata()).toMatchObject({ format: "webp", width: 48, height: 48 })
  })
})

describe("pictures a job needs", () => {
  test("are cropped to cover, and transparency is white", async () => {
    const wide = await sharp({
      create: { width: 60, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer()
    const { widthPx, heightPx, rgb } = await decodePicture(wide, 16, 16)
    expect([widthPx, heightPx, rgb.length]).toEqual([16, 16, 16 * 16 * 3])
    expect(rgb.every((value) => value === 255)).toBe(true)
  })

  test("are three channels even when they are grey", async () => {
    const grey = await flat(8, 8, "#777777").greyscale().png().toBuffer()
    const { rgb } = await decodePicture(grey, 8, 8)
    expect(rgb.length).toBe(8 * 8 * 3)
    expect(rgb.every((value) => value === 0x77)).toBe(true)
  })

  test("that are damaged are refused", async () => {
    const png = await flat(64, 64, "#123456").png().toBuffer()
    await expect(decodePicture(Buffer.from("no picture"), 8, 8)).rejects.toMatchObject({ code: "asset/damaged" })
    await expect(decodePicture(png.subarray(0, 60), 8, 8)).rejects.toMatchObject({ code: "asset/damaged" })
  })
})

describe("masks", () => {
  test("white repaints, black and transparency keep", async () => {
    const mask = await flat(8, 4, { r: 0, g: 0, b: 0, alpha: 0 }, 4)
      .composite([{ input: await flat(3, 4, "#ffffff").png().toBuffer(), left: 0, top: 0 }])
      .png()
      .toBuffer()
    const values = await decodeMask(mask, 8, 4)
    expect([...values.subarray(0, 8)]).toEqual([255, 255, 255, 0, 0, 0, 0, 0])
    expect(values.length).toBe(32)
  })

  test("of the wrong size, empty, or damaged are refused by name", async () => {
    const black = await flat(8, 8, "#000000").png().toBuffer()
    await expect(decodeMask(black, 8, 9)).rejects.toMatchObject({ code: "mask/wrong-size" })
    await expect(decodeMask(black, 8, 8)).rejects.toMatchObject({ code: "mask/empty" })
    await expect(decodeMask(Buffer.from("no"), 8, 8)).rejects.toMatchObject({ code: "asset/damaged" })
  })
})
