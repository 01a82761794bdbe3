/**
 * The canvas document as a scene: for every element its Konva node (the model and the rasteriser, never on a layer
 * itself), its painted bounds in a spatial index, and its rank in drawing order. Bound to the Yjs events, so that
 * one changed element costs one node. Every change tells which part of the plane must be painted anew.
 */
import Konva from "konva"
import RBush from "rbush"
import type * as Y from "yjs"
import {
  boxOf,
  type CanvasElement,
  compareElements,
  type ElementId,
  elementsOf,
  parseElement,
} from "../../lib/document/schema.ts"
import { type Box, centreOf } from "../../lib/geometry/geometry.ts"
import { drawElement, type PaintSettings } from "./draw-element.ts"
import { paintedBounds } from "./element-bounds.ts"
import { measureWith } from "./measure-text.ts"

export interface SceneEntry {
  readonly id: ElementId
  element: CanvasElement
  readonly node: Konva.Shape
  bounds: Box
  minX: number
  minY: number
  maxX: number
  maxY: number
  /** Place in drawing order: higher is nearer. Only the order of ranks means anything. */
  rank: number
}

export interface Damage {
  readonly boxes: readonly Box[]
  /** Set when all that happened is that this entry was added on top: it can be drawn over what is there. */
  readonly added?: SceneEntry
}

export interface SceneChange {
  readonly added: readonly ElementId[]
  readonly updated: readonly ElementId[]
  readonly removed: readonly ElementId[]
}

export interface Scene {
  readonly settings: PaintSettings
  readonly size: number
  get(id: ElementId): SceneEntry | undefined
  /** Back first. */
  ordered(): readonly SceneEntry[]
  /** Entries whose painted bounds touch `box`, back first. */
  search(box: Box): SceneEntry[]
  /** As `search`, but only what has words of constant size over it: frames and generations. */
  searchCaptioned(box: Box): SceneEntry[]
  /** The elements that show a generation, by generation id. */
  generationElements(): ReadonlyMap<string, ReadonlySet<SceneEntry>>
  /** The box around everything painted, undefined on an empty board. */
  bounds(): Box | undefined
  /** An element looks different though its fields are the same: a picture came in, a step was made. */
  repaint(ids: Iterable<ElementId>): void
  /** Elements that show an asset: pictures, and generations whose result it is, or which repaint it. */
  elementsShowing(assetId: string): ElementId[]
  onDamage(listener: (damage: Damage) => void): () => void
  onChange(listener: (change: SceneChange) => void): () => void
  destroy(): void
}

export function createScene(doc: Y.Doc, settings: PaintSettings): Scene {
  const shared = elementsOf(doc)
  const entries = new Map<ElementId, SceneEntry>()
  const index = new RBush<SceneEntry>(16)
  const captioned = new RBush<SceneEntry>(9)
  const byGeneration = new Map<string, Set<SceneEntry>>()
  const damageListeners = new Set<(damage: Damage) => void>()
  const changeListeners = new Set<(change: SceneChange) => void>()
  const order: SceneEntry[] = []

  const tellDamage = (damage: Damage) => {
    for (const listener of damageListeners) listener(damage)
  }

  const createEntry = (element: CanvasElement): SceneEntry => {
    const bounds = paintedBounds(element, measureWith(settings.theme.fontFamily))
    const entry: SceneEntry = {
      id: element.id,
      element,
      node: new Konva.Shape({
        listening: false,
        perfectDrawEnabled: false,
        shadowForStrokeEnabled: false,
        sceneFunc: (context) => drawElement(context._context, entry.element, settings),
      }),
      bounds,
      ...cornersOf(bounds),
      rank: 0,
    }
    placeNode(entry.node, element)
    return entry
  }

  const indexEntry = (entry: SceneEntry) => {
    index.insert(entry)
    noteWords(entry)
  }
  const noteWords = (entry: SceneEntry) => {
    const { element } = entry
    if (element.kind === "frame" || element.kind === "generation") captioned.insert(entry)
    if (element.kind !== "generation") return
    const shown = byGeneration.get(element.generationId) ?? new Set()
    shown.add(entry)
    byGeneration.set(element.generationId, shown)
  }
  const unindexEntry = (entry: SceneEntry) => {
    index.remove(entry)
    const { element } = entry
    if (element.kind === "frame" || element.kind === "generation") captioned.remove(entry)
    if (element.kind !== "generation") return
    byGeneration.get(element.generationId)?.delete(entry)
    if (byGeneration.get(element.generationId)?.size === 0) byGeneration.delete(element.generationId)
  }

  const insertInOrder = (entry: SceneEntry) => {
    const last = order.at(-1)
    if (!last || compareElements(last.element, entry.element) < 0) {
      entry.rank = (last?.rank ?? 0) + 1
      order.push(entry)
      return true
    }
    let low = 0
    let high = order.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareElements(order[middle]!.element, entry.element) < 0) low = middle + 1
      else high = middle
    }
    order.splice(low, 0, entry)
    renumber(low)
    return false
  }
  const renumber = (from: number) => {
    let rank = order[from - 1]?.rank ?? 0
    for (let i = from; i < order.length; i++) order[i]!.rank = ++rank
  }
  const removeFromOrder = (entry: SceneEntry) => {
    const at = order.indexOf(entry)
    if (at >= 0) order.splice(at, 1)
  }

  const load = () => {
    for (const [id, map] of shared.entries()) {
      const element = parseElement(id, map)
      if (element) order.push(createEntry(element))
    }
    order.sort((a, b) => compareElements(a.element, b.element))
    for (const entry of order) entries.set(entry.id, entry)
    renumber(0)
    index.load(order)
    for (const entry of order) noteWords(entry)
  }

  const applyChanges = (ids: ReadonlySet<ElementId>) => {
    const added: ElementId[] = []
    const updated: ElementId[] = []
    const removed: ElementId[] = []
    const boxes: Box[] = []
    let onTop: SceneEntry | undefined
    for (const id of ids) {
      const entry = entries.get(id)
      const element = parseElement(id, shared.get(id))
      if (!element) {
        if (!entry) continue
        unindexEntry(entry)
        removeFromOrder(entry)
        entries.delete(id)
        entry.node.destroy()
        boxes.push(entry.bounds)
        removed.push(id)
      } else if (!entry) {
        const fresh = createEntry(element)
        entries.set(id, fresh)
        indexEntry(fresh)
        if (insertInOrder(fresh)) onTop = fresh
        boxes.push(fresh.bounds)
        added.push(id)
      } else {
        boxes.push(entry.bounds)
        unindexEntry(entry)
        const movedInZ = entry.element.index !== element.index
        if (movedInZ) removeFromOrder(entry)
        entry.element = element
        entry.bounds = paintedBounds(element, measureWith(settings.theme.fontFamily))
        Object.assign(entry, cornersOf(entry.bounds))
        placeNode(entry.node, element)
        if (movedInZ) insertInOrder(entry)
        indexEntry(entry)
        boxes.push(entry.bounds)
        updated.push(id)
      }
    }
    if (boxes.length === 0) return
    const isOneAddition = added.length === 1 && updated.length === 0 && removed.length === 0
    tellDamage(isOneAddition && onTop ? { boxes, added: onTop } : { boxes })
    for (const listener of changeListeners) listener({ added, updated, removed })
  }

  // The type parameter is what every element map's event is: their fields differ by kind.
  const onEvents = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
    const ids = new Set<ElementId>()
    for (const event of events) {
      const first = event.path[0]
      if (first === undefined) for (const id of event.changes.keys.keys()) ids.add(id)
      else ids.add(String(first))
    }
    applyChanges(ids)
  }

  load()
  shared.observeDeep(onEvents as Parameters<typeof shared.observeDeep>[0])

  return {
    settings,
    get size() {
      return entries.size
    },
    get: (id) => entries.get(id),
    ordered: () => order,
    search: (box) => index.search(cornersOf(box)).sort((a, b) => a.rank - b.rank),
    searchCaptioned: (box) => captioned.search(cornersOf(box)).sort((a, b) => a.rank - b.rank),
    generationElements: () => byGeneration,
    bounds() {
      if (entries.size === 0) return undefined
      const root = index.toJSON() as { minX: number; minY: number; maxX: number; maxY: number }
      return { x: root.minX, y: root.minY, width: root.maxX - root.minX, height: root.maxY - root.minY }
    },
    repaint(ids) {
      const boxes: Box[] = []
      for (const id of ids) {
        const entry = entries.get(id)
        if (entry) boxes.push(entry.bounds)
      }
      if (boxes.length > 0) tellDamage({ boxes })
    },
    elementsShowing(assetId) {
      const ids: ElementId[] = []
      for (const { id, element } of order) {
        if (element.kind === "image" && element.assetId === assetId) ids.push(id)
        if (element.kind !== "generation") continue
        const { record } = settings.generations.show(element.generationId)
        const shows = record?.state === "done" ? record.assetId : record?.recipe.sourceAssetId
        if (shows === assetId) ids.push(id)
      }
      return ids
    },
    onDamage(listener) {
      damageListeners.add(listener)
      return () => damageListeners.delete(listener)
    },
    onChange(listener) {
      changeListeners.add(listener)
      return () => changeListeners.delete(listener)
    },
    destroy() {
      shared.unobserveDeep(onEvents as Parameters<typeof shared.unobserveDeep>[0])
      for (const entry of order) entry.node.destroy()
      entries.clear()
      order.length = 0
      index.clear()
    },
  }
}

/** Rotation is about the box's centre, so that is where the node's origin lies. */
function placeNode(node: Konva.Shape, element: CanvasElement): void {
  const centre = centreOf(boxOf(element))
  const [width, height] = element.size
  node.setAttrs({
    x: centre.x,
    y: centre.y,
    offsetX: width / 2,
    offsetY: height / 2,
    rotation: element.rotation,
  })
}

function cornersOf(box: Box) {
  return { minX: box.x, minY: box.y, maxX: box.x + box.width, maxY: box.y + box.height }
}
