/** Makes engines stop what was cancelled: they hear it between two steps, and one that does not stop is dropped. */
import type { Job } from "../store/job-store.ts"
import type { EnginePool } from "./engine-pool.ts"

/** How long an engine may take to stop after a cancel before it is dropped: far more than a step. */
export const CANCEL_GRACE_MS = 10_000

export interface EngineStops {
  /** @param job as it was before it was cancelled */
  stop(job: Job): void
  /** The engine has stopped working on it, however that ended. */
  stopped(jobId: string): void
  close(): void
}

export function createEngineStops(pool: EnginePool): EngineStops {
  const timers = new Map<string, NodeJS.Timeout>()
  return {
    stop: (job) => {
      if (job.state.state !== "running") return
      const { engineId, attempt } = job.state
      pool.get(engineId)?.cancel(job.id, attempt)
      const timer = setTimeout(() => {
        timers.delete(job.id)
        if (pool.isBusyWith(engineId, { jobId: job.id, attempt })) {
          pool.get(engineId)?.drop("it did not stop after a cancel")
        }
      }, CANCEL_GRACE_MS)
      timer.unref()
      timers.set(job.id, timer)
    },
    stopped: (jobId) => {
      clearTimeout(timers.get(jobId))
      timers.delete(jobId)
    },
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
