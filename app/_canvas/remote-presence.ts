/**
 * Others' unfinished gestures as this screen shows them: cursors that glide, ink that grows, boxes that move. What
 * has just been committed stays until the document says the same, so that nothing blinks between the two.
 */
import type { ElementPatch } from "../../lib/document/edits.ts"
import type { ElementId } from "../../lib/document/schema.ts"
import type { StrokePoint } from "../../lib/stroke/pack-points.ts"
import type { Observable } from "../_document/observable.ts"
import type { OtherPresence } from "../_document/presence.ts"
import type { Ink } from "./canvas-core.ts"
import type { Scene } from "./scene.ts"

const GLIDE_MS = 55
/** Farther apart than this (canvas units) a cursor has jumped, not moved. */
const JUMP = 4000
/** How long a gesture that ended is still shown while its commit is on its way. */
const LINGER_MS = 900

export interface ShownCursor {
  readonly clientId: number
  readonly x: number
  readonly y: number
  readonly colour: string
  readonly label: string
}

export interface RemotePresence {
  cursors(): ShownCursor[]
  inks(): Ink[]
  patches(): ReadonlyMap<ElementId, ElementPatch>
  /** Others' carets in texts of the board: element id and encoded position. */
  carets(): { readonly colour: string; readonly elementId: ElementId; readonly head: string }[]
  selections(): { readonly colour: string; readonly name: string; readonly ids: readonly ElementId[] }[]
  /** Moves cursors on by one frame; true while any still glides or lingers. */
  advance(nowMs: number): boolean
  destroy(): void
}

export function createRemotePresence(options: {
  readonly others: Observable<readonly OtherPresence[]>
  readonly scene: Scene
  readonly reducedMotion: () => boolean
  /** Whether what was in the hand has entered the document; strokes of masks are no elements. */
  readonly hasLanded?: (id: string) => boolean
  readonly requestDraw: () => void
}): RemotePresence {
  const { others, scene, requestDraw } = options
  const hasLanded = (id: ElementId) => scene.get(id) !== undefined || options.hasLanded?.(id) === true
  const shownAt = new Map<number, { x: number; y: number }>()
  const inks = new Map<ElementId, { ink: Ink; clientId: number; endedAtMs: number | undefined }>()
  const drags = new Map<
    ElementId,
    { patch: ElementPatch; clientId: number; endedAtMs: number | undefined; start: object }
  >()
  let lastMs = 0

  const read = () => {
    const nowMs = performance.now()
    const liveInks = new Set<ElementId>()
    const liveDrags = new Set<ElementId>()
    for (const other of others.get()) {
      if (other.ink && !hasLanded(other.ink.id)) {
        liveInks.add(other.ink.id)
        inks.set(other.ink.id, {
          ink: readInk(other.ink, other.person?.personId ?? ""),
          clientId: other.clientId,
          endedAtMs: undefined,
        })
      }
      for (const [id, [x, y, width, height, rotation]] of Object.entries(other.drag ?? {})) {
        const entry = scene.get(id)
        if (!entry) continue
        liveDrags.add(id)
        const patch = dragPatch(entry.element, { x, y, width, height, rotation })
        const start = drags.get(id)?.start ?? entry.element
        drags.set(id, { patch, clientId: other.clientId, endedAtMs: undefined, start })
      }
    }
    for (const [id, shown] of inks) if (!liveInks.has(id)) shown.endedAtMs ??= nowMs
    for (const [id, shown] of drags) if (!liveDrags.has(id)) shown.endedAtMs ??= nowMs
    requestDraw()
  }

  const stop = others.subscribe(read)
  read()

  const settle = (nowMs: number): boolean => {
    let isLingering = false
    for (const [id, { endedAtMs }] of inks) {
      if (hasLanded(id) || (endedAtMs !== undefined && nowMs - endedAtMs > LINGER_MS)) inks.delete(id)
      else if (endedAtMs !== undefined) isLingering = true
    }
    for (const [id, { endedAtMs, start }] of drags) {
      if (endedAtMs === undefined) continue
      const hasChanged = scene.get(id)?.element !== start
      if (hasChanged || nowMs - endedAtMs > LINGER_MS) drags.delete(id)
      else isLingering = true
    }
    return isLingering
  }

  return {
    cursors() {
      const cursors: ShownCursor[] = []
      for (const other of others.get()) {
        if (!other.cursor) continue
        const [x, y] = other.cursor
        const at = shownAt.get(other.clientId) ?? { x, y }
        cursors.push({ clientId: other.clientId, ...at, colour: other.colour, label: labelOf(other) })
      }
      return cursors
    },
    inks: () => [...inks.values()].map((shown) => shown.ink),
    patches: () => new Map([...drags].map(([id, { patch }]) => [id, patch])),
    carets: () =>
      others.get().flatMap(({ colour, caret }) => (caret ? [{ colour, elementId: caret.text, head: caret.head }] : [])),
    selections: () =>
      others
        .get()
        .flatMap(({ colour, name, selection }) => (selection?.length ? [{ colour, name, ids: selection }] : [])),
    advance(nowMs) {
      const share = options.reducedMotion() ? 1 : 1 - Math.exp(-Math.min(100, nowMs - lastMs) / GLIDE_MS)
      lastMs = nowMs
      let isGliding = false
      const present = new Set<number>()
      for (const { clientId, cursor } of others.get()) {
        if (!cursor) continue
        present.add(clientId)
        const [x, y] = cursor
        const at = shownAt.get(clientId)
        if (!at || Math.hypot(x - at.x, y - at.y) > JUMP) {
          shownAt.set(clientId, { x, y })
          continue
        }
        at.x += (x - at.x) * share
        at.y += (y - at.y) * share
        if (Math.hypot(x - at.x, y - at.y) > 0.2) isGliding = true
      }
      for (const clientId of shownAt.keys()) if (!present.has(clientId)) shownAt.delete(clientId)
      return settle(nowMs) || isGliding
    },
    destroy: stop,
  }
}

function labelOf({ name, activity }: OtherPresence): string {
  if (activity === "drawing") return `${name} is drawing`
  if (activity === "typing") return `${name} is writing`
  if (activity === "prompting") return `${name} is prompting`
  return name
}

function readInk(ink: NonNullable<OtherPresence["ink"]>, author: string): Ink {
  const points: StrokePoint[] = []
  for (let i = 0; i + 2 < ink.points.length; i += 3) {
    points.push({ x: ink.points[i]!, y: ink.points[i + 1]!, pressure: ink.points[i + 2]! })
  }
  const colour = /^#[0-9a-f]{6}$/i.test(ink.colour) ? ink.colour : "#857c70"
  const mask = ink.mask && { ...ink.mask, id: ink.id, points, author }
  return { id: ink.id, points, colour, width: ink.width, ...(mask && { mask }) }
}

/** A shared box as a patch: writing and arrows follow their box. */
function dragPatch(
  element: { readonly kind: string; readonly size: readonly [number, number] } & object,
  box: { x: number; y: number; width: number; height: number; rotation: number },
): ElementPatch {
  const patch: ElementPatch = {
    position: [box.x, box.y],
    size: [Math.max(0, box.width), Math.max(0, box.height)],
    rotation: box.rotation,
  }
  const scaleX = element.size[0] > 0 ? box.width / element.size[0] : 1
  const scaleY = element.size[1] > 0 ? box.height / element.size[1] : 1
  if ("fontSize" in element && typeof element.fontSize === "number") {
    return { ...patch, fontSize: element.fontSize * scaleY }
  }
  if ("ends" in element && Array.isArray(element.ends)) {
    const [x1, y1, x2, y2] = element.ends as [number, number, number, number]
    return { ...patch, ends: [x1 * scaleX, y1 * scaleY, x2 * scaleX, y2 * scaleY] }
  }
  return patch
}
