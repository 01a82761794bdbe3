/**
 * The sync socket: the y-websocket protocol (V1 updates) at `/sync/:roomId/:document`, and what we add to it.
 * An unmodified WebsocketProvider works; ours asks for the durability message with `?durable=1`.
 */
import { DOCUMENT_NAMES, type DocumentName } from "../document/schema.ts"

/** Message types of y-websocket 3 (its source: messageSync … messageQueryAwareness). */
export const MESSAGE_SYNC = 0
export const MESSAGE_AWARENESS = 1
export const MESSAGE_AUTH = 2
export const MESSAGE_QUERY_AWARENESS = 3
/**
 * Ours, server → client: `varUint8Array(state vector)` up to which the log is on disk, then `varUint`, how many of this
 * connection's own sync frames (step 2 and update) are within. Only this shows "Saved". The count is there because
 * deletions do not move a state vector.
 */
export const MESSAGE_DURABLE = 16

/**
 * Why the server closes a sync socket. y-websocket does not reconnect after 4400–4499, and retries after others.
 */
export const CLOSE = {
  /** No session, or one that is over. */
  unauthenticated: 4401,
  /** A member no longer, or a role that may not do this. */
  forbidden: 4403,
  notFound: 4404,
  /** What is on the disk is damaged: this one document cannot be opened until it is put back. */
  damaged: 4410,
  /** A message, or the document, is over its limit. */
  tooLarge: 4413,
  /** Sent what is not the protocol. */
  malformed: 4400,
  /** The room was rebuilt: load the page again, old replicas must not merge in. */
  newEpoch: 4409,
  /** The server restarts: come back. */
  restarting: 1012,
  /** Too much at once or too slow to read: come back. */
  overloaded: 1013,
} as const

/** @returns the room and document a sync path names, or undefined when it names none */
export function parseSyncPath(pathname: string): { roomId: string; document: DocumentName } | undefined {
  const match = /^\/sync\/([A-Za-z0-9_-]{1,64})\/([a-z]{1,16})$/.exec(pathname)
  const document = DOCUMENT_NAMES.find((name) => name === match?.[2])
  return match?.[1] && document ? { roomId: match[1], document } : undefined
}

/** Limits of one sync connection and one room (reasons and measurements: ARCHITECTURE.md). */
export const SYNC_LIMITS = {
  maxFrameBytes: 2 * 2 ** 20,
  messagesPerSecond: 60,
  bytesPerSecond: 256 * 2 ** 10,
  /** What a connection may send at once before the rates above hold it: a day's offline work. */
  burstMessages: 600,
  burstBytes: 8 * 2 ** 20,
  awarenessBytes: 8 * 2 ** 10,
  documentBytes: 8 * 2 ** 20,
  skipAwarenessAboveBytes: 2 ** 20,
  closeAboveBytes: 8 * 2 ** 20,
  personsPerRoom: 200,
} as const
