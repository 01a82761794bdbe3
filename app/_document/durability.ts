/** When "Saved" is true: the server's log holds every struct this browser's document holds. */
import * as decoding from "lib0/decoding"
import * as Y from "yjs"
import { MESSAGE_SYNC } from "../../lib/protocol/sync.ts"

/**
 * Whether a durable state vector covers a document's own.
 * @param durable client id → clock, as the server last told
 */
export function coversDocument(durable: ReadonlyMap<number, number>, doc: Y.Doc): boolean {
  for (const [client, structs] of doc.store.clients) {
    const last = structs.at(-1)
    if (last && (durable.get(client) ?? 0) < last.id.clock + last.length) return false
  }
  return true
}

/** What the server says is on its disk: clocks, and how many of this connection's own sync frames are in it. */
export interface DurableState {
  readonly clocks: ReadonlyMap<number, number>
  readonly frameCount: number
}

/** Reads the body of a durability message (lib/protocol/sync.ts). */
export function readDurableState(decoder: decoding.Decoder): DurableState {
  const clocks = Y.decodeStateVector(decoding.readVarUint8Array(decoder))
  // A server of an earlier edition sends no count; then the clocks alone must do.
  const frameCount = decoding.hasContent(decoder) ? decoding.readVarUint(decoder) : Number.POSITIVE_INFINITY
  return { clocks, frameCount }
}

/** Whether a frame carries changes of this browser: sync step 2 or an update, which the server counts. */
export function carriesChanges(frame: Uint8Array): boolean {
  return frame[0] === MESSAGE_SYNC && (frame[1] === SYNC_STEP_2 || frame[1] === SYNC_UPDATE)
}

// Of y-protocols/sync: the second varint of a sync message.
const SYNC_STEP_2 = 1
const SYNC_UPDATE = 2
