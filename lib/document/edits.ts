/**
 * Every way the canvas document is changed, each in one transaction under the caller's origin, so that
 * `Y.UndoManager` takes one gesture as one step and never another person's work.
 */
import { generateNKeysBetween } from "fractional-indexing"
import * as Y from "yjs"
import { addMaskCopy, clearMasks, copyMask } from "./masks.ts"
import {
  type CanvasElement,
  type ElementId,
  type ElementKind,
  type ElementOf,
  elementsOf,
  readElements,
} from "./schema.ts"

/** What `addElement` needs: every field but id and index; text fields as strings. */
export type NewElement = {
  [K in ElementKind]: Omit<
    { [F in keyof ElementOf<K>]: ElementOf<K>[F] extends Y.Text ? string : ElementOf<K>[F] },
    "id" | "index"
  >
}[ElementKind]

/** Plain fields that `updateElements` may set. `index` moves in z, `text`s are edited in place instead. */
export interface ElementPatch {
  readonly position?: readonly [number, number]
  readonly size?: readonly [number, number]
  readonly rotation?: number
  readonly index?: string
  readonly colour?: string
  readonly fill?: string
  readonly width?: number
  readonly fontSize?: number
  readonly points?: Uint8Array
  readonly ends?: readonly [number, number, number, number]
  readonly locked?: boolean
  readonly alt?: string
}

const TEXT_FIELDS = new Set(["text", "title", "prompt"])

/** Adds one element on top of all others. `id` must be new: ids come from the caller, who owns randomness. */
export function addElement(doc: Y.Doc, id: ElementId, element: NewElement, origin: unknown): void {
  addElements(doc, [{ id, element }], origin)
}

/** Adds several elements on top, in the given order, as one step. */
export function addElements(
  doc: Y.Doc,
  additions: readonly { readonly id: ElementId; readonly element: NewElement }[],
  origin: unknown,
): void {
  if (additions.length === 0) return
  doc.transact(() => {
    const indexes = generateNKeysBetween(topIndex(doc), null, additions.length)
    additions.forEach(({ id, element }, i) => {
      const map = new Y.Map<unknown>()
      for (const [key, value] of Object.entries(element)) {
        if (value === undefined) continue
        map.set(key, TEXT_FIELDS.has(key) ? new Y.Text(String(value)) : value)
      }
      map.set("index", indexes[i])
      elementsOf(doc).set(id, map)
    })
  }, origin)
}

/** Sets fields of several elements as one step; ids that are gone are skipped, equal values are not rewritten. */
export function updateElements(doc: Y.Doc, patches: ReadonlyMap<ElementId, ElementPatch>, origin: unknown): void {
  doc.transact(() => {
    for (const [id, patch] of patches) {
      const map = elementsOf(doc).get(id)
      if (!map) continue
      for (const [key, value] of Object.entries(patch)) {
        if (value === undefined || sameValue(map.get(key), value)) continue
        map.set(key, Array.isArray(value) ? [...value] : value)
      }
    }
  }, origin)
}

/**
 * Lets a picture on the board show another generation, in place, as one step: an image becomes a generation, and the
 * mask that was asked with is done with. Undo brings the old picture and its mask back. Nothing when it is gone.
 * @param picture.box where it stands from now on; as it did when absent
 */
export function replacePicture(
  doc: Y.Doc,
  id: ElementId,
  picture: {
    readonly generationId: string
    readonly box?: { readonly position: readonly [number, number]; readonly size: readonly [number, number] }
  },
  origin: unknown,
): void {
  const map = elementsOf(doc).get(id)
  if (!map) return
  doc.transact(() => {
    if (map.get("kind") === "image") {
      map.set("kind", "generation")
      map.delete("assetId")
      map.delete("alt")
    }
    map.set("generationId", picture.generationId)
    if (picture.box) {
      map.set("position", [...picture.box.position])
      map.set("size", [...picture.box.size])
    }
    clearMasks(doc, [id], origin)
  }, origin)
}

/** Deletes elements and their masks as one step, so that undo brings both back. */
export function deleteElements(doc: Y.Doc, ids: Iterable<ElementId>, origin: unknown): void {
  const gone = [...ids]
  doc.transact(() => {
    for (const id of gone) elementsOf(doc).delete(id)
    clearMasks(doc, gone, origin)
  }, origin)
}

/**
 * Copies elements with their masks, moved by (dx, dy), on top of all others and in their own order, as one step. What was
 * a group is another one; what was locked is not.
 * @returns the new ids in drawing order
 */
export function duplicateElements(
  doc: Y.Doc,
  options: {
    readonly ids: ReadonlySet<ElementId>
    readonly dx: number
    readonly dy: number
    readonly newId: () => ElementId
  },
  origin: unknown,
): ElementId[] {
  const chosen = readElements(doc).filter((element) => options.ids.has(element.id))
  const groupOf = copiedGroups(
    chosen.map((element) => element.group),
    options.newId,
  )
  const additions = chosen.map((element) => {
    const { id: _id, index: _index, group: _group, ...rest } = plainElement(element)
    const position = [element.position[0] + options.dx, element.position[1] + options.dy]
    const changed = { position, locked: false, ...groupOf(element.group) }
    return { id: options.newId(), element: { ...rest, ...changed } as unknown as NewElement }
  })
  doc.transact(() => {
    addElements(doc, additions, origin)
    for (const [i, { id }] of chosen.entries()) {
      const copy = copyMask(doc, id)
      if (copy) addMaskCopy(doc, additions[i]!.id, { copy, newId: options.newId }, origin)
    }
  }, origin)
  return additions.map((addition) => addition.id)
}

/** Brings elements in front of, or behind, everything else, keeping their order among themselves. */
export function reorderElements(doc: Y.Doc, ids: ReadonlySet<ElementId>, to: "front" | "back", origin: unknown): void {
  const ordered = readElements(doc)
  const moving = ordered.filter((element) => ids.has(element.id))
  const staying = ordered.filter((element) => !ids.has(element.id))
  if (moving.length === 0) return
  const edge = to === "front" ? staying.at(-1)?.index : staying[0]?.index
  const keys =
    to === "front"
      ? generateNKeysBetween(edge ?? null, null, moving.length)
      : generateNKeysBetween(null, edge ?? null, moving.length)
  const patches = new Map(moving.map((element, i) => [element.id, { index: keys[i]! }]))
  updateElements(doc, patches, origin)
}

/** Makes one group of elements as one step; those that were in others leave them. Fewer than two are no group. */
export function groupElements(doc: Y.Doc, ids: Iterable<ElementId>, group: string, origin: unknown): void {
  const maps = [...ids].flatMap((id) => elementsOf(doc).get(id) ?? [])
  if (maps.length < 2) return
  doc.transact(() => {
    for (const map of maps) map.set("group", group)
  }, origin)
}

/** Takes elements out of their groups, as one step. */
export function ungroupElements(doc: Y.Doc, ids: Iterable<ElementId>, origin: unknown): void {
  doc.transact(() => {
    for (const id of ids) elementsOf(doc).get(id)?.delete("group")
  }, origin)
}

/**
 * The groups that copies are in: another than their originals', one for each; none where one of a group is copied alone.
 * @param groups of everything that is copied
 */
export function copiedGroups(
  groups: readonly (string | undefined)[],
  newId: () => string,
): (group: string | undefined) => { readonly group?: string } {
  const copies = new Map<string, string>()
  const seen = new Set<string>()
  for (const group of groups) {
    if (group === undefined) continue
    if (seen.has(group) && !copies.has(group)) copies.set(group, newId())
    seen.add(group)
  }
  return (group) => {
    const copy = group === undefined ? undefined : copies.get(group)
    return copy === undefined ? {} : { group: copy }
  }
}

/** Replaces a text by the smallest edit (common start and end are kept), so that others' carets stay put. */
export function replaceText(target: Y.Text, next: string, origin: unknown): void {
  const before = target.toString()
  if (before === next) return
  let start = 0
  const shorter = Math.min(before.length, next.length)
  while (start < shorter && before[start] === next[start]) start++
  // Never split a surrogate pair: half of one is not a character for anybody.
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === next[next.length - 1 - end]) end++
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end--
  const apply = () => {
    const removed = before.length - start - end
    if (removed > 0) target.delete(start, removed)
    const inserted = next.slice(start, next.length - end)
    if (inserted) target.insert(start, inserted)
  }
  if (target.doc) target.doc.transact(apply, origin)
  else apply()
}

/** An element with its shared texts as strings: what duplicating, copying and exporting need. */
export function plainElement(element: CanvasElement): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(element).map(([key, value]) => [key, value instanceof Y.Text ? value.toString() : value]),
  )
}

// Reads one field only: adding to a board of 10,000 elements must not parse them all.
function topIndex(doc: Y.Doc): string | null {
  let top: string | null = null
  for (const map of elementsOf(doc).values()) {
    const index = map.get("index")
    if (typeof index === "string" && (top === null || index > top)) top = index
  }
  return top
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, i) => value === b[i])
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code < 0xdc00
const isLowSurrogate = (code: number) => code >= 0xdc00 && code < 0xe000
