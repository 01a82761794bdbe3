/** What engines say: that they come and go, each step, a result, a failure. Only whoever holds a job's lease is believed about it. */
import type { JobEvent } from "../../lib/job/transition.ts"
import { type JobDone, type JobFailed, type JobStep, LEASE_MS } from "../../lib/protocol/engine-messages.ts"
import type { EngineLink, EnginePool, Lease } from "./engine-pool.ts"
import type { ForkHolders } from "./fork-holders.ts"
import type { HandOut } from "./hand-out.ts"
import type { JobProgress } from "./job-progress.ts"
import type { JobServiceOptions } from "./job-service-options.ts"
import type { JobTable } from "./job-table.ts"
import type { EngineStops } from "./stop-engines.ts"
import { storeResult } from "./store-result.ts"
import type { TypicalDurations } from "./typical-durations.ts"

export interface EngineEvents {
  engineJoined(link: EngineLink): void
  engineLeft(engineId: string, reason: string): void
  stepped(engineId: string, step: JobStep): void
  renewed(engineId: string, lease: Lease): void
  /** Resolves once the result is stored, or known not to be wanted. Never rejects. */
  finished(engineId: string, done: JobDone): Promise<void>
  failed(engineId: string, failure: JobFailed): void
  /** Whether a job's result is on its way to the disk. */
  isStoring(jobId: string): boolean
  /** Resolves once every result that came is stored. */
  allStored(): Promise<void>
}

export function createEngineEvents(
  options: Pick<JobServiceOptions, "assets" | "publishPreview" | "onStep" | "log"> & {
    readonly table: JobTable
    readonly pool: EnginePool
    readonly forks: ForkHolders
    readonly progress: JobProgress
    readonly typical: TypicalDurations
    readonly stops: EngineStops
    readonly handOut: HandOut
    readonly clockMs: () => number
  },
): EngineEvents {
  const { table, pool, forks, progress, typical, stops, handOut, clockMs, log } = options
  const storing = new Map<string, Promise<void>>()

  return {
    engineJoined: (link) => {
      pool.add(link)
      log.info(
        { engineId: link.id, engine: link.hello.name, models: link.hello.models.map((model) => model.id) },
        "engine joined",
      )
      handOut.queueChanged()
    },

    engineLeft: (engineId, reason) => {
      const lease = pool.remove(engineId)
      forks.engineLeft(engineId)
      log.warn({ engineId, reason, jobId: lease?.jobId }, "engine left")
      if (lease) stops.stopped(lease.jobId)
      const lost = lease && table.apply(lease.jobId, { type: "engine-lost", attempt: lease.attempt, reason })
      if (!lost) handOut.queueChanged()
    },

    stepped: (engineId, step) => {
      const job = table.heldBy(engineId, step)
      if (job?.state.state !== "running" || step.stepIndex <= job.state.stepIndex) return
      const atMs = clockMs()
      const before = progress.get(job.id)
      if (before) options.onStep?.((atMs - before.atMs) / 1000)
      const { preview } = progress.step(step, atMs)
      forks.stepped(job.id, step)
      // Pictures first: everything else can wait a moment.
      if (preview) options.publishPreview(job.roomId, preview)
      const { attempt, stepIndex } = step
      table.apply(job.id, { type: "stepped", attempt, stepIndex, leaseUntilMs: atMs + LEASE_MS })
    },

    renewed: (engineId, lease) => {
      if (!table.heldBy(engineId, lease)) return
      table.apply(lease.jobId, { type: "renewed", attempt: lease.attempt, leaseUntilMs: clockMs() + LEASE_MS })
    },

    finished: async (engineId, done) => {
      const job = table.heldBy(engineId, done)
      // Said again because the answer was late: the first time is still being seen to.
      const already = job && storing.get(job.id)
      if (already) return await already
      if (job) typical.add(job, done.durationMs)
      const stored =
        job &&
        storeResult(options, job, done)
          .then((event) => void table.apply(job.id, event))
          .finally(() => storing.delete(job.id))
      // From here on the engine's end would lose nothing, and it may have the next job.
      if (stored) storing.set(job.id, stored)
      handOut.freed(engineId, done)
      await stored
    },

    failed: (engineId, failure) => {
      const job = table.heldBy(engineId, failure)
      stops.stopped(failure.jobId)
      pool.release(engineId, failure)
      const { attempt, code, message } = failure
      if (job) log.warn({ jobId: job.id, engineId, code }, message)
      // Nobody here cancelled it, so the engine did, to end: that is the engine's loss and not the job's failure.
      const event: JobEvent =
        code === "job/cancelled"
          ? { type: "engine-lost", attempt, reason: "it was stopped" }
          : { type: "failed", attempt, code, message }
      if (!job || !table.apply(job.id, event)) handOut.queueChanged()
    },

    isStoring: (jobId) => storing.has(jobId),
    allStored: async () => {
      await Promise.all(storing.values())
    },
  }
}
