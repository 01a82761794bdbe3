/**
 * socket.io namespace `/engine`: engines dial in with the server's secret. A server of its own at its own path, because
 * engines send finished pictures, megabytes each, and browsers must not be allowed to.
 */
import { createHash, timingSafeEqual } from "node:crypto"
import type { Server as HttpServer, IncomingMessage } from "node:http"
import { Server } from "socket.io"
import { z } from "zod"
import { refusal } from "../../lib/errors.ts"
import {
  ENGINE_PATH,
  engineHelloMessage,
  jobDoneMessage,
  jobFailedMessage,
  jobRenewMessage,
  jobStepMessage,
  LEASE_MS,
} from "../../lib/protocol/engine-messages.ts"
import { liveDoneMessage } from "../../lib/protocol/live-messages.ts"
import type { Ack } from "../../lib/protocol/messages.ts"
import { refuseUpgrade } from "../document/sync-gateway.ts"
import { closeSockets } from "./close-sockets.ts"
import type { JobService } from "./job-service.ts"
import type { LiveService } from "./live-service.ts"

const MAX_ENGINE_MESSAGE_BYTES = 64 * 2 ** 20
const HELLO_WITHIN_MS = 5_000

export interface EngineGatewayOptions {
  readonly httpServer: HttpServer
  readonly jobs: JobService
  readonly live: LiveService
  readonly token: string
  readonly log: { warn(fields: object, text: string): void; error(fields: object, text: string): void }
  /** Ends the process behind an engine's name, when it is one of ours. */
  readonly killLocal: (engineName: string) => void
}

export function createEngineGateway(options: EngineGatewayOptions): { close(): Promise<void> } {
  const { jobs, live, log } = options
  const io = new Server(options.httpServer, {
    path: ENGINE_PATH,
    serveClient: false,
    transports: ["websocket"],
    maxHttpBufferSize: MAX_ENGINE_MESSAGE_BYTES,
    perMessageDeflate: false,
    // An engine in the middle of a long step answers no ping; the lease decides when that has been too long.
    pingTimeout: LEASE_MS,
    destroyUpgrade: false,
    // Before the upgrade: who has no token may not even send a large frame.
    allowRequest: (request, decide) => {
      const refused = refuseEngine(request, options.token)
      if (refused) {
        log.warn({ address: request.socket.remoteAddress, path: ENGINE_PATH }, refused.message)
        // engine.io would answer 400 to everything; the engine reads from the status what it can mend.
        if (request.headers.upgrade) refuseUpgrade(request.socket, refused.status, refused.message)
      }
      decide(refused?.message ?? null, refused === undefined)
    },
  })

  io.of("/engine").on("connection", (socket) => {
    const engineId = socket.id
    let engineName: string | undefined
    const helloTimer = setTimeout(() => {
      log.warn({ engineId }, "an engine that said no hello is disconnected")
      socket.disconnect(true)
    }, HELLO_WITHIN_MS)

    const malformed = (event: string, problem: string) => {
      log.warn({ engineId, engine: engineName, event, problem }, "an engine's malformed message: it is disconnected")
      socket.disconnect(true)
    }

    /** Hears one kind of message, parsed; one that is malformed, or that we stumble over, costs the engine its connection. */
    const hear = <T>(event: string, schema: z.ZodType<T>, handle: (message: T) => Ack | undefined | Promise<Ack>) => {
      socket.on(event, async (message: unknown, reply: unknown) => {
        const respond = typeof reply === "function" ? (ack: object) => void reply(ack) : () => undefined
        const parsed = schema.safeParse(message)
        if (!parsed.success) {
          const problem = z.prettifyError(parsed.error)
          respond(refusal("request/malformed", `${event} is malformed: ${problem}`))
          return malformed(event, problem)
        }
        try {
          const ack = await handle(parsed.data)
          if (ack) respond(ack)
          if (ack && !ack.ok) malformed(event, ack.message)
        } catch (error) {
          log.error({ err: error, engineId, event }, "an engine's message failed")
          socket.disconnect(true)
        }
      })
    }

    hear("engine:hello", engineHelloMessage, (hello) => {
      clearTimeout(helloTimer)
      if (engineName !== undefined) return refusal("request/malformed", "An engine says hello once.")
      engineName = hello.name
      live.engineJoined({
        id: engineId,
        start: (start) => socket.emit("live:start", start),
        cancel: (liveId) => socket.emit("live:cancel", { liveId }),
      })
      jobs.engineJoined({
        id: engineId,
        hello,
        start: (job) => socket.emit("job:start", job),
        cancel: (jobId, attempt) => socket.emit("job:cancel", { jobId, attempt }),
        drop: (reason) => {
          log.warn({ engineId, engine: hello.name, reason }, "engine dropped")
          socket.disconnect(true)
          options.killLocal(hello.name)
        },
      })
      return { ok: true }
    })
    hear("job:step", jobStepMessage, (step) => {
      jobs.stepped(engineId, step)
      return undefined
    })
    hear("job:renew", jobRenewMessage, (renew) => {
      jobs.renewed(engineId, renew)
      return undefined
    })
    hear("job:done", jobDoneMessage, async (done) => {
      await jobs.finished(engineId, done)
      return { ok: true }
    })
    hear("job:failed", jobFailedMessage, (failure) => {
      jobs.failed(engineId, failure)
      return { ok: true }
    })
    hear("live:done", liveDoneMessage, (done) => {
      live.done(engineId, done)
      return undefined
    })
    socket.on("disconnect", () => {
      clearTimeout(helloTimer)
      if (engineName === undefined) return
      try {
        live.engineLeft(engineId)
        jobs.engineLeft(engineId, "its connection ended")
      } catch (error) {
        log.error({ err: error, engineId }, "an engine's leaving failed")
      }
    })
  })

  return { close: () => closeSockets(io) }
}

/** Why this is no engine of ours, or undefined. */
function refuseEngine(request: IncomingMessage, token: string): { status: 401 | 403; message: string } | undefined {
  // Engines are programs. Whatever names an origin is a page, and no page has a token by right.
  if (request.headers.origin !== undefined) {
    return { status: 403, message: "origin/forbidden: engines are no pages" }
  }
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? ""
  // Hashes have one length, so the comparison takes the same time whatever was given.
  const digest = (text: string) => createHash("sha256").update(text).digest()
  if (timingSafeEqual(digest(given), digest(token))) return undefined
  return { status: 401, message: "engine/unauthorised: the token is wrong" }
}
