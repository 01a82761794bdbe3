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
  jobStepMessage,
} from "../../lib/protocol/engine-messages.ts"
import type { JobService } from "./job-service.ts"

const MAX_ENGINE_MESSAGE_BYTES = 64 * 2 ** 20
const HELLO_WITHIN_MS = 5_000

const renewMessage = z.object({ jobId: z.string(), attempt: z.number().int() })

export interface EngineGatewayOptions {
  readonly httpServer: HttpServer
  readonly jobs: JobService
  readonly token: string
  readonly log: { warn(fields: object, text: string): void }
  /** Ends the process behind an engine's name, when it is one of ours. */
  readonly killLocal: (engineName: string) => void
}

export function createEngineGateway(options: EngineGatewayOptions): { close(): Promise<void> } {
  const { jobs, log } = options
  const io = new Server(options.httpServer, {
    path: ENGINE_PATH,
    serveClient: false,
    transports: ["websocket"],
    maxHttpBufferSize: MAX_ENGINE_MESSAGE_BYTES,
    perMessageDeflate: false,
    destroyUpgrade: false,
    // Before the upgrade: who has no token may not even send a large frame.
    allowRequest: (request, decide) => {
      const allowed = tokenMatches(request, options.token)
      if (!allowed) log.warn({ address: request.socket.remoteAddress }, "an engine without the right token was refused")
      decide(allowed ? null : "engine/unauthorised", allowed)
    },
  })

  io.of("/engine").on("connection", (socket) => {
    const engineId = socket.id
    let engineName: string | undefined
    const helloTimer = setTimeout(() => socket.disconnect(true), HELLO_WITHIN_MS)

    const malformed = (event: string, issues: unknown) => {
      log.warn({ engineId, event, issues }, "an engine sent a malformed message and is disconnected")
      socket.disconnect(true)
    }

    socket.on("engine:hello", (message: unknown, reply: unknown) => {
      clearTimeout(helloTimer)
      const hello = engineHelloMessage.safeParse(message)
      if (!hello.success || engineName !== undefined) {
        const text = hello.success
          ? "An engine says hello once."
          : `engine:hello is malformed: ${z.prettifyError(hello.error)}`
        if (typeof reply === "function") reply(refusal("request/malformed", text))
        malformed("engine:hello", text)
        return
      }
      engineName = hello.data.name
      if (typeof reply === "function") reply({ ok: true })
      jobs.engineJoined({
        id: engineId,
        hello: hello.data,
        start: (job) => socket.emit("job:start", job),
        cancel: (jobId, attempt) => socket.emit("job:cancel", { jobId, attempt }),
        drop: (reason) => {
          log.warn({ engineId, engine: engineName, reason }, "engine dropped")
          socket.disconnect(true)
          if (engineName) options.killLocal(engineName)
        },
      })
    })

    socket.on("job:step", (message: unknown) => {
      const step = jobStepMessage.safeParse(message)
      if (step.success) jobs.stepped(engineId, step.data)
      else malformed("job:step", step.error.issues)
    })
    socket.on("job:renew", (message: unknown) => {
      const renew = renewMessage.safeParse(message)
      if (renew.success) jobs.renewed(engineId, renew.data)
      else malformed("job:renew", renew.error.issues)
    })
    socket.on("job:done", (message: unknown, reply: unknown) => {
      const done = jobDoneMessage.safeParse(message)
      if (!done.success) return malformed("job:done", done.error.issues)
      void jobs.finished(engineId, done.data).then(() => {
        if (typeof reply === "function") reply({ ok: true })
      })
    })
    socket.on("job:failed", (message: unknown, reply: unknown) => {
      const failure = jobFailedMessage.safeParse(message)
      if (!failure.success) return malformed("job:failed", failure.error.issues)
      jobs.failed(engineId, failure.data)
      if (typeof reply === "function") reply({ ok: true })
    })
    socket.on("disconnect", () => {
      clearTimeout(helloTimer)
      if (engineName !== undefined) jobs.engineLeft(engineId, "its connection ended")
    })
  })

  return {
    close: async () => {
      io.disconnectSockets(true)
      io.engine.close()
    },
  }
}

function tokenMatches(request: IncomingMessage, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? ""
  // Hashes have one length, so the comparison takes the same time whatever was given.
  const digest = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
