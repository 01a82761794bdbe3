/** What the server says on a sync socket, as bytes. */
import * as encoding from "lib0/encoding"
import { MESSAGE_AWARENESS, MESSAGE_DURABLE, MESSAGE_SYNC } from "../../lib/protocol/sync.ts"

export const SYNC_STEP_1 = 0
export const SYNC_STEP_2 = 1
export const SYNC_UPDATE = 2

/** @param payload a state vector for step 1, a V1 update for the others */
export function encodeSync(step: 0 | 1 | 2, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_SYNC)
  encoding.writeVarUint(encoder, step)
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}

/** @param payload an awareness update; one zero byte says nothing, and that the server is there */
export function encodePresence(payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_AWARENESS)
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}

/**
 * The state vector that is on disk, and how many of this connection's own update frames are in it. Deletions do not
 * move a state vector: only the count says that one is saved.
 */
export function encodeDurable(stateVector: Uint8Array, frameCount: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_DURABLE)
  encoding.writeVarUint8Array(encoder, stateVector)
  encoding.writeVarUint(encoder, frameCount)
  return encoding.toUint8Array(encoder)
}
