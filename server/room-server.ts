/**
 * Puts the room server together: one HTTP server whose requests and upgrades go to /api, /sync, /healthz and /metrics,
 * and, through the hooks, to whoever else serves on this port (jobs on /socket.io, the pages).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { join } from "node:path"
import type { Duplex } from "node:stream"
import { AppError } from "../lib/errors.ts"
import { ASSETS_MIGRATIONS, type Assets, createAssets } from "./assets/assets.ts"
import type { Config } from "./config.ts"
import { createDocuments, type Documents } from "./document/documents.ts"
import { createSyncGateway, refuseUpgrade, type SyncGateway } from "./document/sync-gateway.ts"
import { createApi } from "./http/api.ts"
import { createOrigins, type Origins } from "./http/origin.ts"
import { createRateLimits } from "./http/rate-limits.ts"
import { sendJson } from "./http/respond.ts"
import type { Log } from "./log.ts"
import { createMetrics, type Metrics } from "./metrics.ts"
import { createRooms, ROOMS_MIGRATIONS, type Rooms } from "./rooms/rooms.ts"
import { type Database, type Migration, openDatabase } from "./store/database.ts"
import { readOrMakeSecret } from "./store/secrets.ts"
import { createUpdateLog, UPDATE_LOG_MIGRATIONS } from "./store/update-log.ts"

/** What others add to this port. Each may be set at any time before `listen`. */
export interface RoomServerHooks {
  /** Requests that are none of ours: the pages. Without it they are answered 404. */
  handleRequest?(request: IncomingMessage, response: ServerResponse): Promise<void> | void
  /** Upgrades that are neither /sync nor /socket.io. @returns whether it took the socket; else it is destroyed */
  handleUpgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Set it when a socket.io server listens on `httpServer`: its upgrades are then left to it. */
  hasSocketIo?: boolean
  /** More for /healthz, e.g. the engines' state. `ok: false` makes it answer 503. */
  health?(): { readonly ok: boolean } & Record<string, unknown>
  /** Called first when the server closes, while sockets and store still work. */
  close?(): Promise<void>
}

export interface RoomServer {
  readonly httpServer: Server
  readonly rooms: Rooms
  readonly documents: Documents
  readonly assets: Assets
  readonly database: Database
  readonly metrics: Metrics
  readonly origins: Origins
  readonly syncGateway: SyncGateway
  /** What engines show on /engine: from the configuration, or generated in the data folder. */
  readonly engineToken: string
  readonly hooks: RoomServerHooks
  /** @throws {AppError} `port/in-use`, `config/invalid` when the address cannot be listened on */
  listen(): Promise<{ readonly port: number }>
  /** Stops taking connections, sends everybody away, saves everything. */
  close(): Promise<void>
}

export interface RoomServerOptions {
  readonly config: Config
  readonly log: Log
  /** Tables of modules this one does not know, e.g. jobs. */
  readonly migrations?: readonly Migration[]
  readonly maxWaiting?: number
  readonly withProcessMetrics?: boolean
  /** How long a document nobody needs stays in memory. */
  readonly unloadAfterMs?: number
  readonly nowMs?: () => number
}

/** @throws {AppError} `data/unwritable`, `store/failed` */
export function createRoomServer(options: RoomServerOptions): RoomServer {
  const { config, log } = options
  const nowMs = options.nowMs ?? Date.now
  const database = openDatabase(config.dataFolder, [
    ...ROOMS_MIGRATIONS,
    ...UPDATE_LOG_MIGRATIONS,
    ...ASSETS_MIGRATIONS,
    ...(options.migrations ?? []),
  ])
  const engineToken = config.engineToken ?? readOrMakeSecret(config.dataFolder, "engine-token")
  const metrics = createMetrics({ withProcess: options.withProcessMetrics ?? false })
  const rooms = createRooms({ database, nowMs })
  const assets = createAssets({ folder: join(config.dataFolder, "assets"), database, nowMs })
  const updateLog = createUpdateLog({ database, metrics, log })
  const documents = createDocuments({
    updateLog,
    metrics,
    log,
    ...(options.unloadAfterMs !== undefined && { unloadAfterMs: options.unloadAfterMs }),
  })
  const origins = createOrigins(config)
  const rateLimits = createRateLimits({ metrics })
  const syncGateway = createSyncGateway({ rooms, documents, origins, rateLimits, metrics, log })
  const hooks: RoomServerHooks = {}
  const handleApi = createApi({
    rooms,
    assets,
    origins,
    rateLimits,
    isOnline: syncGateway.isOnline,
    maxWaiting: options.maxWaiting ?? 2,
    metrics,
    log,
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pathname = (request.url ?? "/").split("?")[0]
    if (await handleApi(request, response)) return
    if (pathname === "/healthz") return answerHealth(response)
    if (pathname === "/metrics") return answerMetrics(response)
    if (hooks.handleRequest) return await hooks.handleRequest(request, response)
    response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found")
  }

  function answerHealth(response: ServerResponse): void {
    const failure = updateLog.failure()
    const more = hooks.health?.() ?? { ok: true }
    const ok = failure === undefined && more.ok
    const store = failure === undefined ? { ok: true } : { ok: false, failure, unsavedBytes: updateLog.queuedBytes() }
    sendJson(response, ok ? 200 : 503, { ...more, ok, store, documents: documents.loadedCount() })
  }

  async function answerMetrics(response: ServerResponse): Promise<void> {
    const text = await metrics.registry.metrics()
    response.writeHead(200, { "Content-Type": metrics.registry.contentType, "Cache-Control": "no-store" }).end(text)
  }

  const httpServer = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error, path: request.url?.split("?")[0] }, "a request failed")
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { "Content-Type": "text/plain" }).end("Something went wrong. It has been logged.")
    })
  })
  // A client that sends its headers byte by byte must not hold a socket for ever.
  httpServer.headersTimeout = 15_000
  httpServer.requestTimeout = 120_000
  httpServer.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    else socket.destroy()
  })
  httpServer.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const pathname = (request.url ?? "/").split("?")[0] ?? "/"
    if (pathname.startsWith("/sync/")) return syncGateway.handleUpgrade(request, socket, head)
    // As socket.io itself sees it: what it does not take, nobody would ever close.
    const isSocketIo = pathname.startsWith("/socket.io/")
    if (isSocketIo && hooks.hasSocketIo) return
    socket.on("error", () => socket.destroy())
    if (!isSocketIo && hooks.handleUpgrade?.(request, socket, head)) return
    refuseUpgrade(socket, 404, "There is no socket at this address.")
  })

  let closing: Promise<void> | undefined

  async function closeAll(): Promise<void> {
    const stopped = new Promise<void>((resolve) => {
      if (httpServer.listening) httpServer.close(() => resolve())
      else resolve()
    })
    await hooks.close?.()
    await syncGateway.close()
    await documents.close()
    httpServer.closeAllConnections()
    await stopped
    database.close()
  }

  return {
    httpServer,
    rooms,
    documents,
    assets,
    database,
    metrics,
    origins,
    syncGateway,
    engineToken,
    hooks,

    listen: () =>
      new Promise((resolve, reject) => {
        const fail = (cause: NodeJS.ErrnoException) => reject(explainListening(cause, config))
        httpServer.once("error", fail)
        httpServer.listen(config.port, config.host, () => {
          httpServer.off("error", fail)
          httpServer.on("error", (error) => log.error({ err: error }, "the HTTP server failed"))
          const address = httpServer.address()
          resolve({ port: typeof address === "object" && address ? address.port : config.port })
        })
      }),

    close() {
      closing ??= closeAll()
      return closing
    },
  }
}

function explainListening(cause: NodeJS.ErrnoException, config: Config): AppError {
  if (cause.code === "EADDRINUSE") {
    const message = `Port ${config.port} is in use: stop the other program, or choose another with --port.`
    return new AppError("port/in-use", message, { cause })
  }
  if (cause.code === "EACCES") {
    const message = `Port ${config.port} needs more rights than this user has: choose one above 1023 with --port.`
    return new AppError("config/invalid", message, { cause })
  }
  const message = `Cannot listen on ${config.host}:${config.port} (${cause.code}): give an address of this machine with --host.`
  return new AppError("config/invalid", message, { cause })
}
