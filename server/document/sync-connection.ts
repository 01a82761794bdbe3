/**
 * One sync socket: reads the y-websocket protocol from it within its limits, and writes to it as fast as it reads.
 *
 * Too many messages are not refused but held: the socket is read no further until the rate allows, so that an honest
 * burst loses nothing and a flood waits in its sender's own buffers. Presence is conflated instead: of what comes too
 * fast the newest counts.
 */
import * as decoding from "lib0/decoding"
import { WebSocket } from "ws"
import * as Y from "yjs"
import { mayWrite } from "../../lib/protocol/roles.ts"
import {
  CLOSE,
  MESSAGE_AWARENESS,
  MESSAGE_QUERY_AWARENESS,
  MESSAGE_SYNC,
  SYNC_LIMITS,
} from "../../lib/protocol/sync.ts"
import type { Log } from "../log.ts"
import type { Metrics } from "../metrics.ts"
import type { Member } from "../rooms/rooms.ts"
import type { Audience, LiveDocument } from "./live-document.ts"
import { encodePresence, encodeSync, SYNC_STEP_1, SYNC_STEP_2, SYNC_UPDATE } from "./sync-frames.ts"
import { createTokenBucket } from "./token-bucket.ts"

/** Any frame at all: stock clients echo others' presence, so this is far above what one person does. */
const FRAMES = { perSecond: 240, burst: 1200 }
const PRESENCE = { perSecond: 30, burst: 60 }
/** Answering with the whole document costs more than taking an update. */
const STEP1_COST = 10
/** Updates in a row that build on what nobody has, each answered with the question for it. */
const MAX_UNCONNECTED = 64
const ASK_AGAIN_MS = 500
/** y-websocket gives a silent server up after 30 s. */
const SILENCE_MS = 15_000
const TERMINATE_AFTER_MS = 2_000
const LOG_AGAIN_MS = 10_000

export interface SyncConnection extends Audience {
  member: Member
  /** Starts reading and, for a writer, asks for what it has. */
  start(): void
  /** Takes a new name or role at once. */
  memberChanged(member: Member): void
  /** Called every few seconds: notices the dead, keeps the living. */
  tick(nowMs: number): void
  close(code: number, reason: string): void
}

export function createSyncConnection(options: {
  readonly websocket: WebSocket
  readonly member: Member
  readonly live: LiveDocument
  readonly wantsDurable: boolean
  readonly metrics: Metrics
  readonly log: Log
}): SyncConnection {
  const { websocket, live, metrics } = options
  const { document, roomId } = live.key
  const log = options.log.child({ roomId, document, personId: options.member.personId })

  const frames = createTokenBucket(FRAMES)
  const messages = createTokenBucket({ perSecond: SYNC_LIMITS.messagesPerSecond, burst: SYNC_LIMITS.burstMessages })
  const bytes = createTokenBucket({ perSecond: SYNC_LIMITS.bytesPerSecond, burst: SYNC_LIMITS.burstBytes })
  const presenceTokens = createTokenBucket(PRESENCE)

  let held: Uint8Array[] = []
  let heldTimer: NodeJS.Timeout | undefined
  let newestPresence: Uint8Array | undefined
  let presenceTimer: NodeJS.Timeout | undefined
  let receivedFrameCount = 0
  let settledFrameCount = 0
  let isAskedAgain = false
  let askedAtMs = Number.NEGATIVE_INFINITY
  let unconnectedCount = 0
  let allowanceBytes = 0
  let closing = false
  let isAlive = true
  let sentAtMs = performance.now()
  let pingedAtMs = performance.now()
  const loggedAtMs = new Map<string, number>()

  /** A refusal is counted always and logged now and then: a flood must not fill the disk with itself. */
  function refuse(reason: string, fields: object = {}): void {
    metrics.updatesRefused.inc({ reason })
    const now = performance.now()
    if (now - (loggedAtMs.get(reason) ?? Number.NEGATIVE_INFINITY) < LOG_AGAIN_MS) return
    loggedAtMs.set(reason, now)
    log.warn({ reason, role: connection.member.role, ...fields }, "update refused")
  }

  // --- in ------------------------------------------------------------------------------------------------------

  function take(frame: Uint8Array): boolean {
    const now = performance.now()
    const isSync = frame[0] === MESSAGE_SYNC
    const cost = isSync && frame[1] === SYNC_STEP_1 ? STEP1_COST : 1
    // Looked at together before any is taken: a frame that has to wait pays once.
    const wait = Math.max(
      frames.waitMs(1, now),
      isSync ? messages.waitMs(cost, now) : 0,
      isSync ? bytes.waitMs(frame.length, now) : 0,
    )
    if (wait > 0) {
      heldTimer ??= setTimeout(release, wait)
      return false
    }
    frames.take(1, now)
    if (isSync) {
      messages.take(cost, now)
      bytes.take(frame.length, now)
    }
    return true
  }

  function arrived(frame: Uint8Array): void {
    if (closing) return
    if (held.length > 0 || !take(frame)) {
      if (held.length === 0) {
        metrics.rateLimited.inc({ what: "sync" })
        log.info("a connection is held to its rate")
      }
      held.push(frame)
      websocket.pause()
      return
    }
    handle(frame)
  }

  function release(): void {
    heldTimer = undefined
    while (held.length > 0 && !closing) {
      if (!take(held[0]!)) return
      handle(held.shift()!)
    }
    if (!closing) websocket.resume()
  }

  function handle(frame: Uint8Array): void {
    guarded(() => {
      const decoder = decoding.createDecoder(frame)
      switch (decoding.readVarUint(decoder)) {
        case MESSAGE_SYNC:
          return handleSync(decoder)
        case MESSAGE_AWARENESS:
          return handlePresence(decoding.readVarUint8Array(decoder))
        case MESSAGE_QUERY_AWARENESS:
          return sendEverybody()
        default:
          throw new Error("unknown message type")
      }
    })
  }

  /** Whatever foreign bytes make throw ends their sender's connection, and nothing else. */
  function guarded(read: () => void): void {
    try {
      read()
    } catch (error) {
      refuse("malformed", { why: error instanceof Error ? error.message : "unreadable" })
      connection.close(CLOSE.malformed, "This is not the y-websocket protocol.")
    }
  }

  function handleSync(decoder: decoding.Decoder) {
    switch (decoding.readVarUint(decoder)) {
      case SYNC_STEP_1:
        return answerState(decoding.readVarUint8Array(decoder))
      case SYNC_STEP_2:
      case SYNC_UPDATE:
        return handleUpdate(decoding.readVarUint8Array(decoder))
      default:
        throw new Error("unknown sync step")
    }
  }

  function answerState(stateVector: Uint8Array): void {
    // Throws for what is no state vector before any work is done for it.
    Y.decodeStateVector(stateVector)
    const frame = encodeSync(SYNC_STEP_2, live.encodeState(stateVector))
    // A whole document is no sign of a stalled reader; it gets the time its size takes.
    allowanceBytes = Math.max(allowanceBytes, frame.length)
    connection.send(frame, "answer")
    if (connection.wantsDurable) live.requestDurable()
  }

  function handleUpdate(update: Uint8Array) {
    receivedFrameCount++
    if (!mayWrite(connection.member.role, document)) {
      // Stock readers answer our question, and find nothing new in it: no reason for a log line.
      if (update.length > 2) refuse("role")
      return
    }
    const verdict = live.receive(update, connection)
    switch (verdict.kind) {
      case "malformed":
        refuse("malformed", { why: verdict.reason })
        return connection.close(CLOSE.malformed, "This is not a Yjs V1 update.")
      case "full":
        return refuse("document-full", { bytes: update.length })
      case "unconnected":
        refuse("unconnected")
        if (++unconnectedCount > MAX_UNCONNECTED) {
          return connection.close(CLOSE.malformed, "Too many updates that build on nothing known here.")
        }
        return askAgain()
      case "connected":
        unconnectedCount = 0
        isAskedAgain = false
        settledFrameCount = receivedFrameCount
        if (!verdict.empty) metrics.updatesApplied.inc({ document })
        if (connection.wantsDurable) live.requestDurable()
    }
  }

  /** Whatever was refused for building on the unknown comes again, whole, with the answer to this. */
  function askAgain(): void {
    const now = performance.now()
    if (isAskedAgain && now - askedAtMs < ASK_AGAIN_MS) return
    isAskedAgain = true
    askedAtMs = now
    askForState()
  }

  function askForState(): void {
    connection.send(encodeSync(SYNC_STEP_1, Y.encodeStateVector(live.doc)), "answer")
  }

  // --- presence ------------------------------------------------------------------------------------------------

  function handlePresence(payload: Uint8Array) {
    // Nobody stands in the results: what stock clients say there would cost everybody and show nobody.
    if (document === "results") return
    if (!live.presence.concernsOwner(connection, payload)) return receivePresence(payload)
    if (presenceTimer === undefined && presenceTokens.take(1, performance.now())) return receivePresence(payload)
    if (newestPresence === undefined) metrics.rateLimited.inc({ what: "presence" })
    newestPresence = payload
    presenceTimer ??= setTimeout(() => {
      presenceTimer = undefined
      const newest = newestPresence
      newestPresence = undefined
      if (newest && presenceTokens.take(1, performance.now())) guarded(() => receivePresence(newest))
    }, presenceTokens.waitMs(1, performance.now()) + 1)
  }

  function receivePresence(payload: Uint8Array): void {
    const outcome = live.presence.receive(connection, payload)
    countPresence(outcome)
    if (outcome.changed) live.presenceChanged()
  }

  function countPresence({ forgedCount, tooLargeCount }: { forgedCount: number; tooLargeCount: number }): void {
    if (forgedCount > 0) {
      metrics.presenceRefused.inc({ reason: "forged" }, forgedCount)
      refuse("presence-forged", { entries: forgedCount })
    }
    if (tooLargeCount > 0) {
      metrics.presenceRefused.inc({ reason: "too-large" }, tooLargeCount)
      refuse("presence-too-large")
    }
  }

  function sendEverybody(): void {
    const everybody = live.presence.encodeAll()
    if (everybody) connection.send(encodePresence(everybody), "answer")
  }

  // --- life ----------------------------------------------------------------------------------------------------

  const connection: SyncConnection = {
    member: options.member,
    wantsDurable: options.wantsDurable,

    start() {
      websocket.on("message", (data: Buffer, isBinary: boolean) => {
        if (isBinary) return arrived(data)
        refuse("malformed", { why: "text frame" })
        connection.close(CLOSE.malformed, "The protocol is binary.")
      })
      websocket.on("pong", () => {
        isAlive = true
      })
      websocket.on("close", () => {
        closing = true
        held = []
        clearTimeout(heldTimer)
        clearTimeout(presenceTimer)
        live.detach(connection)
      })
      live.attach(connection)
      // A reader has nothing to be asked for.
      if (mayWrite(connection.member.role, document)) askForState()
      sendEverybody()
    },

    settledFrameCount: () => settledFrameCount,

    send(frame, kind) {
      if (closing || websocket.readyState !== WebSocket.OPEN) return
      const waiting = websocket.bufferedAmount
      if (waiting === 0 && kind !== "answer") allowanceBytes = 0
      if (waiting > SYNC_LIMITS.closeAboveBytes + allowanceBytes) {
        return connection.close(CLOSE.overloaded, "This connection reads too slowly.")
      }
      // Presence is renewed by itself; what matters comes first for whoever reads slowly.
      if (kind === "presence" && waiting > SYNC_LIMITS.skipAwarenessAboveBytes) return
      sentAtMs = performance.now()
      websocket.send(frame)
    },

    memberChanged(member) {
      const couldWrite = mayWrite(connection.member.role, document)
      connection.member = member
      live.presence.refresh(connection)
      live.presenceChanged()
      // What a new writer drew while it was not allowed to may now count.
      if (!couldWrite && mayWrite(member.role, document)) askForState()
    },

    tick(nowMs) {
      // A held socket's pongs lie unread: it is slow by our own doing.
      if (nowMs - pingedAtMs >= 30_000 && held.length === 0) {
        if (!isAlive) return websocket.terminate()
        isAlive = false
        pingedAtMs = nowMs
        websocket.ping()
      }
      if (nowMs - sentAtMs >= SILENCE_MS) connection.send(encodePresence(new Uint8Array([0])), "answer")
    },

    close(code, reason) {
      if (closing) return
      closing = true
      metrics.syncClosed.inc({ code: String(code) })
      log.info({ code, reason }, "sync socket closed")
      closeFor(websocket, code, reason)
    },
  }
  return connection
}

/** Says why, and does not wait for a peer that never answers. */
export function closeFor(websocket: WebSocket, code: number, reason: string): void {
  // A paused socket would never read the peer's own closing frame.
  if (websocket.isPaused) websocket.resume()
  websocket.close(code, reason)
  const timer = setTimeout(() => websocket.terminate(), TERMINATE_AFTER_MS)
  timer.unref()
  websocket.once("close", () => clearTimeout(timer))
}
