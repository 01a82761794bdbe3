/**
 * Moving, resizing and rotating what is selected, as pure functions from where the gesture began and where the
 * pointer is to patches of the document.
 */
import type { ElementPatch } from "../../lib/document/edits.ts"
import { boxOf, type CanvasElement, type ElementId } from "../../lib/document/schema.ts"
import {
  type Box,
  boundsOfRotated,
  type CanvasPoint,
  centreOf,
  rotatePoint,
  unionOf,
} from "../../lib/geometry/geometry.ts"

/** The box that handles sit on: one element's own, rotated with it, or the box around several. */
export interface SelectionFrame {
  readonly box: Box
  readonly rotation: number
}

/** Which edges a handle moves: -1 left or top, 1 right or bottom, 0 neither. */
export interface Handle {
  readonly x: -1 | 0 | 1
  readonly y: -1 | 0 | 1
}

export const HANDLES: readonly Handle[] = [
  { x: -1, y: -1 },
  { x: 0, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: 0 },
]

const MIN_SIDE = 4
const ROTATION_STEP = 15

export type Patches = Map<ElementId, ElementPatch>

export function selectionFrame(elements: readonly CanvasElement[]): SelectionFrame | undefined {
  if (elements.length === 0) return undefined
  if (elements.length === 1) return { box: boxOf(elements[0]!), rotation: elements[0]!.rotation }
  const box = boundsOfElements(elements)
  return box && { box, rotation: 0 }
}

/** The upright box around elements as they are turned. */
export function boundsOfElements(elements: readonly CanvasElement[]): Box | undefined {
  return unionOf(elements.map((element) => boundsOfRotated(boxOf(element), element.rotation)))
}

/** Where a handle stands on the canvas. */
export function handlePoint(frame: SelectionFrame, handle: Handle): CanvasPoint {
  const centre = centreOf(frame.box)
  const point = {
    x: centre.x + (handle.x * frame.box.width) / 2,
    y: centre.y + (handle.y * frame.box.height) / 2,
  }
  return rotatePoint(point, centre, frame.rotation)
}

/** Elements that are never squeezed: a picture's people would grow fat, and writing unreadable. */
export function keepsRatio(element: CanvasElement): boolean {
  return element.kind === "image" || element.kind === "generation" || element.kind === "text"
}

export function moveElements(elements: readonly CanvasElement[], dx: number, dy: number): Patches {
  return new Map(
    elements.map((element) => [
      element.id,
      { position: [element.position[0] + dx, element.position[1] + dy] as const },
    ]),
  )
}

/**
 * @param pointer where the handle was pulled to, canvas units
 * @param options.ratio keep the frame's proportions; options.fromCentre: both sides move
 */
export function resizeElements(
  elements: readonly CanvasElement[],
  frame: SelectionFrame,
  handle: Handle,
  pointer: CanvasPoint,
  options: { readonly ratio: boolean; readonly fromCentre: boolean },
): Patches {
  const { box, rotation } = frame
  const centre = centreOf(box)
  const local = rotatePoint(pointer, centre, -rotation)
  const reach = options.fromCentre ? 2 : 1
  const anchor = options.fromCentre
    ? { x: 0, y: 0 }
    : { x: (-handle.x * box.width) / 2, y: (-handle.y * box.height) / 2 }
  const pulled = (along: number, from: number, side: number, handleSide: number) =>
    handleSide === 0 ? side : Math.max(MIN_SIDE, (along - from) * handleSide * reach)
  let width = pulled(local.x - centre.x, anchor.x, box.width, handle.x)
  let height = pulled(local.y - centre.y, anchor.y, box.height, handle.y)
  if (options.ratio) {
    const scaleX = width / Math.max(box.width, 1e-6)
    const scaleY = height / Math.max(box.height, 1e-6)
    const scale = handle.x === 0 ? scaleY : handle.y === 0 ? scaleX : Math.max(scaleX, scaleY)
    width = Math.max(MIN_SIDE, box.width * scale)
    height = Math.max(MIN_SIDE, box.height * scale)
  }
  const localCentre = {
    x: options.fromCentre || handle.x === 0 ? 0 : anchor.x + (handle.x * width) / 2,
    y: options.fromCentre || handle.y === 0 ? 0 : anchor.y + (handle.y * height) / 2,
  }
  const newCentre = rotatePoint({ x: centre.x + localCentre.x, y: centre.y + localCentre.y }, centre, rotation)
  const scaleX = width / Math.max(box.width, 1e-6)
  const scaleY = height / Math.max(box.height, 1e-6)
  const patches: Patches = new Map()
  for (const element of elements) {
    const own = centreOf(boxOf(element))
    const isAlone = elements.length === 1
    const elementCentre = isAlone
      ? newCentre
      : { x: newCentre.x + (own.x - centre.x) * scaleX, y: newCentre.y + (own.y - centre.y) * scaleY }
    patches.set(element.id, scaleElement(element, scaleX, scaleY, elementCentre))
  }
  return patches
}

function scaleElement(element: CanvasElement, scaleX: number, scaleY: number, centre: CanvasPoint): ElementPatch {
  // In a group a lying element's sides are swapped against the group's.
  const isLying = Math.abs(Math.round(element.rotation / 90)) % 2 === 1 && element.rotation % 90 === 0
  const [sx, sy] = isLying ? [scaleY, scaleX] : [scaleX, scaleY]
  const width = Math.max(0, element.size[0] * sx)
  const height = Math.max(0, element.size[1] * sy)
  const patch: ElementPatch = {
    position: [centre.x - width / 2, centre.y - height / 2],
    size: [width, height],
  }
  if (element.kind === "text") return { ...patch, fontSize: Math.min(800, Math.max(4, element.fontSize * sy)) }
  if (element.kind === "arrow") {
    const [x1, y1, x2, y2] = element.ends
    return { ...patch, ends: [x1 * sx, y1 * sy, x2 * sx, y2 * sy] }
  }
  return patch
}

/** @param byDegrees clockwise, about the frame's centre; `snap`: to steps of 15° */
export function rotateElements(
  elements: readonly CanvasElement[],
  frame: SelectionFrame,
  byDegrees: number,
  snap: boolean,
): Patches {
  const target = frame.rotation + byDegrees
  const by = (snap ? Math.round(target / ROTATION_STEP) * ROTATION_STEP : target) - frame.rotation
  const about = centreOf(frame.box)
  const patches: Patches = new Map()
  for (const element of elements) {
    const box = boxOf(element)
    const centre = rotatePoint(centreOf(box), about, by)
    const rotation = normalDegrees(element.rotation + by)
    patches.set(element.id, {
      position: [centre.x - box.width / 2, centre.y - box.height / 2],
      rotation,
    })
  }
  return patches
}

/** The angle from a frame's centre to the pointer, degrees clockwise. */
export function angleTo(frame: SelectionFrame, pointer: CanvasPoint): number {
  const centre = centreOf(frame.box)
  return (Math.atan2(pointer.y - centre.y, pointer.x - centre.x) * 180) / Math.PI
}

/** Moves one end of an arrow; `snap`: to steps of 15° about the other end. */
export function moveArrowEnd(
  element: Extract<CanvasElement, { kind: "arrow" }>,
  end: 0 | 1,
  pointer: CanvasPoint,
  snap: boolean,
): ElementPatch {
  const [x, y] = element.position
  const [x1, y1, x2, y2] = element.ends
  const fixed = end === 0 ? { x: x + x2, y: y + y2 } : { x: x + x1, y: y + y1 }
  const moved = snap ? snapAngle(fixed, pointer) : pointer
  return end === 0 ? arrowBetween(moved, fixed) : arrowBetween(fixed, moved)
}

/** The box and relative ends of an arrow from one point to another. */
export function arrowBetween(
  from: CanvasPoint,
  to: CanvasPoint,
): {
  readonly position: readonly [number, number]
  readonly size: readonly [number, number]
  readonly ends: readonly [number, number, number, number]
} {
  const x = Math.min(from.x, to.x)
  const y = Math.min(from.y, to.y)
  return {
    position: [x, y],
    size: [Math.abs(to.x - from.x), Math.abs(to.y - from.y)],
    ends: [from.x - x, from.y - y, to.x - x, to.y - y],
  }
}

export function snapAngle(from: CanvasPoint, to: CanvasPoint): CanvasPoint {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const step = (ROTATION_STEP * Math.PI) / 180
  const angle = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / step) * step
  return { x: from.x + Math.cos(angle) * length, y: from.y + Math.sin(angle) * length }
}

/** A new size that leaves the (rotated) top left corner where it is. */
export function sizedFromTopLeft(
  element: CanvasElement,
  width: number,
  height: number,
): { readonly position: readonly [number, number]; readonly size: readonly [number, number] } {
  const box = boxOf(element)
  const corner = rotatePoint(box, centreOf(box), element.rotation)
  const angle = (element.rotation * Math.PI) / 180
  const centre = {
    x: corner.x + (width / 2) * Math.cos(angle) - (height / 2) * Math.sin(angle),
    y: corner.y + (width / 2) * Math.sin(angle) + (height / 2) * Math.cos(angle),
  }
  return { position: [centre.x - width / 2, centre.y - height / 2], size: [width, height] }
}

/** An element as it would be with a patch: what is drawn while a gesture lasts. */
export function patched(element: CanvasElement, patch: ElementPatch | undefined): CanvasElement {
  return patch ? ({ ...element, ...patch } as CanvasElement) : element
}

function normalDegrees(degrees: number): number {
  const turned = ((degrees % 360) + 360) % 360
  return Math.abs(turned - 360) < 1e-9 ? 0 : turned
}
