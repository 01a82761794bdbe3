/**
 * socket.io for browsers: who they are is settled at the handshake by the cookie, what they may at every message by
 * the room's members as they are then. Messages are parsed with zod, answered always, and limited by rate.
 */
import type { Server as HttpServer, IncomingMessage } from "node:http"
import { RateLimiterMemory } from "rate-limiter-flexible"
import { Server, type Socket } from "socket.io"
import type { z } from "zod"
import { type Refusal, refusal, toRefusal } from "../../lib/errors.ts"
import { MAX_STEP_COUNT } from "../../lib/job/generation.ts"
import {
  codeOfLiveIssue,
  type LivePictureMessage,
  liveFrameMessage,
  liveWatchMessage,
} from "../../lib/protocol/live-messages.ts"
import {
  type Ack,
  type BrowserToServer,
  cancelMessage,
  enterRoomMessage,
  type ForkableMessage,
  forkMessage,
  keepStepMessage,
  type PreviewMessage,
  type ServerToBrowser,
  upscaleMessage,
} from "../../lib/protocol/messages.ts"
import { refuseUpgrade } from "../document/sync-gateway.ts"
import { closeSockets } from "./close-sockets.ts"
import type { JobService } from "./job-service.ts"
import type { JobMember } from "./job-service-options.ts"
import type { LiveService } from "./live-service.ts"
import { parseGenerationRequest, readPrompt } from "./plan-request.ts"

/** A message from a browser is a request of a few KB, or the drawing of a live frame; other pictures go over /api. */
const MAX_MESSAGE_BYTES = 256 * 2 ** 10
const MESSAGES_PER_SECOND = 20
/** More than one frame that is sent as often as it may be, every 60 ms. */
const DRAWINGS_PER_SECOND = 25
/** A socket whose messages were refused this often at a stretch is no person in a hurry. */
const REFUSED_UNTIL_CLOSED = 200
/** Tabs of one browser. */
const MAX_SOCKETS_PER_SESSION = 32
/** Who does not enter the namespace has no business here; until then nobody knows who it is. */
const CONNECT_WITHIN_MS = 5_000
/** A browser that has this much unread is skipped: it misses steps, and never grows our memory. */
const SKIP_ABOVE_BYTES = 2 ** 20
/** The same in packets that the connection has not taken yet; a picture is two. */
const SKIP_ABOVE_PACKETS = 32

export interface BrowserGatewayOptions {
  readonly httpServer: HttpServer
  readonly jobs: JobService
  readonly live: LiveService
  /** The session of a handshake, an opaque key of it, or undefined when there is none. */
  readonly sessionOf: (request: IncomingMessage) => string | undefined
  readonly memberOf: (session: string, roomId: string) => JobMember | undefined
  readonly originAllowed: (request: IncomingMessage) => boolean
  readonly log: { warn(fields: object, text: string): void; error(fields: object, text: string): void }
  readonly onConnections: (count: number) => void
  readonly onLimited: () => void
  readonly onPreview: (sent: { sentCount: number; skippedCount: number; byteCount: number }) => void
}

export interface BrowserGateway {
  /** To these connections, but those that are behind: the next picture is on its way. */
  publishLive(viewerIds: Iterable<string>, picture: LivePictureMessage): void
  publishPreview(roomId: string, preview: PreviewMessage): void
  publishEngines(state: Parameters<ServerToBrowser["engines:state"]>[0]): void
  publishForkable(forkable: ForkableMessage): void
  /** The room's title, people or roles changed: everyone in it looks again. */
  roomChanged(roomId: string): void
  /** This person is a member no longer; their sockets leave at once. */
  personRemoved(roomId: string, personId: string): void
  close(): Promise<void>
}

interface SocketData {
  session: string
  /** Rooms entered, and who this is there. */
  rooms: Map<string, string>
  refusedCount: number
}

type BrowserSocket = Socket<BrowserToServer, ServerToBrowser, Record<string, never>, SocketData>

export function createBrowserGateway(options: BrowserGatewayOptions): BrowserGateway {
  const { jobs, live, log } = options
  const io = new Server<BrowserToServer, ServerToBrowser, Record<string, never>, SocketData>(options.httpServer, {
    path: "/socket.io",
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    connectTimeout: CONNECT_WITHIN_MS,
    // Upgrades of other paths belong to the sync and engine gateways.
    destroyUpgrade: false,
    allowRequest: (request, decide) => {
      const allowed = options.originAllowed(request)
      if (!allowed) {
        log.warn({ origin: request.headers.origin, path: "/socket.io" }, "foreign origin refused")
        if (request.headers.upgrade) refuseUpgrade(request.socket, 403, "origin/forbidden")
      }
      decide(allowed ? null : "origin/forbidden", allowed)
    },
  })
  const limiter = new RateLimiterMemory({ points: MESSAGES_PER_SECOND * 5, duration: 5 })
  const drawingLimiter = new RateLimiterMemory({ points: DRAWINGS_PER_SECOND * 2, duration: 2 })

  const socketsBySession = new Map<string, number>()

  io.use((socket, next) => {
    const session = options.sessionOf(socket.request)
    if (!session) return next(new Error("session/missing: join a room first; the session cookie is missing or over."))
    if ((socketsBySession.get(session) ?? 0) >= MAX_SOCKETS_PER_SESSION) {
      return next(new Error("rate/limited: this browser has too many connections; close some tabs."))
    }
    socket.data = { session, rooms: new Map(), refusedCount: 0 }
    next()
  })

  io.on("connection", (socket) => {
    const { session } = socket.data
    socketsBySession.set(session, (socketsBySession.get(session) ?? 0) + 1)
    options.onConnections(io.sockets.sockets.size)
    socket.on("disconnect", () => {
      live.viewerLeft(socket.id)
      const left = (socketsBySession.get(session) ?? 1) - 1
      if (left > 0) socketsBySession.set(session, left)
      else socketsBySession.delete(session)
      options.onConnections(io.sockets.sockets.size)
    })
    /** Runs one message: limits it, answers it whatever happens, and never lets it throw into the socket. */
    const answer = <T extends object>(
      reply: unknown,
      handle: () => Promise<Ack<T>> | Ack<T>,
      limitedBy = limiter,
    ): void => {
      if (socket.disconnected) return
      // A raw client may leave the acknowledgement out; its message is then handled and not answered.
      const respond = typeof reply === "function" ? (reply as (ack: Ack<T>) => void) : () => undefined
      limitedBy
        .consume(session)
        .then(
          async () => {
            socket.data.refusedCount = 0
            const ack = await handle()
            if (!ack.ok) log.warn({ code: ack.code, session: session.slice(0, 8) }, ack.message)
            return ack
          },
          () => limited(socket),
        )
        .then(respond)
        .catch((error: unknown) => {
          log.error({ err: error }, "a socket message failed")
          respond(toRefusal(error))
        })
    }

    socket.on("room:enter", (message, reply) => answer(reply, () => enterRoom(socket, message)))
    socket.on("generation:request", (message, reply) => answer(reply, () => requestGeneration(socket, message)))
    socket.on("generation:cancel", (message, reply) => answer(reply, () => cancelGeneration(socket, message)))
    socket.on("generation:keep", (message, reply) => answer(reply, () => keepStep(socket, message)))
    socket.on("generation:fork", (message, reply) => answer(reply, () => forkGeneration(socket, message)))
    socket.on("generation:upscale", (message, reply) => answer(reply, () => upscaleGeneration(socket, message)))
    socket.on("live:frame", (message, reply) => answer(reply, () => drawLive(socket, message), drawingLimiter))
    socket.on("live:watch", (message, reply) => answer(reply, () => watchLive(socket, message)))
  })

  function limited(socket: BrowserSocket): Refusal {
    options.onLimited()
    const count = ++socket.data.refusedCount
    // One line for a flood, not one for each of its messages.
    if (count === 1) log.warn({ code: "rate/limited", session: socket.data.session.slice(0, 8) }, "too many messages")
    // What is on its way already still comes.
    if (count === REFUSED_UNTIL_CLOSED) {
      log.warn({ session: socket.data.session.slice(0, 8) }, "a socket that did not stop sending is closed")
      socket.disconnect(true)
    }
    return refusal("rate/limited", "Too many messages at once. Wait a moment.")
  }

  const noRoom = (): Refusal => refusal("room/not-found", "There is no such room, or you are not in it.")

  function enterRoom(socket: BrowserSocket, message: unknown): Ack<{ personId: string; role: JobMember["role"] }> {
    const parsed = enterRoomMessage.safeParse(message)
    if (!parsed.success) return refusal("request/malformed", "room:enter needs { roomId }.")
    const { roomId } = parsed.data
    const member = options.memberOf(socket.data.session, roomId)
    if (!member) return noRoom()
    socket.data.rooms.set(roomId, member.personId)
    void socket.join(roomId)
    live.viewerEntered(socket.id, roomId)
    socket.emit("engines:state", jobs.enginesState())
    socket.emit("generation:forkable", jobs.forkable(roomId))
    // Not volatile: whoever joins late sees the newest step, even if it is the last one for a while.
    for (const preview of jobs.newestPreviews(roomId)) socket.emit("generation:preview", preview)
    return { ok: true, personId: member.personId, role: member.role }
  }

  async function requestGeneration(socket: BrowserSocket, message: unknown): Promise<Ack<{ generationId: string }>> {
    const parsed = parseGenerationRequest(message)
    if (!parsed.ok) return parsed
    const { roomId } = parsed.request
    const member = options.memberOf(socket.data.session, roomId)
    if (!member) return noRoom()
    if (!socket.data.rooms.has(roomId)) return refusal("room/not-found", "Send room:enter before generation:request.")
    return jobs.request(member, parsed.request)
  }

  async function cancelGeneration(socket: BrowserSocket, message: unknown): Promise<Ack> {
    const parsed = cancelMessage.safeParse(message)
    if (!parsed.success) return refusal("request/malformed", "generation:cancel needs { generationId }.")
    return jobs.cancel((roomId) => options.memberOf(socket.data.session, roomId), parsed.data.generationId)
  }

  /** Who this socket's person is in a room it has entered. */
  const memberOn = (socket: BrowserSocket) => (roomId: string) =>
    socket.data.rooms.has(roomId) ? options.memberOf(socket.data.session, roomId) : undefined

  async function keepStep(socket: BrowserSocket, message: unknown): Promise<Ack<{ generationId: string }>> {
    const parsed = keepStepMessage.safeParse(message)
    if (parsed.success) return await jobs.keep(memberOn(socket), parsed.data)
    if (isAboutStep(parsed.error)) return noSuchStepIndex()
    return refusal("request/malformed", "generation:keep needs { generationId, stepIndex }.")
  }

  async function forkGeneration(socket: BrowserSocket, message: unknown): Promise<Ack<{ generationId: string }>> {
    const parsed = forkMessage.safeParse(message)
    if (!parsed.success) {
      if (isAboutStep(parsed.error)) return noSuchStepIndex()
      return refusal("request/malformed", "generation:fork needs { generationId, prompt, stepIndex? }.")
    }
    const prompt = readPrompt(parsed.data.prompt)
    return prompt.ok ? jobs.fork(memberOn(socket), { ...parsed.data, prompt: prompt.prompt }) : prompt
  }

  async function upscaleGeneration(socket: BrowserSocket, message: unknown): Promise<Ack<{ generationId: string }>> {
    const parsed = upscaleMessage.safeParse(message)
    if (parsed.success) return jobs.upscale(memberOn(socket), parsed.data)
    return refusal("request/malformed", "generation:upscale needs { generationId, factor: 2 or 4 }.")
  }

  async function drawLive(socket: BrowserSocket, message: unknown): Promise<Ack> {
    const parsed = liveFrameMessage.safeParse(message)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      const field = issue?.path[0]
      return refusal(codeOfLiveIssue(field), `${field ? `"${String(field)}": ` : ""}${issue?.message ?? "malformed"}`)
    }
    const member = memberOn(socket)(parsed.data.roomId)
    return member ? await live.frame(member, socket.id, parsed.data) : noRoom()
  }

  function watchLive(socket: BrowserSocket, message: unknown): Ack {
    const parsed = liveWatchMessage.safeParse(message)
    if (!parsed.success) return refusal("request/malformed", "live:watch needs { roomId, elementIds }: at most 8.")
    const { roomId, elementIds } = parsed.data
    if (!memberOn(socket)(roomId)) return noRoom()
    for (const picture of live.watch(roomId, socket.id, elementIds)) socket.emit("live:picture", picture)
    return { ok: true }
  }

  return {
    publishLive: (viewerIds, picture) => {
      for (const id of viewerIds) {
        const socket = io.sockets.sockets.get(id)
        if (socket && !isBehind(socket)) socket.emit("live:picture", picture)
      }
    },
    publishPreview: (roomId, preview) => {
      let sentCount = 0
      let skippedCount = 0
      for (const id of io.sockets.adapter.rooms.get(roomId) ?? []) {
        const socket = io.sockets.sockets.get(id)
        if (!socket) continue
        // Not socket.io's `volatile`: that drops whatever comes while any other packet is on its way, so that two
        // pictures that step in the same tick would cost each other a step on the fastest network.
        if (isBehind(socket)) skippedCount++
        else {
          sentCount++
          socket.emit("generation:preview", preview)
        }
      }
      options.onPreview({ sentCount, skippedCount, byteCount: preview.image.byteLength })
    },
    publishEngines: (state) => {
      io.emit("engines:state", state)
    },
    publishForkable: (forkable) => {
      io.to(forkable.roomId).emit("generation:forkable", forkable)
    },
    roomChanged: (roomId) => {
      io.to(roomId).emit("room:changed", { roomId })
    },
    personRemoved: (roomId, personId) => {
      for (const socket of io.sockets.sockets.values()) {
        if (socket.data.rooms.get(roomId) !== personId) continue
        socket.emit("room:removed", { roomId })
        socket.data.rooms.delete(roomId)
        live.viewerLeft(socket.id, roomId)
        void socket.leave(roomId)
      }
    },
    close: () => closeSockets(io),
  }
}

const isAboutStep = (error: z.ZodError) => error.issues[0]?.path[0] === "stepIndex"

function noSuchStepIndex(): Refusal {
  return refusal("steps/out-of-range", `stepIndex must be a whole number from 0 to ${MAX_STEP_COUNT - 1}.`)
}

/** Whether what a browser was sent piles up on our side of the connection. */
function isBehind(socket: BrowserSocket): boolean {
  // Not in socket.io's types, and nowhere else: packets that wait for the transport, and bytes that wait for the kernel.
  const { writeBuffer, transport } = socket.conn as unknown as Connection
  if (writeBuffer.length > SKIP_ABOVE_PACKETS) return true
  const waitingBytes = writeBuffer.reduce((sum, packet) => sum + (packet.data?.length ?? 0), 0)
  return waitingBytes + (transport.socket?.bufferedAmount ?? 0) > SKIP_ABOVE_BYTES
}

interface Connection {
  readonly writeBuffer: readonly { readonly data?: string | Buffer }[]
  readonly transport: { readonly socket?: { readonly bufferedAmount?: number } }
}
