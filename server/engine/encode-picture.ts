/** Pictures as bytes: what the engine sends, and how what it is sent is read. */
import sharp from "sharp"
import { AppError } from "../../lib/errors.ts"
import type { Picture } from "../../models/pipelines/picture.ts"
import { generatedXmp } from "../assets/generated-xmp.ts"

// The engine's cores belong to the model; encoding a 256 px picture takes 2 ms on one thread.
sharp.concurrency(1)
sharp.cache(false)

const raw = (picture: Picture) =>
  sharp(picture.rgb, { raw: { width: picture.widthPx, height: picture.heightPx, channels: 3 } })

/** A step's picture: WebP, small (about 6 KB at 256 px) and quick rather than perfect. */
export function encodePreview(picture: Picture): Promise<Buffer> {
  return raw(picture).webp({ quality: 78, effort: 0 }).toBuffer()
}

/** The finished picture without loss, marked as made by a model (IPTC digital source type) for whoever reads it. */
export function encodeResult(picture: Picture, prompt: string): Promise<Buffer> {
  return raw(picture).png({ compressionLevel: 6, adaptiveFiltering: true }).withXmp(generatedXmp(prompt)).toBuffer()
}

/**
 * Decodes an asset to exactly `widthPx` × `heightPx`, cropped to cover, transparency on white.
 * @throws {AppError} asset/damaged
 */
export async function decodePicture(bytes: Uint8Array, widthPx: number, heightPx: number): Promise<Picture> {
  try {
    const rgb = await sharp(bytes)
      .resize(widthPx, heightPx, { fit: "cover" })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .raw()
      .toBuffer()
    return { widthPx, heightPx, rgb: new Uint8Array(rgb) }
  } catch (cause) {
    throw new AppError("asset/damaged", "A picture this job needs cannot be decoded.", { cause })
  }
}

/**
 * Decodes a mask asset: [heightPx, widthPx], 255 = repaint, 0 = keep. White marks what to repaint; black and
 * transparency keep.
 * @throws {AppError} mask/wrong-size, mask/empty, asset/damaged
 */
export async function decodeMask(bytes: Uint8Array, widthPx: number, heightPx: number): Promise<Uint8Array> {
  const { data, info } = await readGrey(bytes)
  if (info.width !== widthPx || info.height !== heightPx) {
    throw new AppError(
      "mask/wrong-size",
      `The mask must be ${widthPx} × ${heightPx} px like its picture, it is ${info.width} × ${info.height}.`,
    )
  }
  if (!data.some((value) => value > 0)) throw new AppError("mask/empty", "The mask is empty: paint what should change.")
  return new Uint8Array(data)
}

async function readGrey(bytes: Uint8Array) {
  try {
    return await sharp(bytes).flatten({ background: "#000000" }).greyscale().raw().toBuffer({ resolveWithObject: true })
  } catch (cause) {
    throw new AppError("asset/damaged", "The mask of this job cannot be decoded.", { cause })
  }
}
