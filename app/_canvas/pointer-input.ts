/**
 * From pointer events to gestures: mouse, fingers and pens. One finger or button draws; two fingers pan and pinch;
 * space, the middle button, and fingers once a pen has touched the board, move it. The wheel pans, with Ctrl it zooms.
 */
import { type Camera, type ScreenPoint, toCanvas, zoomAt } from "../../lib/geometry/geometry.ts"
import type { CanvasCore } from "./canvas-core.ts"
import { createEdgeScroll } from "./edge-scroll.ts"
import { panGesture } from "./tools/hand-tool.ts"
import { elementAt } from "./tools/select-tool.ts"
import type { Gesture, PointerSample, PointerState, Tool, ToolName } from "./tools/tool.ts"

const DOUBLE_PRESS_MS = 380
const DOUBLE_PRESS_PX = 8
const WHEEL_LINE_PX = 18

export interface PointerInput {
  /** Ends the gesture in progress as if it had not been; true when there was one. */
  cancel(): boolean
  setSpace(isDown: boolean): void
  destroy(): void
}

export function attachPointerInput(
  core: CanvasCore,
  surface: HTMLElement,
  tools: Readonly<Record<ToolName, Tool>>,
): PointerInput {
  let gesture: { readonly active: Gesture; readonly pointerId: number } | undefined
  const fingers = new Map<number, ScreenPoint>()
  let pinch: { readonly camera: Camera; readonly centre: ScreenPoint; readonly distance: number } | undefined
  let isSpaceDown = false
  let hasPen = false
  let lastPress: { readonly atMs: number; readonly screen: ScreenPoint } | undefined
  const abort = new AbortController()
  const { signal } = abort

  const sampleOf = (event: PointerEvent, origin: DOMRect): PointerSample => {
    const screen = { x: event.clientX - origin.left, y: event.clientY - origin.top }
    return {
      screen,
      point: toCanvas(core.camera.get(), screen),
      pressure: event.pointerType === "pen" ? event.pressure : 0.5,
    }
  }
  const stateOf = (event: PointerEvent): PointerState => {
    const origin = surface.getBoundingClientRect()
    const coalesced = event.type === "pointermove" ? (event.getCoalescedEvents?.() ?? []) : []
    const samples = (coalesced.length > 0 ? coalesced : [event]).map((each) => sampleOf(each, origin))
    return {
      ...sampleOf(event, origin),
      pointerType: event.pointerType,
      shift: event.shiftKey,
      alt: event.altKey,
      mod: event.ctrlKey || event.metaKey,
      samples,
    }
  }

  let lastState: PointerState | undefined
  const edgeScroll = createEdgeScroll((by) => {
    const { zoom, ...camera } = core.camera.get()
    core.camera.set({ x: camera.x + by.x / zoom, y: camera.y + by.y / zoom, zoom })
    if (!gesture || !lastState) return
    const sample = { ...lastState, point: toCanvas(core.camera.get(), lastState.screen) }
    gesture.active.move({ ...sample, samples: [sample] })
  })

  const startGesture = (event: PointerEvent, state: PointerState): Gesture | undefined => {
    const isMiddle = event.button === 1
    const isFingerBesidePen = hasPen && event.pointerType === "touch"
    if (isMiddle || isSpaceDown || isFingerBesidePen) return panGesture(core, state)
    const tool = core.tool.get()
    // A finger on empty paper moves it: there is no other way to on a phone.
    if (tool === "select" && event.pointerType === "touch" && elementAt(core, state) === undefined) {
      return tapOrPan(state)
    }
    return tools[tool].down(state)
  }

  const tapOrPan = (start: PointerState): Gesture => {
    const pan = panGesture(core, start)
    let hasPanned = false
    return {
      move(state) {
        hasPanned ||= Math.hypot(state.screen.x - start.screen.x, state.screen.y - start.screen.y) > 6
        if (hasPanned) pan.move(state)
      },
      up(state) {
        if (!hasPanned) tools.select.down(start)?.up(state)
      },
      cancel: () => pan.cancel(),
    }
  }

  const isDoublePress = (state: PointerState, atMs: number): boolean => {
    const isDouble =
      lastPress !== undefined &&
      atMs - lastPress.atMs < DOUBLE_PRESS_MS &&
      Math.hypot(state.screen.x - lastPress.screen.x, state.screen.y - lastPress.screen.y) < DOUBLE_PRESS_PX
    lastPress = isDouble ? undefined : { atMs, screen: state.screen }
    return isDouble
  }

  const onDown = (event: PointerEvent) => {
    if (event.button === 2) return
    if (event.pointerType === "pen") hasPen = true
    const state = stateOf(event)
    surface.setPointerCapture(event.pointerId)
    if (event.pointerType === "touch") {
      fingers.set(event.pointerId, state.screen)
      if (fingers.size === 2) return startPinch()
      if (fingers.size > 2) return
    }
    if (gesture) return
    core.text.close()
    surface.focus({ preventScroll: true })
    const isDouble = event.button === 0 && isDoublePress(state, event.timeStamp)
    if (isDouble && tools[core.tool.get()].doublePress?.(state)) {
      event.preventDefault()
      return
    }
    const active = startGesture(event, state)
    if (active) gesture = { active, pointerId: event.pointerId }
    if (event.button === 1) event.preventDefault()
  }

  const startPinch = () => {
    // What one finger had begun was not meant.
    gesture?.active.cancel()
    gesture = undefined
    edgeScroll.stop()
    pinch = { camera: core.camera.get(), ...spreadOf(fingers) }
  }

  const onMove = (event: PointerEvent) => {
    const state = stateOf(event)
    if (event.pointerType !== "touch")
      core.documents.presence.update({ cursor: [round(state.point.x), round(state.point.y)] })
    if (fingers.has(event.pointerId)) {
      fingers.set(event.pointerId, state.screen)
      if (pinch && fingers.size >= 2) return movePinch(pinch)
    }
    if (gesture) {
      if (gesture.pointerId !== event.pointerId) return
      core.documents.presence.update({ cursor: [round(state.point.x), round(state.point.y)] })
      gesture.active.move(state)
      lastState = state
      if (gesture.active.scrollsAtEdge) edgeScroll.aim(state.screen, core.viewSize.get())
      return
    }
    const tool = tools[core.tool.get()]
    surface.style.cursor = isSpaceDown ? "grab" : (tool.hover?.(state) ?? tool.cursor)
  }

  const movePinch = (start: NonNullable<typeof pinch>) => {
    const { centre, distance } = spreadOf(fingers)
    const zoomed = zoomAt(start.camera, start.centre, start.camera.zoom * (distance / Math.max(1, start.distance)))
    core.camera.set({
      ...zoomed,
      x: zoomed.x - (centre.x - start.centre.x) / zoomed.zoom,
      y: zoomed.y - (centre.y - start.centre.y) / zoomed.zoom,
    })
  }

  const onUp = (event: PointerEvent) => {
    fingers.delete(event.pointerId)
    if (fingers.size < 2) pinch = undefined
    if (gesture?.pointerId !== event.pointerId) return
    const { active } = gesture
    gesture = undefined
    edgeScroll.stop()
    if (event.type === "pointerup") active.up(stateOf(event))
    else active.cancel()
  }

  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const camera = core.camera.get()
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PX : 1
    const origin = surface.getBoundingClientRect()
    const anchor = { x: event.clientX - origin.left, y: event.clientY - origin.top }
    if (event.ctrlKey || event.metaKey) {
      // Trackpads pinch in small steps, wheels in big ones: both are bounded to a calm speed.
      const delta = Math.max(-60, Math.min(60, event.deltaY * unit))
      core.camera.set(zoomAt(camera, anchor, camera.zoom * Math.exp(-delta / 180)))
      return
    }
    const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
    core.camera.set({ ...camera, x: camera.x + (dx * unit) / camera.zoom, y: camera.y + (dy * unit) / camera.zoom })
  }

  const onLeave = () => {
    core.documents.presence.update({ cursor: null })
    if (core.live.hovered !== undefined || core.live.brush !== undefined) {
      core.live.hovered = undefined
      core.live.brush = undefined
      core.requestDraw()
    }
  }

  surface.addEventListener("pointerdown", onDown, { signal })
  surface.addEventListener("pointermove", onMove, { signal })
  surface.addEventListener("pointerup", onUp, { signal })
  surface.addEventListener("pointercancel", onUp, { signal })
  surface.addEventListener("pointerleave", onLeave, { signal })
  surface.addEventListener("wheel", onWheel, { signal, passive: false })
  // The middle button would paste, or start the browser's own scrolling.
  surface.addEventListener("auxclick", (event) => event.preventDefault(), { signal })

  return {
    cancel() {
      if (!gesture) return false
      gesture.active.cancel()
      gesture = undefined
      edgeScroll.stop()
      return true
    },
    setSpace(isDown) {
      isSpaceDown = isDown
      surface.style.cursor = isDown ? "grab" : tools[core.tool.get()].cursor
    },
    destroy() {
      edgeScroll.stop()
      abort.abort()
    },
  }
}

function spreadOf(fingers: ReadonlyMap<number, ScreenPoint>): { centre: ScreenPoint; distance: number } {
  const [a, b] = [...fingers.values()]
  if (!a || !b) return { centre: { x: 0, y: 0 }, distance: 1 }
  return { centre: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, distance: Math.hypot(a.x - b.x, a.y - b.y) }
}

const round = (value: number) => Math.round(value * 10) / 10
