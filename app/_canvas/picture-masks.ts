/** The masks of a room's pictures as the canvas knows them: read once a change, and changed under this person's undo. */
import type * as Y from "yjs"
import {
  addMaskStroke,
  clearMasks,
  isMaskEmpty,
  type Mask,
  maskStatesOf,
  maskStrokesOf,
  type NewMaskStroke,
  readMask,
  setMaskState,
  targetOfMaskStroke,
} from "../../lib/document/masks.ts"
import type { ElementId } from "../../lib/document/schema.ts"
import { createObservable, type Observable, type Settable } from "../_document/observable.ts"
import type { LocalEdits } from "../_document/undo.ts"

/** What the mask brush paints with. */
export interface MaskBrush {
  /** Diameter, canvas units. */
  readonly size: number
  readonly erases: boolean
}

export const DEFAULT_BRUSH: MaskBrush = { size: 40, erases: false }
export const MIN_BRUSH_SIZE = 4
export const MAX_BRUSH_SIZE = 200

export interface PictureMasks {
  readonly brush: Settable<MaskBrush>
  /** Counts up with every change of any mask. */
  readonly version: Observable<number>
  /** The mask of an element; the same object until it changes. */
  read(id: ElementId): Mask
  isEmpty(id: ElementId): boolean
  /** Elements that have strokes or a state, whether they are still there or not. */
  targets(): Iterable<ElementId>
  /** Whether a stroke has entered the document. */
  has(strokeId: string): boolean
  add(strokeId: string, stroke: NewMaskStroke): void
  setState(id: ElementId, change: { readonly inverted?: boolean; readonly feather?: number | undefined }): void
  clear(id: ElementId): void
  destroy(): void
}

export function createPictureMasks(documents: { readonly canvas: Y.Doc; readonly edits: LocalEdits }): PictureMasks {
  const { canvas, edits } = documents
  const strokes = maskStrokesOf(canvas)
  const states = maskStatesOf(canvas)
  const version = createObservable(0)
  const brush = createObservable(DEFAULT_BRUSH)
  const known = new Map<ElementId, Mask>()
  let targets: Set<ElementId> | undefined

  const onChange = () => {
    // Masks are few and small: all are read anew rather than traced through the event.
    known.clear()
    targets = undefined
    version.set(version.get() + 1)
  }
  strokes.observe(onChange)
  states.observe(onChange)

  const read = (id: ElementId): Mask => {
    let mask = known.get(id)
    if (!mask) {
      mask = readMask(canvas, id)
      known.set(id, mask)
    }
    return mask
  }

  return {
    brush,
    version,
    read,
    isEmpty: (id) => isMaskEmpty(read(id)),
    targets() {
      if (!targets) {
        targets = new Set(states.keys())
        for (const value of strokes.values()) {
          const target = targetOfMaskStroke(value)
          if (target !== undefined) targets.add(target)
        }
      }
      return targets
    },
    has: (strokeId) => strokes.has(strokeId),
    add: (strokeId, stroke) => edits.commit(() => addMaskStroke(canvas, strokeId, stroke, edits.origin)),
    setState: (id, change) => edits.commit(() => setMaskState(canvas, id, change, edits.origin)),
    clear: (id) => edits.commit(() => clearMasks(canvas, [id], edits.origin)),
    destroy() {
      strokes.unobserve(onChange)
      states.unobserve(onChange)
    },
  }
}
