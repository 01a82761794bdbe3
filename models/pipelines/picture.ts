/**
 * Pictures as the pipelines take and give them, and their way to and from a network's value range.
 * Encoding (PNG, WebP) and resizing of uploads are the server's; nothing here touches a disk.
 */

/** An opaque picture: 8-bit sRGB, rows from the top, `rgb.length === widthPx * heightPx * 3`. */
export interface Picture {
  readonly widthPx: number
  readonly heightPx: number
  readonly rgb: Uint8Array
}
