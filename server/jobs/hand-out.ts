/** Gives waiting jobs to idle engines: in fair order, each to an engine that can make it, once what it is made from is there. */
import { AppError, toRefusal } from "../../lib/errors.ts"
import { fairOrder } from "../../lib/job/fair-order.ts"
import { type JobStart, LEASE_MS } from "../../lib/protocol/engine-messages.ts"
import type { EnginesMessage } from "../../lib/protocol/messages.ts"
import type { Job } from "../store/job-store.ts"
import type { EngineLink, EnginePool, Lease } from "./engine-pool.ts"
import type { ForkHolders } from "./fork-holders.ts"
import type { JobServiceOptions } from "./job-service-options.ts"
import type { JobTable } from "./job-table.ts"
import { sourceOfRepaint } from "./overlapping-repaints.ts"
import type { EngineStops } from "./stop-engines.ts"
import type { PlaceTeller } from "./tell-places.ts"
import type { TypicalDurations } from "./typical-durations.ts"

export interface HandOut {
  /** Hands out work, tells every waiting picture its new place, and everybody how busy the engines are. */
  queueChanged(): void
  /** An engine stopped working on this, however it ended. */
  freed(engineId: string, lease: Lease): void
  enginesState(): EnginesMessage
}

export interface HandOutOptions extends Pick<JobServiceOptions, "live" | "assets" | "publishEngines" | "log"> {
  readonly table: JobTable
  readonly pool: EnginePool
  readonly forks: ForkHolders
  readonly stops: EngineStops
  readonly places: PlaceTeller
  readonly typical: TypicalDurations
  readonly clockMs: () => number
  /** Draining: what runs may end, nothing is begun. */
  readonly phase: () => "open" | "draining" | "closed"
}

export function createHandOut(options: HandOutOptions): HandOut {
  const { table, pool, forks, places, typical, clockMs, phase, log } = options
  let changingQueue = false

  function queued(): Job[] {
    const waiting: Job[] = []
    const runningByAuthor = new Map<string, number>()
    for (const job of table.open()) {
      if (job.state.state === "queued") waiting.push(job)
      else runningByAuthor.set(job.authorId, (runningByAuthor.get(job.authorId) ?? 0) + 1)
    }
    return fairOrder(waiting, runningByAuthor)
  }

  function queueChanged(): void {
    // Handing out a job changes the queue itself; that is seen to below.
    if (changingQueue || phase() === "closed") return
    changingQueue = true
    try {
      if (phase() === "open") {
        options.live?.beforeHandingOut()
        for (const job of queued()) dispatch(job)
      }
      options.live?.afterHandingOut(new Set(queued().map((job) => job.recipe.modelId)))
      places.tell(queued())
    } finally {
      changingQueue = false
    }
    options.publishEngines(enginesState())
  }

  function dispatch(job: Job): void {
    if (job.origin?.kind === "fork" && !forks.holderOf(job.id, job.origin.of)) {
      table.apply(job.id, { type: "unserved", message: "The engine that held the step to go on from is gone." })
      return
    }
    const engine = idleEngineFor(job)
    if (!engine || !settleSource(job)) return
    const lease = { jobId: job.id, attempt: job.state.attempt + 1 }
    pool.occupy(engine.id, lease)
    forks.started(engine.id, job)
    const leased = table.apply(job.id, { type: "leased", engineId: engine.id, leaseUntilMs: clockMs() + LEASE_MS })
    if (leased) void send(engine, leased, lease)
    else pool.release(engine.id, lease)
  }

  function idleEngineFor(job: Job): EngineLink | undefined {
    if (job.origin?.kind !== "fork") return pool.idleFor(job.recipe.modelId)
    const holder = forks.holderOf(job.id, job.origin.of)
    return pool.engines().find(({ link, busyWith }) => link.id === holder && !busyWith)?.link
  }

  /** Settles what a job is made from; false while a repaint that it goes on from is not finished. */
  function settleSource(job: Job): boolean {
    // What was made of a picture is made of that one, whatever was painted on it since.
    if (job.origin) return true
    const source = sourceOfRepaint(job, table.find)
    if (source.state === "waiting") return false
    const { sourceAssetId, parentIds } = source
    if (!sourceAssetId || (sourceAssetId === job.recipe.sourceAssetId && parentIds === job.parentIds)) return true
    table.settle({ ...job, recipe: { ...job.recipe, sourceAssetId }, parentIds })
    return true
  }

  async function send(engine: EngineLink, job: Job, lease: Lease): Promise<void> {
    try {
      const { sourceAssetId, maskAssetId, sketchAssetId } = job.recipe
      const [source, mask, sketch] = await Promise.all([
        readAsset(job.roomId, sourceAssetId),
        readAsset(job.roomId, maskAssetId),
        readAsset(job.roomId, sketchAssetId),
      ])
      // Cancelled or given up while its pictures were read: the engine never hears of it.
      if (!table.heldBy(engine.id, lease)) return freed(engine.id, lease)
      const message: JobStart = {
        ...lease,
        recipe: job.recipe,
        ...(source && { source }),
        ...(mask && { mask }),
        ...(sketch && { sketch }),
        ...(job.origin?.kind === "fork" && { fork: { jobId: job.origin.of, stepsDone: job.origin.stepsDone } }),
        ...(job.origin?.kind === "upscale" && { upscale: { factor: job.origin.factor } }),
        awaitedJobIds: forks.awaitedOn(engine.id),
      }
      engine.start(message)
    } catch (error) {
      const { code, message } = toRefusal(error)
      log.error({ err: error, jobId: job.id }, "a job could not be started")
      pool.release(engine.id, lease)
      if (!table.apply(job.id, { type: "failed", attempt: lease.attempt, code, message })) queueChanged()
    }
  }

  async function readAsset(roomId: string, assetId: string | undefined): Promise<Uint8Array | undefined> {
    if (!assetId) return undefined
    const bytes = await options.assets.read(roomId, assetId)
    if (!bytes) throw new AppError("asset/not-found", "A picture this generation needs is not in this room.")
    return bytes
  }

  function freed(engineId: string, lease: Lease): void {
    options.stops.stopped(lease.jobId)
    pool.release(engineId, lease)
    queueChanged()
  }

  function enginesState(): EnginesMessage {
    const medianMs = typical.median()
    const engines = pool.engines()
    return {
      engineCount: engines.length,
      busyCount: engines.filter((engine) => engine.busyWith).length,
      queuedCount: table.open().filter((job) => job.state.state === "queued").length,
      ...(medianMs !== undefined && { medianMs: Math.round(medianMs) }),
      models: pool.models(),
    }
  }

  return { queueChanged, freed, enginesState }
}
