/** H, space, the middle button, and fingers beside a pen: moves the board under the hand. */
import type { CanvasCore } from "../canvas-core.ts"
import type { Gesture, PointerState, Tool } from "./tool.ts"

export function createHandTool(core: CanvasCore): Tool {
  return { cursor: "grab", down: (state) => panGesture(core, state) }
}

export function panGesture(core: CanvasCore, start: PointerState): Gesture {
  const before = core.camera.get()
  return {
    move({ screen }) {
      const { zoom } = core.camera.get()
      core.camera.set({
        x: before.x - (screen.x - start.screen.x) / zoom,
        y: before.y - (screen.y - start.screen.y) / zoom,
        zoom,
      })
    },
    up: () => undefined,
    cancel: () => core.camera.set(before),
  }
}
