/** R, O, A, F, N: dragged out from corner to corner, or placed at their usual size with a click. */
import type { NewElement } from "../../../lib/document/edits.ts"
import type { CanvasElement } from "../../../lib/document/schema.ts"
import { type Box, type CanvasPoint, toCanvas } from "../../../lib/geometry/geometry.ts"
import { type CanvasCore, dragThreshold } from "../canvas-core.ts"
import { arrowBetween, snapAngle } from "../transform.ts"
import type { Gesture, PointerState, Tool } from "./tool.ts"

export type ShapeKind = "rectangle" | "ellipse" | "arrow" | "frame" | "note"

const USUAL_SIZE: Record<ShapeKind, readonly [number, number]> = {
  rectangle: [160, 120],
  ellipse: [140, 140],
  arrow: [160, 0],
  // House draws 256 px: a new frame shows its pictures one to one and a bit.
  frame: [320, 320],
  note: [160, 160],
}

export function createShapeTool(core: CanvasCore, kind: ShapeKind): Tool {
  return {
    cursor: "crosshair",
    down: (state) => (core.readOnly.get() ? undefined : shapeGesture(core, kind, state)),
  }
}

/** A shape of its usual size in the middle of the window: what the keyboard makes. */
export function shapeAtCentre(core: CanvasCore, kind: ShapeKind): NewElement {
  const { width, height } = core.viewSize.get()
  const centre = toCanvas(core.camera.get(), { x: width / 2, y: height / 2 })
  return newShape(core, kind, usualBox(kind, centre, true))
}

function shapeGesture(core: CanvasCore, kind: ShapeKind, start: PointerState): Gesture {
  let isDragged = false
  let shape: NewElement | undefined
  const clear = () => {
    core.live.draft = undefined
    core.requestDraw()
  }
  return {
    scrollsAtEdge: true,
    move(state) {
      const distance = Math.hypot(state.screen.x - start.screen.x, state.screen.y - start.screen.y)
      isDragged ||= distance >= dragThreshold(start.pointerType)
      if (!isDragged) return
      shape = draggedShape(core, kind, start.point, state)
      core.live.draft = draftOf(shape)
      core.requestDraw()
    },
    up() {
      shape ??= newShape(core, kind, usualBox(kind, start.point, false))
      const id = core.add(shape)
      clear()
      core.tool.set("select")
      core.selection.set(new Set([id]))
      if (kind === "note") core.text.open(id, { isNew: true })
    },
    cancel: clear,
  }
}

function draggedShape(core: CanvasCore, kind: ShapeKind, from: CanvasPoint, state: PointerState): NewElement {
  const to = state.point
  if (kind === "arrow") return newArrow(core, from, state.shift ? snapAngle(from, to) : to)
  let dx = to.x - from.x
  let dy = to.y - from.y
  if (state.shift || kind === "note") {
    const side = Math.max(Math.abs(dx), Math.abs(dy))
    dx = Math.sign(dx || 1) * side
    dy = Math.sign(dy || 1) * side
  }
  const box = state.alt
    ? { x: from.x - Math.abs(dx), y: from.y - Math.abs(dy), width: 2 * Math.abs(dx), height: 2 * Math.abs(dy) }
    : { x: Math.min(from.x, from.x + dx), y: Math.min(from.y, from.y + dy), width: Math.abs(dx), height: Math.abs(dy) }
  return newShape(core, kind, box)
}

function usualBox(kind: ShapeKind, at: CanvasPoint, isCentre: boolean): Box {
  const [width, height] = USUAL_SIZE[kind]
  const isAround = isCentre || kind === "note"
  return { x: isAround ? at.x - width / 2 : at.x, y: isAround ? at.y - height / 2 : at.y, width, height }
}

function newArrow(core: CanvasCore, from: CanvasPoint, to: CanvasPoint): NewElement {
  const { colour, width } = core.style.get()
  return {
    kind: "arrow",
    ...arrowBetween(from, to),
    rotation: 0,
    author: core.author(),
    locked: false,
    colour,
    width,
  } as NewElement
}

function newShape(core: CanvasCore, kind: ShapeKind, box: Box): NewElement {
  const { colour, fill, width, noteColour } = core.style.get()
  const common = {
    position: [box.x, box.y] as [number, number],
    size: [box.width, box.height] as [number, number],
    rotation: 0,
    author: core.author(),
    locked: false,
  }
  switch (kind) {
    case "arrow":
      return newArrow(core, { x: box.x, y: box.y }, { x: box.x + box.width, y: box.y + box.height })
    case "frame":
      return { kind, ...common, title: "Frame", prompt: "" }
    case "note":
      return { kind, ...common, text: "", colour: noteColour }
    case "rectangle":
    case "ellipse":
      return { kind, ...common, colour, fill, width }
  }
}

/** A new element as the drawing code takes it. Notes and frames are drawn without their texts while dragged out. */
function draftOf(element: NewElement): CanvasElement {
  const silent = { toString: () => "" }
  const fields = { ...element, id: "draft", index: "a0" } as Record<string, unknown>
  for (const key of ["text", "title", "prompt"]) if (key in fields) fields[key] = silent
  return fields as unknown as CanvasElement
}
