/**
 * One document in memory: its Yjs state, whom it is shown to, and how a change becomes spread and durable.
 *
 * A change waits at most 16 ms for others, and the merged whole is one frame to everybody and one row of the log: half
 * the processor time of spreading each by itself. The first change after a pause does not wait at all. Spreading does
 * not wait for the disk; only `MESSAGE_DURABLE` does, which is what "Saved" means.
 */
import * as Y from "yjs"
import { AppError } from "../../lib/errors.ts"
import { SYNC_LIMITS } from "../../lib/protocol/sync.ts"
import type { Log } from "../log.ts"
import type { DocumentKey, StoredDocument, UpdateLog } from "../store/update-log.ts"
import { createPresence, type Presence, type PresenceOwner } from "./presence.ts"
import { scanUpdate, type UpdateVerdict } from "./scan-update.ts"
import { encodeDurable, encodePresence, encodeSync, SYNC_UPDATE } from "./sync-frames.ts"

/** The origin of the server's own changes. */
export const SERVER_ORIGIN = { name: "server" }

const FLUSH_MS = 16
/** `mergeUpdates` is quadratic in bad cases: 10,000 updates take 2.7 s, 500 a few milliseconds. */
const MAX_PENDING_UPDATES = 500
const MAX_PENDING_BYTES = 2 ** 20
const COMPACT_AFTER_ROWS = 500
const COMPACT_AFTER_BYTES = 2 ** 20
const COUNT_AGAIN_MS = 5_000
/** What may wait in memory for a disk that takes nothing before the server's own changes are refused too. */
const MAX_UNSAVED_BYTES = 64 * 2 ** 20

/** Whom a document is shown to: the half of a sync connection that the document needs to know. */
export interface Audience extends PresenceOwner {
  readonly wantsDurable: boolean
  /** How many of its update frames are in the document: all that came, unless one had to be asked for again. */
  settledFrameCount(): number
  send(frame: Uint8Array, kind: FrameKind): void
}

/** Who reads slowly does without presence first. */
export type FrameKind = "update" | "answer" | "presence" | "durable"

export interface LiveDocument {
  readonly key: DocumentKey
  readonly doc: Y.Doc
  readonly presence: Presence
  readonly connections: ReadonlySet<Audience>
  attach(connection: Audience): void
  detach(connection: Audience): void
  /** Checks an update and applies it if it connects and fits. Pure refusal otherwise: the document is as before. */
  receive(update: Uint8Array, connection: Audience): UpdateVerdict | { readonly kind: "full" }
  /** The server's own change; resolves once durable. @throws {AppError} `store/failed` when the disk refused it so far */
  edit(change: (doc: Y.Doc) => void): Promise<void>
  /** Everything `stateVector` does not have. */
  encodeState(stateVector: Uint8Array): Uint8Array
  presenceChanged(): void
  /** Tells durable connections, soon, up to where the log is on disk. */
  requestDurable(): void
  /** Spreads and logs what is pending, waits for the disk, and writes a snapshot when there is a tail. */
  settle(): Promise<void>
  destroy(): void
}

export function createLiveDocument(options: {
  readonly key: DocumentKey
  readonly stored: StoredDocument
  readonly updateLog: UpdateLog
  readonly log: Log
}): LiveDocument {
  const { key, stored, updateLog, log } = options
  const doc = new Y.Doc()
  doc.transact(() => {
    // The only V2 ever read: our own snapshot, behind its checksum.
    if (stored.snapshot) Y.applyUpdateV2(doc, stored.snapshot, "load")
    for (const update of stored.tail) Y.applyUpdate(doc, update, "load")
  }, "load")

  const connections = new Set<Audience>()
  const presence = createPresence({ maxBytes: SYNC_LIMITS.awarenessBytes })
  const { epoch } = stored
  let seq = stored.seq
  let tailRows = stored.tail.length
  let tailBytes = stored.tail.reduce((sum, update) => sum + update.length, 0)
  let sizeBytes = stored.snapshot || stored.tail.length > 0 ? Y.encodeStateAsUpdate(doc).length : 0
  let sizeIsExact = true
  let countedAtMs = Number.NEGATIVE_INFINITY

  let pending: Uint8Array[] = []
  let pendingBytes = 0
  /** The one connection all pending changes came from, which need not be told; `undefined`: several, or ours. */
  let pendingOrigin: unknown
  let durableWanted = false
  let committing = false
  let flushTimer: NodeJS.Timeout | undefined
  let presenceTimer: NodeJS.Timeout | undefined
  let flushedAtMs = 0
  let presenceAtMs = 0
  let destroyed = false
  let fullState: Uint8Array | undefined

  doc.on("update", (update: Uint8Array, origin: unknown) => {
    fullState = undefined
    pendingOrigin = pending.length === 0 || pendingOrigin === origin ? origin : undefined
    pending.push(update)
    pendingBytes += update.length
    if (pending.length >= MAX_PENDING_UPDATES || pendingBytes >= MAX_PENDING_BYTES) flush()
    else scheduleFlush()
  })

  function scheduleFlush(): void {
    flushTimer ??= setTimeout(flush, Math.max(0, flushedAtMs + FLUSH_MS - performance.now()))
  }

  function flush(): void {
    clearTimeout(flushTimer)
    flushTimer = undefined
    flushedAtMs = performance.now()
    if (pending.length > 0) {
      const update = pending.length === 1 ? pending[0]! : Y.mergeUpdates(pending)
      const origin = pendingOrigin
      pending = []
      pendingBytes = 0
      pendingOrigin = undefined
      seq++
      tailRows++
      tailBytes += update.length
      sizeBytes += update.length
      sizeIsExact = false
      updateLog.append({ ...key, epoch, seq, bytes: update })
      const frame = encodeSync(SYNC_UPDATE, update)
      for (const connection of connections) if (connection !== origin) connection.send(frame, "update")
      durableWanted = true
    }
    if (durableWanted && !committing) void makeDurable()
  }

  /** One at a time: what comes while a commit is under way is told with the next one. */
  async function makeDurable(): Promise<void> {
    committing = true
    while (durableWanted && !destroyed) {
      durableWanted = false
      // Nothing is pending here, so what the document holds now is exactly what the log was given.
      const marks = [...connections].flatMap((connection) =>
        connection.wantsDurable ? [{ connection, frameCount: connection.settledFrameCount() }] : [],
      )
      const stateVector = marks.length > 0 ? Y.encodeStateVector(doc) : undefined
      try {
        await updateLog.commit()
        if (stateVector) {
          for (const { connection, frameCount } of marks) {
            connection.send(encodeDurable(stateVector, frameCount), "durable")
          }
        }
      } catch {
        // The log keeps the rows, has said so, and tries again; until then nobody is told "saved".
        durableWanted = true
      }
      if (pending.length > 0) flush()
      else compactIfDue()
    }
    committing = false
  }

  function compactIfDue(): void {
    if (tailRows < COMPACT_AFTER_ROWS && tailBytes < COMPACT_AFTER_BYTES) return
    compact().catch((error: unknown) => log.error({ err: error, ...key }, "a snapshot could not be written"))
  }

  async function compact(): Promise<void> {
    // Rows that are still queued are in the snapshot as well; loading skips them, the next snapshot deletes them.
    if (updateLog.failure() !== undefined) return
    const rows = tailRows
    const bytes = tailBytes
    await updateLog.compact({ ...key, epoch, seq, snapshot: Y.encodeStateAsUpdateV2(doc) })
    tailRows -= rows
    tailBytes -= bytes
  }

  /**
   * Whether the document has no room for `extraBytes`. What was logged since the last count is an upper bound (edits
   * may replace each other), so it is counted afresh before anybody is refused, but not for every refusal.
   */
  function isFullFor(extraBytes: number): boolean {
    if (sizeBytes + extraBytes < SYNC_LIMITS.documentBytes) return false
    const now = performance.now()
    if (!sizeIsExact && now - countedAtMs >= COUNT_AGAIN_MS) {
      sizeBytes = Y.encodeStateAsUpdate(doc).length
      sizeIsExact = true
      countedAtMs = now
    }
    return sizeBytes + extraBytes >= SYNC_LIMITS.documentBytes
  }

  const diskTakesNothing = () => updateLog.failure() !== undefined && updateLog.queuedBytes() > MAX_UNSAVED_BYTES

  function flushPresence(): void {
    presenceTimer = undefined
    presenceAtMs = performance.now()
    const changes = presence.takeChanges()
    if (!changes) return
    const frame = encodePresence(changes)
    for (const connection of connections) connection.send(frame, "presence")
  }

  const live: LiveDocument = {
    key,
    doc,
    presence,
    connections,

    attach(connection) {
      connections.add(connection)
    },

    detach(connection) {
      if (!connections.delete(connection)) return
      presence.leave(connection)
      live.presenceChanged()
    },

    receive(update, connection) {
      const verdict = scanUpdate(update, (client) => Y.getState(doc.store, client))
      if (verdict.kind !== "connected") return verdict
      if (verdict.empty) return verdict
      // Deleting stays possible in a full document: it is the way out.
      if (!verdict.onlyDeletes && isFullFor(update.length)) return { kind: "full" }
      if (diskTakesNothing()) return { kind: "full" }
      Y.applyUpdate(doc, update, connection)
      if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
        // The scan promises that this cannot happen; were it wrong, pending structs must still not pile up.
        doc.store.pendingStructs = null
        doc.store.pendingDs = null
        log.error({ ...key }, "an update that was found connected left something pending")
        return { kind: "unconnected" }
      }
      return verdict
    },

    async edit(change) {
      if (diskTakesNothing()) {
        throw new AppError("store/failed", "The disk takes no changes at the moment.")
      }
      doc.transact(() => change(doc), SERVER_ORIGIN)
      flush()
      await updateLog.commit()
    },

    encodeState(stateVector) {
      // A newcomer's empty vector is the common and the expensive case: hundreds may reconnect at once.
      if (stateVector.length === 1 && stateVector[0] === 0) {
        fullState ??= Y.encodeStateAsUpdate(doc)
        return fullState
      }
      return Y.encodeStateAsUpdate(doc, stateVector)
    },

    presenceChanged() {
      // Everybody's every move to everybody grows with the square of the people: the more there are, the rarer.
      const everyMs =
        connections.size <= 10 ? FLUSH_MS : connections.size <= 30 ? 33 : connections.size <= 60 ? 66 : 100
      presenceTimer ??= setTimeout(flushPresence, Math.max(0, presenceAtMs + everyMs - performance.now()))
    },

    requestDurable() {
      durableWanted = true
      scheduleFlush()
    },

    async settle() {
      flush()
      await updateLog.commit()
      if (tailRows > 0 && pending.length === 0) await compact()
    },

    destroy() {
      destroyed = true
      clearTimeout(flushTimer)
      clearTimeout(presenceTimer)
      doc.destroy()
    },
  }
  return live
}
