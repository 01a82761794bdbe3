/** E: takes away the elements it touches, all of one stroke of the eraser as one step. */
import { deleteElements } from "../../../lib/document/edits.ts"
import type { ElementId } from "../../../lib/document/schema.ts"
import { type CanvasCore, hitTolerance } from "../canvas-core.ts"
import { pointsOfStroke } from "../draw-element.ts"
import { hitElement } from "../hit-test.ts"
import type { Gesture, PointerState, Tool } from "./tool.ts"

export function createEraserTool(core: CanvasCore): Tool {
  return {
    cursor: "crosshair",
    down: (state) => (core.readOnly.get() ? undefined : eraseGesture(core, state)),
  }
}

function eraseGesture(core: CanvasCore, start: PointerState): Gesture {
  const touched = new Set<ElementId>()
  let last = start.point
  const touch = (state: PointerState) => {
    const tolerance = hitTolerance(core, state.pointerType)
    for (const { point } of state.samples) {
      // Between two events the eraser passes over everything on the way.
      const steps = Math.max(1, Math.ceil(Math.hypot(point.x - last.x, point.y - last.y) / tolerance))
      for (let i = 1; i <= steps; i++) {
        const x = last.x + ((point.x - last.x) * i) / steps
        const y = last.y + ((point.y - last.y) * i) / steps
        const near = core.scene.search({
          x: x - tolerance,
          y: y - tolerance,
          width: 2 * tolerance,
          height: 2 * tolerance,
        })
        for (const { id, element } of near) {
          if (!element.locked && hitElement(element, { x, y }, tolerance, pointsOfStroke) === "ink") touched.add(id)
        }
      }
      last = point
    }
    core.live.erasing = new Set(touched)
    core.requestDraw()
  }
  const clear = () => {
    core.live.erasing = new Set()
    core.requestDraw()
  }
  touch(start)
  return {
    move: touch,
    up(state) {
      touch(state)
      const { canvas, edits } = core.documents
      if (touched.size > 0) edits.commit(() => deleteElements(canvas, touched, edits.origin))
      clear()
    },
    cancel: clear,
  }
}
