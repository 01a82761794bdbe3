/** P: ink. The stroke in hand grows on every screen and enters the document once, when the pen is lifted. */
import type { ElementId } from "../../../lib/document/schema.ts"
import { boxOfStroke } from "../../../lib/stroke/outline.ts"
import { MAX_STROKE_POINTS, packPoints, type StrokePoint } from "../../../lib/stroke/pack-points.ts"
import type { CanvasCore } from "../canvas-core.ts"
import { shareInk } from "../share-gesture.ts"
import type { Gesture, PointerState, Tool } from "./tool.ts"

/** Screen pixels between points: less is noise of the hand and the device. */
const MIN_STEP_PX = 1.2

export function createPenTool(core: CanvasCore): Tool {
  return {
    cursor: "crosshair",
    down: (state) => (core.readOnly.get() ? undefined : inkGesture(core, state)),
  }
}

function inkGesture(core: CanvasCore, start: PointerState): Gesture {
  const id: ElementId = core.newId()
  const { colour, width } = core.style.get()
  const hasPressure = start.pointerType === "pen"
  const points: StrokePoint[] = []
  const take = (state: PointerState) => {
    const minStep = MIN_STEP_PX / core.camera.get().zoom
    for (const { point, pressure } of state.samples) {
      const last = points.at(-1)
      if (last && Math.hypot(point.x - last.x, point.y - last.y) < minStep) continue
      if (points.length >= MAX_STROKE_POINTS) return
      // A pen that leaves the surface says 0 once more: no point of the line.
      if (hasPressure && pressure === 0 && last) continue
      points.push({ x: point.x, y: point.y, pressure: hasPressure ? pressure : 0.5 })
    }
  }
  const show = () => {
    core.live.ink = { id, points: [...points], colour, width }
    shareInk(core, core.live.ink)
    core.requestDraw()
  }
  const clear = () => {
    core.live.ink = undefined
    shareInk(core, undefined)
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
      const box = boxOfStroke(points, width)
      const relative = points.map((point) => ({ ...point, x: point.x - box.x, y: point.y - box.y }))
      core.add(
        {
          kind: "stroke",
          position: [box.x, box.y],
          size: [box.width, box.height],
          rotation: 0,
          author: core.author(),
          locked: false,
          points: packPoints(relative),
          colour,
          width,
        },
        id,
      )
      clear()
    },
    cancel: clear,
  }
}
