/** What can be done with several selected elements at once, and with what is locked: each one undo step. */
import { groupElements, ungroupElements, updateElements } from "../../lib/document/edits.ts"
import type { Settable } from "../_document/observable.ts"
import { type Alignment, alignParts, distributeParts, type Part } from "./arrange.ts"
import type { CanvasCore } from "./canvas-core.ts"
import { partsOf, withGroups } from "./groups.ts"
import { withContents } from "./selection.ts"
import { boundsOfElements, type Patches } from "./transform.ts"

export interface Arranging {
  /** Whether what is moved snaps to what lies around it; Ctrl held does the opposite. */
  readonly snaps: Settable<boolean>
  /** Locks the selection; unlocks it when all of it is locked. */
  toggleLock(): void
  groupSelection(): void
  ungroupSelection(): void
  alignSelection(to: Alignment): void
  distributeSelection(along: "x" | "y"): void
  /** How many things the selection is: a group counts as one, and so does a frame with what is in it. */
  partCount(): number
}

export function createArranging(core: CanvasCore): Arranging {
  const { canvas, edits } = core.documents

  const parts = (): Part[] => {
    const moved = new Set<string>()
    return partsOf(core.selected().filter((element) => !element.locked)).map((elements) => {
      // What lies in a frame goes with the frame, once, though it be selected too.
      const moving = withContents(core.scene, elements).filter(({ id, locked }) => !locked && !moved.has(id))
      for (const { id } of moving) moved.add(id)
      return { box: boundsOfElements(elements)!, moving }
    })
  }
  const commit = (patches: Patches) => {
    if (core.readOnly.get() || patches.size === 0) return
    edits.commit(() => updateElements(canvas, patches, edits.origin))
  }

  return {
    snaps: core.snaps,
    toggleLock() {
      const elements = core.selected()
      const locked = !elements.every((element) => element.locked)
      commit(new Map(elements.map(({ id }) => [id, { locked }])))
    },
    groupSelection() {
      const ids = core.selected().flatMap(({ id, locked }) => (locked ? [] : [id]))
      if (core.readOnly.get() || ids.length < 2) return
      edits.commit(() => groupElements(canvas, ids, core.newId(), edits.origin))
      core.live.enteredGroup = undefined
      core.selection.set(new Set(ids))
    },
    ungroupSelection() {
      const ids = core.selected().flatMap(({ id, group }) => (group === undefined ? [] : [id]))
      if (core.readOnly.get() || ids.length === 0) return
      // Whoever has entered a group and takes one element out of it leaves the others together.
      const all = core.live.enteredGroup === undefined ? withGroups(core.scene, ids) : new Set(ids)
      edits.commit(() => ungroupElements(canvas, all, edits.origin))
    },
    alignSelection(to) {
      const all = parts()
      if (all.length > 1) commit(alignParts(all, to))
    },
    distributeSelection: (along) => commit(distributeParts(parts(), along)),
    partCount: () => parts().length,
  }
}
