/**
 * The states of a job, as a pure function of state and event. SPEC.md numbers the rules; the store applies the
 * answer under a compare-and-set on `attempt`, so that an engine whose lease ran out can say nothing any more.
 */
import type { ErrorCode } from "../errors.ts"

/** How often a job is started before its failure is final: once, and once again after a killed engine. */
export const MAX_ATTEMPTS = 2

export type JobState =
  | { readonly state: "queued"; readonly attempt: number }
  | {
      readonly state: "running"
      readonly attempt: number
      readonly engineId: string
      readonly leaseUntilMs: number
      readonly stepIndex: number
    }
  | {
      readonly state: "done"
      readonly attempt: number
      readonly assetId: string
      readonly filmAssetId?: string
      readonly durationMs: number
    }
  | { readonly state: "failed"; readonly attempt: number; readonly code: ErrorCode; readonly message: string }
  | { readonly state: "cancelled"; readonly attempt: number; readonly stepIndex: number }

export type JobEvent =
  | { readonly type: "leased"; readonly engineId: string; readonly leaseUntilMs: number }
  | { readonly type: "stepped"; readonly attempt: number; readonly stepIndex: number; readonly leaseUntilMs: number }
  | { readonly type: "renewed"; readonly attempt: number; readonly leaseUntilMs: number }
  | {
      readonly type: "finished"
      readonly attempt: number
      readonly assetId: string
      readonly filmAssetId?: string
      readonly durationMs: number
    }
  | { readonly type: "failed"; readonly attempt: number; readonly code: ErrorCode; readonly message: string }
  | { readonly type: "engine-lost"; readonly attempt: number; readonly reason: string }
  | { readonly type: "lease-expired"; readonly nowMs: number }
  | { readonly type: "unserved"; readonly message: string }
  | { readonly type: "cancelled" }

export const NEW_JOB: JobState = { state: "queued", attempt: 0 }

/**
 * The next state, or the same object when the event changes nothing: it is late, from a fenced-off attempt, or
 * the job is finished. Inputs are not mutated.
 */
export function transition(job: JobState, event: JobEvent): JobState {
  switch (job.state) {
    case "queued":
      if (event.type === "leased") {
        return {
          state: "running",
          attempt: job.attempt + 1,
          engineId: event.engineId,
          leaseUntilMs: event.leaseUntilMs,
          stepIndex: -1,
        }
      }
      if (event.type === "cancelled") return { state: "cancelled", attempt: job.attempt, stepIndex: -1 }
      if (event.type === "unserved") {
        return { state: "failed", attempt: job.attempt, code: "engine/none", message: event.message }
      }
      return job
    case "running":
      return transitionRunning(job, event)
    case "done":
    case "failed":
    case "cancelled":
      return job
  }
}

function transitionRunning(job: Extract<JobState, { state: "running" }>, event: JobEvent): JobState {
  switch (event.type) {
    case "leased":
    case "unserved":
      return job
    case "cancelled":
      return { state: "cancelled", attempt: job.attempt, stepIndex: job.stepIndex }
    case "lease-expired":
      return event.nowMs >= job.leaseUntilMs ? retryOrFail(job.attempt, "the engine stopped answering") : job
  }
  // Fencing: whoever holds an older attempt was given up on, and the job is another's now.
  if (event.attempt !== job.attempt) return job
  switch (event.type) {
    case "stepped":
      // Steps only go forward: a late message must not turn the picture back.
      return event.stepIndex > job.stepIndex
        ? { ...job, stepIndex: event.stepIndex, leaseUntilMs: event.leaseUntilMs }
        : job
    case "renewed":
      return { ...job, leaseUntilMs: Math.max(job.leaseUntilMs, event.leaseUntilMs) }
    case "finished":
      return {
        state: "done",
        attempt: job.attempt,
        assetId: event.assetId,
        ...(event.filmAssetId === undefined ? {} : { filmAssetId: event.filmAssetId }),
        durationMs: event.durationMs,
      }
    case "failed":
      return { state: "failed", attempt: job.attempt, code: event.code, message: event.message }
    case "engine-lost":
      return retryOrFail(job.attempt, event.reason)
  }
}

function retryOrFail(attempt: number, reason: string): JobState {
  if (attempt < MAX_ATTEMPTS) return { state: "queued", attempt }
  return {
    state: "failed",
    attempt,
    code: "engine/lost",
    message: `The engine was lost ${attempt} times while making this picture: ${reason}.`,
  }
}
