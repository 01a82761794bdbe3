/** A picture's edge pulled outwards: shown as an outline while it is pulled, asked for when it is let go. */
import { boxOf } from "../../../lib/document/schema.ts"
import { growBox, pulledOutwards, type Side } from "../../../lib/geometry/grow-box.ts"
import type { CanvasCore } from "../canvas-core.ts"
import { isMaskable } from "../mask-overlays.ts"
import type { Gesture, PointerState } from "./tool.ts"

/** A shorter pull was no pull, screen pixels. */
const MIN_PULL_PX = 8

export function extendGesture(core: CanvasCore, side: Side, start: PointerState): Gesture | undefined {
  const [element] = core.selected()
  if (!element || !isMaskable(element)) return undefined
  let by = 0
  const clear = () => {
    core.live.growing = undefined
    core.requestDraw()
  }
  return {
    move(state) {
      by = pulledOutwards(element.rotation, side, start.point, state.point)
      core.live.growing = { box: growBox(boxOf(element), element.rotation, side, by), rotation: element.rotation }
      core.requestDraw()
    },
    up() {
      clear()
      if (by * core.camera.get().zoom < MIN_PULL_PX) return
      const [width, height] = element.size
      const length = side === "left" || side === "right" ? width : height
      core.extend.get()?.({ id: element.id, side, share: by / length })
    },
    cancel: clear,
  }
}
