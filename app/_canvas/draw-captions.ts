/**
 * Words on the board that keep their size at any zoom: titles of frames, captions of pictures ("prompt · author"),
 * what a picture in the making is doing, and its two buttons. Remembers where it drew them, for the pointer.
 */
import { boxOf, type CanvasElement, type ElementOf } from "../../lib/document/schema.ts"
import { type Box, boundsOfRotated, type Camera, inflate, toScreen } from "../../lib/geometry/geometry.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import type { CanvasCore, Chip } from "./canvas-core.ts"
import { type GenerationShown, queuedWords } from "./generation-view.ts"
import { measureWith } from "./measure-text.ts"
import type { RemotePresence } from "./remote-presence.ts"
import { ellipsize, wrapText } from "./text-layout.ts"
import type { CanvasTheme } from "./theme.ts"
import { patched } from "./transform.ts"

type Context = CanvasRenderingContext2D

const CAPTION_PX = 12
const CAPTION_RISE_PX = 10
/** Boxes narrower than this on screen have no words: they could not be read anyway. */
const MIN_CAPTION_WIDTH_PX = 56
const MIN_WORDS_WIDTH_PX = 96
const CHIP_HEIGHT_PX = 24
/** Below this two chips side by side keep only what matters. */
const NARROW_PX = 180

export function drawCaptions(
  context: Context,
  core: CanvasCore,
  options: { readonly camera: Camera; readonly view: Box; readonly remote: RemotePresence },
): void {
  const { camera, view, remote } = options
  core.chips.length = 0
  const moving = remote.patches()
  // A caption stands above its box: look a little below the window's edge too.
  for (const entry of core.scene.searchCaptioned(inflate(view, 40 / camera.zoom))) {
    const { kind } = entry.element
    if (kind !== "frame" && kind !== "generation") continue
    const patch = core.live.isCopying ? undefined : (core.live.patches.get(entry.id) ?? moving.get(entry.id))
    const element = patched(entry.element, patch)
    const box = screenBox(element, camera)
    if (box.width < MIN_CAPTION_WIDTH_PX) continue
    if (element.kind === "frame") drawFrameTitle(context, core, element, box)
    else if (element.kind === "generation") drawGenerationWords(context, core, element, box)
  }
}

function screenBox(element: CanvasElement, camera: Camera): Box {
  const box = boundsOfRotated(boxOf(element), element.rotation)
  const { x, y } = toScreen(camera, box)
  return { x, y, width: box.width * camera.zoom, height: box.height * camera.zoom }
}

function drawFrameTitle(context: Context, core: CanvasCore, frame: ElementOf<"frame">, box: Box): void {
  if (core.live.editing === frame.id) return
  const theme = core.theme.get()
  const measure = measureWith(theme.fontFamily)
  const title = ellipsize(
    `${frame.title.toString() || "Frame"}${liveWords(core, frame)}`,
    box.width,
    CAPTION_PX,
    measure,
  )
  context.font = `500 ${CAPTION_PX}px ${theme.fontFamily}`
  context.fillStyle = core.selection.get().has(frame.id) ? theme.accent : theme.softInk
  context.textBaseline = "alphabetic"
  context.textAlign = "left"
  context.fillText(title, box.x + 1, box.y - CAPTION_RISE_PX)
  core.chips.push(labelChip(frame.id, box, measure(title, CAPTION_PX)))
}

/** How fast a live frame is, while it is. */
function liveWords(core: CanvasCore, frame: ElementOf<"frame">): string {
  if (!frame.live?.on) return ""
  const fps = core.liveFrames.show(frame.id)?.fps
  return fps !== undefined && fps >= 1 ? ` · live, ${Math.round(fps)} fps` : " · live"
}

function labelChip(elementId: string, box: Box, width: number): Chip {
  return {
    kind: "label",
    elementId,
    x: box.x - 2,
    y: box.y - CAPTION_RISE_PX - CAPTION_PX - 2,
    width: width + 6,
    height: CAPTION_PX + 10,
  }
}

function drawGenerationWords(context: Context, core: CanvasCore, element: ElementOf<"generation">, box: Box): void {
  const shown = core.scene.settings.generations.show(element.generationId)
  const { record } = shown
  if (record) drawCaption(context, core, element, record, box)
  if (box.width < MIN_WORDS_WIDTH_PX || box.height < 60) return
  const theme = core.theme.get()
  switch (record?.state) {
    case undefined:
      drawCentred(context, theme, ["waiting for the room …"], box)
      break
    case "queued":
      drawCentred(context, theme, [queuedWords(record.ahead, record.waitMs)], box)
      drawCancel(context, core, element, shown, box)
      break
    case "running":
      drawProgress(context, theme, shown, record, box)
      drawCancel(context, core, element, shown, box)
      break
    case "failed":
      drawFailure(context, core, element, record.message, box)
      break
    case "cancelled":
      drawCentred(context, theme, ["cancelled"], box)
      break
    case "done":
      break
  }
}

function drawCaption(
  context: Context,
  core: CanvasCore,
  element: ElementOf<"generation">,
  record: GenerationRecord,
  box: Box,
): void {
  const theme = core.theme.get()
  const measure = measureWith(theme.fontFamily)
  // Bold is about a twelfth wider than regular.
  const authorWidth = measure(record.authorName, CAPTION_PX) * 1.09
  const separator = " · "
  const separatorWidth = measure(separator, CAPTION_PX)
  const room = box.width - authorWidth - separatorWidth
  const y = box.y - CAPTION_RISE_PX
  context.textBaseline = "alphabetic"
  context.textAlign = "left"
  let x = box.x
  if (room > 40) {
    const prompt = ellipsize(record.recipe.prompt, room, CAPTION_PX, measure) + separator
    context.font = `${CAPTION_PX}px ${theme.fontFamily}`
    context.fillStyle = theme.softInk
    context.fillText(prompt, x, y)
    x += measure(prompt, CAPTION_PX)
  }
  const author = ellipsize(record.authorName, box.width, CAPTION_PX, measure)
  context.font = `650 ${CAPTION_PX}px ${theme.fontFamily}`
  context.fillStyle = theme.ink
  context.fillText(author, x, y)
  core.chips.push(labelChip(element.id, box, x - box.x + authorWidth))
}

function drawCentred(context: Context, theme: CanvasTheme, lines: readonly string[], box: Box): void {
  const measure = measureWith(theme.fontFamily)
  const all = lines.flatMap((line) => wrapText(line, box.width - 24, 13, measure))
  const room = Math.max(1, Math.floor((box.height - 16) / 18))
  const wrapped = all.length <= room ? all : [...all.slice(0, room - 1), `${all[room - 1]}…`]
  context.font = `13px ${theme.fontFamily}`
  context.textAlign = "center"
  context.textBaseline = "middle"
  context.fillStyle = theme.softInk
  wrapped.forEach((line, i) => {
    context.fillText(line, box.x + box.width / 2, box.y + box.height / 2 + (i - (wrapped.length - 1) / 2) * 18)
  })
  context.textAlign = "left"
}

function drawProgress(
  context: Context,
  theme: CanvasTheme,
  shown: GenerationShown,
  record: Extract<GenerationRecord, { state: "running" }>,
  box: Box,
): void {
  const done = Math.max(record.stepIndex, shown.stepIndex ?? -1) + 1
  const share = Math.min(1, done / Math.max(1, record.stepCount))
  context.save()
  context.beginPath()
  context.roundRect(box.x, box.y, box.width, box.height, 4)
  context.clip()
  context.fillStyle = theme.name === "light" ? "rgba(255, 253, 250, 0.55)" : "rgba(20, 19, 18, 0.55)"
  context.fillRect(box.x, box.y + box.height - 3, box.width, 3)
  context.fillStyle = theme.accent
  context.fillRect(box.x, box.y + box.height - 3, box.width * share, 3)
  context.restore()
  const isNarrow = box.width < NARROW_PX
  const words =
    done === 0 ? "starting" : isNarrow ? `${done} of ${record.stepCount}` : `step ${done} of ${record.stepCount}`
  drawChip(context, theme, words, { left: box.x + 9, bottom: box.y + box.height - 10, isQuiet: !shown.image })
}

function drawCancel(
  context: Context,
  core: CanvasCore,
  element: ElementOf<"generation">,
  shown: GenerationShown,
  box: Box,
): void {
  if (!shown.mayCancel || !core.callbacks.cancelGeneration) return
  const chip = drawChip(context, core.theme.get(), box.width < NARROW_PX ? "✕" : "✕ cancel", {
    right: box.x + box.width - 9,
    bottom: box.y + box.height - 10,
    isQuiet: !shown.image,
  })
  core.chips.push({ kind: "cancel", elementId: element.id, ...chip })
}

function drawFailure(
  context: Context,
  core: CanvasCore,
  element: ElementOf<"generation">,
  reason: string,
  box: Box,
): void {
  const theme = core.theme.get()
  drawCentred(context, theme, [reason], { ...box, height: box.height - 34 })
  if (!core.callbacks.retryGeneration || core.readOnly.get()) return
  const chip = drawChip(context, theme, "Retry", {
    centre: box.x + box.width / 2,
    bottom: box.y + box.height - 14,
    isQuiet: true,
  })
  core.chips.push({ kind: "retry", elementId: element.id, ...chip })
}

/**
 * White words on a dark pill, as on the look's pictures: legible over any picture. Where there is no picture yet the
 * pill is quiet, of the panels' colours.
 */
function drawChip(
  context: Context,
  theme: CanvasTheme,
  words: string,
  at: {
    readonly left?: number
    readonly right?: number
    readonly centre?: number
    readonly bottom: number
    readonly isQuiet?: boolean
  },
): Box {
  context.font = `500 12px ${theme.fontFamily}`
  const width = context.measureText(words).width + 18
  const x = at.left ?? (at.right !== undefined ? at.right - width : (at.centre ?? 0) - width / 2)
  const y = at.bottom - CHIP_HEIGHT_PX
  context.fillStyle = at.isQuiet ? theme.panel : "rgba(22, 20, 18, 0.78)"
  context.beginPath()
  context.roundRect(x, y, width, CHIP_HEIGHT_PX, CHIP_HEIGHT_PX / 2)
  context.fill()
  if (at.isQuiet) {
    context.strokeStyle = theme.line
    context.lineWidth = 1
    context.stroke()
  }
  context.fillStyle = at.isQuiet ? theme.ink : "#ffffff"
  context.textBaseline = "middle"
  context.textAlign = "left"
  context.fillText(words, x + 9, y + CHIP_HEIGHT_PX / 2 + 0.5)
  return { x, y, width, height: CHIP_HEIGHT_PX }
}
