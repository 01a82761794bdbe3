/**
 * Boot only: configuration, wiring, listening, closing. What each part does is in its folder.
 *
 *   node server/main.ts [--port N] [--host H] [--data FOLDER] [--engines N] [--dev] | --build-only
 */
import { randomBytes, randomInt } from "node:crypto"
import { availableParallelism } from "node:os"
import { generationsOf } from "../lib/document/schema.ts"
import { AppError } from "../lib/errors.ts"
import { MAX_SEED } from "../lib/job/generation.ts"
import { ENGINE_PATH } from "../lib/protocol/engine-messages.ts"
import { loadConfig } from "./config.ts"
import { type BrowserGateway, createBrowserGateway } from "./jobs/browser-gateway.ts"
import { createEngineGateway } from "./jobs/engine-gateway.ts"
import { createJobService, MAX_OPEN_PER_PERSON } from "./jobs/job-service.ts"
import { type LocalEngines, startLocalEngines } from "./jobs/local-engines.ts"
import { createLog } from "./log.ts"
import { createNextApp } from "./next-app.ts"
import { createRoomServer } from "./room-server.ts"
import { createJobStore, JOBS_MIGRATIONS } from "./store/job-store.ts"

const say = (line: string) => console.log(line)

try {
  if (process.argv.includes("--build-only")) {
    const app = await createNextApp({ dev: false, say })
    await app.close()
    process.exit(0)
  }
  await serve()
} catch (error) {
  // Whoever started it reads one sentence that says what is wrong and how to mend it; a stack is for our own mistakes.
  console.error(error instanceof AppError ? error.message : error)
  process.exit(1)
}

async function serve(): Promise<void> {
  const config = loadConfig(process.argv.slice(2), process.env)
  const log = createLog({ level: config.logLevel })
  const server = createRoomServer({
    config,
    log,
    migrations: JOBS_MIGRATIONS,
    maxWaiting: MAX_OPEN_PER_PERSON,
    withProcessMetrics: true,
  })
  const { rooms, documents, assets, metrics, origins } = server

  // The gateway needs the service and the service publishes through the gateway: it is there before any job is.
  let gateway: BrowserGateway | undefined
  const jobs = createJobService({
    store: createJobStore(server.database.sql),
    writeRecord: (roomId, record) =>
      documents.edit(roomId, "results", (doc) => {
        generationsOf(doc).set(record.id, record)
      }),
    assets: {
      putGenerated: (roomId, bytes, kind) => assets.put(roomId, bytes, { kind, reencode: false }),
      read: async (roomId, assetId) => (await assets.read(roomId, assetId))?.bytes,
    },
    publishPreview: (roomId, preview) => {
      metrics.previewsSent.inc()
      metrics.previewBytes.inc(preview.image.byteLength)
      gateway?.publishPreview(roomId, preview)
    },
    publishEngines: (state) => {
      metrics.enginesConnected.set(state.engineCount)
      metrics.jobsQueued.set(state.queuedCount)
      gateway?.publishEngines(state)
    },
    nowMs: Date.now,
    newId: () => randomBytes(12).toString("base64url"),
    randomSeed: () => randomInt(MAX_SEED + 1),
    log,
    onFinished: ({ state, code, durationMs }) => {
      metrics.jobsEnded.inc({ state, code })
      if (durationMs !== undefined) metrics.jobSeconds.observe(durationMs / 1000)
    },
  })

  gateway = createBrowserGateway({
    httpServer: server.httpServer,
    jobs,
    sessionOf: (request) => rooms.sessionOf(request.headers)?.id,
    memberOf: (sessionId, roomId) => rooms.memberOf({ id: sessionId }, roomId),
    originAllowed: origins.isAllowed,
    log,
    onConnections: (count) => metrics.browserConnections.set(count),
    onLimited: () => metrics.rateLimited.inc({ what: "socket.io" }),
  })
  let localEngines: LocalEngines | undefined
  const engineGateway = createEngineGateway({
    httpServer: server.httpServer,
    jobs,
    token: server.engineToken,
    log,
    killLocal: (engineName) => localEngines?.kill(engineName),
  })
  const stopWatching = [
    rooms.on("changed", (roomId) => gateway.roomChanged(roomId)),
    rooms.on("removed", (roomId, personId) => gateway.personRemoved(roomId, personId)),
  ]

  const app = await createNextApp({ dev: config.dev, say })
  server.hooks.hasSocketIo = true
  server.hooks.handleRequest = app.handle
  server.hooks.handleUpgrade = (request, socket, head) => {
    if (request.url?.startsWith(ENGINE_PATH)) return true
    if (!config.dev || !request.url?.startsWith("/_next/")) return false
    void app.handleUpgrade(request, socket, head)
    return true
  }
  server.hooks.health = () => {
    const { engineCount, busyCount, queuedCount } = jobs.enginesState()
    return { ok: true, engines: { connected: engineCount, busy: busyCount, waitingJobs: queuedCount } }
  }
  server.hooks.close = async () => {
    for (const stop of stopWatching) stop()
    // Engines end first: what they still say finds a service that takes it.
    await localEngines?.close()
    await Promise.all([gateway.close(), engineGateway.close()])
    await jobs.close()
    await app.close()
  }

  const close = onceOnly(async (exitCode: number) => {
    const deadline = setTimeout(() => process.exit(1), 10_000)
    deadline.unref()
    await server.close()
    process.exit(exitCode)
  })
  process.once("SIGINT", () => void close(0))
  process.once("SIGTERM", () => void close(0))

  try {
    await jobs.recover()
    const { port } = await server.listen()
    const host = config.host.includes(":") ? `[${config.host}]` : config.host
    // Wildcard addresses are for listening; this machine reaches itself by loopback.
    const shown = host === "0.0.0.0" || host === "[::]" ? "127.0.0.1" : host
    if (config.engineCount > 0) {
      localEngines = startLocalEngines({
        count: config.engineCount,
        url: `http://${shown}:${port}`,
        token: server.engineToken,
        threadCount: Math.max(1, Math.floor(availableParallelism() / config.engineCount)),
        log,
      })
      // A model that cannot be loaded is said before anybody is sent here.
      await localEngines.ready
    }
    say(`Emulsion is ready at http://${shown}:${port}`)
  } catch (error) {
    await server.close()
    throw error
  }
}

function onceOnly<T>(work: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let running: Promise<void> | undefined
  return (value) => {
    running ??= work(value)
    return running
  }
}
