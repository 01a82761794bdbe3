/**
 * Writes records to the rooms' results documents: what changes a state at once and in order, what only counts steps at
 * most a few times a second, and an end again and again until it is written.
 */
import type { GenerationRecord } from "../../lib/job/generation.ts"

/** The previews themselves say each step at once; the record is for whoever joins or reads later. */
const STEPS_EVERY_MS = 200
/** After each failure twice as long, up to a minute: a damaged document does not mend within seconds. */
const RETRY_MS = 5_000
const MAX_RETRY_MS = 60_000

export interface RecordWriterOptions {
  /** Resolves once it is durable; calls for one room take effect in order. */
  readonly writeRecord: (roomId: string, record: GenerationRecord) => Promise<void>
  /** An end has been written. */
  readonly onPublished: (generationId: string) => void
  readonly log: { error(fields: object, text: string): void }
}

export interface RecordWriter {
  write(roomId: string, record: GenerationRecord): void
  /** The newest record given within the interval is written at its end; `write` and `writeEnd` take its place. */
  writeSoon(roomId: string, record: GenerationRecord): void
  /** Tried again until the document takes it. */
  writeEnd(roomId: string, record: GenerationRecord): void
  /** Resolves when nothing is being written; what only waits for its interval is dropped, an end's retry left to the next start. */
  close(): Promise<void>
}

export function createRecordWriter(options: RecordWriterOptions): RecordWriter {
  const { log } = options
  const writing = new Set<Promise<void>>()
  const soon = new Map<string, { roomId: string; record: GenerationRecord | undefined; timer: NodeJS.Timeout }>()
  const retries = new Set<NodeJS.Timeout>()
  let closed = false

  function forgetSoon(id: string): void {
    clearTimeout(soon.get(id)?.timer)
    soon.delete(id)
  }

  function begin(roomId: string, record: GenerationRecord, after: () => void, onFailure: () => void): void {
    const written = options
      .writeRecord(roomId, record)
      .then(after)
      .catch((error: unknown) => {
        log.error(
          { err: error, jobId: record.id, roomId, state: record.state },
          "a generation's record was not written",
        )
        onFailure()
      })
      .finally(() => writing.delete(written))
    writing.add(written)
  }

  const nothing = () => undefined

  function write(roomId: string, record: GenerationRecord): void {
    forgetSoon(record.id)
    // What was not written of a job that goes on, its next change writes.
    begin(roomId, record, nothing, nothing)
  }

  function writeEnd(roomId: string, record: GenerationRecord, retryMs = RETRY_MS): void {
    forgetSoon(record.id)
    const again = () => {
      if (closed) return
      const timer = setTimeout(() => {
        retries.delete(timer)
        writeEnd(roomId, record, Math.min(retryMs * 2, MAX_RETRY_MS))
      }, retryMs)
      timer.unref()
      retries.add(timer)
    }
    begin(roomId, record, () => options.onPublished(record.id), again)
  }

  function startInterval(roomId: string, id: string): void {
    const timer = setTimeout(() => {
      const record = soon.get(id)?.record
      soon.delete(id)
      if (!record) return
      begin(roomId, record, nothing, nothing)
      startInterval(roomId, id)
    }, STEPS_EVERY_MS)
    timer.unref()
    soon.set(id, { roomId, record: undefined, timer })
  }

  return {
    write,
    writeEnd: (roomId, record) => writeEnd(roomId, record),
    writeSoon: (roomId, record) => {
      const waiting = soon.get(record.id)
      if (waiting) {
        waiting.record = record
        return
      }
      begin(roomId, record, nothing, nothing)
      startInterval(roomId, record.id)
    },
    close: async () => {
      closed = true
      for (const id of [...soon.keys()]) forgetSoon(id)
      for (const timer of retries) clearTimeout(timer)
      retries.clear()
      while (writing.size > 0) await Promise.all(writing)
    },
  }
}
