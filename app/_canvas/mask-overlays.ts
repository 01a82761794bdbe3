/**
 * Masks as people see them: over their picture, each stroke in its painter's colour at 45 %, and exactly the mask
 * that would be sent, feather and all. Strokes still in somebody's hand are painted in as they grow.
 */
import type { Mask, MaskStroke } from "../../lib/document/masks.ts"
import { boxOf, type CanvasElement, type ElementId } from "../../lib/document/schema.ts"
import { centreOf } from "../../lib/geometry/geometry.ts"
import {
  applyMaskStrokes,
  copyMaskRaster,
  createMaskRaster,
  finishMask,
  type MaskRaster,
} from "../../lib/mask/rasterise-mask.ts"
import { colourOfPerson } from "../../lib/protocol/presence.ts"
import type { PictureMasks } from "./picture-masks.ts"
import type { CanvasTheme } from "./theme.ts"

/** The longer side of what is shown: enough for an edge that looks sharp, little enough to paint in every frame. */
const SHOWN_SIDE_PX = 320
const OPACITY = 0.45

/** A stroke of a mask in somebody's hand. */
export interface MaskInk extends MaskStroke {
  readonly target: ElementId
}

interface Shown {
  readonly canvas: HTMLCanvasElement
  mask: Mask | undefined
  /** The mask's committed strokes, before inverting and feathering. */
  base: MaskRaster
  /** What the canvas shows. */
  key: string
}

export interface MaskOverlays {
  /**
   * Draws every mask that there is or grows; the context is in canvas units.
   * @param elementOf the element as it is to look now, undefined when it is gone
   */
  draw(
    context: CanvasRenderingContext2D,
    inks: readonly MaskInk[],
    elementOf: (id: ElementId) => CanvasElement | undefined,
    theme: CanvasTheme,
  ): void
}

export function isMaskable(element: CanvasElement | undefined): element is CanvasElement {
  return element?.kind === "image" || element?.kind === "generation"
}

export function createMaskOverlays(masks: PictureMasks): MaskOverlays {
  const shown = new Map<ElementId, Shown>()

  const overlayOf = (element: CanvasElement, inks: readonly MaskInk[], theme: CanvasTheme): HTMLCanvasElement => {
    const [width, height] = element.size
    const scale = SHOWN_SIDE_PX / Math.max(width, height, 1)
    const widthPx = Math.max(1, Math.round(width * scale))
    const heightPx = Math.max(1, Math.round(height * scale))
    let entry = shown.get(element.id)
    const isOfSize = entry?.base.widthPx === widthPx && entry.base.heightPx === heightPx
    if (!entry || !isOfSize) {
      const canvas = document.createElement("canvas")
      canvas.width = widthPx
      canvas.height = heightPx
      entry = { canvas, mask: undefined, base: createMaskRaster(widthPx, heightPx), key: "" }
      shown.set(element.id, entry)
    }
    const mask = masks.read(element.id)
    if (entry.mask !== mask) {
      entry.base = createMaskRaster(widthPx, heightPx)
      applyMaskStrokes(entry.base, mask.strokes)
      entry.mask = mask
      entry.key = ""
    }
    const key = `${theme.accent}/${inks.map((ink) => `${ink.id}:${ink.points.length}`).join(",")}`
    if (key !== entry.key) {
      entry.key = key
      paintOverlay(entry, mask, inks, theme)
    }
    return entry.canvas
  }

  return {
    draw(context, inks, elementOf, theme) {
      const ids = new Set(masks.targets())
      for (const ink of inks) ids.add(ink.target)
      for (const id of shown.keys()) if (!ids.has(id)) shown.delete(id)
      for (const id of ids) {
        const element = elementOf(id)
        if (!isMaskable(element)) continue
        const overlay = overlayOf(
          element,
          inks.filter((ink) => ink.target === id),
          theme,
        )
        drawInBox(context, element, overlay)
      }
    },
  }
}

function paintOverlay(entry: Shown, mask: Mask, inks: readonly MaskInk[], theme: CanvasTheme): void {
  const context = entry.canvas.getContext("2d")
  if (!context) return
  let raster = entry.base
  if (inks.length > 0) {
    raster = copyMaskRaster(raster)
    applyMaskStrokes(raster, inks, mask.strokes.length + 1)
  }
  const data = finishMask(raster, { inverted: mask.inverted, feather: mask.feather ?? 0 })
  const nobody = channelsOf(theme.accent)
  const colours = [nobody, ...[...mask.strokes, ...inks].map((stroke) => channelsOf(colourOfPerson(stroke.author)))]
  const image = context.createImageData(raster.widthPx, raster.heightPx)
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!
    if (value === 0) continue
    // Where a feather or an inversion shows what nobody painted, it is the first painter's, or nobody's.
    const [red, green, blue] = colours[mask.inverted ? 0 : raster.paintedBy[i] || 1] ?? nobody
    image.data[i * 4] = red
    image.data[i * 4 + 1] = green
    image.data[i * 4 + 2] = blue
    image.data[i * 4 + 3] = value * OPACITY
  }
  context.putImageData(image, 0, 0)
}

function drawInBox(context: CanvasRenderingContext2D, element: CanvasElement, overlay: HTMLCanvasElement): void {
  const [width, height] = element.size
  const centre = centreOf(boxOf(element))
  context.save()
  context.translate(centre.x, centre.y)
  context.rotate((element.rotation * Math.PI) / 180)
  context.drawImage(overlay, -width / 2, -height / 2, width, height)
  context.restore()
}

function channelsOf(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}
