/** Unfinished gestures, as others see them: boxes being dragged, and ink thinned to fit an awareness message. */
import { boxOf } from "../../lib/document/schema.ts"
import { colourOfPerson } from "../../lib/protocol/presence.ts"
import type { StrokePoint } from "../../lib/stroke/pack-points.ts"
import type { CanvasCore, Ink } from "./canvas-core.ts"
import type { MaskInk } from "./mask-overlays.ts"
import { type Patches, patched } from "./transform.ts"

/** More boxes than this would outgrow the limit of an awareness message (8 KB): the rest move when they land. */
const MAX_SHARED_BOXES = 80
/** Points of ink shared whole at the pen's end, and in all. */
const FRESH_POINTS = 60
const MAX_SHARED_POINTS = 220

export function shareDrag(core: CanvasCore, patches: Patches | undefined): void {
  const { presence } = core.documents
  if (!patches) {
    presence.update({ drag: null })
    presence.flush()
    return
  }
  if (core.live.isCopying) {
    presence.update({ drag: null })
    return
  }
  const drag: Record<string, [number, number, number, number, number]> = {}
  let count = 0
  for (const [id, patch] of patches) {
    if (count++ >= MAX_SHARED_BOXES) break
    const entry = core.scene.get(id)
    if (!entry) continue
    const element = patched(entry.element, patch)
    const { x, y, width, height } = boxOf(element)
    drag[id] = [round(x), round(y), round(width), round(height), round(element.rotation)]
  }
  presence.update({ drag })
}

export function shareInk(core: CanvasCore, ink: Ink | undefined): void {
  const { presence } = core.documents
  if (!ink) {
    presence.update({ ink: null, activity: null })
    presence.flush()
    return
  }
  const points = thinInk(ink.points).flatMap(({ x, y, pressure }) => [round(x), round(y), round(pressure)])
  presence.update({ ink: { id: ink.id, points, colour: ink.colour, width: ink.width }, activity: "drawing" })
}

/** A stroke of a mask, in its painter's colour on every screen. */
export function shareMaskInk(core: CanvasCore, ink: MaskInk | undefined): void {
  if (!ink) {
    shareInk(core, undefined)
    return
  }
  const points = thinInk(ink.points).flatMap(({ x, y }) => [round(x), round(y), 0.5])
  const { target, width, erases } = ink
  core.documents.presence.update({
    ink: { id: ink.id, points, colour: colourOfPerson(ink.author), width: 1, mask: { target, width, erases } },
    activity: "drawing",
  })
}

/** Keeps the newest points as they are and every n-th of the older ones. */
export function thinInk(points: readonly StrokePoint[]): StrokePoint[] {
  if (points.length <= MAX_SHARED_POINTS) return [...points]
  const older = points.slice(0, -FRESH_POINTS)
  const every = Math.ceil(older.length / (MAX_SHARED_POINTS - FRESH_POINTS))
  return [...older.filter((_, i) => i % every === 0), ...points.slice(-FRESH_POINTS)]
}

const round = (value: number) => Math.round(value * 10) / 10
