/**
 * One picture of the board: paper and its dots, lineage, tiles, and above them the live layer. A Konva stage with two
 * layers; a frame is drawn only when something has changed, and stops rastering when its budget is spent.
 */
import Konva from "konva"
import type { CanvasElement, ElementId } from "../../lib/document/schema.ts"
import { boxOf } from "../../lib/document/schema.ts"
import { type Box, boxesTouch, type Camera, toScreen, visibleBox } from "../../lib/geometry/geometry.ts"
import type { CanvasCore } from "./canvas-core.ts"
import { drawLiveLayer, elementsInHand } from "./live-layer.ts"
import type { RemotePresence } from "./remote-presence.ts"
import type { CanvasTheme } from "./theme.ts"
import { createTiles } from "./tiles.ts"

// Milliseconds and elements a frame may spend on rastering. While zooming, every few frames want another set: little of
// it would be seen.
const ZOOMING_BUDGET = { ms: 3, elementCount: 200 }
const MOVING_BUDGET = { ms: 6, elementCount: 500 }
const REST_BUDGET = { ms: 12, elementCount: 1200 }
/** Still for this long, the board is rastered at its exact scale. */
const REST_AFTER_MS = 160
const DOT_SPACING = 32

export interface BoardView {
  requestDraw(): void
  /** The size of the container changed, CSS pixels. */
  resize(width: number, height: number): void
  /** Keeps drawing an element on the live layer until the tiles have it. */
  linger(id: ElementId): void
  repaintAll(): void
  /** Whether every visible pixel is the newest at the exact scale: what tests wait for. */
  isSettled(): boolean
  readonly stage: Konva.Stage
  /** The tiles alone, as they are on screen: for export and for comparing with a plain rendering. Device pixels. */
  drawTiles(context: CanvasRenderingContext2D): void
  destroy(): void
}

export function createBoardView(core: CanvasCore, container: HTMLDivElement, remote: RemotePresence): BoardView {
  const { width, height } = core.viewSize.get()
  const stage = new Konva.Stage({ container, width, height, listening: false })
  const boardLayer = new Konva.Layer({ listening: false })
  const liveLayer = new Konva.Layer({ listening: false })
  stage.add(boardLayer, liveLayer)
  const tiles = createTiles(core.scene)

  let frameRequest = 0
  let lastCamera = core.camera.get()
  let movedAtMs = Number.NEGATIVE_INFINITY
  let zoomedAtMs = Number.NEGATIVE_INFINITY
  let drawnCamera: Camera = lastCamera
  let boardIsStale = true
  let hiddenKey = ""
  const lingering = new Set<ElementId>()

  boardLayer.add(
    new Konva.Shape({
      listening: false,
      perfectDrawEnabled: false,
      sceneFunc: (context) => {
        const raw = context._context
        raw.save()
        raw.setTransform(1, 0, 0, 1, 0, 0)
        const ratio = window.devicePixelRatio
        drawPaper(raw, drawnCamera, core.theme.get(), ratio)
        raw.scale(ratio, ratio)
        drawLineage(raw, core, drawnCamera)
        raw.setTransform(1, 0, 0, 1, 0, 0)
        tiles.draw(raw)
        raw.restore()
      },
    }),
  )
  liveLayer.add(
    new Konva.Shape({
      listening: false,
      perfectDrawEnabled: false,
      sceneFunc: (context) => {
        const pixelRatio = window.devicePixelRatio
        const shown = [...lingering].flatMap((id) => core.scene.get(id)?.element ?? [])
        drawLiveLayer(context._context, core, { remote, lingering: shown, camera: drawnCamera, pixelRatio })
      },
    }),
  )

  const frame = (nowMs: number) => {
    frameRequest = 0
    const pixelRatio = window.devicePixelRatio
    const camera = core.camera.get()
    const size = core.viewSize.get()
    if (camera !== lastCamera) {
      movedAtMs = nowMs
      if (camera.zoom !== lastCamera.zoom) zoomedAtMs = nowMs
      lastCamera = camera
      boardIsStale = true
    }
    const isMoving = nowMs - movedAtMs < REST_AFTER_MS
    const isZooming = nowMs - zoomedAtMs < REST_AFTER_MS
    drawnCamera = snapToPixels(camera, pixelRatio)
    fitLayers(pixelRatio)
    hideWhatIsInHand()
    const view = {
      camera: drawnCamera,
      widthPx: size.width * pixelRatio,
      heightPx: size.height * pixelRatio,
      pixelRatio,
    }
    tiles.aim(view, { isZooming, isMoving })
    const { ms, elementCount } = isZooming ? ZOOMING_BUDGET : isMoving ? MOVING_BUDGET : REST_BUDGET
    const isWorkLeft = tiles.work({ deadlineMs: performance.now() + ms, elementCount })
    const isRemoteMoving = remote.advance(nowMs)
    const isSettled = tiles.isSettled()
    if (tiles.takeChanged() || boardIsStale) boardLayer.drawScene()
    boardIsStale = false
    // What has landed in the tiles is no longer drawn over them; nothing blinks in between.
    const hadLingering = lingering.size > 0
    if (isSettled) lingering.clear()
    liveLayer.drawScene()
    if (isWorkLeft || isMoving || isRemoteMoving || hadLingering) requestDraw()
  }

  const requestDraw = () => {
    if (frameRequest === 0) frameRequest = requestAnimationFrame(frame)
  }

  const fitLayers = (pixelRatio: number) => {
    for (const layer of [boardLayer, liveLayer]) {
      const canvas = layer.getCanvas()
      if (canvas.getPixelRatio() === pixelRatio) continue
      canvas.setPixelRatio(pixelRatio)
      boardIsStale = true
    }
  }

  const hideWhatIsInHand = () => {
    const hidden = new Set<ElementId>()
    for (const element of elementsInHand(core, remote)) if (!core.live.isCopying) hidden.add(element.id)
    if (core.live.editing !== undefined && hidesWhileEditing(core, core.live.editing)) hidden.add(core.live.editing)
    const key = [...hidden].join(",")
    if (key === hiddenKey) return
    for (const id of hiddenKey === "" ? [] : hiddenKey.split(",")) {
      // Let go: drawn above until the tiles have taken it back.
      if (!hidden.has(id) && core.live.editing !== id) lingering.add(id)
    }
    hiddenKey = key
    tiles.setHidden(hidden)
  }

  const stopScene = core.scene.onDamage(requestDraw)
  const stopCamera = core.camera.subscribe(requestDraw)
  requestDraw()

  return {
    stage,
    drawTiles: (context) => tiles.draw(context),
    requestDraw,
    resize(nextWidth, nextHeight) {
      stage.size({ width: nextWidth, height: nextHeight })
      boardIsStale = true
      requestDraw()
    },
    linger(id) {
      lingering.add(id)
      requestDraw()
    },
    repaintAll() {
      tiles.repaintAll()
      boardIsStale = true
      requestDraw()
    },
    isSettled: () => frameRequest === 0 && tiles.isSettled(),
    destroy() {
      cancelAnimationFrame(frameRequest)
      frameRequest = -1
      stopScene()
      stopCamera()
      tiles.destroy()
      stage.destroy()
    },
  }
}

/** Text being edited stands in the page, not in the tiles; a note keeps its paper, a frame its frame. */
function hidesWhileEditing(core: CanvasCore, id: ElementId): boolean {
  const kind: CanvasElement["kind"] | undefined = core.scene.get(id)?.element.kind
  return kind === "text" || kind === "note"
}

/** A camera whose origin is a whole device pixel: tiles are copied one to one, and lines stay sharp. */
export function snapToPixels(camera: Camera, pixelRatio: number): Camera {
  const scale = camera.zoom * pixelRatio
  return { x: Math.round(camera.x * scale) / scale, y: Math.round(camera.y * scale) / scale, zoom: camera.zoom }
}

// --- paper --------------------------------------------------------------------------------------------------

let dotTile: { readonly key: string; readonly canvas: HTMLCanvasElement } | undefined

/** Paper with dots that keep a calm distance at any zoom. Device pixels. */
function drawPaper(context: CanvasRenderingContext2D, camera: Camera, theme: CanvasTheme, pixelRatio: number): void {
  const { width, height } = context.canvas
  context.fillStyle = theme.paper
  context.fillRect(0, 0, width, height)
  let spacing = DOT_SPACING
  while (spacing * camera.zoom < 22) spacing *= 2
  while (spacing * camera.zoom > 48) spacing /= 2
  const spacingPx = spacing * camera.zoom * pixelRatio
  const side = Math.max(4, Math.round(spacingPx))
  const key = `${side}/${theme.dots}/${pixelRatio}`
  if (dotTile?.key !== key) {
    const canvas = document.createElement("canvas")
    canvas.width = side
    canvas.height = side
    const dot = canvas.getContext("2d")
    if (!dot) return
    dot.fillStyle = theme.dots
    dot.beginPath()
    const middle = Math.floor(side / 2)
    dot.arc(middle, middle, 1.05 * pixelRatio, 0, Math.PI * 2)
    dot.fill()
    dotTile = { key, canvas }
  }
  const pattern = context.createPattern(dotTile.canvas, "repeat")
  if (!pattern) return
  const stretch = spacingPx / side
  // Whole pixels: a dot between two of them would be four pale ones.
  const offset = (at: number) => Math.round(-(((at / spacing) % 1) + 1) * spacingPx)
  pattern.setTransform(new DOMMatrix([stretch, 0, 0, stretch, offset(camera.x), offset(camera.y)]))
  context.fillStyle = pattern
  context.fillRect(0, 0, width, height)
}

// --- lineage ------------------------------------------------------------------------------------------------

/** Dotted lines from parents to children, where both stand on the board. CSS pixels. */
function drawLineage(context: CanvasRenderingContext2D, core: CanvasCore, camera: Camera): void {
  const byGeneration = core.scene.generationElements()
  if (byGeneration.size < 2) return
  const { width, height } = core.viewSize.get()
  const view = visibleBox(camera, width, height)
  context.strokeStyle = core.theme.get().softInk
  context.lineWidth = 1.4
  context.lineCap = "round"
  context.setLineDash([0.1, 4.5])
  for (const [generationId, children] of byGeneration) {
    const { record } = core.scene.settings.generations.show(generationId)
    for (const parentId of record?.parentIds ?? []) {
      for (const parent of byGeneration.get(parentId) ?? []) {
        for (const child of children) drawBranch(context, boxOf(parent.element), boxOf(child.element), camera, view)
      }
    }
  }
  context.setLineDash([])
}

function drawBranch(context: CanvasRenderingContext2D, parent: Box, child: Box, camera: Camera, view: Box): void {
  const { from, to, isSideways } = branchEnds(parent, child)
  const around = {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  }
  if (!boxesTouch(around, view)) return
  const a = toScreen(camera, from)
  const b = toScreen(camera, to)
  const bend = isSideways ? (b.x - a.x) / 2 : (b.y - a.y) / 2
  context.beginPath()
  context.moveTo(a.x, a.y)
  if (isSideways) context.bezierCurveTo(a.x + bend, a.y, b.x - bend, b.y, b.x, b.y)
  else context.bezierCurveTo(a.x, a.y + bend, b.x, b.y - bend, b.x, b.y)
  context.stroke()
}

/** From the side of the parent that faces the child to the child's facing side. */
function branchEnds(parent: Box, child: Box) {
  const middleOf = (box: Box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 })
  const a = middleOf(parent)
  const b = middleOf(child)
  const gapX = Math.abs(b.x - a.x) - (parent.width + child.width) / 2
  const gapY = Math.abs(b.y - a.y) - (parent.height + child.height) / 2
  const isSideways = gapX >= gapY
  if (isSideways) {
    const side = b.x >= a.x ? 1 : -1
    return {
      isSideways,
      from: { x: a.x + (side * parent.width) / 2, y: a.y },
      to: { x: b.x - (side * child.width) / 2, y: b.y },
    }
  }
  const side = b.y >= a.y ? 1 : -1
  return {
    isSideways,
    from: { x: a.x, y: a.y + (side * parent.height) / 2 },
    to: { x: b.x, y: b.y - (side * child.height) / 2 },
  }
}
