/** What belongs to a selection and where its handles are on screen. */
import { boxOf, type CanvasElement } from "../../lib/document/schema.ts"
import { centreOf, inflate, rotatePoint, type ScreenPoint, toScreen } from "../../lib/geometry/geometry.ts"
import { OUTWARDS, SIDES, type Side } from "../../lib/geometry/grow-box.ts"
import type { CanvasCore, Chip } from "./canvas-core.ts"
import { isMaskable } from "./mask-overlays.ts"
import type { Scene } from "./scene.ts"
import {
  HANDLES,
  type Handle,
  handlePoint,
  keepsRatio,
  patched,
  type SelectionFrame,
  selectionFrame,
} from "./transform.ts"

/** Screen pixels from the top edge to the rotation handle; over a picture its caption lies between. */
const ROTATE_REACH_PX = 24
const ROTATE_REACH_OVER_CAPTION_PX = 40
const HANDLE_REACH_PX = 7
const HANDLE_REACH_TOUCH_PX = 20
/** Boxes smaller than this on screen keep only the handles that can be told apart. */
const ROOM_FOR_EDGE_HANDLES_PX = 40

export type HandleHit =
  | { readonly kind: "resize"; readonly handle: Handle; readonly cursor: string }
  | { readonly kind: "rotate"; readonly cursor: string }
  | { readonly kind: "extend"; readonly side: Side; readonly cursor: string }
  | { readonly kind: "end"; readonly end: 0 | 1; readonly cursor: string }

export interface ShownHandle {
  readonly hit: HandleHit
  readonly at: ScreenPoint
}

/** The elements selected, as the gesture in progress would have them. */
export function selectedAsShown(core: CanvasCore): CanvasElement[] {
  return core
    .selected()
    .map((element) => (core.live.isCopying ? element : patched(element, core.live.patches.get(element.id))))
}

/** Screen pixels between a box and its outline: pictures are framed with air, as the look has it. */
export function outlineGapPx(element: CanvasElement | undefined): number {
  return element?.kind === "image" || element?.kind === "generation" ? 5 : 2
}

/** Every handle of the selection with its place on screen; none while it is locked or being written in. */
export function shownHandles(core: CanvasCore, elements: readonly CanvasElement[]): ShownHandle[] {
  if (elements.length === 0 || core.readOnly.get() || elements.some((element) => element.locked)) return []
  if (core.live.editing !== undefined) return []
  const camera = core.camera.get()
  const only = elements.length === 1 ? elements[0] : undefined
  if (only?.kind === "arrow" && only.rotation === 0) {
    const [x, y] = only.position
    const [x1, y1, x2, y2] = only.ends
    return [
      { hit: { kind: "end", end: 0, cursor: "crosshair" }, at: toScreen(camera, { x: x + x1, y: y + y1 }) },
      { hit: { kind: "end", end: 1, cursor: "crosshair" }, at: toScreen(camera, { x: x + x2, y: y + y2 }) },
    ]
  }
  const tight = selectionFrame(elements)
  if (!tight) return []
  // Handles sit on the outline that is drawn.
  const frame = { ...tight, box: inflate(tight.box, outlineGapPx(only) / camera.zoom) }
  const handles: ShownHandle[] = []
  const hasRoomX = frame.box.width * camera.zoom >= ROOM_FOR_EDGE_HANDLES_PX
  const hasRoomY = frame.box.height * camera.zoom >= ROOM_FOR_EDGE_HANDLES_PX
  for (const handle of HANDLES) {
    const isCorner = handle.x !== 0 && handle.y !== 0
    const hasCornersOnly = only !== undefined && keepsRatio(only)
    if (!isCorner && (hasCornersOnly || (handle.x === 0 ? !hasRoomX : !hasRoomY))) continue
    const at = toScreen(camera, handlePoint(frame, handle))
    handles.push({ hit: { kind: "resize", handle, cursor: resizeCursor(handle, frame.rotation) }, at })
  }
  if (only && isMaskable(only) && core.extend.get()) {
    for (const side of SIDES) {
      const { x, y } = OUTWARDS[side]
      if (x === 0 ? !hasRoomX : !hasRoomY) continue
      const at = toScreen(camera, handlePoint(frame, { x, y }))
      handles.push({ hit: { kind: "extend", side, cursor: resizeCursor({ x, y }, frame.rotation) }, at })
    }
  }
  // A frame holds its contents upright.
  if (only?.kind === "frame") return handles
  const reachPx = only?.kind === "generation" ? ROTATE_REACH_OVER_CAPTION_PX : ROTATE_REACH_PX
  handles.push({ hit: { kind: "rotate", cursor: "grab" }, at: rotateHandlePoint(core, frame, reachPx) })
  return handles
}

function rotateHandlePoint(core: CanvasCore, frame: SelectionFrame, reachPx: number): ScreenPoint {
  const camera = core.camera.get()
  const centre = centreOf(frame.box)
  const above = { x: centre.x, y: frame.box.y - reachPx / camera.zoom }
  return toScreen(camera, rotatePoint(above, centre, frame.rotation))
}

export function handleAt(core: CanvasCore, screen: ScreenPoint, pointerType: string): HandleHit | undefined {
  const reach = pointerType === "touch" ? HANDLE_REACH_TOUCH_PX : HANDLE_REACH_PX
  let nearest: ShownHandle | undefined
  let nearestDistance = reach
  for (const shown of shownHandles(core, selectedAsShown(core))) {
    const distance = Math.hypot(shown.at.x - screen.x, shown.at.y - screen.y)
    if (distance <= nearestDistance) {
      nearest = shown
      nearestDistance = distance
    }
  }
  return nearest?.hit
}

export function chipAt(chips: readonly Chip[], { x, y }: ScreenPoint): Chip | undefined {
  return chips.findLast((chip) => x >= chip.x && x <= chip.x + chip.width && y >= chip.y && y <= chip.y + chip.height)
}

const CURSORS = ["ns-resize", "nesw-resize", "ew-resize", "nwse-resize"] as const

function resizeCursor(handle: Handle, rotation: number): string {
  const angle = (Math.atan2(handle.x, -handle.y) * 180) / Math.PI + rotation
  return CURSORS[((Math.round(angle / 45) % 4) + 4) % 4]!
}

/** What moves when these are moved: a frame takes along what lies wholly in it. */
export function withContents(scene: Scene, elements: readonly CanvasElement[]): CanvasElement[] {
  const all = new Map(elements.map((element) => [element.id, element]))
  for (const frame of elements) {
    if (frame.kind !== "frame") continue
    const box = boxOf(frame)
    for (const { id, element, bounds } of scene.search(box)) {
      if (all.has(id)) continue
      // Painted bounds hold the shadow too, which may fall over the frame's edge.
      const slack = 3 + ("fill" in element || element.kind === "stroke" ? 0 : 18)
      const isInside =
        bounds.x >= box.x - slack &&
        bounds.y >= box.y - slack &&
        bounds.x + bounds.width <= box.x + box.width + slack &&
        bounds.y + bounds.height <= box.y + box.height + slack
      if (isInside) all.set(id, element)
    }
  }
  return [...all.values()]
}

/** Elements in the order a reader meets them: rows from the top, in a row from the left. */
export function readingOrder(elements: readonly CanvasElement[]): CanvasElement[] {
  const sorted = [...elements].sort((a, b) => a.position[1] - b.position[1] || a.position[0] - b.position[0])
  const rows: CanvasElement[][] = []
  let rowEnd = Number.NEGATIVE_INFINITY
  for (const element of sorted) {
    const middle = element.position[1] + element.size[1] / 2
    if (middle > rowEnd || rows.length === 0) {
      rows.push([element])
      rowEnd = element.position[1] + element.size[1]
    } else {
      rows.at(-1)!.push(element)
    }
  }
  return rows.flatMap((row) => row.sort((a, b) => a.position[0] - b.position[0]))
}
