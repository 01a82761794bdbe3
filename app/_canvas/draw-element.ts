/**
 * Draws one element in its own space: (0, 0) is the top left of its unrotated box, one unit a canvas unit. Detail
 * follows the scale: strokes lose points, writing becomes bars, pictures come from smaller copies.
 */
import type { CanvasElement, ElementOf } from "../../lib/document/schema.ts"
import { stretchPoints, strokeOutline, thinPoints } from "../../lib/stroke/outline.ts"
import { type StrokePoint, unpackPoints } from "../../lib/stroke/pack-points.ts"
import { arrowHeadLength, shadowReach } from "./element-bounds.ts"
import type { GenerationView } from "./generation-view.ts"
import { baselineOf, measureWith } from "./measure-text.ts"
import type { Pictures } from "./pictures.ts"
import { fitNote, LINE_HEIGHT, layoutText, notePadding, type TextLines } from "./text-layout.ts"
import { type CanvasTheme, NOTE_INK, themedColour } from "./theme.ts"

export interface PaintSettings {
  /** Device pixels per canvas unit: what detail is chosen by. */
  scale: number
  theme: CanvasTheme
  readonly pictures: Pictures
  readonly generations: GenerationView
}

type Context = CanvasRenderingContext2D

/** Writing smaller than this many device pixels is drawn as bars. */
const LEGIBLE_PX = 4
/** A box narrower than this many device pixels has no shadow and no rounded corners. */
const PLAIN_BELOW_PX = 36
const PICTURE_RADIUS = 4
const SHADOW_STEPS = 7

export function drawElement(context: Context, element: CanvasElement, settings: PaintSettings): void {
  switch (element.kind) {
    case "stroke":
      drawStroke(context, element, settings)
      break
    case "rectangle":
    case "ellipse":
      drawShape(context, element, settings)
      break
    case "arrow":
      drawArrow(context, element, settings)
      break
    case "text":
      drawText(context, element, settings)
      break
    case "note":
      drawNote(context, element, settings)
      break
    case "frame":
      drawFrame(context, element, settings)
      break
    case "image":
      drawImage(context, element, settings)
      break
    case "generation":
      drawGeneration(context, element, settings)
      break
  }
}

// --- strokes ------------------------------------------------------------------------------------------------

interface StrokeShape {
  readonly points: readonly StrokePoint[]
  readonly paths: Map<number, Path2D>
}

// Elements are new objects after every change, so what is kept for one can never be stale.
const strokeShapes = new WeakMap<CanvasElement, StrokeShape>()

/** A stroke's points relative to its position, as stretched now; empty when its bytes are damaged. */
export function pointsOfStroke(element: ElementOf<"stroke">): readonly StrokePoint[] {
  return shapeOf(element).points
}

function shapeOf(element: ElementOf<"stroke">): StrokeShape {
  let shape = strokeShapes.get(element)
  if (!shape) {
    shape = { points: stretchPoints(readPoints(element.points), element.width, element.size), paths: new Map() }
    strokeShapes.set(element, shape)
  }
  return shape
}

// Another program may have written anything: a damaged stroke is not drawn, and breaks nothing else.
function readPoints(bytes: Uint8Array): readonly StrokePoint[] {
  try {
    return unpackPoints(bytes)
  } catch {
    return []
  }
}

/** Which points are used at a scale: every 2nd, 4th, 6th below 60, 30 and 15 %. */
export function detailOfScale(scale: number): number {
  return scale >= 0.6 ? 1 : scale >= 0.3 ? 2 : scale >= 0.15 ? 4 : 6
}

function drawStroke(context: Context, element: ElementOf<"stroke">, { scale, theme }: PaintSettings): void {
  const shape = shapeOf(element)
  const every = detailOfScale(scale)
  let path = shape.paths.get(every)
  const colour = themedColour(element.colour, theme)
  if (every <= 2) {
    if (!path) {
      path = pathOfOutline(strokeOutline(shape.points, { width: element.width, every }))
      shape.paths.set(every, path)
    }
    context.fillStyle = colour
    context.fill(path)
    return
  }
  // Far away nobody sees pressure: a plain line costs a third of a filled outline.
  if (!path) {
    path = pathOfLine(thinPoints(shape.points, every))
    shape.paths.set(every, path)
  }
  context.strokeStyle = colour
  context.lineWidth = element.width
  context.lineCap = "round"
  context.lineJoin = "round"
  context.stroke(path)
}

/** A closed path through an outline's middles, so that its corners are round. */
export function pathOfOutline(outline: readonly (readonly [number, number])[]): Path2D {
  const path = new Path2D()
  const first = outline[0]
  if (!first) return path
  path.moveTo(first[0], first[1])
  for (let i = 1; i < outline.length; i++) {
    const [x, y] = outline[i]!
    const [nextX, nextY] = outline[(i + 1) % outline.length]!
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2)
  }
  path.closePath()
  return path
}

function pathOfLine(points: readonly StrokePoint[]): Path2D {
  const path = new Path2D()
  const first = points[0]
  if (!first) return path
  path.moveTo(first.x, first.y)
  for (const point of points) path.lineTo(point.x, point.y)
  return path
}

// --- shapes -------------------------------------------------------------------------------------------------

function drawShape(context: Context, element: ElementOf<"rectangle" | "ellipse">, { theme }: PaintSettings): void {
  const [width, height] = element.size
  context.beginPath()
  if (element.kind === "ellipse") context.ellipse(width / 2, height / 2, width / 2, height / 2, 0, 0, Math.PI * 2)
  else context.roundRect(0, 0, width, height, Math.min(6, width / 4, height / 4))
  if (element.fill !== "none") {
    context.fillStyle = themedColour(element.fill, theme)
    context.fill()
  }
  if (element.colour !== "none" && element.width > 0) {
    context.strokeStyle = themedColour(element.colour, theme)
    context.lineWidth = element.width
    context.lineJoin = "round"
    context.stroke()
  }
}

function drawArrow(context: Context, element: ElementOf<"arrow">, { theme }: PaintSettings): void {
  const [x1, y1, x2, y2] = element.ends
  const angle = Math.atan2(y2 - y1, x2 - x1)
  const length = Math.hypot(x2 - x1, y2 - y1)
  const head = Math.min(arrowHeadLength(element.width), Math.max(length * 0.6, element.width))
  context.strokeStyle = themedColour(element.colour, theme)
  context.lineWidth = element.width
  context.lineCap = "round"
  context.lineJoin = "round"
  context.beginPath()
  context.moveTo(x1, y1)
  context.lineTo(x2, y2)
  for (const side of [-1, 1]) {
    const lean = angle + Math.PI + side * 0.5
    context.moveTo(x2, y2)
    context.lineTo(x2 + Math.cos(lean) * head, y2 + Math.sin(lean) * head)
  }
  context.stroke()
}

// --- writing ------------------------------------------------------------------------------------------------

function drawText(context: Context, element: ElementOf<"text">, { scale, theme }: PaintSettings): void {
  const lines = layoutText(element.text.toString(), element.fontSize, measureWith(theme.fontFamily))
  drawLines(context, lines, { x: 0, y: 0, colour: themedColour(element.colour, theme), scale, theme })
}

let noteLayouts = new WeakMap<CanvasElement, { readonly family: string; readonly lines: TextLines }>()

/** A font came in: what was laid out with its fallback breaks elsewhere now. */
export function forgetNoteLayouts(): void {
  noteLayouts = new WeakMap()
}

function drawNote(context: Context, element: ElementOf<"note">, { scale, theme }: PaintSettings): void {
  const [width, height] = element.size
  if (width * scale > PLAIN_BELOW_PX) drawShadow(context, width, height, 3, theme)
  context.fillStyle = element.colour
  context.beginPath()
  context.roundRect(0, 0, width, height, 3)
  context.fill()
  const text = element.text.toString()
  if (text === "") return
  let layout = noteLayouts.get(element)
  if (layout?.family !== theme.fontFamily) {
    layout = { family: theme.fontFamily, lines: fitNote(text, width, height, measureWith(theme.fontFamily)) }
    noteLayouts.set(element, layout)
  }
  const padding = notePadding(width, height)
  drawLines(context, layout.lines, { x: padding, y: padding, colour: NOTE_INK, scale, theme })
}

function drawLines(
  context: Context,
  { lines, fontSize }: TextLines,
  options: {
    readonly x: number
    readonly y: number
    readonly colour: string
    readonly scale: number
    readonly theme: CanvasTheme
  },
): void {
  const { x, y, colour, scale, theme } = options
  const lineHeight = fontSize * LINE_HEIGHT
  context.fillStyle = colour
  if (fontSize * scale < LEGIBLE_PX) {
    const measure = measureWith(theme.fontFamily)
    context.globalAlpha = 0.35
    lines.forEach((line, i) => {
      if (line) context.fillRect(x, y + i * lineHeight + fontSize * 0.45, measure(line, fontSize), fontSize * 0.4)
    })
    context.globalAlpha = 1
    return
  }
  context.font = `${fontSize}px ${theme.fontFamily}`
  context.textBaseline = "alphabetic"
  context.textAlign = "left"
  const baseline = fontSize * baselineOf(theme.fontFamily)
  lines.forEach((line, i) => {
    if (line) context.fillText(line, x, y + i * lineHeight + baseline)
  })
}

// --- frames and pictures ------------------------------------------------------------------------------------

function drawFrame(context: Context, element: ElementOf<"frame">, { scale, theme }: PaintSettings): void {
  const [width, height] = element.size
  context.beginPath()
  context.roundRect(0, 0, width, height, PICTURE_RADIUS)
  context.fillStyle = theme.panel
  context.globalAlpha = 0.55
  context.fill()
  context.globalAlpha = 1
  context.strokeStyle = theme.name === "light" ? "#cfc7b8" : "#423e39"
  context.lineWidth = 1.25 / Math.min(1, scale)
  context.stroke()
}

function drawImage(context: Context, element: ElementOf<"image">, settings: PaintSettings): void {
  const picture = settings.pictures.get(element.assetId)
  const [width, height] = element.size
  if (picture) {
    drawPicture(context, picture.at(width * settings.scale), width, height, settings)
    return
  }
  drawMissing(context, width, height, settings)
  if (settings.pictures.hasFailed(element.assetId)) drawUnavailable(context, width, height, settings.theme)
}

function drawUnavailable(context: Context, width: number, height: number, theme: CanvasTheme): void {
  context.font = `${Math.min(14, width / 14)}px ${theme.fontFamily}`
  context.fillStyle = theme.softInk
  context.textAlign = "center"
  context.textBaseline = "middle"
  context.fillText("This picture cannot be had just now", width / 2, height / 2)
}

function drawGeneration(context: Context, element: ElementOf<"generation">, settings: PaintSettings): void {
  const [width, height] = element.size
  const { record, image } = settings.generations.show(element.generationId)
  if (record?.state === "done") {
    const picture = settings.pictures.get(record.assetId)
    if (picture) {
      drawPicture(context, picture.at(width * settings.scale), width, height, settings)
      return
    }
  }
  // A cancelled or failed picture keeps the step it came to, paler: the words on it are drawn above the tiles.
  if (image && image.width > 0) {
    const isAlive = record === undefined || record.state === "running" || record.state === "done"
    context.globalAlpha = isAlive ? 1 : 0.35
    drawPicture(context, image, width, height, settings)
    context.globalAlpha = 1
    return
  }
  // Repainted in place: until the first step what is being repainted is still there.
  const source = record?.recipe.maskAssetId && record.recipe.sourceAssetId
  const underneath = source ? settings.pictures.get(source) : undefined
  if (underneath) drawPicture(context, underneath.at(width * settings.scale), width, height, settings)
  else drawMissing(context, width, height, settings)
}

function drawPicture(
  context: Context,
  image: CanvasImageSource,
  width: number,
  height: number,
  { scale, theme }: PaintSettings,
): void {
  context.imageSmoothingEnabled = true
  context.imageSmoothingQuality = "high"
  if (width * scale <= PLAIN_BELOW_PX) {
    context.drawImage(image, 0, 0, width, height)
    return
  }
  if (context.globalAlpha === 1) drawShadow(context, width, height, PICTURE_RADIUS, theme)
  context.save()
  context.beginPath()
  context.roundRect(0, 0, width, height, PICTURE_RADIUS)
  context.clip()
  context.drawImage(image, 0, 0, width, height)
  context.restore()
}

/** The quiet dashed frame of a picture that is not there (yet). */
function drawMissing(context: Context, width: number, height: number, { scale, theme }: PaintSettings): void {
  context.beginPath()
  context.roundRect(0, 0, width, height, PICTURE_RADIUS)
  context.fillStyle = theme.panel
  context.fill()
  context.strokeStyle = theme.name === "light" ? "#cfc7b8" : "#423e39"
  context.lineWidth = 1 / scale
  context.setLineDash([3 / scale, 3 / scale])
  context.stroke()
  context.setLineDash([])
}

/**
 * A soft shadow out of a few pale boxes. Canvas shadows are blurred in device pixels whatever the scale, and cost
 * ten times as much where there is no graphics card.
 */
function drawShadow(context: Context, width: number, height: number, radius: number, theme: CanvasTheme): void {
  const reach = shadowReach(width, height)
  context.fillStyle = theme.name === "light" ? "rgba(60, 45, 20, 0.016)" : "rgba(0, 0, 0, 0.06)"
  for (let i = 0; i < SHADOW_STEPS; i++) {
    // From a little inside the box to the full reach below it.
    const spread = reach * ((i + 1) / SHADOW_STEPS) * 0.75 - reach * 0.15
    context.beginPath()
    context.roundRect(
      -spread,
      reach * 0.35 - spread,
      width + 2 * spread,
      height + 2 * spread,
      Math.max(radius, radius + spread),
    )
    context.fill()
  }
}
