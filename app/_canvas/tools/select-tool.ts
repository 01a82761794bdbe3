/** V: chooses, moves, resizes, rotates. A press becomes a drag after a few pixels; Escape leaves no trace. */
import { duplicateElements, updateElements } from "../../../lib/document/edits.ts"
import type { CanvasElement, ElementId } from "../../../lib/document/schema.ts"
import { boxOf } from "../../../lib/document/schema.ts"
import { type Box, type CanvasPoint, toScreen } from "../../../lib/geometry/geometry.ts"
import {
  type CanvasCore,
  dragThreshold,
  EMPTY_SELECTION,
  hitTolerance,
  type Insets,
  NO_INSETS,
} from "../canvas-core.ts"
import { pointsOfStroke } from "../draw-element.ts"
import { withGroups } from "../groups.ts"
import { marqueeTakes, topmostAt } from "../hit-test.ts"
import { chipAt, type HandleHit, handleAt, withContents } from "../selection.ts"
import { shareDrag } from "../share-gesture.ts"
import { snapBox, snapHandle } from "../snapping.ts"
import {
  angleTo,
  boundsOfElements,
  type Handle,
  handlePoint,
  keepsRatio,
  moveArrowEnd,
  moveElements,
  type Patches,
  resizeElements,
  rotateElements,
  type SelectionFrame,
  selectionFrame,
} from "../transform.ts"
import { extendGesture } from "./extend-gesture.ts"
import { createSnapSource } from "./snap-source.ts"
import type { Gesture, PointerState, Tool } from "./tool.ts"

/** The handles that change the elements themselves. */
type TransformHit = Exclude<HandleHit, { kind: "extend" }>

export function createSelectTool(core: CanvasCore): Tool {
  return {
    cursor: "default",
    down(state) {
      const chip = chipAt(core.chips, state.screen)
      if (chip && chip.kind !== "label") return pressChip(core, chip.kind, chip.elementId)
      const handle = core.readOnly.get() ? undefined : handleAt(core, state.screen, state.pointerType)
      if (handle?.kind === "extend") return extendGesture(core, handle.side, state)
      if (handle) return handleGesture(core, handle, state)
      const hit = chip?.elementId ?? elementAt(core, state)
      if (hit !== undefined) return pressElement(core, hit, state)
      if (!state.shift) core.selection.set(EMPTY_SELECTION)
      return marquee(core, state)
    },
    hover(state) {
      const chip = chipAt(core.chips, state.screen)
      const handle = chip || core.readOnly.get() ? undefined : handleAt(core, state.screen, state.pointerType)
      const hovered = handle ? undefined : (chip?.elementId ?? elementAt(core, state))
      if (hovered !== core.live.hovered) {
        core.live.hovered = hovered
        core.requestDraw()
      }
      if (chip && chip.kind !== "label") return "pointer"
      if (handle) return handle.cursor
      if (hovered === undefined) return "default"
      return core.readOnly.get() ? "pointer" : "move"
    },
    doublePress(state) {
      const chip = chipAt(core.chips, state.screen)
      if (core.readOnly.get() || (chip && chip.kind !== "label")) return false
      const id = chip?.elementId ?? elementAt(core, state)
      const kind = id === undefined ? undefined : core.scene.get(id)?.element.kind
      if (kind === "image" || kind === "generation") return false
      // A frame is renamed at its title; in it, as on empty paper and on shapes, one writes.
      if (id !== undefined && (kind === "text" || kind === "note" || chip)) core.text.open(id)
      else core.text.openNewText(state.point)
      return true
    },
  }
}

export function elementAt(
  core: CanvasCore,
  state: PointerState,
  which: "free" | "locked" = "free",
): ElementId | undefined {
  const tolerance = hitTolerance(core, state.pointerType)
  const { x, y } = state.point
  const near = core.scene.search({ x: x - tolerance, y: y - tolerance, width: 2 * tolerance, height: 2 * tolerance })
  return topmostAt(near, state.point, tolerance, pointsOfStroke, which)?.element.id
}

function pressChip(core: CanvasCore, kind: "cancel" | "retry", elementId: ElementId): Gesture {
  return {
    move: () => undefined,
    up(state) {
      // A button acts on release over itself, so that a press can be taken back.
      const chip = chipAt(core.chips, state.screen)
      const element = core.scene.get(elementId)?.element
      if (chip?.kind !== kind || chip.elementId !== elementId || element?.kind !== "generation") return
      if (kind === "cancel") core.callbacks.cancelGeneration?.(element.generationId)
      else core.callbacks.retryGeneration?.(element.generationId)
    },
    cancel: () => undefined,
  }
}

function pressElement(core: CanvasCore, id: ElementId, start: PointerState): Gesture {
  const group = core.scene.get(id)?.element.group
  const isWhole = group !== undefined && group !== core.live.enteredGroup
  const meant = isWhole ? withGroups(core.scene, [id]) : new Set([id])
  const wasSelected = core.selection.get().has(id)
  if (!wasSelected) core.selection.set(start.shift ? new Set([...core.selection.get(), ...meant]) : meant)
  let drag: Gesture | undefined
  return {
    scrollsAtEdge: true,
    move(state) {
      if (!drag && isDrag(start, state) && !core.readOnly.get()) drag = moveGesture(core, start.point)
      drag?.move(state)
    },
    up(state) {
      if (drag) return drag.up(state)
      if (!wasSelected) return
      if (state.shift) {
        core.selection.set(new Set([...core.selection.get()].filter((each) => !meant.has(each))))
      } else if (isWhole && sameIds(meant, core.selection.get())) {
        // A press on a group that is chosen goes into it.
        core.live.enteredGroup = group
        core.selection.set(new Set([id]))
      } else core.selection.set(meant)
    },
    cancel: () => drag?.cancel(),
  }
}

function isDrag(start: PointerState, now: PointerState): boolean {
  const distance = Math.hypot(now.screen.x - start.screen.x, now.screen.y - start.screen.y)
  return distance >= dragThreshold(start.pointerType)
}

function moveGesture(core: CanvasCore, from: CanvasPoint): Gesture {
  const elements = withContents(core.scene, core.selected()).filter((element) => !element.locked)
  let offset = { x: 0, y: 0 }
  const gesture = patchGesture(core, () => moveElements(elements, offset.x, offset.y))
  const box = boundsOfElements(core.selected().filter((element) => !element.locked))
  const source = createSnapSource(core, new Set(elements.map((element) => element.id)))
  return {
    move(state) {
      offset = { x: state.point.x - from.x, y: state.point.y - from.y }
      // Shift keeps the axis that was moved along further.
      const axis = !state.shift ? undefined : Math.abs(offset.x) > Math.abs(offset.y) ? "x" : "y"
      if (axis) offset = axis === "x" ? { x: offset.x, y: 0 } : { x: 0, y: offset.y }
      const near = source.at(state)
      const snap = near && box && snapBox(shifted(box, offset), near.others, near.reach)
      core.live.guides = snap?.guides.filter((guide) => !axis || guide.axis === axis) ?? []
      if (snap) offset = { x: offset.x + (axis === "y" ? 0 : snap.dx), y: offset.y + (axis === "x" ? 0 : snap.dy) }
      core.live.isCopying = state.alt
      gesture.move(state)
    },
    up(state) {
      if (!core.live.isCopying) return gesture.up(state)
      gesture.cancel()
      const { canvas, edits } = core.documents
      const ids = new Set(elements.map((element) => element.id))
      const copies = edits.commit(() =>
        duplicateElements(canvas, { ids, dx: offset.x, dy: offset.y, newId: core.newId }, edits.origin),
      )
      core.selection.set(new Set(copies))
    },
    cancel: () => gesture.cancel(),
  }
}

const shifted = (box: Box, by: CanvasPoint): Box => ({ ...box, x: box.x + by.x, y: box.y + by.y })

function handleGesture(core: CanvasCore, handle: TransformHit, start: PointerState): Gesture {
  const elements = core.selected().filter((element) => !element.locked)
  const frame = selectionFrame(elements)
  if (!frame) return marquee(core, start)
  let state = start
  const source = createSnapSource(core, new Set(elements.map((element) => element.id)))
  const snap: SnapPulled = (corner, pulledTo, options) => {
    const near = source.at(state)
    const snapped = near && snapHandle(frame, corner, pulledTo, near.others, { reach: near.reach, ...options })
    core.live.guides = snapped?.guides ?? []
    return snapped?.point ?? pulledTo
  }
  const gesture = patchGesture(core, () => patchesOf(handle, elements, frame, { start, state, snap }))
  return {
    move(next) {
      state = next
      gesture.move(next)
    },
    up: (next) => gesture.up(next),
    cancel: () => gesture.cancel(),
  }
}

/** Where a handle comes to lie that was pulled to a place. */
type SnapPulled = (
  handle: Handle,
  pulledTo: CanvasPoint,
  options: { readonly ratio: boolean; readonly fromCentre: boolean },
) => CanvasPoint

function patchesOf(
  hit: TransformHit,
  elements: readonly CanvasElement[],
  frame: SelectionFrame,
  gesture: { readonly start: PointerState; readonly state: PointerState; readonly snap: SnapPulled },
): Patches {
  const { start, state } = gesture
  if (hit.kind === "rotate") {
    return rotateElements(elements, frame, angleTo(frame, state.point) - angleTo(frame, start.point), state.shift)
  }
  if (hit.kind === "end") {
    const arrow = elements[0]
    if (arrow?.kind !== "arrow") return new Map()
    return new Map([[arrow.id, moveArrowEnd(arrow, hit.end, state.point, state.shift)]])
  }
  const only = elements.length === 1 ? elements[0] : undefined
  const mustKeep = only
    ? keepsRatio(only)
    : elements.some((element) => keepsRatio(element) || element.rotation % 90 !== 0)
  // Shift keeps the ratio, and frees a picture's; writing and pictures in the making never lose theirs.
  const ratio = only?.kind === "image" ? !state.shift : mustKeep || state.shift
  // A handle is held somewhere, not at its middle: what counts is how far it was pulled.
  const corner = handlePoint(frame, hit.handle)
  const options = { ratio, fromCentre: state.alt }
  const pulledTo = {
    x: corner.x + state.point.x - start.point.x,
    y: corner.y + state.point.y - start.point.y,
  }
  return resizeElements(elements, frame, hit.handle, gesture.snap(hit.handle, pulledTo, options), options)
}

/** The shared course of moving, resizing and rotating: shown live to everyone, written once at the end. */
function patchGesture(core: CanvasCore, compute: () => Patches): Gesture {
  let hasMoved = false
  const clear = () => {
    core.live.patches = new Map()
    core.live.guides = []
    core.live.isCopying = false
    shareDrag(core, undefined)
    core.requestDraw()
  }
  return {
    move() {
      hasMoved = true
      core.live.patches = compute()
      shareDrag(core, core.live.patches)
      core.requestDraw()
    },
    up() {
      const patches = core.live.patches
      const { canvas, edits } = core.documents
      if (hasMoved) edits.commit(() => updateElements(canvas, patches, edits.origin))
      clear()
    },
    cancel: clear,
  }
}

function marquee(core: CanvasCore, start: PointerState): Gesture {
  const before = start.shift ? core.selection.get() : EMPTY_SELECTION
  return {
    scrollsAtEdge: true,
    move(state) {
      const box = {
        x: Math.min(start.point.x, state.point.x),
        y: Math.min(start.point.y, state.point.y),
        width: Math.abs(state.point.x - start.point.x),
        height: Math.abs(state.point.y - start.point.y),
      }
      core.live.marquee = box
      const taken = core.scene
        .search(box)
        .filter(({ element, bounds }) => marqueeTakes(element, bounds, box, pointsOfStroke))
        .map((entry) => entry.id)
      const next = new Set([...before, ...withGroups(core.scene, taken)])
      if (!sameIds(next, core.selection.get())) core.selection.set(next)
      core.requestDraw()
    },
    up(state) {
      core.live.marquee = undefined
      // A press, and no drag, reaches what is locked: there is no other way to unlock it.
      const locked = isDrag(start, state) ? undefined : elementAt(core, state, "locked")
      if (locked !== undefined) core.selection.set(new Set([...before, locked]))
      core.requestDraw()
    },
    cancel() {
      core.live.marquee = undefined
      core.selection.set(before)
      core.requestDraw()
    },
  }
}

function sameIds(a: ReadonlySet<ElementId>, b: ReadonlySet<ElementId>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id))
}

/** Scrolls the camera so that an element is on screen: keyboard selection may walk off the window. */
export function revealElement(core: CanvasCore, element: CanvasElement, insets: Insets = NO_INSETS): void {
  const camera = core.camera.get()
  const box = boxOf(element)
  const { width, height } = core.viewSize.get()
  const from = toScreen(camera, box)
  const to = toScreen(camera, { x: box.x + box.width, y: box.y + box.height })
  // As far as needed and no farther: people keep their bearings. What is larger than the window shows its top left.
  const dx = shiftInto(from.x, to.x, insets.left, width - insets.right)
  const dy = shiftInto(from.y, to.y, insets.top, height - insets.bottom)
  if (dx !== 0 || dy !== 0)
    core.camera.set({ ...camera, x: camera.x - dx / camera.zoom, y: camera.y - dy / camera.zoom })
}

/** How far a span must move to lie between two edges. */
function shiftInto(from: number, to: number, low: number, high: number): number {
  if (from < low || to - from > high - low) return low - from
  return to > high ? high - to : 0
}
