/** Pictures as bytes in the browser: read from the room, scaled or grown, encoded for the way back. */
import { MAX_SIDE_PX } from "../../lib/job/generation.ts"
import type { Extension } from "./extend-picture.ts"

/** @throws when the picture cannot be had */
export async function readPicture(url: string): Promise<ImageBitmap> {
  const response = await fetch(url, { credentials: "same-origin" })
  if (!response.ok) throw new Error(`Expected the picture at ${url}, got status ${response.status}.`)
  return await createImageBitmap(await response.blob())
}

/** The size a picture is repainted at: its own, or as large as pictures can be. */
export function repaintSize(picture: { readonly width: number; readonly height: number }) {
  const scale = Math.min(1, MAX_SIDE_PX / Math.max(picture.width, picture.height))
  return {
    widthPx: Math.max(1, Math.round(picture.width * scale)),
    heightPx: Math.max(1, Math.round(picture.height * scale)),
    isScaled: scale < 1,
  }
}

export function scaledPng(picture: ImageBitmap, widthPx: number, heightPx: number): Promise<Blob> {
  return drawPng(widthPx, heightPx, (context) => {
    context.imageSmoothingQuality = "high"
    context.drawImage(picture, 0, 0, widthPx, heightPx)
  })
}

/** The picture in its larger room, the new part filled with its edge's colours. */
export function extendedPng(picture: ImageBitmap, extension: Extension): Promise<Blob> {
  const { widthPx, heightPx, x, y } = extension
  const { width, height } = picture
  const right = widthPx - x - width
  const bottom = heightPx - y - height
  return drawPng(widthPx, heightPx, (context) => {
    context.imageSmoothingEnabled = false
    if (x > 0) context.drawImage(picture, 0, 0, 1, height, 0, y, x, height)
    if (right > 0) context.drawImage(picture, width - 1, 0, 1, height, x + width, y, right, height)
    if (y > 0) context.drawImage(picture, 0, 0, width, 1, x, 0, width, y)
    if (bottom > 0) context.drawImage(picture, 0, height - 1, width, 1, x, y + height, width, bottom)
    context.drawImage(picture, x, y)
  })
}

/** @throws when the browser cannot encode it */
export async function drawPng(
  widthPx: number,
  heightPx: number,
  draw: (context: CanvasRenderingContext2D) => void,
): Promise<Blob> {
  const blob = await drawBlob({ widthPx, heightPx, type: "image/png" }, (context) => {
    // Opaque: transparency would become white or black somewhere on the way.
    context.fillStyle = "#ffffff"
    context.fillRect(0, 0, widthPx, heightPx)
    draw(context)
  })
  if (!blob) throw new Error("This browser could not encode the picture.")
  return blob
}

/**
 * What `draw` draws, encoded; as PNG where the browser does not write `type`.
 * @returns null when it can encode neither
 * @throws when the browser has no canvas
 */
export async function drawBlob(
  image: { readonly widthPx: number; readonly heightPx: number; readonly type: string; readonly quality?: number },
  draw: (context: CanvasRenderingContext2D) => void,
): Promise<Blob | null> {
  const canvas = document.createElement("canvas")
  canvas.width = image.widthPx
  canvas.height = image.heightPx
  const context = canvas.getContext("2d")
  if (!context) throw new Error("This browser has no canvas to draw on.")
  draw(context)
  return new Promise((resolve) => canvas.toBlob(resolve, image.type, image.quality))
}
