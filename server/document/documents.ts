/**
 * Every document of every room: loaded when first needed, shared while needed, saved and forgotten afterwards.
 *
 * Attach after load: nobody ever sees, or saves, a document that has not been read. Save first, forget second: whoever
 * comes while a document is being saved meets that document, not an older one.
 */
import * as Y from "yjs"
import type { DocumentName } from "../../lib/document/schema.ts"
import { AppError } from "../../lib/errors.ts"
import type { Log } from "../log.ts"
import type { Metrics } from "../metrics.ts"
import type { DocumentKey, UpdateLog } from "../store/update-log.ts"
import { createLiveDocument, type LiveDocument } from "./live-document.ts"

export interface Documents {
  /**
   * Opens a document and keeps it open until `release` is called.
   * @throws {AppError} `document/damaged`, `store/failed`
   */
  open(key: DocumentKey): Promise<{ live: LiveDocument; release: () => void }>
  /**
   * The server's own change, loading the document when it is not loaded; resolves once it is durable.
   * @throws {AppError} `store/failed` when the disk did not take it: it is spread, kept and tried again all the same
   */
  edit(roomId: string, document: DocumentName, change: (doc: Y.Doc) => void): Promise<void>
  /** A copy of a document as it is now; the caller destroys it. */
  readSnapshot(roomId: string, document: DocumentName): Promise<Y.Doc>
  loadedCount(): number
  /** Saves everything, as far as the disk lets it, within `timeoutMs`. Sockets are to be gone by then. */
  close(options?: { readonly timeoutMs?: number }): Promise<void>
}

const UNLOAD_AFTER_MS = 3_000
const RETRY_UNLOAD_MS = 5_000

interface Entry {
  readonly loading: Promise<LiveDocument>
  live: LiveDocument | undefined
  /** Who needs it: sockets, edits, reads. */
  holds: number
  timer: NodeJS.Timeout | undefined
}

export function createDocuments(options: {
  readonly updateLog: UpdateLog
  readonly metrics: Metrics
  readonly log: Log
  /** How long a document nobody needs stays in memory: a reload comes back sooner. */
  readonly unloadAfterMs?: number
}): Documents {
  const { updateLog, metrics, log } = options
  const unloadAfterMs = options.unloadAfterMs ?? UNLOAD_AFTER_MS
  const entries = new Map<string, Entry>()
  let closing = false

  const nameOf = (key: DocumentKey) => `${key.roomId}/${key.document}`

  function count(): void {
    metrics.documentsLoaded.set(entries.size)
    metrics.documentsIdle.set([...entries.values()].filter((entry) => entry.holds === 0).length)
  }

  async function load(key: DocumentKey): Promise<LiveDocument> {
    const stored = await updateLog.load(key)
    try {
      return createLiveDocument({ key, stored, updateLog, log })
    } catch (cause) {
      throw new AppError("document/damaged", `The room's ${key.document} cannot be read.`, { cause })
    }
  }

  function hold(key: DocumentKey): Entry {
    const name = nameOf(key)
    const known = entries.get(name)
    if (known) {
      known.holds++
      clearTimeout(known.timer)
      known.timer = undefined
      return known
    }
    const loading = load(key)
    const entry: Entry = { loading, live: undefined, holds: 1, timer: undefined }
    entries.set(name, entry)
    loading.then(
      (live) => {
        entry.live = live
      },
      (error: unknown) => {
        // Nothing of a failed load stays: the next one tries afresh, and other rooms never notice.
        entries.delete(name)
        log.error({ err: error, ...key }, "a document could not be loaded")
        count()
      },
    )
    return entry
  }

  function release(key: DocumentKey, entry: Entry): void {
    entry.holds--
    if (entry.holds === 0 && entry.live && !closing) unloadIn(key, entry, unloadAfterMs)
    count()
  }

  function unloadIn(key: DocumentKey, entry: Entry, delayMs: number): void {
    clearTimeout(entry.timer)
    entry.timer = setTimeout(() => void unload(key, entry), delayMs)
    entry.timer.unref()
  }

  async function unload(key: DocumentKey, entry: Entry): Promise<void> {
    entry.timer = undefined
    try {
      await entry.live?.settle()
    } catch {
      // The log has said why. It stays in memory, which holds the only whole copy, until the disk takes it.
      if (entry.holds === 0 && !closing) unloadIn(key, entry, RETRY_UNLOAD_MS)
      return
    }
    // Somebody came meanwhile; their leaving starts this again. A timer means that they have left already.
    if (entry.holds > 0 || entry.timer !== undefined || closing) return
    entries.delete(nameOf(key))
    entry.live?.destroy()
    count()
  }

  async function open(key: DocumentKey): Promise<{ live: LiveDocument; release: () => void }> {
    if (closing) throw new AppError("store/failed", "The server is closing.")
    const entry = hold(key)
    const live = await entry.loading
    count()
    let released = false
    return {
      live,
      release: () => {
        if (released) return
        released = true
        release(key, entry)
      },
    }
  }

  return {
    open,

    async edit(roomId, document, change) {
      const { live, release } = await open({ roomId, document })
      try {
        await live.edit(change)
      } finally {
        release()
      }
    },

    async readSnapshot(roomId, document) {
      const { live, release } = await open({ roomId, document })
      try {
        const copy = new Y.Doc()
        Y.applyUpdate(copy, Y.encodeStateAsUpdate(live.doc))
        return copy
      } finally {
        release()
      }
    },

    loadedCount: () => entries.size,

    async close({ timeoutMs = 5_000 } = {}) {
      closing = true
      const settled = Promise.allSettled(
        [...entries.values()].map(async (entry) => {
          clearTimeout(entry.timer)
          await (await entry.loading).settle()
        }),
      )
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), timeoutMs)
      })
      const outcomes = await Promise.race([settled, late])
      clearTimeout(timer)
      for (const entry of entries.values()) entry.live?.destroy()
      entries.clear()
      count()
      const isWritten = await updateLog.close()
      if (!outcomes || !isWritten) log.error({}, "the server closed before everything could be saved")
    },
  }
}
