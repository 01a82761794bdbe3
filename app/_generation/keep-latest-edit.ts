/**
 * Two people repaint one picture in the same moment: the server makes the second upon the first, and the element names
 * one of the two, whichever write the document merged last. It should name the second, which holds both edits.
 */
import type * as Y from "yjs"
import { elementsOf } from "../../lib/document/schema.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"

/** Writes that were made at once have met by then. */
const WATCH_MS = 4000

/**
 * Watches an element for a while after this person's edit was shown in it.
 * @param options.show names `generationId` in the element again
 */
export function keepLatestEdit(options: {
  readonly canvas: Y.Doc
  readonly elementId: string
  readonly generationId: string
  readonly recordOf: (generationId: string) => GenerationRecord | undefined
  readonly subscribe: (listener: () => void) => () => void
  readonly show: () => void
  readonly watchMs?: number
}): void {
  const element = elementsOf(options.canvas).get(options.elementId)
  if (!element) return
  let isOverwritten = false
  const check = () => {
    if (!isOverwritten) return
    const shown = element.get("generationId")
    const parentIds = options.recordOf(options.generationId)?.parentIds ?? []
    // Anything else that is shown is what somebody chose: an undo, a later edit.
    if (typeof shown !== "string" || !parentIds.includes(shown)) return
    isOverwritten = false
    options.show()
  }
  const onChange = (event: Y.YMapEvent<unknown>) => {
    if (!event.keysChanged.has("generationId")) return
    isOverwritten = !event.transaction.local
    check()
  }
  element.observe(onChange)
  const stop = options.subscribe(check)
  setTimeout(() => {
    element.unobserve(onChange)
    stop()
  }, options.watchMs ?? WATCH_MS)
}
