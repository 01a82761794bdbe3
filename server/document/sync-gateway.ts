/**
 * The door to the documents at `/sync/:roomId/:document`: origin before the upgrade, then session, membership and
 * room, and only then a document is touched. Refusals after the upgrade are close codes, which browsers can read.
 */
import type { IncomingMessage } from "node:http"
import type { Duplex } from "node:stream"
import { WebSocket, WebSocketServer } from "ws"
import { AppError } from "../../lib/errors.ts"
import { CLOSE, parseSyncPath, SYNC_LIMITS } from "../../lib/protocol/sync.ts"
import type { Origins } from "../http/origin.ts"
import type { RateLimits } from "../http/rate-limits.ts"
import type { Log } from "../log.ts"
import type { Metrics } from "../metrics.ts"
import type { Member, Rooms, Session } from "../rooms/rooms.ts"
import type { DocumentKey } from "../store/update-log.ts"
import type { Documents } from "./documents.ts"
import type { LiveDocument } from "./live-document.ts"
import { closeFor, createSyncConnection, type SyncConnection } from "./sync-connection.ts"

export interface SyncGateway {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  isOnline(roomId: string, personId: string): boolean
  /** Sends everybody away with 1012, spread over a while so that they do not all come back at once. */
  close(): Promise<void>
}

/** Tabs, reloads and phones of one person on one document. */
const SOCKETS_PER_PERSON = 20
const TICK_MS = 5_000
const DRAIN_MS = 2_000

interface OpenSocket {
  readonly key: DocumentKey
  readonly connection: SyncConnection
}

export function createSyncGateway(options: {
  readonly rooms: Rooms
  readonly documents: Documents
  readonly origins: Origins
  readonly rateLimits: RateLimits
  readonly metrics: Metrics
  readonly log: Log
}): SyncGateway {
  const { rooms, documents, origins, metrics, log } = options
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: SYNC_LIMITS.maxFrameBytes,
    // Nothing compressed is read: a small frame cannot turn into a large one.
    perMessageDeflate: false,
    clientTracking: false,
  })
  const sockets = new Map<string, Set<OpenSocket>>()
  const openWebsockets = new Set<WebSocket>()
  let closing = false

  const ticker = setInterval(() => {
    const now = performance.now()
    for (const open of everySocket()) open.connection.tick(now)
  }, TICK_MS)
  ticker.unref()

  const forgetChanged = rooms.on("changed", (roomId) => {
    const inRoom = sockets.get(roomId)
    if (!inRoom) return
    const members = new Map(rooms.members(roomId).map((member) => [member.personId, member]))
    for (const { connection } of [...inRoom]) {
      const member = members.get(connection.member.personId)
      if (!member) connection.close(CLOSE.forbidden, "You are no longer in this room.")
      else if (member.role !== connection.member.role || member.name !== connection.member.name) {
        connection.memberChanged(member)
      }
    }
  })

  function* everySocket(): Generator<OpenSocket> {
    for (const inRoom of sockets.values()) yield* inRoom
  }

  async function admit(websocket: WebSocket, request: IncomingMessage, key: DocumentKey): Promise<void> {
    // What the client says before the document is there waits in its socket.
    websocket.pause()
    const deny = (code: number, reason: string) => {
      metrics.syncClosed.inc({ code: String(code) })
      log.info({ ...key, code, address: origins.clientAddress(request) }, reason)
      closeFor(websocket, code, reason)
    }
    if (closing) return deny(CLOSE.restarting, "The server restarts.")
    const session = rooms.sessionOf(request.headers)
    if (!session) return deny(CLOSE.unauthenticated, "Join the room first: there is no session.")
    if (!rooms.memberOf(session, key.roomId)) return denyStranger(deny, session, key.roomId)
    if (!(await options.rateLimits.take("connect", session.id))) {
      return deny(CLOSE.overloaded, "Too many connections at once.")
    }
    const opened = await documents.open(key).catch((error: unknown) => {
      if (!(error instanceof AppError)) log.error({ err: error, ...key }, "a document could not be opened")
      return error instanceof AppError ? error.code : ("internal" as const)
    })
    if (opened === "document/damaged") return deny(CLOSE.damaged, "This room's data is damaged on the server.")
    if (typeof opened === "string") return deny(CLOSE.overloaded, "The room cannot be opened at the moment.")
    // From here to the attachment nothing waits, so nothing changes: what happened while loading is looked at now.
    const member = rooms.memberOf(session, key.roomId)
    const crowded = member && crowding(key, member.personId)
    if (websocket.readyState !== WebSocket.OPEN || closing || !member || crowded) {
      opened.release()
      if (closing) return deny(CLOSE.restarting, "The server restarts.")
      if (!member) return denyStranger(deny, session, key.roomId)
      return crowded ? deny(CLOSE.overloaded, crowded) : undefined
    }
    const url = new URL(request.url ?? "/", "http://localhost")
    connect({ websocket, key, member, opened, wantsDurable: url.searchParams.get("durable") === "1" })
  }

  /** A room one is not in looks like no room; only who was in it may know that they no longer are. */
  function denyStranger(deny: (code: number, reason: string) => void, session: Session, roomId: string): void {
    if (rooms.wasRemoved(session, roomId)) deny(CLOSE.forbidden, "You are no longer in this room.")
    else deny(CLOSE.notFound, "There is no such room, or you are not in it.")
  }

  /** Why one more socket of this person would be too many; undefined when it would not. */
  function crowding(key: DocumentKey, personId: string): string | undefined {
    const persons = new Map<string, number>()
    for (const { key: other, connection } of sockets.get(key.roomId) ?? []) {
      if (other.document !== key.document) continue
      persons.set(connection.member.personId, (persons.get(connection.member.personId) ?? 0) + 1)
    }
    const own = persons.get(personId) ?? 0
    if (own >= SOCKETS_PER_PERSON) return "Too many windows on this room."
    return own === 0 && persons.size >= SYNC_LIMITS.personsPerRoom ? "The room is full." : undefined
  }

  function connect(options: {
    readonly websocket: WebSocket
    readonly key: DocumentKey
    readonly member: Member
    readonly opened: { live: LiveDocument; release: () => void }
    readonly wantsDurable: boolean
  }): void {
    const { websocket, key, member, wantsDurable } = options
    const { live, release } = options.opened
    const connection = createSyncConnection({ websocket, member, live, wantsDurable, metrics, log })
    const open: OpenSocket = { key, connection }
    const inRoom = sockets.get(key.roomId) ?? new Set()
    sockets.set(key.roomId, inRoom.add(open))
    metrics.syncConnections.inc({ document: key.document })
    connection.start()
    // After the connection's own listener, which takes its owner out of the document.
    websocket.once("close", () => {
      inRoom.delete(open)
      if (inRoom.size === 0 && sockets.get(key.roomId) === inRoom) sockets.delete(key.roomId)
      metrics.syncConnections.dec({ document: key.document })
      release()
    })
    websocket.resume()
    log.debug({ ...key, personId: member.personId, role: member.role }, "sync socket opened")
  }

  return {
    handleUpgrade(request, socket, head) {
      // Until ws takes over, a reset of this socket would be an error nobody listens to.
      socket.on("error", () => socket.destroy())
      const url = new URL(request.url ?? "/", "http://localhost")
      const key = parseSyncPath(url.pathname)
      if (!key) return refuseUpgrade(socket, 404, "There is no such document.")
      if (!origins.isAllowed(request)) {
        metrics.syncClosed.inc({ code: "403" })
        log.warn({ origin: request.headers.origin, ...key }, "foreign origin refused")
        return refuseUpgrade(socket, 403, "origin/forbidden: this page may not connect here.")
      }
      server.handleUpgrade(request, socket, head, (websocket) => {
        // Without a listener one malformed frame would end the process; ws closes the socket itself.
        websocket.on("error", (error) => {
          metrics.updatesRefused.inc({ reason: "frame" })
          log.warn({ ...key, why: error.message }, "a malformed frame ended its connection")
        })
        closeTooLargeForGood(websocket)
        openWebsockets.add(websocket)
        websocket.once("close", () => openWebsockets.delete(websocket))
        admit(websocket, request, key).catch((error: unknown) => {
          log.error({ err: error, ...key }, "a sync socket could not be opened")
          closeFor(websocket, CLOSE.overloaded, "The room cannot be opened at the moment.")
        })
      })
    },

    isOnline(roomId, personId) {
      for (const { connection } of sockets.get(roomId) ?? []) if (connection.member.personId === personId) return true
      return false
    },

    async close() {
      closing = true
      clearInterval(ticker)
      forgetChanged()
      const open = [...openWebsockets]
      const spreadMs = Math.min(DRAIN_MS, open.length * 10)
      await Promise.all(
        open.map(async (websocket, i) => {
          await new Promise((resolve) => setTimeout(resolve, (i / Math.max(1, open.length)) * spreadMs))
          if (websocket.readyState === WebSocket.CLOSED) return
          const closed = new Promise((resolve) => websocket.once("close", resolve))
          closeFor(websocket, CLOSE.restarting, "The server restarts.")
          await closed
        }),
      )
      server.close()
    },
  }
}

/**
 * ws ends an oversized frame with 1009, after which clients come back and send it again, for ever. 4413 is the same
 * for good.
 */
function closeTooLargeForGood(websocket: WebSocket): void {
  const close = websocket.close.bind(websocket)
  websocket.close = (code, reason) =>
    code === 1009 ? close(CLOSE.tooLarge, "This message is over the limit.") : close(code, reason)
}

/** An HTTP answer in place of an upgrade. */
export function refuseUpgrade(socket: Duplex, status: 401 | 403 | 404 | 503, message: string): void {
  const words = { 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 503: "Service Unavailable" }[status]
  socket.end(
    `HTTP/1.1 ${status} ${words}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  )
  setTimeout(() => socket.destroy(), 1000).unref()
}
