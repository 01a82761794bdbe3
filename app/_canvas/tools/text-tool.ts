/** T: a click begins a text there, or goes on with the one that is there. */
import type { CanvasCore } from "../canvas-core.ts"
import { elementAt } from "./select-tool.ts"
import type { Tool } from "./tool.ts"

export function createTextTool(core: CanvasCore): Tool {
  return {
    cursor: "text",
    down(state) {
      if (core.readOnly.get()) return undefined
      return {
        move: () => undefined,
        up() {
          core.tool.set("select")
          const id = elementAt(core, state)
          const kind = id === undefined ? undefined : core.scene.get(id)?.element.kind
          if (id !== undefined && (kind === "text" || kind === "note")) core.text.open(id)
          else core.text.openNewText(state.point)
        },
        cancel: () => undefined,
      }
    },
  }
}
