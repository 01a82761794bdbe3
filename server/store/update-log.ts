/**
 * The append-only log of every document: an update is appended, a group commit makes it durable, a snapshot takes
 * the place of the rows it contains. Whoever is told "saved" is told so by the promise of `commit`.
 *
 * A failed commit loses nothing: its rows stay queued, in order, and are tried again until they are on disk.
 * Every row carries a checksum: SQLite's own check misses most damage inside a value.
 */
import { hash } from "node:crypto"
import { z } from "zod"
import type { DocumentName } from "../../lib/document/schema.ts"
import { AppError } from "../../lib/errors.ts"
import type { Log } from "../log.ts"
import type { Metrics } from "../metrics.ts"
import { type Database, type Migration, sqliteCode } from "./database.ts"

export const UPDATE_LOG_MIGRATIONS: readonly Migration[] = [
  {
    module: "documents",
    number: 1,
    sql: `
      CREATE TABLE updates (
        id INTEGER PRIMARY KEY,
        room_id TEXT NOT NULL,
        document TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        checksum BLOB NOT NULL,
        bytes BLOB NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX updates_in_order ON updates (room_id, document, epoch, seq);
      CREATE TABLE snapshots (
        room_id TEXT NOT NULL,
        document TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        checksum BLOB NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (room_id, document)
      ) STRICT;
    `,
  },
]

export interface DocumentKey {
  readonly roomId: string
  readonly document: DocumentName
}

export interface StoredDocument {
  readonly epoch: number
  /** The last sequence number in use; 0 for a document nobody wrote to. */
  readonly seq: number
  /** V2-encoded, or undefined where there is none yet. */
  readonly snapshot: Uint8Array | undefined
  /** V1 updates after the snapshot, oldest first. */
  readonly tail: readonly Uint8Array[]
}

export interface UpdateLog {
  /** @throws {AppError} `document/damaged` when a row is not what was written, `store/failed` when it cannot be read */
  load(key: DocumentKey): Promise<StoredDocument>
  /** Queues one V1 update for the next group commit. Order of calls is order of rows. */
  append(row: DocumentKey & { epoch: number; seq: number; bytes: Uint8Array }): void
  /** Resolves when everything appended before this call is on disk; rejects after a failed try (it is tried again). */
  commit(): Promise<void>
  /** Replaces all rows up to `seq` by a V2 snapshot, in one transaction. Call with nothing of the document queued. */
  compact(key: DocumentKey & { epoch: number; seq: number; snapshot: Uint8Array }): Promise<void>
  /** What went wrong with the last group commit; undefined when it worked. */
  failure(): string | undefined
  queuedBytes(): number
  /** Writes what is queued, as far as the disk lets it. @returns whether everything was written */
  close(): Promise<boolean>
}

const rowSchema = z.object({
  epoch: z.number(),
  seq: z.number(),
  checksum: z.instanceof(Uint8Array),
  bytes: z.instanceof(Uint8Array),
})

type QueuedRow = Parameters<UpdateLog["append"]>[0]

/**
 * How long appended updates wait for others to share their commit. A commit holds up the whole process while the disk
 * writes. Whoever works alone is told "saved" at once; while a room is busy the disk is asked at most every 80 ms.
 */
const ALONE_GROUP_MS = 20
const BUSY_GROUP_MS = 80
/** So long without a commit, and the next update counts as alone. */
const PAUSE_MS = 160
const RETRY_MS = 500

export function createUpdateLog(options: {
  readonly database: Database
  readonly metrics: Metrics
  readonly log: Log
}): UpdateLog {
  const { database, metrics, log } = options
  const insert = database.sql.prepare(
    "INSERT INTO updates (room_id, document, epoch, seq, checksum, bytes) VALUES (?, ?, ?, ?, ?, ?)",
  )
  const selectSnapshot = database.sql.prepare("SELECT * FROM snapshots WHERE room_id = ? AND document = ?")
  const selectTail = database.sql.prepare(
    "SELECT * FROM updates WHERE room_id = ? AND document = ? AND epoch = ? AND seq > ? ORDER BY seq",
  )
  const saveSnapshot = database.sql.prepare("INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?, ?)")
  const deleteRows = database.sql.prepare("DELETE FROM updates WHERE room_id = ? AND document = ? AND seq <= ?")

  let queue: QueuedRow[] = []
  let queuedBytes = 0
  let waiting: { resolve: () => void; reject: (error: unknown) => void }[] = []
  let timer: NodeJS.Timeout | undefined
  let failure: string | undefined
  let closed = false
  let committedAtMs = Number.NEGATIVE_INFINITY

  const groupMs = () => (performance.now() - committedAtMs > PAUSE_MS ? ALONE_GROUP_MS : BUSY_GROUP_MS)

  function schedule(delayMs: number): void {
    timer ??= setTimeout(() => {
      timer = undefined
      writeGroup()
    }, delayMs)
  }

  function writeGroup(): void {
    const rows = queue
    const waiters = waiting
    waiting = []
    const stop = metrics.commitSeconds.startTimer()
    try {
      if (rows.length > 0) database.transaction(() => rows.forEach(insertRow))
    } catch (cause) {
      metrics.appendFailures.inc()
      const reason = sqliteCode(cause) ?? "an unexpected error"
      if (failure === undefined)
        log.error({ err: cause, rows: rows.length }, "updates could not be saved; trying again")
      failure = reason
      const error = new AppError("store/failed", `The change is shown but not saved: the disk says ${reason}.`, {
        cause,
      })
      for (const waiter of waiters) waiter.reject(error)
      schedule(RETRY_MS)
      return
    }
    stop()
    committedAtMs = performance.now()
    if (failure !== undefined) log.info({ rows: rows.length }, "updates are saved again")
    failure = undefined
    queue = []
    queuedBytes = 0
    metrics.updatesAppended.inc(rows.length)
    for (const waiter of waiters) waiter.resolve()
  }

  function insertRow(row: QueuedRow): void {
    insert.run(row.roomId, row.document, row.epoch, row.seq, checksumOf(row), row.bytes)
  }

  return {
    async load(key) {
      try {
        const snapshotRow = selectSnapshot.get(key.roomId, key.document)
        const snapshot = snapshotRow === undefined ? undefined : checked(key, snapshotRow, "snapshot")
        const epoch = snapshot?.epoch ?? 1
        const rows = selectTail.all(key.roomId, key.document, epoch, snapshot?.seq ?? 0)
        const tail = rows.map((row) => checked(key, row, "update"))
        let seq = snapshot?.seq ?? 0
        for (const row of tail) {
          // Rows are numbered without gaps: a missing one is damage too, and must not pass for an old state.
          if (row.seq !== seq + 1) throw damaged(key, `update ${seq + 1} is missing`)
          seq = row.seq
        }
        return { epoch, seq, snapshot: snapshot?.bytes, tail: tail.map((row) => row.bytes) }
      } catch (cause) {
        if (cause instanceof AppError) throw cause
        if (sqliteCode(cause) === "SQLITE_CORRUPT") throw damaged(key, "the database file is damaged there", cause)
        throw new AppError("store/failed", "The room could not be read from the disk.", { cause })
      }
    },

    append(row) {
      queue.push(row)
      queuedBytes += row.bytes.length
      schedule(groupMs())
    },

    commit() {
      if (closed) return Promise.reject(new AppError("store/failed", "The server is closing."))
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        schedule(groupMs())
      })
    },

    async compact({ roomId, document, epoch, seq, snapshot }) {
      const row = { roomId, document, epoch, seq, bytes: snapshot }
      database.transaction(() => {
        saveSnapshot.run(roomId, document, epoch, seq, checksumOf(row), snapshot)
        deleteRows.run(roomId, document, seq)
      })
      metrics.compactions.inc()
    },

    failure: () => failure,
    queuedBytes: () => queuedBytes,

    async close() {
      clearTimeout(timer)
      timer = undefined
      writeGroup()
      clearTimeout(timer)
      closed = true
      return queue.length === 0
    },
  }
}

function checksumOf(row: DocumentKey & { epoch: number; seq: number; bytes: Uint8Array }): Uint8Array {
  // The place is part of the sum, so that a row moved to another room or position is found out as well.
  const place = Buffer.from(`${row.roomId}/${row.document}/${row.epoch}/${row.seq}/`)
  return hash("sha256", Buffer.concat([place, row.bytes]), "buffer").subarray(0, 16)
}

function checked(key: DocumentKey, value: unknown, what: string): z.infer<typeof rowSchema> {
  const row = rowSchema.safeParse(value)
  if (!row.success) throw damaged(key, `${what} cannot be read`, row.error)
  const { epoch, seq, bytes, checksum } = row.data
  if (Buffer.compare(checksumOf({ ...key, epoch, seq, bytes }), checksum) !== 0) {
    throw damaged(key, `${what} ${seq} is not what was written`)
  }
  return row.data
}

function damaged(key: DocumentKey, why: string, cause?: unknown): AppError {
  const message = `The room's ${key.document} is damaged on the disk (${why}). Put back a copy of the data folder.`
  return new AppError("document/damaged", message, { cause })
}
