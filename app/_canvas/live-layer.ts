/**
 * What is drawn above the tiles, every frame anew: captions and chips of pictures, what is in somebody's hand,
 * selections, cursors. In CSS pixels of the container; elements in hand through the camera.
 */
import { boxOf, type CanvasElement, type ElementId } from "../../lib/document/schema.ts"
import {
  type Box,
  boundsOfRotated,
  boxesTouch,
  type Camera,
  inflate,
  type ScreenPoint,
  toScreen,
  visibleBox,
} from "../../lib/geometry/geometry.ts"
import type { Side } from "../../lib/geometry/grow-box.ts"
import { strokeOutline } from "../../lib/stroke/outline.ts"
import { caretIndex } from "../_document/bind-text-field.ts"
import type { CanvasCore, Ink } from "./canvas-core.ts"
import { drawCaptions } from "./draw-captions.ts"
import { drawElement, type PaintSettings, pathOfOutline } from "./draw-element.ts"
import { drawLiveFrames } from "./live-frames.ts"
import { measureWith } from "./measure-text.ts"
import type { RemotePresence, ShownCursor } from "./remote-presence.ts"
import { outlineGapPx, selectedAsShown, shownHandles } from "./selection.ts"
import { caretPlace, fitNote, layoutText, notePadding } from "./text-layout.ts"
import { type CanvasTheme, themedColour } from "./theme.ts"
import { patched, selectionFrame } from "./transform.ts"

type Context = CanvasRenderingContext2D

/** How far ink may leave its box, generously: only what is surely off the screen is left out. */
const MAX_OUTREACH = 200

/** Elements drawn here instead of in the tiles, as they are to look now; back first. */
export function elementsInHand(core: CanvasCore, remote: RemotePresence): CanvasElement[] {
  const shown = new Map<ElementId, CanvasElement>()
  for (const [id, patch] of remote.patches()) {
    const entry = core.scene.get(id)
    if (entry) shown.set(id, patched(entry.element, patch))
  }
  for (const [id, patch] of core.live.patches) {
    const entry = core.scene.get(id)
    if (entry) shown.set(core.live.isCopying ? `${id}/copy` : id, patched(entry.element, patch))
  }
  return [...shown.values()].sort((a, b) => rankOf(core, a.id) - rankOf(core, b.id))
}

const rankOf = (core: CanvasCore, id: ElementId) => core.scene.get(id)?.rank ?? Number.POSITIVE_INFINITY

export function drawLiveLayer(
  context: Context,
  core: CanvasCore,
  options: {
    readonly remote: RemotePresence
    /** What was committed and is not in the tiles yet. */
    readonly lingering: readonly CanvasElement[]
    readonly camera: Camera
    readonly pixelRatio: number
  },
): void {
  const { camera, remote, pixelRatio } = options
  const settings: PaintSettings = { ...core.scene.settings, scale: camera.zoom * pixelRatio }
  const { width, height } = core.viewSize.get()
  const view = visibleBox(camera, width, height)

  throughCamera(context, camera, () => {
    drawLiveFrames(context, core, view)
    for (const element of options.lingering) paint(context, element, settings)
    for (const element of elementsInHand(core, remote)) {
      const box = inflate(boundsOfRotated(boxOf(element), element.rotation), MAX_OUTREACH)
      if (boxesTouch(box, view)) paint(context, element, settings)
    }
    const paper = paperBeingWrittenOn(core)
    if (paper) paint(context, paper, settings)
    const inks = remote.inks()
    drawMasks(context, core, remote, inks)
    for (const ink of inks) if (!ink.mask) drawInk(context, ink, settings.theme)
    if (core.live.ink) drawInk(context, core.live.ink, settings.theme)
    if (core.live.draft) paint(context, core.live.draft, settings)
    drawErasing(context, core, settings.theme)
    drawBrush(context, core, camera)
    drawRemoteCarets(context, core, remote, camera)
  })
  drawCaptions(context, core, { camera, view, remote })
  drawRemoteSelections(context, core, remote, camera)
  drawSelection(context, core, camera)
  drawGrowing(context, core, camera)
  drawGuides(context, core, camera)
  if (core.live.marquee) drawMarquee(context, core.live.marquee, camera, settings.theme)
  for (const cursor of remote.cursors()) drawCursor(context, cursor, camera, settings.theme, width)
}

function throughCamera(context: Context, camera: Camera, draw: () => void): void {
  context.save()
  context.scale(camera.zoom, camera.zoom)
  context.translate(-camera.x, -camera.y)
  draw()
  context.restore()
}

/** Draws an element at its place; the context is in canvas units. */
export function paint(context: Context, element: CanvasElement, settings: PaintSettings): void {
  inElement(context, element, () => drawElement(context, element, settings))
}

/** Draws in an element's own space, (0, 0) at the top left of its unrotated box. */
function inElement(context: Context, element: CanvasElement, draw: () => void): void {
  const [x, y] = element.position
  const [width, height] = element.size
  context.save()
  context.translate(x + width / 2, y + height / 2)
  context.rotate((element.rotation * Math.PI) / 180)
  context.translate(-width / 2, -height / 2)
  draw()
  context.restore()
}

function drawInk(context: Context, ink: Ink, theme: CanvasTheme): void {
  context.fillStyle = themedColour(ink.colour, theme)
  context.fill(pathOfOutline(strokeOutline(ink.points, { width: ink.width, isOver: false })))
}

/** Masks lie over their pictures, also over those that are being moved. */
function drawMasks(context: Context, core: CanvasCore, remote: RemotePresence, inks: readonly Ink[]): void {
  const moving = remote.patches()
  const growing = inks.flatMap((ink) => ink.mask ?? [])
  if (core.live.maskInk) growing.push(core.live.maskInk)
  const elementOf = (id: ElementId) => {
    const element = core.scene.get(id)?.element
    return element && patched(element, core.live.isCopying ? undefined : (core.live.patches.get(id) ?? moving.get(id)))
  }
  core.maskOverlays.draw(context, growing, elementOf, core.theme.get())
}

/** A ring of the brush's size, light and dark, so that it is seen on any picture. */
function drawBrush(context: Context, core: CanvasCore, camera: Camera): void {
  const { brush } = core.live
  if (!brush || core.tool.get() !== "mask") return
  const { size } = core.masks.brush.get()
  for (const [colour, width] of [
    ["rgba(255, 255, 255, 0.9)", 3],
    ["#1d1b18", 1.25],
  ] as const) {
    context.beginPath()
    context.arc(brush.x, brush.y, size / 2, 0, Math.PI * 2)
    context.strokeStyle = colour
    context.lineWidth = width / camera.zoom
    context.stroke()
  }
}

/** A note whose words stand in the editor: its paper is drawn here, so that others' carets show on it. */
function paperBeingWrittenOn(core: CanvasCore): CanvasElement | undefined {
  const element = core.live.editing === undefined ? undefined : core.scene.get(core.live.editing)?.element
  return element?.kind === "note" ? ({ ...element, text: NO_WORDS } as unknown as CanvasElement) : undefined
}

const NO_WORDS = { toString: () => "" }

/** What the eraser has touched is paler until it is lifted. */
function drawErasing(context: Context, core: CanvasCore, theme: CanvasTheme): void {
  if (core.live.erasing.size === 0) return
  context.fillStyle = theme.paper
  context.globalAlpha = 0.72
  for (const id of core.live.erasing) {
    const entry = core.scene.get(id)
    if (entry) context.fillRect(entry.bounds.x, entry.bounds.y, entry.bounds.width, entry.bounds.height)
  }
  context.globalAlpha = 1
}

/** Where others write: a line of their colour in the text, also while one writes in it oneself. */
function drawRemoteCarets(context: Context, core: CanvasCore, remote: RemotePresence, camera: Camera): void {
  const measure = measureWith(core.theme.get().fontFamily)
  for (const { colour, elementId, head } of remote.carets()) {
    const element = core.scene.get(elementId)?.element
    if (element?.kind !== "text" && element?.kind !== "note") continue
    const index = caretIndex(head, element.text)
    if (index === undefined) continue
    const text = element.text.toString()
    const isNote = element.kind === "note"
    const [width, height] = element.size
    const lines = isNote ? fitNote(text, width, height, measure) : layoutText(text, element.fontSize, measure)
    const padding = isNote ? notePadding(width, height) : 0
    const { x, y } = caretPlace(text, index, lines, measure)
    inElement(context, element, () => {
      context.fillStyle = colour
      context.fillRect(padding + x, padding + y + lines.fontSize * 0.1, 2 / camera.zoom, lines.fontSize * 1.1)
    })
  }
}

// --- selections ---------------------------------------------------------------------------------------------

/** The outline of an element's box on screen, `gapPx` outside it. */
function traceBox(context: Context, box: Box, rotation: number, camera: Camera, gapPx: number, radiusPx = 0): void {
  const topLeft = toScreen(camera, box)
  const width = box.width * camera.zoom
  const height = box.height * camera.zoom
  context.save()
  context.translate(topLeft.x + width / 2, topLeft.y + height / 2)
  context.rotate((rotation * Math.PI) / 180)
  context.beginPath()
  context.roundRect(-width / 2 - gapPx, -height / 2 - gapPx, width + 2 * gapPx, height + 2 * gapPx, radiusPx)
  context.restore()
}

function drawSelection(context: Context, core: CanvasCore, camera: Camera): void {
  const { accent, panel } = core.theme.get()
  const { hovered } = core.live
  const elements = selectedAsShown(core)
  context.strokeStyle = accent
  if (hovered !== undefined && !core.selection.get().has(hovered) && core.tool.get() === "select") {
    const entry = core.scene.get(hovered)
    if (entry) {
      context.globalAlpha = 0.5
      context.lineWidth = 1
      traceBox(context, boxOf(entry.element), entry.element.rotation, camera, outlineGapPx(entry.element), 3)
      context.stroke()
      context.globalAlpha = 1
    }
  }
  if (elements.length === 0) return
  context.lineWidth = 1.25
  for (const element of elements) {
    if (element.kind === "arrow" && elements.length === 1 && !element.locked) continue
    context.globalAlpha = elements.length > 1 ? 0.45 : 1
    // Dashed: it is chosen, and cannot be changed.
    context.setLineDash(element.locked ? [4, 4] : [])
    traceBox(context, boxOf(element), element.rotation, camera, outlineGapPx(element), 4)
    context.stroke()
  }
  context.setLineDash([])
  context.globalAlpha = 1
  const frame = selectionFrame(elements)
  if (frame && elements.length > 1) {
    traceBox(context, frame.box, frame.rotation, camera, 2, 2)
    context.stroke()
  }
  if (core.tool.get() !== "select") return
  context.fillStyle = panel
  for (const { hit, at } of shownHandles(core, elements)) {
    context.beginPath()
    if (hit.kind === "resize") context.roundRect(at.x - 4, at.y - 4, 8, 8, 2)
    else if (hit.kind === "extend") traceEdgeHandle(context, at, hit.side, elements[0]?.rotation ?? 0)
    else context.arc(at.x, at.y, hit.kind === "rotate" ? 4.5 : 5, 0, Math.PI * 2)
    context.fill()
    context.stroke()
  }
}

/** A bar along the edge it pulls. */
function traceEdgeHandle(context: Context, at: ScreenPoint, side: Side, rotation: number): void {
  const isUpright = side === "left" || side === "right"
  context.save()
  context.translate(at.x, at.y)
  context.rotate((rotation * Math.PI) / 180)
  if (isUpright) context.roundRect(-2.5, -9, 5, 18, 2.5)
  else context.roundRect(-9, -2.5, 18, 5, 2.5)
  context.restore()
}

/** How far a picture would reach if its edge were let go now. */
function drawGrowing(context: Context, core: CanvasCore, camera: Camera): void {
  const { growing } = core.live
  if (!growing) return
  context.strokeStyle = core.theme.get().accent
  context.lineWidth = 1.25
  context.setLineDash([5, 4])
  traceBox(context, growing.box, growing.rotation, camera, 0, 4)
  context.stroke()
  context.setLineDash([])
}

function drawRemoteSelections(context: Context, core: CanvasCore, remote: RemotePresence, camera: Camera): void {
  const moving = remote.patches()
  for (const { colour, ids } of remote.selections()) {
    context.strokeStyle = colour
    context.lineWidth = 1.5
    for (const id of ids) {
      const entry = core.scene.get(id)
      if (!entry) continue
      const element = patched(entry.element, moving.get(id))
      traceBox(context, boxOf(element), element.rotation, camera, outlineGapPx(element), 4)
      context.stroke()
    }
  }
}

/** The lines that what is in the hand lies in with others. */
function drawGuides(context: Context, core: CanvasCore, camera: Camera): void {
  const { guides } = core.live
  if (guides.length === 0) return
  context.beginPath()
  for (const { axis, at, from, to } of guides) {
    const start = toScreen(camera, axis === "x" ? { x: at, y: from } : { x: from, y: at })
    const end = toScreen(camera, axis === "x" ? { x: at, y: to } : { x: to, y: at })
    context.moveTo(start.x, start.y)
    context.lineTo(end.x, end.y)
  }
  context.strokeStyle = core.theme.get().accent
  context.lineWidth = 1
  context.stroke()
}

function drawMarquee(context: Context, box: Box, camera: Camera, theme: CanvasTheme): void {
  const { x, y } = toScreen(camera, box)
  context.beginPath()
  context.rect(x, y, box.width * camera.zoom, box.height * camera.zoom)
  context.fillStyle = theme.accent
  context.globalAlpha = 0.07
  context.fill()
  context.globalAlpha = 1
  context.strokeStyle = theme.accent
  context.lineWidth = 1
  context.stroke()
}

// --- cursors ------------------------------------------------------------------------------------------------

const ARROW = [
  [0, 0],
  [4.6, 14.5],
  [7.4, 8.6],
  [13.4, 6.2],
] as const

function drawCursor(
  context: Context,
  cursor: ShownCursor,
  camera: Camera,
  theme: CanvasTheme,
  viewWidth: number,
): void {
  const { x, y } = toScreen(camera, cursor)
  context.save()
  context.translate(x, y)
  context.beginPath()
  for (const [dx, dy] of ARROW) context.lineTo(dx, dy)
  context.closePath()
  context.lineJoin = "round"
  context.lineWidth = 3
  context.strokeStyle = "#ffffff"
  context.stroke()
  context.fillStyle = cursor.colour
  context.fill()
  context.font = `600 12.5px ${theme.fontFamily}`
  const width = context.measureText(cursor.label).width + 14
  // At the window's right edge the name stands on the other side.
  const left = x + 10 + width > viewWidth && x <= viewWidth ? -width - 2 : 10
  context.beginPath()
  context.roundRect(left, 13, width, 22, 6)
  context.fill()
  context.fillStyle = "#ffffff"
  context.textBaseline = "middle"
  context.textAlign = "left"
  context.fillText(cursor.label, left + 7, 24.5)
  context.restore()
}
