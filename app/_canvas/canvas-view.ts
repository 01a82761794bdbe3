/**
 * The canvas as one thing: built on a container and a room's documents, steered by the page through the controller
 * it answers. Nothing here is React; `canvas-stage.tsx` wraps it. Long because it is one list: what the page can ask,
 * each a few lines, and the wiring of the parts in one place.
 */
import {
  addElement,
  deleteElements,
  duplicateElements,
  type ElementPatch,
  reorderElements,
  updateElements,
} from "../../lib/document/edits.ts"
import { boxOf, type CanvasElement, type ElementId } from "../../lib/document/schema.ts"
import {
  type Box,
  boundsOfRotated,
  type Camera,
  type CanvasPoint,
  cameraToFit,
  MAX_ZOOM,
  toCanvas,
  toScreen,
  visibleBox,
  zoomAt,
} from "../../lib/geometry/geometry.ts"
import { newId } from "../_document/new-id.ts"
import { createObservable } from "../_document/observable.ts"
import { createArranging } from "./arrange-selection.ts"
import type { CanvasController, CanvasOptions } from "./canvas-controller.ts"
import { type CanvasCore, EMPTY_SELECTION, type Extend, type PlaceComment } from "./canvas-core.ts"
import { type CanvasStyle, DEFAULT_STYLE, stylePatch } from "./canvas-style.ts"
import { createSurface, takesKeys } from "./canvas-surface.ts"
import { attachClipboard } from "./clipboard.ts"
import { forgetNoteLayouts } from "./draw-element.ts"
import { type BoardView, createBoardView } from "./draw-scene.ts"
import { createElementMirror } from "./element-mirror.ts"
import { NO_GENERATIONS } from "./generation-view.ts"
import { commandOfKey } from "./keyboard.ts"
import { NO_LIVE_FRAMES } from "./live-frame-view.ts"
import { drawingIn } from "./live-frames.ts"
import { createMaskOverlays } from "./mask-overlays.ts"
import { forgetMeasurements } from "./measure-text.ts"
import { createPictureMasks } from "./picture-masks.ts"
import { createPictures } from "./pictures.ts"
import { attachPointerInput } from "./pointer-input.ts"
import { createRemotePresence } from "./remote-presence.ts"
import { drawnIn, renderRegion } from "./render-region.ts"
import { createCommandRunner } from "./run-command.ts"
import { createScene, type Scene } from "./scene.ts"
import { selectedAsShown, withContents } from "./selection.ts"
import { createTextEditing } from "./text-editing.ts"
import { createCommentTool } from "./tools/comment-tool.ts"
import { createEraserTool } from "./tools/eraser-tool.ts"
import { createHandTool } from "./tools/hand-tool.ts"
import { createMaskTool } from "./tools/mask-tool.ts"
import { createPenTool } from "./tools/pen-tool.ts"
import { createSelectTool, revealElement } from "./tools/select-tool.ts"
import { createShapeTool, shapeAtCentre } from "./tools/shape-tools.ts"
import { createTextTool } from "./tools/text-tool.ts"
import type { Tool, ToolName } from "./tools/tool.ts"
import { boundsOfElements } from "./transform.ts"

export type { CanvasController, CanvasOptions } from "./canvas-controller.ts"

const DUPLICATE_OFFSET = 24
const MAX_INSERTED_WIDTH = 480
/** What comes into the document later than this after opening is somebody's work, not the loading of the room. */
const FIT_WITHIN_MS = 4000

export function createCanvasView(options: CanvasOptions): CanvasController {
  const { container, documents } = options
  const theme = createObservable(options.theme)
  const readOnly = createObservable(options.readOnly ?? false)
  const camera = createObservable<Camera>({ x: 0, y: 0, zoom: 1 })
  const selection = createObservable<ReadonlySet<ElementId>>(EMPTY_SELECTION)
  const tool = createObservable<ToolName>("select")
  const snaps = createObservable(false)
  const style = createObservable<CanvasStyle>(DEFAULT_STYLE)
  const viewSize = createObservable({ width: container.clientWidth || 1, height: container.clientHeight || 1 })
  const frameListeners = new Set<() => void>()
  const { surface, stageHost, textLayer } = createSurface(container)

  const pictures = createPictures({
    assetUrl: options.assetUrl,
    onReady: (assetId) => scene.repaint(scene.elementsShowing(assetId)),
  })
  const generations = options.generationView ?? NO_GENERATIONS
  const liveFrames = options.liveFrames ?? NO_LIVE_FRAMES
  const scene: Scene = createScene(documents.canvas, { scale: 1, theme: options.theme, pictures, generations })

  let board: BoardView | undefined
  let boxTimer = 0
  const requestDraw = () => {
    board?.requestDraw()
    if (boxTimer !== 0 || frameListeners.size === 0) return
    boxTimer = requestAnimationFrame(() => {
      boxTimer = 0
      for (const listener of [...frameListeners]) listener()
    })
  }

  const masks = createPictureMasks(documents)
  const extend = createObservable<Extend | undefined>(undefined)
  const placeComment = createObservable<PlaceComment | undefined>(undefined)
  const core: CanvasCore = {
    documents,
    scene,
    camera,
    viewSize,
    selection,
    tool,
    snaps,
    style,
    theme,
    readOnly,
    live: {
      patches: new Map(),
      isCopying: false,
      ink: undefined,
      maskInk: undefined,
      brush: undefined,
      growing: undefined,
      draft: undefined,
      marquee: undefined,
      guides: [],
      enteredGroup: undefined,
      erasing: new Set(),
      hovered: undefined,
      editing: undefined,
    },
    chips: [],
    callbacks: options.callbacks ?? {},
    get text() {
      return text
    },
    masks,
    extend,
    placeComment,
    maskOverlays: createMaskOverlays(masks),
    liveFrames,
    author: options.author,
    newId,
    requestDraw,
    add(element, id = newId()) {
      documents.edits.commit(() => addElement(documents.canvas, id, element, documents.edits.origin))
      board?.linger(id)
      return id
    },
    addTo: (id, element) => addElement(documents.canvas, id, element, documents.edits.origin),
    selected() {
      const ids = selection.get()
      if (ids.size === 0) return []
      return [...ids]
        .flatMap((id) => scene.get(id) ?? [])
        .sort((a, b) => a.rank - b.rank)
        .map((entry) => entry.element)
    },
  }

  const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)")
  const remote = createRemotePresence({
    others: documents.presence.others,
    scene,
    reducedMotion: () => reducedMotion.matches,
    hasLanded: masks.has,
    requestDraw,
  })
  board = createBoardView(core, stageHost, remote)
  const view = board
  const text = createTextEditing(core, textLayer, surface, (id) => view.linger(id))
  const tools: Record<ToolName, Tool> = {
    select: createSelectTool(core),
    hand: createHandTool(core),
    pen: createPenTool(core),
    mask: createMaskTool(core),
    eraser: createEraserTool(core),
    rectangle: createShapeTool(core, "rectangle"),
    ellipse: createShapeTool(core, "ellipse"),
    arrow: createShapeTool(core, "arrow"),
    text: createTextTool(core),
    note: createShapeTool(core, "note"),
    frame: createShapeTool(core, "frame"),
    comment: createCommentTool(core),
  }
  const pointer = attachPointerInput(core, surface, tools)
  const mirror = createElementMirror(core, container, surface)
  const canUndo = createObservable(false)
  const canRedo = createObservable(false)

  const centre = (): CanvasPoint => {
    const { width, height } = viewSize.get()
    return toCanvas(camera.get(), { x: width / 2, y: height / 2 })
  }
  const { canvas, edits } = documents
  const patchSelected = (patchOf: (element: CanvasElement) => ElementPatch | undefined) => {
    const patches = new Map<ElementId, ElementPatch>()
    for (const element of core.selected()) {
      const patch = element.locked ? undefined : patchOf(element)
      if (patch) patches.set(element.id, patch)
    }
    if (patches.size > 0) edits.commit(() => updateElements(canvas, patches, edits.origin))
  }
  const fitTo = (box: Box | undefined, maxZoom: number) => {
    const { width, height } = viewSize.get()
    if (box) camera.set(cameraToFit(box, width, height, Math.min(96, width / 10), maxZoom))
  }

  const insertFiles = async (files: readonly Blob[], at: CanvasPoint = centre()) => {
    const upload = core.callbacks.uploadImage
    if (!upload || readOnly.get()) return
    let offset = 0
    for (const file of files) {
      const picture = await upload(file)
      if (!picture) continue
      controller.insertImage(picture, { x: at.x + offset, y: at.y + offset })
      offset += DUPLICATE_OFFSET
    }
  }

  let lastPointer: CanvasPoint | undefined
  surface.addEventListener("pointermove", (event) => {
    const origin = surface.getBoundingClientRect()
    lastPointer = toCanvas(camera.get(), { x: event.clientX - origin.left, y: event.clientY - origin.top })
  })
  surface.addEventListener("pointerleave", () => {
    lastPointer = undefined
  })
  const stopClipboard = attachClipboard(core, surface, {
    insertImages: insertFiles,
    pasteAt: () => lastPointer ?? centre(),
  })

  const controller: CanvasController = {
    tool,
    camera,
    selection,
    style,
    masks,
    extend,
    placeComment,
    canUndo,
    canRedo,
    setTool(next) {
      text.close()
      pointer.cancel()
      tool.set(next)
    },
    setCamera: (next) => camera.set(next),
    zoomTo(zoom) {
      const { width, height } = viewSize.get()
      camera.set(zoomAt(camera.get(), { x: width / 2, y: height / 2 }, zoom))
    },
    zoomToFit: () => fitTo(scene.bounds(), 1),
    zoomToSelection: () => fitTo(boundsOfElements(core.selected()), MAX_ZOOM / 2),
    reveal(id, insets) {
      const element = scene.get(id)?.element
      if (element) revealElement(core, element, insets)
    },
    visibleBox: () => visibleBox(camera.get(), viewSize.get().width, viewSize.get().height),
    select: (ids) => selection.set(new Set([...ids].filter((id) => scene.get(id)))),
    selectAll: () => selection.set(new Set(scene.ordered().flatMap(({ id, element }) => (element.locked ? [] : [id])))),
    selectedElements: () => core.selected(),
    element: (id) => scene.get(id)?.element,
    elements: () => scene.ordered().map((entry) => entry.element),
    deleteSelection() {
      const ids = core.selected().flatMap(({ id, locked }) => (locked ? [] : [id]))
      if (readOnly.get() || ids.length === 0) return
      edits.commit(() => deleteElements(canvas, ids, edits.origin))
    },
    duplicateSelection() {
      if (readOnly.get() || selection.get().size === 0) return
      const ids = new Set(withContents(scene, core.selected()).map((element) => element.id))
      const copies = edits.commit(() =>
        duplicateElements(canvas, { ids, dx: DUPLICATE_OFFSET, dy: DUPLICATE_OFFSET, newId: core.newId }, edits.origin),
      )
      selection.set(new Set(copies))
    },
    reorderSelection(to) {
      if (readOnly.get() || selection.get().size === 0) return
      edits.commit(() => reorderElements(canvas, selection.get(), to, edits.origin))
    },
    ...createArranging(core),
    undo: () => edits.undo.undo(),
    redo: () => edits.undo.redo(),
    setStyle(change) {
      style.set({ ...style.get(), ...change })
      if (!readOnly.get()) patchSelected((element) => stylePatch(element, change))
    },
    insertImage({ assetId, width, height, alt }, at = centre()) {
      const scale = Math.min(1, MAX_INSERTED_WIDTH / width)
      const size: [number, number] = [width * scale, height * scale]
      const id = core.add({
        kind: "image",
        position: [at.x - size[0] / 2, at.y - size[1] / 2],
        size,
        rotation: 0,
        author: options.author(),
        locked: false,
        assetId,
        alt: alt ?? "",
      })
      selection.set(new Set([id]))
      return id
    },
    insertGeneration: (generationId, box) =>
      core.add({
        kind: "generation",
        position: [box.x, box.y],
        size: [box.width, box.height],
        rotation: 0,
        author: options.author(),
        locked: false,
        generationId,
      }),
    insertAtCentre(kind) {
      if (readOnly.get()) return
      tool.set("select")
      if (kind === "text") return text.openNewText(centre())
      const id = core.add(shapeAtCentre(core, kind))
      selection.set(new Set([id]))
      if (kind === "note") text.open(id, { isNew: true })
    },
    editText: (id) => text.open(id),
    insertFiles,
    renderRegion: (context, box, size) => renderRegion(context, scene, box, size),
    drawingIn: (box) => drawingIn(scene, box, { own: core.live.ink, others: remote.inks() }),
    isDrawnIn: (box) => drawnIn(scene, box).length > 0,
    setTheme(next) {
      theme.set(next)
      scene.settings.theme = next
      view.repaintAll()
    },
    setReadOnly(next) {
      if (next) {
        text.close()
        pointer.cancel()
        tool.set("select")
      }
      readOnly.set(next)
      requestDraw()
    },
    screenBoxOf(id) {
      let last: Box | undefined
      const read = () => {
        const element = scene.get(id)?.element
        const shown = element && (selectedAsShown(core).find((each) => each.id === id) ?? element)
        const next = shown && screenBox(shown, camera.get())
        if (!sameBox(last, next)) last = next
        return last
      }
      return {
        get: read,
        subscribe(listener) {
          frameListeners.add(listener)
          return () => frameListeners.delete(listener)
        },
      }
    },
    focus: () => surface.focus({ preventScroll: true }),
    isSettled: () => view.isSettled(),
    scene,
    board: view,
    destroy() {
      for (const stop of stops) stop()
      stopClipboard()
      resize.disconnect()
      pointer.destroy()
      text.destroy()
      mirror.destroy()
      remote.destroy()
      view.destroy()
      board = undefined
      cancelAnimationFrame(boxTimer)
      masks.destroy()
      scene.destroy()
      pictures.destroy()
      surface.remove()
    },
  }

  // --- keys -------------------------------------------------------------------------------------------------

  const run = createCommandRunner({ core, controller, pointer, mirror })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.defaultPrevented) return
    const isOnBoard = event.target === surface
    if (!isOnBoard && (options.ownsKeys === false || takesKeys(event.target))) return
    if (event.code === "Space" && isOnBoard) {
      pointer.setSpace(true)
      event.preventDefault()
      return
    }
    const command = commandOfKey(event)
    // Outside the board Tab and Enter are the page's: they move on and press buttons.
    if (!command || (!isOnBoard && (command.type === "cycle" || command.type === "edit"))) return
    if (run(command)) event.preventDefault()
  }
  document.addEventListener("keydown", onKeyDown)
  const onKeyUp = (event: KeyboardEvent) => {
    if (event.code === "Space") pointer.setSpace(false)
  }
  document.addEventListener("keyup", onKeyUp)
  surface.addEventListener("blur", () => pointer.setSpace(false))

  // --- what changes elsewhere -------------------------------------------------------------------------------

  const readUndo = () => {
    canUndo.set(edits.undo.undoStack.length > 0)
    canRedo.set(edits.undo.redoStack.length > 0)
  }
  const undoEvents = ["stack-item-added", "stack-item-popped", "stack-cleared"] as const
  for (const name of undoEvents) edits.undo.on(name, readUndo)
  readUndo()

  const stops = [
    () => {
      document.removeEventListener("keydown", onKeyDown)
      document.removeEventListener("keyup", onKeyUp)
      for (const name of undoEvents) edits.undo.off(name, readUndo)
    },
    scene.onChange(({ removed }) => {
      requestDraw()
      const ids = selection.get()
      if (!removed.some((id) => ids.has(id))) return
      selection.set(new Set([...ids].filter((id) => !removed.includes(id))))
    }),
    selection.subscribe(() => {
      const { enteredGroup } = core.live
      if (enteredGroup !== undefined && core.selected().every(({ group }) => group !== enteredGroup))
        core.live.enteredGroup = undefined
      requestDraw()
      documents.presence.update({ selection: [...selection.get()].slice(0, 50) })
    }),
    camera.subscribe(requestDraw),
    masks.version.subscribe(requestDraw),
    extend.subscribe(requestDraw),
    liveFrames.subscribe(requestDraw),
    tool.subscribe(() => {
      surface.style.cursor = tools[tool.get()].cursor
      core.live.hovered = undefined
      requestDraw()
    }),
    generations.subscribe((generationId) => {
      const shown = scene.generationElements().get(generationId)
      if (shown) scene.repaint([...shown].map((entry) => entry.id))
      requestDraw()
    }),
  ]

  // Whoever opens a room sees what is in it: once, while it loads, and never after this person has moved.
  const opened = camera.get()
  let mayFit = true
  const fitOnce = () => {
    const bounds = scene.bounds()
    if (!mayFit || camera.get() !== opened || !bounds) return
    mayFit = false
    const { width, height } = viewSize.get()
    const seen = visibleBox(camera.get(), width, height)
    const isSeen =
      bounds.x >= seen.x &&
      bounds.y >= seen.y &&
      bounds.x + bounds.width <= seen.x + seen.width &&
      bounds.y + bounds.height <= seen.y + seen.height
    if (!isSeen) controller.zoomToFit()
  }
  fitOnce()
  const stopFitting = scene.onChange(fitOnce)
  const fitTimer = setTimeout(stopFitting, FIT_WITHIN_MS)
  stops.push(stopFitting, () => clearTimeout(fitTimer))

  const resize = new ResizeObserver(() => {
    const width = container.clientWidth || 1
    const height = container.clientHeight || 1
    viewSize.set({ width, height })
    view.resize(width, height)
  })
  resize.observe(container)

  // Text measured before its font came in stands wrong: measure again, once.
  document.fonts.ready
    .then(() => document.fonts.load(`16px ${options.theme.fontFamily}`))
    .then(() => {
      forgetMeasurements()
      forgetNoteLayouts()
      view.repaintAll()
    })
    .catch(() => undefined)

  return controller
}

function screenBox(element: CanvasElement, camera: Camera): Box {
  const box = boundsOfRotated(boxOf(element), element.rotation)
  const { x, y } = toScreen(camera, box)
  return { x, y, width: box.width * camera.zoom, height: box.height * camera.zoom }
}

function sameBox(a: Box | undefined, b: Box | undefined): boolean {
  if (!a || !b) return a === b
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}
