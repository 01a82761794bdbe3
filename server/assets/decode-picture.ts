/**
 * Foreign picture bytes → our own: looked at before decoding, decoded within limits, encoded afresh. What is stored is
 * never what was sent, so nothing hidden in a file (scripts, places, second formats) survives.
 */
import sharp, { type Metadata } from "sharp"
import { AppError } from "../../lib/errors.ts"

export const MAX_UPLOAD_BYTES = 20 * 2 ** 20
export const MAX_PICTURE_PIXELS = 4096 * 4096

const FORMATS = ["png", "jpeg", "webp", "gif", "heif"] as const
type Format = (typeof FORMATS)[number]

/** Process-wide: libvips knows dozens of formats; a decoder that is not needed is a hole that is not needed. */
sharp.block({ operation: ["VipsForeignLoad"] })
sharp.unblock({
  operation: [
    "VipsForeignLoadPngBuffer",
    "VipsForeignLoadJpegBuffer",
    "VipsForeignLoadWebpBuffer",
    "VipsForeignLoadNsgifBuffer",
    "VipsForeignLoadHeifBuffer",
  ],
})

export interface Picture {
  readonly bytes: Uint8Array
  readonly mime: "image/png" | "image/jpeg" | "image/webp"
  readonly width: number
  readonly height: number
}

const DECODE_TIMEOUT_S = 15

/** failOn error: half a picture is refused, a camera's harmless oddities are not. One page: films are not uploaded. */
const open = (bytes: Uint8Array) =>
  sharp(bytes, { limitInputPixels: MAX_PICTURE_PIXELS, failOn: "error", pages: 1, sequentialRead: true })

/**
 * Decodes a picture and encodes it afresh, upright, without metadata; an animation becomes its first picture.
 * @throws {AppError} `asset/unsupported`, `asset/too-large`, `asset/damaged`
 */
export async function reencodePicture(bytes: Uint8Array): Promise<Picture> {
  const format = await inspect(bytes)
  const upright = open(bytes).autoOrient().toColourspace("srgb").timeout({ seconds: DECODE_TIMEOUT_S })
  const encoded =
    format === "jpeg"
      ? upright.jpeg({ quality: 92 })
      : format === "png" || format === "gif"
        ? upright.png({ compressionLevel: 6 })
        : upright.webp({ quality: 92 })
  try {
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true })
    return { bytes: data, mime: mimeOf(info.format), width: info.width, height: info.height }
  } catch (cause) {
    throw new AppError("asset/damaged", "This picture cannot be decoded: the file is damaged or cut off.", { cause })
  }
}

/**
 * Reads what a picture of our own (an engine's result, a film) is, and leaves its bytes as they are.
 * @throws {AppError} as `reencodePicture`
 */
export async function inspectPicture(bytes: Uint8Array): Promise<Picture> {
  await inspect(bytes)
  const { format, width, height } = await open(bytes).metadata()
  return { bytes, mime: mimeOf(format), width, height }
}

/** Everything that can be known without decoding: what it is, and how much decoding it would be. */
async function inspect(bytes: Uint8Array): Promise<Format> {
  if (bytes.length === 0) throw new AppError("asset/damaged", "There is no picture in this upload: it is empty.")
  if (bytes.length > MAX_UPLOAD_BYTES) throw tooManyBytes()
  refuseOtherKinds(bytes)
  let metadata: Metadata
  try {
    metadata = await open(bytes).metadata()
  } catch (cause) {
    // libvips compares the header's size with the limit before it decodes anything.
    if (cause instanceof Error && /pixel limit/i.test(cause.message)) throw tooManyPixels(cause)
    throw new AppError("asset/damaged", "This picture cannot be decoded: the file is damaged or cut off.", { cause })
  }
  const format = FORMATS.find((known) => known === metadata.format)
  if (!format) throw unsupported(`${metadata.format} is not one of them.`)
  if (metadata.width * metadata.height > MAX_PICTURE_PIXELS) throw tooManyPixels()
  return format
}

export function tooManyBytes(): AppError {
  return new AppError("asset/too-large", `Pictures may have at most ${MAX_UPLOAD_BYTES / 2 ** 20} MB.`)
}

function tooManyPixels(cause?: unknown): AppError {
  const message = `Pictures may have at most ${MAX_PICTURE_PIXELS} pixels (4096 × 4096); this one has more.`
  return new AppError("asset/too-large", message, { cause })
}

function unsupported(why: string): AppError {
  return new AppError("asset/unsupported", `Pictures must be PNG, JPEG, WebP, GIF or AVIF. ${why}`)
}

/** A specific word for what people most often try, and nothing but known first bytes gets further. */
function refuseOtherKinds(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512))
  const binary = start.toString("latin1")
  const isPicture =
    binary.startsWith("\x89PNG\r\n\x1a\n") ||
    binary.startsWith("\xff\xd8\xff") ||
    binary.startsWith("GIF8") ||
    (binary.startsWith("RIFF") && binary.slice(8, 12) === "WEBP") ||
    (binary.slice(4, 8) === "ftyp" && /avif|avis|mif1|miaf/.test(binary.slice(8, 40)))
  if (isPicture) return
  const text = start.toString("utf8").trimStart().toLowerCase()
  if (text.startsWith("<svg") || (text.startsWith("<?xml") && text.includes("<svg")) || text.includes("<svg")) {
    throw unsupported("SVG can carry scripts and is not taken: export it as PNG.")
  }
  if (binary.startsWith("%PDF")) throw unsupported("This is a PDF: export the page as PNG.")
  if (binary.slice(4, 8) === "ftyp") throw unsupported("This is a video or HEIC picture: save it as JPEG.")
  throw unsupported("This file is something else.")
}

function mimeOf(format: string): Picture["mime"] {
  if (format === "png") return "image/png"
  if (format === "jpeg") return "image/jpeg"
  if (format === "webp") return "image/webp"
  throw unsupported(`${format} is not kept.`)
}
