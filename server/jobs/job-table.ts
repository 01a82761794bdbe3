/**
 * Every job that is not finished, and the only place where one changes: an event is decided by `lib/job/transition.ts`,
 * kept in the store, then told. Store first: whoever is told may rely on what a restart will find.
 */
import { isFinished } from "../../lib/job/generation.ts"
import { type JobEvent, transition } from "../../lib/job/transition.ts"
import type { Job, JobStore } from "../store/job-store.ts"
import type { Lease } from "./engine-pool.ts"
import type { JobLog } from "./job-service-options.ts"

export interface JobTable {
  open(): Job[]
  /** A job that is not finished. */
  get(jobId: string): Job | undefined
  /** A job, whatever became of it. */
  find(jobId: string): Job | undefined
  /** The job, if this engine holds its lease. */
  heldBy(engineId: string, lease: Lease): Job | undefined
  /** Stores a new job, and takes it up unless it was born finished. @throws whatever the store does */
  insert(job: Job): void
  /** Takes up a stored job that is not finished. */
  takeUp(job: Job): void
  /** Applies an event; answers the job as it is then, or undefined when the event changed nothing. */
  apply(jobId: string, event: JobEvent): Job | undefined
  /** The same job made from something else. */
  settle(job: Job): void
  /** Tries again to store the states that the store did not take. */
  retrySaves(): void
  /** Nothing changes from here on. */
  close(): void
}

export interface JobTableOptions {
  readonly store: JobStore
  /** A step of it is done. */
  readonly onStepped: (job: Job) => void
  /** It is in another state, which is stored. */
  readonly onMoved: (job: Job) => void
  readonly log: Pick<JobLog, "error">
}

export function createJobTable({ store, onStepped, onMoved, log }: JobTableOptions): JobTable {
  const open = new Map<string, Job>()
  const unsaved = new Map<string, Job>()
  let closed = false

  /**
   * A full disk must not end the server, and need not end the job: it goes on in memory. Killed before the disk takes
   * it, the next start finds the older state and runs the job again, whose result is the same.
   */
  function saveState(job: Job): void {
    try {
      store.saveState(job.id, job.state)
      unsaved.delete(job.id)
    } catch (error) {
      if (!unsaved.has(job.id)) log.error({ err: error, jobId: job.id }, "a job's state could not be stored")
      unsaved.set(job.id, job)
    }
  }

  return {
    open: () => [...open.values()],
    get: (jobId) => open.get(jobId),
    find: (jobId) => open.get(jobId) ?? store.find(jobId),
    heldBy: (engineId, lease) => {
      const job = open.get(lease.jobId)
      if (job?.state.state !== "running" || job.state.attempt !== lease.attempt) return undefined
      return job.state.engineId === engineId ? job : undefined
    },
    insert: (job) => {
      store.insert(job)
      if (!isFinished(job.state.state)) open.set(job.id, job)
    },
    takeUp: (job) => {
      open.set(job.id, job)
    },
    apply: (jobId, event) => {
      const job = open.get(jobId)
      if (!job || closed) return undefined
      const state = transition(job.state, event)
      if (state === job.state) return undefined
      const next: Job = { ...job, state }
      open.set(jobId, next)
      // Steps and lease times are not worth a disk write each: a restart runs the job again anyhow.
      if (event.type === "stepped") onStepped(next)
      if (event.type === "stepped" || event.type === "renewed") return next
      saveState(next)
      if (isFinished(state.state)) open.delete(jobId)
      onMoved(next)
      return next
    },
    settle: (job) => {
      open.set(job.id, job)
      try {
        store.saveSource(job)
      } catch (error) {
        // It goes on in memory, as a state does that the disk does not take.
        log.error({ err: error, jobId: job.id }, "a job's source could not be stored")
      }
    },
    retrySaves: () => {
      for (const job of unsaved.values()) saveState(job)
    },
    close: () => {
      closed = true
    },
  }
}
