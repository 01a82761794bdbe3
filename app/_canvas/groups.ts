/** Groups on the board: what is chosen and moved together. */
import type { CanvasElement, ElementId } from "../../lib/document/schema.ts"
import type { Scene } from "./scene.ts"

/** These elements, and whatever else is in their groups; locked ones are left where they are. */
export function withGroups(scene: Scene, ids: Iterable<ElementId>): Set<ElementId> {
  const all = new Set(ids)
  const groups = new Set([...all].flatMap((id) => scene.get(id)?.element.group ?? []))
  if (groups.size === 0) return all
  for (const { id, element } of scene.ordered()) {
    if (element.group !== undefined && groups.has(element.group) && !element.locked) all.add(id)
  }
  return all
}

/** Elements in the parts that are arranged as one: a group is one part, every other element is one. */
export function partsOf(elements: readonly CanvasElement[]): CanvasElement[][] {
  const parts = new Map<string, CanvasElement[]>()
  for (const element of elements) {
    const key = element.group === undefined ? `element ${element.id}` : `group ${element.group}`
    parts.set(key, [...(parts.get(key) ?? []), element])
  }
  return [...parts.values()]
}
