/**
 * B: paints the mask of a picture, what of it is to be repainted. Alt, or X for longer, takes away again. The stroke
 * grows on every screen, in its painter's colour, and enters the document once, when the brush is lifted.
 */
import { MASK_UNITS } from "../../../lib/document/masks.ts"
import { boxOf, type CanvasElement } from "../../../lib/document/schema.ts"
import { boxContains, type CanvasPoint, centreOf, inflate, rotatePoint } from "../../../lib/geometry/geometry.ts"
import { MAX_STROKE_POINTS, type StrokePoint } from "../../../lib/stroke/pack-points.ts"
import type { CanvasCore } from "../canvas-core.ts"
import { isMaskable, type MaskInk } from "../mask-overlays.ts"
import { MAX_BRUSH_SIZE, MIN_BRUSH_SIZE } from "../picture-masks.ts"
import { shareMaskInk } from "../share-gesture.ts"
import type { Gesture, PointerState, Tool } from "./tool.ts"

/** Points closer than this share of the brush change nothing one could see. */
const MIN_STEP = 1 / 12
/** How far outside its picture a stroke is kept: beyond, nothing of it reaches in. */
const REACH = MASK_UNITS

export function createMaskTool(core: CanvasCore): Tool {
  return {
    cursor: "crosshair",
    down(state) {
      if (core.readOnly.get()) return undefined
      const target = pictureUnder(core, state.point)
      if (!target) {
        core.callbacks.notify?.("Paint on a picture: the brush marks what of it should change.")
        return undefined
      }
      core.selection.set(new Set([target.id]))
      return paintGesture(core, target, state)
    },
    hover(state) {
      core.live.brush = state.point
      core.requestDraw()
      return undefined
    },
  }
}

/** Makes the brush larger or smaller, as the brackets do. */
export function resizeBrush(core: CanvasCore, factor: number): void {
  const { brush } = core.masks
  const size = Math.min(MAX_BRUSH_SIZE, Math.max(MIN_BRUSH_SIZE, Math.round(brush.get().size * factor)))
  brush.set({ ...brush.get(), size })
  core.requestDraw()
}

/** A place on the board in an element's mask units; rotation and size are the element's own. */
export function toMaskUnits(element: CanvasElement, point: CanvasPoint): { x: number; y: number } {
  const box = boxOf(element)
  const upright = rotatePoint(point, centreOf(box), -element.rotation)
  const unit = (at: number, extent: number) =>
    Math.min(MASK_UNITS + REACH, Math.max(-REACH, (at / Math.max(extent, 1e-6)) * MASK_UNITS))
  return { x: unit(upright.x - box.x, box.width), y: unit(upright.y - box.y, box.height) }
}

/** The selected picture when the brush touches it, so that one may begin beside it; else the topmost under it. */
function pictureUnder(core: CanvasCore, point: CanvasPoint): CanvasElement | undefined {
  const reach = core.masks.brush.get().size / 2
  const touches = (element: CanvasElement) => {
    const upright = rotatePoint(point, centreOf(boxOf(element)), -element.rotation)
    return boxContains(inflate(boxOf(element), reach), upright)
  }
  const [only, ...more] = core.selected()
  if (only && more.length === 0 && isMaskable(only) && !only.locked && touches(only)) return only
  return core.scene
    .search({ ...inflate({ ...point, width: 0, height: 0 }, reach) })
    .map((entry) => entry.element)
    .findLast((element) => isMaskable(element) && !element.locked && touches(element))
}

function paintGesture(core: CanvasCore, target: CanvasElement, start: PointerState): Gesture {
  const id = core.newId()
  const { size, erases } = core.masks.brush.get()
  const width = (size / Math.max(target.size[0], 1e-6)) * MASK_UNITS
  const author = core.author()
  const points: StrokePoint[] = []
  const ink = (): MaskInk => ({
    id,
    target: target.id,
    points: [...points],
    width: Math.min(2 * MASK_UNITS, Math.max(0.5, width)),
    erases: erases !== start.alt,
    author,
  })
  const take = (state: PointerState) => {
    for (const { point } of state.samples) {
      const at = toMaskUnits(target, point)
      const last = points.at(-1)
      if (last && Math.hypot(at.x - last.x, at.y - last.y) < width * MIN_STEP) continue
      if (points.length < MAX_STROKE_POINTS) points.push({ ...at, pressure: 0.5 })
    }
    core.live.brush = state.point
  }
  const show = () => {
    core.live.maskInk = ink()
    shareMaskInk(core, core.live.maskInk)
    core.requestDraw()
  }
  const clear = () => {
    core.live.maskInk = undefined
    shareMaskInk(core, undefined)
    core.requestDraw()
  }
  take(start)
  show()
  return {
    move(state) {
      // With shift a line is straight from where it began.
      if (state.shift && points.length > 0) points.splice(1)
      take(state)
      show()
    },
    up(state) {
      take(state)
      // Gone meanwhile: there is nothing left to be masked.
      if (core.scene.get(target.id)) core.masks.add(id, ink())
      clear()
    },
    cancel: clear,
  }
}
