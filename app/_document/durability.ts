/** When "Saved" is true: the server's log holds every struct this browser's document holds. */
import * as decoding from "lib0/decoding"
import * as Y from "yjs"

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

/** Reads the body of a durability message: `varUint8Array(state vector)`. */
export function readDurableVector(decoder: decoding.Decoder): Map<number, number> {
  return Y.decodeStateVector(decoding.readVarUint8Array(decoder))
}
