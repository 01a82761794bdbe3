/** What a gesture's elements snap to: the boxes seen around them, found anew when the window moves over the board. */
import { boxOf, type ElementId } from "../../../lib/document/schema.ts"
import { type Box, boundsOfRotated, type Camera, visibleBox } from "../../../lib/geometry/geometry.ts"
import type { CanvasCore } from "../canvas-core.ts"
import { SNAP_REACH_PX } from "../snapping.ts"
import type { PointerState } from "./tool.ts"

export interface SnapSource {
  /** The boxes and the reach, canvas units; undefined while this gesture is not to snap. */
  at(state: PointerState): { readonly others: readonly Box[]; readonly reach: number } | undefined
}

export function createSnapSource(core: CanvasCore, moving: ReadonlySet<ElementId>): SnapSource {
  let seen: { readonly camera: Camera; readonly boxes: readonly Box[] } | undefined
  return {
    at(state) {
      if (core.snaps.get() === state.mod) return undefined
      const camera = core.camera.get()
      if (seen?.camera !== camera) seen = { camera, boxes: boxesAround(core, moving) }
      return { others: seen.boxes, reach: SNAP_REACH_PX / camera.zoom }
    },
  }
}

function boxesAround(core: CanvasCore, moving: ReadonlySet<ElementId>): Box[] {
  const { width, height } = core.viewSize.get()
  return core.scene.search(visibleBox(core.camera.get(), width, height)).flatMap(({ id, element }) => {
    // Drawn by hand, a line has no edges that anybody meant.
    if (moving.has(id) || element.kind === "stroke" || element.kind === "arrow") return []
    return [boundsOfRotated(boxOf(element), element.rotation)]
  })
}
