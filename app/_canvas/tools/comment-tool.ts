/** C: a click begins a comment there, on what lies there. */
import type { CanvasCore } from "../canvas-core.ts"
import { elementAt } from "./select-tool.ts"
import type { Tool } from "./tool.ts"

export function createCommentTool(core: CanvasCore): Tool {
  return {
    cursor: "crosshair",
    down: () => ({
      move: () => undefined,
      up(state) {
        const place = core.placeComment.get()
        core.tool.set("select")
        const elementId = elementAt(core, state) ?? elementAt(core, state, "locked")
        place?.({ point: state.point, ...(elementId !== undefined && { elementId }) })
      },
      cancel: () => undefined,
    }),
  }
}
