/**
 * The job's way: request → queue → engine → steps → result, each change decided by `lib/job/transition.ts`, kept in
 * the store, and told to the room. One service a server; it knows no socket.
 *
 * Order within one change: store first, then tell. Whoever is told may rely on what a restart will find.
 */
import { AppError, type Refusal, refusal, toRefusal } from "../../lib/errors.ts"
import { fairOrder } from "../../lib/job/fair-order.ts"
import { type GenerationRecord, isFinished } from "../../lib/job/generation.ts"
import { type JobEvent, NEW_JOB, transition } from "../../lib/job/transition.ts"
import {
  type JobDone,
  type JobFailed,
  type JobStart,
  type JobStep,
  LEASE_MS,
} from "../../lib/protocol/engine-messages.ts"
import type { EnginesMessage, GenerationRequest, PreviewMessage } from "../../lib/protocol/messages.ts"
import { mayCancel, mayGenerate, type Role } from "../../lib/protocol/roles.ts"
import type { Job, JobStore } from "../store/job-store.ts"
import { createEnginePool, type EngineLink } from "./engine-pool.ts"
import { planRecipe } from "./plan-request.ts"

/** Pictures one person may have waiting or running in all rooms together. */
export const MAX_OPEN_PER_PERSON = 8
/** How long an engine may take to stop after a cancel before it is dropped: far more than a step. */
const CANCEL_GRACE_MS = 10_000
const SWEEP_MS = 1_000
const DURATIONS_KEPT = 20

export interface JobMember {
  readonly personId: string
  readonly name: string
  readonly role: Role
}

export interface JobServiceOptions {
  readonly store: JobStore
  /** Resolves once the record is durable in the room's results document; calls for one room take effect in order. */
  readonly writeRecord: (roomId: string, record: GenerationRecord) => Promise<void>
  readonly assets: {
    putGenerated(roomId: string, bytes: Uint8Array, kind: "generation" | "film"): Promise<{ assetId: string }>
    read(roomId: string, assetId: string): Promise<Uint8Array | undefined>
  }
  readonly publishPreview: (roomId: string, preview: PreviewMessage) => void
  readonly publishEngines: (state: EnginesMessage) => void
  readonly nowMs: () => number
  readonly newId: () => string
  readonly randomSeed: () => number
  readonly log: {
    info(fields: object, text: string): void
    warn(fields: object, text: string): void
    error(fields: object, text: string): void
  }
  readonly onFinished?: (end: { state: string; code: string; durationMs: number | undefined }) => void
}

export interface JobService {
  /** Takes up what a stopped or killed server left: runs it again, fails it, or publishes what was not. */
  recover(): Promise<void>
  request(member: JobMember, request: GenerationRequest): Promise<{ ok: true; generationId: string } | Refusal>
  cancel(memberOf: (roomId: string) => JobMember | undefined, generationId: string): Promise<{ ok: true } | Refusal>
  engineJoined(link: EngineLink): void
  engineLeft(engineId: string, reason: string): void
  stepped(engineId: string, step: JobStep): void
  renewed(engineId: string, job: { jobId: string; attempt: number }): void
  finished(engineId: string, done: JobDone): Promise<void>
  failed(engineId: string, failure: JobFailed): void
  /** The newest preview of each picture in the making: what whoever joins late is shown. */
  newestPreviews(roomId: string): PreviewMessage[]
  enginesState(): EnginesMessage
  close(): Promise<void>
}

export function createJobService(options: JobServiceOptions): JobService {
  const { store, log, nowMs } = options
  const pool = createEnginePool()
  const open = new Map<string, Job>()
  const previews = new Map<string, PreviewMessage>()
  const durations: number[] = []
  const writes = new Map<string, Promise<void>>()
  const cancelTimers = new Map<string, NodeJS.Timeout>()
  let dispatching = false
  let closed = false

  const sweep = setInterval(() => {
    for (const job of [...open.values()]) {
      if (job.state.state !== "running" || nowMs() < job.state.leaseUntilMs) continue
      const { engineId } = job.state
      apply(job.id, { type: "lease-expired", nowMs: nowMs() })
      // It holds a job that is no longer its own, and would hold the next one as silently.
      pool.get(engineId)?.drop("it stopped answering")
    }
  }, SWEEP_MS)
  sweep.unref()

  // --- state ---------------------------------------------------------------------------------------------------

  /** Applies an event; answers the job as it is then, or undefined when the event changed nothing. */
  function apply(jobId: string, event: JobEvent): Job | undefined {
    const job = open.get(jobId)
    if (!job) return undefined
    const state = transition(job.state, event)
    if (state === job.state) return undefined
    const next: Job = { ...job, state }
    // Steps and lease times are not worth a disk write each: a restart runs the job again anyhow.
    if (event.type !== "stepped" && event.type !== "renewed") store.saveState(jobId, state)
    if (isFinished(state.state)) {
      open.delete(jobId)
      previews.delete(jobId)
      options.onFinished?.({
        state: state.state,
        code: state.state === "failed" ? state.code : "",
        durationMs: state.state === "done" ? state.durationMs : undefined,
      })
    } else open.set(jobId, next)
    if (event.type !== "renewed") {
      const written = tell(next)
      if (isFinished(state.state)) {
        written.then(() => store.markPublished(jobId)).catch(logUnwritten(next))
      } else written.catch(logUnwritten(next))
    }
    if (event.type !== "stepped" && event.type !== "renewed") queueChanged()
    return next
  }

  const logUnwritten = (job: Job) => (error: unknown) =>
    log.error({ err: error, jobId: job.id, roomId: job.roomId }, "a generation's record could not be written")

  function tell(job: Job): Promise<void> {
    const previous = writes.get(job.roomId) ?? Promise.resolve()
    const written = previous.catch(() => undefined).then(() => options.writeRecord(job.roomId, recordOf(job)))
    writes.set(job.roomId, written)
    const forget = () => {
      if (writes.get(job.roomId) === written) writes.delete(job.roomId)
    }
    written.then(forget, forget)
    return written
  }

  // --- queue ---------------------------------------------------------------------------------------------------

  const queued = () =>
    fairOrder(
      [...open.values()].filter((job) => job.state.state === "queued"),
      runningByAuthor(),
    )

  function runningByAuthor(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const job of open.values()) {
      if (job.state.state === "running") counts.set(job.authorId, (counts.get(job.authorId) ?? 0) + 1)
    }
    return counts
  }

  const shown = new Map<string, string>()

  /** Tells every waiting picture its new place, and hands out work. */
  function queueChanged(): void {
    dispatch()
    for (const job of queued()) {
      const place = JSON.stringify(placeOf(job))
      if (shown.get(job.id) === place) continue
      shown.set(job.id, place)
      tell(job).catch(logUnwritten(job))
    }
    for (const id of shown.keys()) if (open.get(id)?.state.state !== "queued") shown.delete(id)
    options.publishEngines(enginesState())
  }

  function placeOf(job: Job): { ahead: number; waitMs: number } {
    const runningCount = [...open.values()].filter((other) => other.state.state === "running").length
    const before = Math.max(
      0,
      queued().findIndex((other) => other.id === job.id),
    )
    const ahead = before + runningCount
    const waitMs = Math.round((ahead * (medianMs() ?? 1000)) / Math.max(1, pool.count()) / 100) * 100
    return { ahead, waitMs }
  }

  function dispatch(): void {
    if (dispatching || closed) return
    dispatching = true
    try {
      for (const job of queued()) {
        const engine = pool.idleFor(job.recipe.modelId)
        if (!engine) continue
        const leased = apply(job.id, { type: "leased", engineId: engine.id, leaseUntilMs: nowMs() + LEASE_MS })
        if (!leased) continue
        const attempt = leased.state.attempt
        pool.occupy(engine.id, { jobId: job.id, attempt })
        void send(engine, leased, attempt)
      }
    } finally {
      dispatching = false
    }
  }

  async function send(engine: EngineLink, job: Job, attempt: number): Promise<void> {
    try {
      const { sourceAssetId, maskAssetId, sketchAssetId } = job.recipe
      const [source, mask, sketch] = await Promise.all([
        readAsset(job.roomId, sourceAssetId),
        readAsset(job.roomId, maskAssetId),
        readAsset(job.roomId, sketchAssetId),
      ])
      const message: JobStart = {
        jobId: job.id,
        attempt,
        recipe: job.recipe,
        ...(source && { source }),
        ...(mask && { mask }),
        ...(sketch && { sketch }),
      }
      // Cancelled while its pictures were read: the engine never hears of it.
      if (open.get(job.id)?.state.attempt !== attempt || open.get(job.id)?.state.state !== "running") {
        pool.release(engine.id, job.id)
        queueChanged()
        return
      }
      engine.start(message)
    } catch (error) {
      const { code, message } = toRefusal(error)
      if (!(error instanceof AppError)) log.error({ err: error, jobId: job.id }, "a job could not be started")
      pool.release(engine.id, job.id)
      apply(job.id, { type: "failed", attempt, code, message })
    }
  }

  async function readAsset(roomId: string, assetId: string | undefined): Promise<Uint8Array | undefined> {
    if (!assetId) return undefined
    const bytes = await options.assets.read(roomId, assetId)
    if (!bytes) throw new AppError("asset/not-found", "A picture this generation needs is not in this room.")
    return bytes
  }

  function medianMs(): number | undefined {
    const sorted = [...durations].sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)]
  }

  function enginesState(): EnginesMessage {
    const median = medianMs()
    return {
      engineCount: pool.count(),
      busyCount: pool.busyCount(),
      queuedCount: [...open.values()].filter((job) => job.state.state === "queued").length,
      ...(median !== undefined && { medianMs: Math.round(median) }),
      models: pool.models(),
    }
  }

  // --- records -------------------------------------------------------------------------------------------------

  function recordOf(job: Job): GenerationRecord {
    const base = {
      id: job.id,
      recipe: job.recipe,
      authorId: job.authorId,
      authorName: job.authorName,
      parentIds: [...job.parentIds],
      requestedAtMs: job.requestedAtMs,
    }
    const { state } = job
    switch (state.state) {
      case "queued":
        return { ...base, state: "queued", ...placeOf(job) }
      case "running":
        return { ...base, state: "running", stepIndex: state.stepIndex, stepCount: job.recipe.stepCount }
      case "done":
        return {
          ...base,
          state: "done",
          assetId: state.assetId,
          ...(state.filmAssetId && { filmAssetId: state.filmAssetId }),
          modelName: job.modelName,
          durationMs: state.durationMs,
        }
      case "failed":
        return { ...base, state: "failed", code: state.code, message: state.message }
      case "cancelled":
        return { ...base, state: "cancelled", stepIndex: state.stepIndex }
    }
  }

  return {
    recover: async () => {
      for (const job of store.unpublished()) {
        await options.writeRecord(job.roomId, recordOf(job))
        store.markPublished(job.id)
      }
      for (const job of store.unfinished()) {
        open.set(job.id, job)
        if (job.state.state === "running") {
          apply(job.id, { type: "engine-lost", attempt: job.state.attempt, reason: "the server was restarted" })
        }
      }
      queueChanged()
    },

    request: async (member, request) => {
      if (!mayGenerate(member.role))
        return refusal("role/forbidden", `As ${member.role} you can look, but not generate.`)
      const planned = planRecipe(request, pool.models(), options.randomSeed)
      if (!planned.ok) return planned
      const mine = [...open.values()].filter((job) => job.authorId === member.personId).length
      if (mine >= MAX_OPEN_PER_PERSON) {
        return refusal("queue/full", `You have ${mine} pictures waiting. Wait for one, or cancel one.`)
      }
      for (const assetId of [request.sourceAssetId, request.maskAssetId, request.sketchAssetId]) {
        if (assetId && !(await options.assets.read(request.roomId, assetId))) {
          return refusal("asset/not-found", "A picture of this request is not in this room.")
        }
      }
      for (const parentId of request.parentIds ?? []) {
        if (store.find(parentId)?.roomId !== request.roomId) {
          return refusal("generation/not-found", `There is no generation "${parentId}" in this room.`)
        }
      }
      const job: Job = {
        id: options.newId(),
        roomId: request.roomId,
        authorId: member.personId,
        authorName: member.name,
        recipe: planned.recipe,
        parentIds: request.parentIds ?? [],
        requestedAtMs: nowMs(),
        modelName: planned.model.name,
        state: NEW_JOB,
      }
      store.insert(job)
      open.set(job.id, job)
      log.info(
        { jobId: job.id, roomId: job.roomId, personId: member.personId, modelId: job.recipe.modelId },
        "generation requested",
      )
      queueChanged()
      return { ok: true, generationId: job.id }
    },

    cancel: async (memberOf, generationId) => {
      const job = open.get(generationId) ?? store.find(generationId)
      const member = job && memberOf(job.roomId)
      // A generation of a room one is not in does not exist, as far as one can tell.
      if (!job || !member) return refusal("generation/not-found", "There is no such generation.")
      if (!mayCancel(member.role, member.personId, job.authorId)) {
        return refusal("generation/not-yours", "Only its author or the host can cancel this picture.")
      }
      const { state } = job
      if (!apply(generationId, { type: "cancelled" }))
        return refusal("generation/finished", "This picture is finished already.")
      if (state.state === "running") {
        const engine = pool.get(state.engineId)
        engine?.cancel(job.id, state.attempt)
        const timer = setTimeout(() => {
          cancelTimers.delete(job.id)
          if (engine && pool.isBusyWith(engine.id, job.id)) engine.drop("it did not stop after a cancel")
        }, CANCEL_GRACE_MS)
        timer.unref()
        cancelTimers.set(job.id, timer)
      }
      return { ok: true }
    },

    engineJoined: (link) => {
      pool.add(link)
      log.info(
        { engineId: link.id, engine: link.hello.name, models: link.hello.models.map((model) => model.id) },
        "engine joined",
      )
      queueChanged()
    },

    engineLeft: (engineId, reason) => {
      const busy = pool.remove(engineId)
      log.warn({ engineId, reason, jobId: busy?.jobId }, "engine left")
      if (busy) apply(busy.jobId, { type: "engine-lost", attempt: busy.attempt, reason })
      if (!closed) queueChanged()
    },

    stepped: (engineId, step) => {
      const job = open.get(step.jobId)
      if (job?.state.state !== "running" || job.state.engineId !== engineId) return
      const next = apply(step.jobId, {
        type: "stepped",
        attempt: step.attempt,
        stepIndex: step.stepIndex,
        leaseUntilMs: nowMs() + LEASE_MS,
      })
      if (!next) return
      const preview: PreviewMessage = {
        generationId: step.jobId,
        stepIndex: step.stepIndex,
        stepCount: step.stepCount,
        image: step.image,
      }
      previews.set(step.jobId, preview)
      options.publishPreview(next.roomId, preview)
    },

    renewed: (engineId, { jobId, attempt }) => {
      const job = open.get(jobId)
      if (job?.state.state !== "running" || job.state.engineId !== engineId) return
      apply(jobId, { type: "renewed", attempt, leaseUntilMs: nowMs() + LEASE_MS })
    },

    finished: async (engineId, done) => {
      const job = open.get(done.jobId)
      try {
        if (job?.state.state === "running" && job.state.attempt === done.attempt && job.state.engineId === engineId) {
          // By content hash: storing the same result twice is storing it once.
          const [image, film] = await Promise.all([
            options.assets.putGenerated(job.roomId, done.image, "generation"),
            done.film ? options.assets.putGenerated(job.roomId, done.film, "film") : undefined,
          ])
          durations.push(done.durationMs)
          if (durations.length > DURATIONS_KEPT) durations.shift()
          apply(done.jobId, {
            type: "finished",
            attempt: done.attempt,
            assetId: image.assetId,
            ...(film && { filmAssetId: film.assetId }),
            durationMs: done.durationMs,
          })
        }
      } catch (error) {
        log.error({ err: error, jobId: done.jobId }, "a result could not be stored")
        apply(done.jobId, {
          type: "failed",
          attempt: done.attempt,
          code: "store/failed",
          message: "The picture was made, but the server could not store it.",
        })
      } finally {
        freed(engineId, done.jobId)
      }
    },

    failed: (engineId, failure) => {
      if (open.get(failure.jobId)?.state.state === "running") {
        const job = open.get(failure.jobId)!
        if (job.state.state === "running" && job.state.engineId === engineId) {
          if (failure.code !== "job/cancelled") log.warn({ jobId: failure.jobId, code: failure.code }, failure.message)
          apply(failure.jobId, {
            type: "failed",
            attempt: failure.attempt,
            code: failure.code,
            message: failure.message,
          })
        }
      }
      freed(engineId, failure.jobId)
    },

    newestPreviews: (roomId) =>
      [...previews.values()].filter((preview) => open.get(preview.generationId)?.roomId === roomId),

    enginesState,

    close: async () => {
      closed = true
      clearInterval(sweep)
      for (const timer of cancelTimers.values()) clearTimeout(timer)
      await Promise.allSettled([...writes.values()])
    },
  }

  function freed(engineId: string, jobId: string): void {
    clearTimeout(cancelTimers.get(jobId))
    cancelTimers.delete(jobId)
    pool.release(engineId, jobId)
    queueChanged()
  }
}
