/**
 * Undo of one's own work. Everything this person does carries `localOrigin`; what others and the server do never
 * enters the stack. A gesture is one step; letters typed in one go are one step.
 */
import * as Y from "yjs"

/** Steps kept. The stack pins deleted content in this browser's memory, so it has an end. */
export const MAX_UNDO_STEPS = 200
const TYPING_PAUSE_MS = 700

export interface LocalEdits {
  /** The origin of every local change; text bindings that type in one go use it directly. */
  readonly origin: object
  readonly undo: Y.UndoManager
  /** Runs a change as one undo step of its own. */
  commit<T>(change: () => T): T
}

type UndoScope = ConstructorParameters<typeof Y.UndoManager>[0]

export function createLocalEdits(doc: Y.Doc, scope: UndoScope): LocalEdits {
  const origin = { local: true }
  const undo = new Y.UndoManager(scope, {
    trackedOrigins: new Set<unknown>([origin]),
    captureTimeout: TYPING_PAUSE_MS,
  })
  undo.on("stack-item-added", () => {
    while (undo.undoStack.length > MAX_UNDO_STEPS) {
      const dropped = undo.undoStack.shift()
      if (!dropped) break
      doc.transact((transaction) => {
        // Its own items only: a later step may still need the elements around them.
        Y.iterateDeletedStructs(transaction, dropped.deletions, (item) => {
          if (item instanceof Y.Item) item.keep = false
        })
      })
    }
  })
  return {
    origin,
    undo,
    commit(change) {
      undo.stopCapturing()
      try {
        return doc.transact(change, origin)
      } finally {
        undo.stopCapturing()
      }
    },
  }
}
