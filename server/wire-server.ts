/**
 * The whole server, wired: rooms, jobs, engines and, unless it is headless, the pages. `main.ts` runs it as a program,
 * tests run it in their own process.
 */
import { randomBytes, randomInt } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { availableParallelism } from "node:os"
import type { Duplex } from "node:stream"
import { generationsOf } from "../lib/document/schema.ts"
import { MAX_SEED } from "../lib/job/generation.ts"
import { ENGINE_PATH } from "../lib/protocol/engine-messages.ts"
import type { Config } from "./config.ts"
import { type BrowserGateway, createBrowserGateway } from "./jobs/browser-gateway.ts"
import { createEngineGateway } from "./jobs/engine-gateway.ts"
import { createEnginePool } from "./jobs/engine-pool.ts"
import { MAX_OPEN_PER_PERSON } from "./jobs/intake.ts"
import { createJobService, type JobService } from "./jobs/job-service.ts"
import { createLiveService } from "./jobs/live-service.ts"
import { type LocalEngines, startLocalEngines } from "./jobs/local-engines.ts"
import type { Log } from "./log.ts"
import { createRoomServer, type RoomServer } from "./room-server.ts"
import { createJobStore, JOBS_MIGRATIONS } from "./store/job-store.ts"

export interface Pages {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Hot reload's socket while developing. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
  close(): Promise<void>
}

export interface WiredServer {
  readonly server: RoomServer
  readonly jobs: JobService
  /**
   * Takes up what a killed server left, prepares the pages, listens, and starts this machine's engines.
   * @returns once people may come: the engines' models are loaded
   * @throws {AppError} with one sentence for whoever started it; what was begun has been closed again
   */
  start(): Promise<{ readonly url: string; readonly port: number }>
  /** Process ids of this machine's engines. */
  enginePids(): number[]
  /** Stops taking work, sends everybody away, saves everything. */
  close(): Promise<void>
}

/**
 * @param options.pages makes the pages when the server starts; without it only the API, the sockets and the engines
 * are served
 * @throws {AppError} `data/unwritable`, `store/failed`
 */
export function wireServer(options: {
  readonly config: Config
  readonly log: Log
  readonly pages?: (() => Promise<Pages>) | undefined
  readonly withProcessMetrics?: boolean
}): WiredServer {
  const { config, log } = options
  const server = createRoomServer({
    config,
    log,
    migrations: JOBS_MIGRATIONS,
    maxWaiting: MAX_OPEN_PER_PERSON,
    withProcessMetrics: options.withProcessMetrics ?? false,
  })
  const { rooms, documents, assets, metrics, origins } = server

  // The gateway needs the service and the service publishes through the gateway: it is there before any job is.
  let gateway: BrowserGateway | undefined
  let localEngines: LocalEngines | undefined
  let pages: Pages | undefined

  const newId = () => randomBytes(12).toString("base64url")
  const pool = createEnginePool()
  const live = createLiveService({
    pool,
    publish: (viewerIds, picture) => gateway?.publishLive(viewerIds, picture),
    handOut: () => jobs.handOut(),
    clockMs: () => performance.now(),
    newId,
    log,
  })
  const jobs: JobService = createJobService({
    pool,
    live,
    store: createJobStore(server.database.sql),
    writeRecord: (roomId, record) =>
      documents.edit(roomId, "results", (doc) => {
        generationsOf(doc).set(record.id, record)
      }),
    assets: {
      putGenerated: (roomId, bytes, kind) => assets.put(roomId, bytes, { kind, reencode: false }),
      read: async (roomId, assetId) => (await assets.read(roomId, assetId))?.bytes,
      find: assets.find,
    },
    publishPreview: (roomId, preview) => gateway?.publishPreview(roomId, preview),
    publishEngines: (state) => {
      metrics.enginesConnected.set(state.engineCount)
      metrics.jobsQueued.set(state.queuedCount)
      metrics.jobsByState.set({ state: "queued" }, state.queuedCount)
      metrics.jobsByState.set({ state: "running" }, state.busyCount)
      gateway?.publishEngines(state)
    },
    publishForkable: (forkable) => gateway?.publishForkable(forkable),
    nowMs: Date.now,
    newId,
    randomSeed: () => randomInt(MAX_SEED + 1),
    log,
    onStep: (seconds) => metrics.stepSeconds.observe(seconds),
    onFinished: ({ state, code, durationMs }) => {
      metrics.jobsEnded.inc({ state, code })
      if (durationMs !== undefined) metrics.jobSeconds.observe(durationMs / 1000)
    },
  })

  gateway = createBrowserGateway({
    httpServer: server.httpServer,
    jobs,
    live,
    sessionOf: (request) => rooms.sessionOf(request.headers)?.id,
    memberOf: (sessionId, roomId) => rooms.memberOf({ id: sessionId }, roomId),
    originAllowed: origins.isAllowed,
    log,
    onConnections: (count) => metrics.browserConnections.set(count),
    onLimited: () => metrics.rateLimited.inc({ what: "socket.io" }),
    onPreview: ({ sentCount, skippedCount, byteCount }) => {
      metrics.previewsSent.inc(sentCount)
      metrics.previewsSkipped.inc(skippedCount)
      metrics.previewBytes.inc(sentCount * byteCount)
    },
  })
  const engineGateway = createEngineGateway({
    httpServer: server.httpServer,
    jobs,
    live,
    token: server.engineToken,
    log,
    killLocal: (engineName) => localEngines?.kill(engineName),
  })
  const stopWatching = [
    rooms.on("changed", (roomId) => gateway.roomChanged(roomId)),
    rooms.on("removed", (roomId, personId) => gateway.personRemoved(roomId, personId)),
  ]

  server.hooks.hasSocketIo = true
  server.hooks.handleRequest = async (request, response) => {
    if (pages) await pages.handle(request, response)
    else response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found")
  }
  server.hooks.handleUpgrade = (request, socket, head) => {
    if (request.url?.startsWith(`${ENGINE_PATH}/`)) return true
    if (!pages || !config.dev || !request.url?.startsWith("/_next/")) return false
    pages.handleUpgrade(request, socket, head).catch((error: unknown) => {
      log.error({ err: error }, "hot reload's socket failed")
      socket.destroy()
    })
    return true
  }
  server.hooks.health = () => {
    const { engineCount, busyCount, queuedCount } = jobs.enginesState()
    return { ok: true, engines: { connected: engineCount, busy: busyCount, waitingJobs: queuedCount } }
  }
  server.hooks.close = async () => {
    for (const stop of stopWatching) stop()
    // Nothing new is begun first, then engines end: what they still say finds a service that takes it.
    jobs.drain()
    live.close()
    await localEngines?.close()
    await Promise.all([gateway.close(), engineGateway.close()])
    await jobs.close()
    await pages?.close()
  }

  async function open(): Promise<{ url: string; port: number }> {
    await jobs.recover()
    pages = await options.pages?.()
    const { port } = await server.listen()
    const host = config.host.includes(":") ? `[${config.host}]` : config.host
    // Wildcard addresses are for listening; this machine reaches itself by loopback.
    const shown = host === "0.0.0.0" || host === "[::]" ? "127.0.0.1" : host
    const url = `http://${shown}:${port}`
    if (config.engineCount > 0) {
      localEngines = startLocalEngines({
        count: config.engineCount,
        url,
        token: server.engineToken,
        threadCount: Math.max(1, Math.floor(availableParallelism() / config.engineCount)),
        log,
      })
      // A model that cannot be loaded is said before anybody is sent here.
      await localEngines.ready
    }
    return { url, port }
  }

  return {
    server,
    jobs,
    start: async () => {
      try {
        return await open()
      } catch (error) {
        await server.close()
        throw error
      }
    },
    enginePids: () => localEngines?.pids() ?? [],
    close: () => server.close(),
  }
}
