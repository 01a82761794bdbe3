/**
 * The job's way: request → queue → engine → steps → result, each change decided by `lib/job/transition.ts`, kept in
 * the store, and told to the room. One service a server; it knows no socket. Here its parts are put together:
 *
 *   intake.ts, derived-requests.ts   what people ask for becomes a job in job-table.ts
 *   hand-out.ts, tell-places.ts      a job's turn, and what it is told until then
 *   engine-events.ts                 steps, results and failures; overdue-jobs.ts when there are none
 *
 * Everything but reading and storing pictures is synchronous, so that no change can come between a decision and its effect.
 */
import { type Refusal, refusal } from "../../lib/errors.ts"
import { isFinished } from "../../lib/job/generation.ts"
import type { EnginesMessage, ForkableMessage, PreviewMessage } from "../../lib/protocol/messages.ts"
import { mayCancel } from "../../lib/protocol/roles.ts"
import type { Job } from "../store/job-store.ts"
import { createDerivedRequests, type DerivedRequests, noGeneration } from "./derived-requests.ts"
import { createEngineEvents, type EngineEvents } from "./engine-events.ts"
import { createEnginePool } from "./engine-pool.ts"
import { createForkHolders } from "./fork-holders.ts"
import { createHandOut, type HandOut } from "./hand-out.ts"
import { createIntake, type Intake, type MemberOf } from "./intake.ts"
import { createJobProgress } from "./job-progress.ts"
import type { JobServiceOptions } from "./job-service-options.ts"
import { createJobTable } from "./job-table.ts"
import { createOverdueJobs } from "./overdue-jobs.ts"
import { recordOf } from "./record-of.ts"
import { createRecordWriter } from "./record-writer.ts"
import { createEngineStops } from "./stop-engines.ts"
import { createPlaceTeller } from "./tell-places.ts"
import { createTypicalDurations } from "./typical-durations.ts"

const SWEEP_MS = 1_000

export interface JobService
  extends Pick<Intake, "request">,
    DerivedRequests,
    Omit<EngineEvents, "isStoring" | "allStored">,
    Pick<HandOut, "enginesState"> {
  /** Takes up what a stopped or killed server left: runs it again, fails it, or publishes what was not. */
  recover(): Promise<void>
  cancel(memberOf: MemberOf, generationId: string): { ok: true } | Refusal
  /** The newest preview of each picture in the making: what whoever joins late is shown. */
  newestPreviews(roomId: string): PreviewMessage[]
  /** The pictures of a room that can be forked, once a step of them is there. */
  forkable(roomId: string): ForkableMessage
  /** Somebody else has done with an engine: gives it to a picture that waits. */
  handOut(): void
  /** Begins nothing new from here on; what runs may still end. */
  drain(): void
  /** Resolves once everything that was to be written is. */
  close(): Promise<void>
}

export function createJobService(options: JobServiceOptions): JobService {
  const { store, log } = options
  const clockMs = options.clockMs ?? (() => performance.now())
  const pool = options.pool ?? createEnginePool()
  const typical = createTypicalDurations()
  const progress = createJobProgress()
  const stops = createEngineStops(pool)
  let phase: "open" | "draining" | "closed" = "open"
  const parts = { ...options, clockMs, pool, typical, progress, stops, phase: () => phase }

  const records = createRecordWriter({
    writeRecord: options.writeRecord,
    onPublished: (generationId) => store.markPublished(generationId),
    log,
  })
  const forkable = (roomId: string): ForkableMessage => ({ roomId, generationIds: forks.heldIn(roomId) })
  const forks = createForkHolders((roomId) => {
    if (phase !== "closed") options.publishForkable(forkable(roomId))
  })
  const table = createJobTable({
    store,
    log,
    onStepped: (job) => {
      records.writeSoon(job.roomId, recordOf(job, { stepCount: progress.get(job.id)?.stepCount }))
    },
    onMoved,
  })
  const places = createPlaceTeller({
    ...parts,
    table,
    forks,
    onPlace: (job, place) => records.write(job.roomId, recordOf(job, { place })),
  })
  const handOut = createHandOut({ ...parts, table, forks, places })
  const intake = createIntake({
    ...parts,
    table,
    forks,
    onQueued: handOut.queueChanged,
    onBornFinished: (job) => records.writeEnd(job.roomId, recordOf(job, {})),
    isDraining: () => phase !== "open",
  })
  const derived = createDerivedRequests({ ...parts, table, forks, intake })
  const { isStoring, allStored, ...engineEvents } = createEngineEvents({ ...parts, table, forks, handOut })
  const overdue = createOverdueJobs({ ...parts, table, isStoring, isDraining: () => phase !== "open" })

  const sweep = setInterval(() => {
    table.retrySaves()
    overdue.look()
  }, SWEEP_MS)
  sweep.unref()

  function onMoved(job: Job): void {
    const { state } = job
    // What an earlier attempt showed is not this picture.
    progress.forget(job.id)
    places.forget(job.id)
    if (isFinished(state.state)) {
      forks.ended(job.id)
      intake.ended(job.id)
      records.writeEnd(job.roomId, recordOf(job, {}))
      options.onFinished?.({
        state: state.state,
        code: state.state === "failed" ? state.code : "",
        durationMs: state.state === "done" ? state.durationMs : undefined,
      })
    } else if (state.state === "running") records.write(job.roomId, recordOf(job, {}))
    handOut.queueChanged()
  }

  return {
    request: intake.request,
    ...derived,
    ...engineEvents,
    enginesState: (): EnginesMessage => handOut.enginesState(),
    forkable,
    handOut: handOut.queueChanged,

    recover: async () => {
      for (const job of store.unpublished()) records.writeEnd(job.roomId, recordOf(job, {}))
      const { jobs, unreadable } = store.unfinished()
      for (const id of unreadable) log.error({ jobId: id }, "a stored job cannot be read and was set aside")
      for (const job of jobs) {
        table.takeUp(job)
        intake.after(job.requestedAtMs)
      }
      for (const job of jobs) {
        if (job.state.state !== "running") continue
        table.apply(job.id, { type: "engine-lost", attempt: job.state.attempt, reason: "the server was restarted" })
      }
      handOut.queueChanged()
    },

    cancel: (memberOf, generationId) => {
      const job = table.find(generationId)
      const member = job && memberOf(job.roomId)
      if (!job || !member) return noGeneration()
      if (!mayCancel(member.role, member.personId, job.authorId)) {
        return refusal("generation/not-yours", "Only its author or the host can cancel this picture.")
      }
      if (!table.apply(generationId, { type: "cancelled" })) {
        return refusal("generation/finished", "This picture is finished already.")
      }
      log.info({ jobId: job.id, personId: member.personId }, "generation cancelled")
      stops.stop(job)
      return { ok: true }
    },

    newestPreviews: (roomId) =>
      progress.previews().filter(({ generationId }) => table.get(generationId)?.roomId === roomId),

    drain: () => {
      if (phase === "open") phase = "draining"
    },

    close: async () => {
      phase = "draining"
      await allStored()
      phase = "closed"
      table.close()
      clearInterval(sweep)
      stops.close()
      await records.close()
    },
  }
}
