/** Tells every waiting picture its place and honest waiting time, whenever one of them has changed enough. */
import type { Job } from "../store/job-store.ts"
import type { EnginePool, Lease } from "./engine-pool.ts"
import type { ForkHolders } from "./fork-holders.ts"
import type { JobProgress } from "./job-progress.ts"
import type { JobTable } from "./job-table.ts"
import { sourceOfRepaint } from "./overlapping-repaints.ts"
import { isNewPlace, type Place, type QueuedJob, queuePlaces } from "./queue-places.ts"
import type { TypicalDurations } from "./typical-durations.ts"

export interface PlaceTeller {
  /** @param waiting queued jobs, next first */
  tell(waiting: readonly Job[]): void
  /** It waits no more, or waits anew. */
  forget(jobId: string): void
}

export function createPlaceTeller(options: {
  readonly table: JobTable
  readonly pool: EnginePool
  readonly forks: ForkHolders
  readonly progress: JobProgress
  readonly typical: TypicalDurations
  readonly onPlace: (job: Job, place: Place) => void
}): PlaceTeller {
  const { table, pool, forks, progress, typical } = options
  /** Places as they were last told. */
  const shown = new Map<string, Place>()

  function remainingMs(lease: Lease): number | undefined {
    const job = table.get(lease.jobId)
    // Cancelled: it stops within a step.
    if (!job) return 0
    const wholeMs = typical.of(job)
    const made = progress.get(job.id)
    const share = made ? (made.stepIndex + 1) / made.stepCount : 0
    return wholeMs === undefined ? undefined : wholeMs * Math.max(0, 1 - share)
  }

  function queuedJob(job: Job): QueuedJob {
    const source = job.origin ? undefined : sourceOfRepaint(job, table.find)
    return {
      id: job.id,
      modelId: job.recipe.modelId,
      engineId: job.origin?.kind === "fork" ? forks.holderOf(job.id, job.origin.of) : undefined,
      waitsFor: source?.state === "waiting" ? source.parentId : undefined,
      durationMs: typical.of(job),
    }
  }

  return {
    tell: (waiting) => {
      const places = queuePlaces({
        queued: waiting.map(queuedJob),
        engines: pool.engines().map(({ link, busyWith }) => ({
          id: link.id,
          modelIds: link.hello.models.map((model) => model.id),
          busyWith: busyWith && { jobId: busyWith.jobId, remainingMs: remainingMs(busyWith) },
        })),
      })
      for (const job of waiting) {
        const place = places.get(job.id)!
        if (!isNewPlace(shown.get(job.id), place)) continue
        shown.set(job.id, place)
        options.onPlace(job, place)
      }
    },
    forget: (jobId) => {
      shown.delete(jobId)
    },
  }
}
