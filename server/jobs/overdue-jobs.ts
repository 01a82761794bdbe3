/** Jobs that nobody works on any more though they look as if: an engine that fell silent, a model that nobody has. */
import type { EnginePool } from "./engine-pool.ts"
import type { JobServiceOptions } from "./job-service-options.ts"
import type { JobTable } from "./job-table.ts"

/** How long a job waits for its model to come back: an engine's restart, or somebody starting the GPU machine again. */
export const UNSERVED_MS = 120_000

export interface OverdueJobs {
  /** Called every second or so. */
  look(): void
}

export function createOverdueJobs(
  options: Pick<JobServiceOptions, "log"> & {
    readonly table: JobTable
    readonly pool: EnginePool
    readonly clockMs: () => number
    /** Its result is on its way to the disk: then the engine has done its part. */
    readonly isStoring: (jobId: string) => boolean
    readonly isDraining: () => boolean
  },
): OverdueJobs {
  const { table, pool, clockMs, log } = options
  const unservedSinceMs = new Map<string, number>()

  function expireLeases(): void {
    for (const job of table.open()) {
      if (job.state.state !== "running" || options.isStoring(job.id)) continue
      const { engineId, attempt } = job.state
      if (!table.apply(job.id, { type: "lease-expired", nowMs: clockMs() })) continue
      log.warn({ jobId: job.id, engineId, attempt }, "a lease ran out")
      // It holds a job that is no longer its own, and would hold the next one as silently.
      pool.get(engineId)?.drop("it stopped answering")
    }
  }

  /** A picture that nobody can make must not stand in the room as if it were coming. */
  function failUnserved(): void {
    if (options.isDraining()) return
    const waitedFor = new Set<string>()
    for (const job of table.open()) {
      const { modelId } = job.recipe
      if (job.state.state !== "queued" || pool.engines(modelId).length > 0) continue
      waitedFor.add(modelId)
      const sinceMs = unservedSinceMs.get(modelId) ?? clockMs()
      unservedSinceMs.set(modelId, sinceMs)
      if (clockMs() - sinceMs < UNSERVED_MS) continue
      const message = `No engine with the model "${job.modelName}" is connected any more. Retry, or choose another model.`
      table.apply(job.id, { type: "unserved", message })
    }
    for (const modelId of unservedSinceMs.keys()) if (!waitedFor.has(modelId)) unservedSinceMs.delete(modelId)
  }

  return {
    look: () => {
      expireLeases()
      failUnserved()
    },
  }
}
