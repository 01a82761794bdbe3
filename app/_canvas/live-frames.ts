/**
 * Live frames on the canvas: the newest picture drawn over the frame, with what people draw seen through it while they
 * draw; and what is drawn in a frame, also what is still in somebody's hand, as it is sent.
 */
import { boxOf, type CanvasElement } from "../../lib/document/schema.ts"
import { type Box, inflate } from "../../lib/geometry/geometry.ts"
import { strokeOutline } from "../../lib/stroke/outline.ts"
import type { CanvasCore, Ink } from "./canvas-core.ts"
import { pathOfOutline } from "./draw-element.ts"
import { drawnIn, renderRegion } from "./render-region.ts"
import type { Scene } from "./scene.ts"

/** What is drawn in a box of the board at this moment. */
export interface DrawingNow {
  /** The same as long as nothing that is drawn there has changed. */
  readonly version: string
  readonly isEmpty: boolean
  /** This person has a pen down in it. */
  readonly isMine: boolean
  /** On white, whole and centred, into a context of that many pixels. */
  render(context: CanvasRenderingContext2D, size: { readonly widthPx: number; readonly heightPx: number }): void
}

// Elements are new objects after every change, so a number for the object is a number for its state.
const stateNumbers = new WeakMap<CanvasElement, number>()
let lastStateNumber = 0

function stateNumber(element: CanvasElement): number {
  let known = stateNumbers.get(element)
  if (known === undefined) {
    known = ++lastStateNumber
    stateNumbers.set(element, known)
  }
  return known
}

export function drawingIn(
  scene: Scene,
  box: Box,
  inks: { readonly own: Ink | undefined; readonly others: readonly Ink[] },
): DrawingNow {
  const elements = drawnIn(scene, box)
  const own = inks.own && touches(inks.own, box) ? inks.own : undefined
  // One that has landed in the document is there, and not in the hand too.
  const growing = [...inks.others.filter((ink) => touches(ink, box)), ...(own ? [own] : [])].filter(
    (ink) => !scene.get(ink.id),
  )
  const states = elements.map((element) => `${stateNumber(element)}${isLoaded(scene, element) ? "" : "…"}`)
  const points = growing.map((ink) => `${ink.id}:${ink.points.length}`)
  return {
    version: `${box.width}×${box.height} ${states.join(" ")} ${points.join(" ")}`,
    isEmpty: elements.length === 0 && growing.length === 0,
    isMine: own !== undefined,
    render: (context, size) => {
      renderRegion(context, scene, box, size)
      const { scale, x, y } = fit(box, size)
      context.save()
      context.translate(x, y)
      context.scale(scale, scale)
      context.beginPath()
      context.rect(0, 0, box.width, box.height)
      context.clip()
      context.translate(-box.x, -box.y)
      for (const ink of growing) {
        context.fillStyle = ink.colour
        context.fill(pathOfOutline(strokeOutline(ink.points, { width: ink.width, isOver: false })))
      }
      context.restore()
    },
  }
}

/** How a box lies, whole and centred, in a picture: as `renderRegion` lays it. */
function fit(box: Box, { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }) {
  const scale = Math.min(widthPx / Math.max(box.width, 1), heightPx / Math.max(box.height, 1))
  return { scale, x: (widthPx - box.width * scale) / 2, y: (heightPx - box.height * scale) / 2 }
}

function touches(ink: Ink, box: Box): boolean {
  if (ink.mask) return false
  const { x, y, width, height } = inflate(box, ink.width / 2)
  return ink.points.some((point) => point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height)
}

/** A picture that is still on its way here is not in what would be sent. */
function isLoaded({ settings }: Scene, element: CanvasElement): boolean {
  if (element.kind === "image") return settings.pictures.get(element.assetId) !== undefined
  if (element.kind !== "generation") return true
  const { record } = settings.generations.show(element.generationId)
  return record?.state === "done" && settings.pictures.get(record.assetId) !== undefined
}

/** Draws every live frame's picture over what the tiles show of it. The context is in canvas units. */
export function drawLiveFrames(context: CanvasRenderingContext2D, core: CanvasCore, view: Box): void {
  for (const { element } of core.scene.searchCaptioned(view)) {
    if (element.kind !== "frame" || !element.live?.on) continue
    const shown = core.liveFrames.show(element.id)
    if (!shown) continue
    const { image, opacity } = shown
    const box = boxOf(element)
    const { scale, x, y } = fit(box, { widthPx: image.width, heightPx: image.height })
    context.save()
    context.beginPath()
    context.rect(box.x, box.y, box.width, box.height)
    context.clip()
    context.globalAlpha = opacity
    context.imageSmoothingQuality = "high"
    context.drawImage(image, box.x - x / scale, box.y - y / scale, image.width / scale, image.height / scale)
    context.restore()
  }
}
