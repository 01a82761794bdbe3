/**
 * The film of a picture's steps: one animated WebP whose frames are the steps' own WebP files, put side by side in the
 * container without being encoded again (no time, no second loss), and taken out of it the same way.
 *
 * Source: WebP container specification: RIFF chunks `VP8X`, `ANIM`, `ANMF`, `VP8 `, `VP8L`, `ALPH`.
 */
import { AppError } from "../errors.ts"

const STEP_MS = 300
/** The finished picture stays longer before the film begins again. */
const LAST_MS = 2000
const DO_NOT_BLEND = 0b10
const ANIMATION_FLAG = 0b10
const ALPHA_FLAG = 0b1_0000

/**
 * @param frames still WebP files of one size, at least one; not mutated
 * @throws {AppError} asset/damaged when a frame is no still WebP, or of another size
 */
export function joinFilm(frames: readonly Uint8Array[], size: { widthPx: number; heightPx: number }): Uint8Array {
  if (frames.length === 0) throw new AppError("asset/damaged", "A film needs at least one frame.")
  const images = frames.map(imageChunksOf)
  const bodies = images.map((image, i) => {
    const head = new Uint8Array(16)
    write24(head, 6, size.widthPx - 1)
    write24(head, 9, size.heightPx - 1)
    write24(head, 12, i === frames.length - 1 ? LAST_MS : STEP_MS)
    head[15] = DO_NOT_BLEND
    return chunk("ANMF", head, image)
  })
  const canvas = new Uint8Array(10)
  canvas[0] = ANIMATION_FLAG | (images.some((image) => tagAt(image, 0) === "ALPH") ? ALPHA_FLAG : 0)
  write24(canvas, 4, size.widthPx - 1)
  write24(canvas, 7, size.heightPx - 1)
  // Background colour (4 bytes) and loop count 0: for ever.
  return riff(chunk("VP8X", canvas), chunk("ANIM", new Uint8Array(6)), ...bodies)
}

/**
 * @returns each frame as a still WebP file; a file without animation is its own single frame
 * @throws {AppError} asset/damaged when the bytes are no WebP
 */
export function splitFilm(film: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (const { tag, body } of chunksOf(film)) if (tag === "ANMF") frames.push(riff(body.subarray(16)))
  return frames.length > 0 ? frames : [film]
}

/** The chunks that hold the picture itself, without metadata. */
function imageChunksOf(file: Uint8Array): Uint8Array {
  const kept = chunksOf(file).filter(({ tag }) => tag === "ALPH" || tag === "VP8 " || tag === "VP8L")
  if (kept.length === 0) throw new AppError("asset/damaged", "A film's frame holds no picture.")
  return concat(kept.map(({ tag, body }) => chunk(tag, body)))
}

function chunksOf(file: Uint8Array): { tag: string; body: Uint8Array }[] {
  if (file.length < 12 || tagAt(file, 0) !== "RIFF" || tagAt(file, 8) !== "WEBP") {
    throw new AppError("asset/damaged", "This is not a WebP file.")
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const chunks: { tag: string; body: Uint8Array }[] = []
  let at = 12
  while (at + 8 <= file.length) {
    const size = view.getUint32(at + 4, true)
    if (at + 8 + size > file.length) throw new AppError("asset/damaged", "The WebP file is cut off.")
    chunks.push({ tag: tagAt(file, at), body: file.subarray(at + 8, at + 8 + size) })
    at += 8 + size + (size % 2)
  }
  return chunks
}

function chunk(tag: string, ...bodies: Uint8Array[]): Uint8Array {
  const size = bodies.reduce((sum, body) => sum + body.length, 0)
  // Chunks begin at even offsets; the padding byte does not count.
  const bytes = new Uint8Array(8 + size + (size % 2))
  for (let i = 0; i < 4; i++) bytes[i] = tag.charCodeAt(i)
  new DataView(bytes.buffer).setUint32(4, size, true)
  let at = 8
  for (const body of bodies) {
    bytes.set(body, at)
    at += body.length
  }
  return bytes
}

function riff(...chunks: Uint8Array[]): Uint8Array {
  return chunk(
    "RIFF",
    Uint8Array.from("WEBP", (char) => char.charCodeAt(0)),
    ...chunks,
  )
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function write24(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 255
  bytes[at + 1] = (value >> 8) & 255
  bytes[at + 2] = (value >> 16) & 255
}

function tagAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!)
}
