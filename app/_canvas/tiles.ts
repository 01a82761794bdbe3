/**
 * Bitmaps of the board between the Konva nodes and the screen. Panning copies ready tiles; zooming scales the
 * nearest set; at rest the exact scale is rastered, within a budget a frame, nearest the centre first. A change
 * repairs the pixels it touched and nothing else. Measurements behind this: ARCHITECTURE.md.
 */
import { SceneCanvas } from "konva/lib/Canvas.js"
import type { ElementId } from "../../lib/document/schema.ts"
import { type Box, boxesTouch, type Camera, visibleBox } from "../../lib/geometry/geometry.ts"
import type { Damage, Scene, SceneEntry } from "./scene.ts"
import {
  addDamage,
  boxOfPixels,
  damagedPixels,
  grow,
  rasterScale,
  TILE_PX,
  type TileRange,
  tileBox,
  tileCount,
  tileRange,
  tilesByDistance,
  tilesToDrop,
  wholeBoardScale,
} from "./tile-grid.ts"

const MAX_TILES = 96
/** Above this many elements a damaged tile is rastered anew over several frames, its old picture standing meanwhile. */
const REPAIR_AT_ONCE = 400

interface Tile {
  readonly level: number
  readonly i: number
  readonly j: number
  /** Undefined where nothing is: an empty tile costs no pixels. */
  canvas: SceneCanvas | undefined
  isReady: boolean
  /** What has changed since it was painted, canvas units. */
  damage: Box[]
  lastSeen: number
}

interface Job {
  readonly tile: Tile
  readonly canvas: SceneCanvas
  readonly entries: readonly SceneEntry[]
  next: number
}

export interface View {
  readonly camera: Camera
  readonly widthPx: number
  readonly heightPx: number
  readonly pixelRatio: number
}

/**
 * What one frame may spend. Both bounds are needed: a browser only records what a canvas is told, and does most of the
 * work after the frame's script, where no clock of ours sees it.
 */
export interface RasterBudget {
  /** Of performance.now(). */
  readonly deadlineMs: number
  readonly elementCount: number
}

export interface Tiles {
  /** Says what is looked at; `isZooming` chooses the power-of-two set, `isMoving` leaves out work for later. */
  aim(view: View, state: { readonly isZooming: boolean; readonly isMoving: boolean }): void
  /** Rasters within a budget; true when something is left to do. */
  work(budget: RasterBudget): boolean
  /** Copies what there is to a context in device pixels. */
  draw(context: CanvasRenderingContext2D): void
  /** Elements drawn elsewhere for now (in a hand, in an editor). */
  setHidden(ids: ReadonlySet<ElementId>): void
  /** Whether every visible tile shows the newest state at the wanted scale. */
  isSettled(): boolean
  /** True once since the last call, when a visible pixel may have changed. */
  takeChanged(): boolean
  repaintAll(): void
  destroy(): void
}

export function createTiles(scene: Scene): Tiles {
  const levels = new Map<number, Map<string, Tile>>()
  const spare: SceneCanvas[] = []
  let hidden: ReadonlySet<ElementId> = new Set()
  let view: View = { camera: { x: 0, y: 0, zoom: 1 }, widthPx: 1, heightPx: 1, pixelRatio: 1 }
  let target = 1
  let isMoving = false
  let boardLevel = 1
  let job: Job | undefined
  let clock = 0
  let hasChanged = true
  /** Elements painted since the frame began. */
  let painted = 0

  const tileAt = (level: number, i: number, j: number): Tile => {
    let tiles = levels.get(level)
    if (!tiles) {
      tiles = new Map()
      levels.set(level, tiles)
    }
    const key = `${i},${j}`
    let tile = tiles.get(key)
    if (!tile) {
      tile = { level, i, j, canvas: undefined, isReady: false, damage: [], lastSeen: 0 }
      tiles.set(key, tile)
    }
    return tile
  }
  const findTile = (level: number, i: number, j: number) => levels.get(level)?.get(`${i},${j}`)

  const visibleRange = (): TileRange =>
    tileRange(visibleBox(view.camera, view.widthPx / view.pixelRatio, view.heightPx / view.pixelRatio), target)

  // --- painting ---------------------------------------------------------------------------------------------

  const paintEntry = (canvas: SceneCanvas, tile: Tile, entry: SceneEntry) => {
    if (hidden.has(entry.id)) return
    painted++
    scene.settings.scale = tile.level
    const context = canvas.getContext()._context
    context.setTransform(tile.level, 0, 0, tile.level, -tile.i * TILE_PX, -tile.j * TILE_PX)
    entry.node.drawScene(canvas)
  }

  const blankCanvas = (): SceneCanvas => {
    const canvas = spare.pop() ?? new SceneCanvas({ width: TILE_PX, height: TILE_PX, pixelRatio: 1 })
    const context = canvas.getContext()._context
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, TILE_PX, TILE_PX)
    return canvas
  }
  const release = (canvas: SceneCanvas | undefined) => {
    if (canvas && spare.length < 8) spare.push(canvas)
  }

  const startJob = (tile: Tile) => {
    tile.damage = []
    const entries = scene.search(tileBox(tile.i, tile.j, tile.level))
    if (entries.length === 0) {
      release(tile.canvas)
      tile.canvas = undefined
      tile.isReady = true
      hasChanged = true
      return
    }
    job = { tile, canvas: blankCanvas(), entries, next: 0 }
  }

  const isSpent = (budget: RasterBudget) => painted >= budget.elementCount || performance.now() >= budget.deadlineMs

  const continueJob = (current: Job, budget: RasterBudget) => {
    while (current.next < current.entries.length) {
      paintEntry(current.canvas, current.tile, current.entries[current.next]!)
      current.next++
      if (current.next % 4 === 0 && isSpent(budget)) return
    }
    release(current.tile.canvas)
    current.tile.canvas = current.canvas
    current.tile.isReady = true
    job = undefined
    hasChanged = true
  }

  const repair = (tile: Tile) => {
    const rects = tile.damage.flatMap((box) => damagedPixels(box, tile.i, tile.j, tile.level) ?? [])
    const passes = rects.map((rect) => ({ rect, entries: scene.search(boxOfPixels(rect, tile.i, tile.j, tile.level)) }))
    if (passes.reduce((sum, pass) => sum + pass.entries.length, 0) > REPAIR_AT_ONCE) return startJob(tile)
    tile.damage = []
    hasChanged = true
    if (!tile.canvas) {
      if (passes.every((pass) => pass.entries.length === 0)) return
      tile.canvas = blankCanvas()
    }
    const context = tile.canvas.getContext()._context
    for (const { rect, entries } of passes) {
      context.save()
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.beginPath()
      context.rect(rect.x, rect.y, rect.width, rect.height)
      context.clip()
      context.clearRect(rect.x, rect.y, rect.width, rect.height)
      for (const entry of entries) paintEntry(tile.canvas, tile, entry)
      context.restore()
    }
  }

  /** The next tile that wants work, most urgent first. */
  const nextTile = (): Tile | undefined => {
    const range = visibleRange()
    const visible = tilesByDistance(range).map(({ i, j }) => tileAt(target, i, j))
    const damaged = visible.find((tile) => tile.isReady && tile.damage.length > 0)
    if (damaged) return damaged
    const missing = visible.find((tile) => !tile.isReady)
    if (missing) return missing
    if (isMoving) return undefined
    const bounds = scene.bounds()
    if (!bounds) return undefined
    const board = tilesByDistance(tileRange(bounds, boardLevel)).map(({ i, j }) => tileAt(boardLevel, i, j))
    const unready = board.find((tile) => !tile.isReady || tile.damage.length > 0)
    if (unready) return unready
    for (const { i, j } of tilesByDistance(grow(range, 1))) {
      if (!boxesTouch(tileBox(i, j, target), bounds)) continue
      const ahead = tileAt(target, i, j)
      ahead.lastSeen = clock
      if (!ahead.isReady || ahead.damage.length > 0) return ahead
    }
    return undefined
  }

  const dropOldTiles = () => {
    const all = [...levels.values()].flatMap((tiles) => [...tiles.values()])
    const max = Math.max(MAX_TILES, 3 * tileCount(visibleRange()))
    for (const tile of tilesToDrop(all, max, (each) => each.level === boardLevel || each.lastSeen === clock)) {
      release(tile.canvas)
      if (job?.tile === tile) job = undefined
      const tiles = levels.get(tile.level)
      tiles?.delete(`${tile.i},${tile.j}`)
      if (tiles?.size === 0) levels.delete(tile.level)
    }
  }

  // --- damage -----------------------------------------------------------------------------------------------

  const damageTiles = (box: Box, added: SceneEntry | undefined) => {
    // A huge box over a level of few tiles: look at the tiles there are, not at the places there could be.
    for (const [level, tiles] of levels) {
      for (const tile of tiles.values()) {
        if (!damagedPixels(box, tile.i, tile.j, level)) continue
        const isInJob = job?.tile === tile
        if (!tile.isReady && !isInJob) continue
        if (added && tile.isReady && !isInJob && tile.damage.length === 0) {
          tile.canvas ??= blankCanvas()
          paintEntry(tile.canvas, tile, added)
          hasChanged = true
        } else {
          tile.damage = addDamage(tile.damage, box)
        }
      }
    }
  }

  const onDamage = (damage: Damage) => {
    for (const box of damage.boxes) damageTiles(box, damage.added)
    chooseBoardLevel()
  }

  const chooseBoardLevel = () => {
    const bounds = scene.bounds()
    if (bounds) boardLevel = wholeBoardScale(bounds)
  }

  chooseBoardLevel()
  const stopListening = scene.onDamage(onDamage)

  // --- what is missing is shown from another set ------------------------------------------------------------

  const isCovered = (level: number, box: Box, bounds: Box | undefined): boolean => {
    const range = tileRange(box, level)
    if (tileCount(range) > 64) return false
    for (let j = range.top; j <= range.bottom; j++) {
      for (let i = range.left; i <= range.right; i++) {
        if (findTile(level, i, j)?.isReady) continue
        if (bounds && boxesTouch(tileBox(i, j, level), bounds)) return false
      }
    }
    return true
  }

  const drawFrom = (context: CanvasRenderingContext2D, level: number, box: Box) => {
    const range = tileRange(box, level)
    const exact = view.camera.zoom * view.pixelRatio
    const edge = (at: number, origin: number) => Math.round(((at * TILE_PX) / level - origin) * exact)
    for (let j = range.top; j <= range.bottom; j++) {
      for (let i = range.left; i <= range.right; i++) {
        const tile = findTile(level, i, j)
        if (!tile?.canvas) continue
        tile.lastSeen = clock
        // Rounded edges: neighbours share them, so no hairline of paper shows between.
        const left = edge(i, view.camera.x)
        const top = edge(j, view.camera.y)
        const width = edge(i + 1, view.camera.x) - left
        const height = edge(j + 1, view.camera.y) - top
        context.drawImage(tile.canvas._canvas, left, top, width, height)
      }
    }
  }

  const drawFallback = (context: CanvasRenderingContext2D, box: Box) => {
    const bounds = scene.bounds()
    if (!bounds || !boxesTouch(box, bounds)) return
    const distance = (level: number) => Math.abs(Math.log2(level / target))
    const candidates = [...levels.keys()].filter((level) => level !== target).sort((a, b) => distance(a) - distance(b))
    const level = candidates.find((each) => isCovered(each, box, bounds)) ?? boardLevel
    const exact = view.camera.zoom * view.pixelRatio
    const left = Math.round((box.x - view.camera.x) * exact)
    const top = Math.round((box.y - view.camera.y) * exact)
    context.save()
    context.beginPath()
    context.rect(
      left,
      top,
      Math.round((box.x + box.width - view.camera.x) * exact) - left,
      Math.round((box.y + box.height - view.camera.y) * exact) - top,
    )
    context.clip()
    drawFrom(context, level, box)
    context.restore()
  }

  return {
    aim(next, state) {
      view = next
      isMoving = state.isMoving
      const wanted = rasterScale(next.camera.zoom * next.pixelRatio, state.isZooming)
      if (wanted !== target) {
        target = wanted
        if (job && job.tile.level !== target && job.tile.level !== boardLevel) {
          release(job.canvas)
          job = undefined
        }
        hasChanged = true
      }
      clock++
      const range = visibleRange()
      for (const { i, j } of tilesByDistance(range)) tileAt(target, i, j).lastSeen = clock
    },
    work(budget) {
      painted = 0
      do {
        if (job) {
          continueJob(job, budget)
          if (job) return true
          continue
        }
        const tile = nextTile()
        if (!tile) {
          dropOldTiles()
          return false
        }
        if (tile.isReady && tile.damage.length > 0) repair(tile)
        else startJob(tile)
      } while (!isSpent(budget))
      return true
    },
    draw(context) {
      context.imageSmoothingEnabled = true
      const range = visibleRange()
      const exact = view.camera.zoom * view.pixelRatio
      const originX = Math.round(view.camera.x * exact)
      const originY = Math.round(view.camera.y * exact)
      for (let j = range.top; j <= range.bottom; j++) {
        for (let i = range.left; i <= range.right; i++) {
          const tile = findTile(target, i, j)
          if (!tile?.isReady) drawFallback(context, tileBox(i, j, target))
          else if (!tile.canvas) continue
          else if (target === exact) {
            // At the exact scale pixels are copied one to one.
            context.drawImage(tile.canvas._canvas, i * TILE_PX - originX, j * TILE_PX - originY)
          } else {
            const left = Math.round(((i * TILE_PX) / target - view.camera.x) * exact)
            const top = Math.round(((j * TILE_PX) / target - view.camera.y) * exact)
            const right = Math.round((((i + 1) * TILE_PX) / target - view.camera.x) * exact)
            const bottom = Math.round((((j + 1) * TILE_PX) / target - view.camera.y) * exact)
            context.drawImage(tile.canvas._canvas, left, top, right - left, bottom - top)
          }
        }
      }
      hasChanged = false
    },
    setHidden(ids) {
      const before = hidden
      hidden = new Set(ids)
      for (const id of new Set([...before, ...hidden])) {
        if (before.has(id) === hidden.has(id)) continue
        const entry = scene.get(id)
        if (entry) damageTiles(entry.bounds, undefined)
      }
    },
    isSettled() {
      if (target !== view.camera.zoom * view.pixelRatio) return false
      for (const { i, j } of tilesByDistance(visibleRange())) {
        const tile = findTile(target, i, j)
        if (!tile?.isReady || tile.damage.length > 0) return false
      }
      return true
    },
    takeChanged() {
      const changed = hasChanged
      hasChanged = false
      return changed
    },
    repaintAll() {
      for (const tiles of levels.values()) {
        for (const tile of tiles.values()) if (tile.isReady) tile.damage = [tileBox(tile.i, tile.j, tile.level)]
      }
      if (job) job.tile.damage = [tileBox(job.tile.i, job.tile.j, job.tile.level)]
    },
    destroy() {
      stopListening()
      levels.clear()
      spare.length = 0
      job = undefined
    },
  }
}
