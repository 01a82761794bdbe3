/**
 * A greyscale picture as PNG, without a canvas: browsers that blur what pages read back from a canvas, against being
 * recognised, would blur the mask. Stored, not compressed: 64 KB at 256 px; the server packs it.
 * Source: PNG specification, third edition, sections 5 and 11; zlib: RFC 1950 and 1951, section 3.2.4.
 */
import { AppError } from "../errors.ts"

/** The longest a stored deflate block can be. */
const MAX_BLOCK = 65_535

/**
 * @param grey [heightPx, widthPx], 0 to 255
 * @returns the PNG's bytes; the same grey gives the same bytes
 * @throws {AppError} mask/wrong-size when the values do not fit the size
 */
export function encodeGreyPng(grey: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  if (grey.length !== widthPx * heightPx || grey.length === 0) {
    throw new AppError(
      "mask/wrong-size",
      `A mask of ${widthPx} × ${heightPx} px needs that many values, got ${grey.length}.`,
    )
  }
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, widthPx)
  view.setUint32(4, heightPx)
  // 8 bits, greyscale, deflate, the usual filters, not interlaced.
  header.set([8, 0, 0, 0, 0], 8)
  const rows = new Uint8Array((widthPx + 1) * heightPx)
  // Each row begins with its filter, 0: none.
  for (let y = 0; y < heightPx; y++) rows.set(grey.subarray(y * widthPx, (y + 1) * widthPx), y * (widthPx + 1) + 1)
  return concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("IDAT", storedZlib(rows)),
    chunk("IEND", new Uint8Array(0)),
  ])
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  for (let i = 0; i < 4; i++) bytes[4 + i] = name.charCodeAt(i)
  bytes.set(data, 8)
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)))
  return bytes
}

function storedZlib(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)]
  for (let at = 0; at < data.length; at += MAX_BLOCK) {
    const block = data.subarray(at, at + MAX_BLOCK)
    const isLast = at + MAX_BLOCK >= data.length ? 1 : 0
    const { length } = block
    parts.push(Uint8Array.of(isLast, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255), block)
  }
  const check = new Uint8Array(4)
  new DataView(check.buffer).setUint32(0, adler32(data))
  parts.push(check)
  return concat(parts)
}

function adler32(data: Uint8Array): number {
  let low = 1
  let high = 0
  for (const byte of data) {
    low = (low + byte) % 65_521
    high = (high + low) % 65_521
  }
  return high * 65_536 + low
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1
  return crc >>> 0
})

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of data) crc = CRC_TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
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
