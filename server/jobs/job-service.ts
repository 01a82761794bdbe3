/**
 * The job's way: request → queue → engine → steps → result, each change decided by `lib/job/transition.ts`, kept in
 * the store, and told to the room. One service a server; it knows no socket.
 *
 * Order within one change: store first, then tell. Whoever is told may rely on what a restart will find. Everything but
 * reading and storing pictures is synchronous, so that no change can come between a decision and its effect.
 *
 * Longer than most files: it is the one place where the queue, the engines and the store meet.
 */
import { AppError, type Refusal, refusal, toRefusal } from "../../lib/errors.ts"
import { fairOrder } from "../../lib/job/fair-order.ts"
import {
  type GenerationRecord,
  isFinished,
  MAX_PARENTS,
  type Origin,
  type UpscaleFactor,
} from "../../lib/job/generation.ts"
import { type JobEvent, NEW_JOB, transition } from "../../lib/job/transition.ts"
import {
  type JobDone,
  type JobFailed,
  type JobStart,
  type JobStep,
  LEASE_MS,
} from "../../lib/protocol/engine-messages.ts"
import type {
  EnginesMessage,
  ForkableMessage,
  ForkMessage,
  GenerationRequest,
  PreviewMessage,
} from "../../lib/protocol/messages.ts"
import { mayCancel, mayGenerate, type Role } from "../../lib/protocol/roles.ts"
import type { Job, JobStore } from "../store/job-store.ts"
import { createEnginePool, type EngineLink, type EnginePool, type Lease } from "./engine-pool.ts"
import { createForkHolders } from "./fork-holders.ts"
import { encodeStep, frameOfFilm, noSuchStep } from "./keep-step.ts"
import type { LiveSlots } from "./live-slots.ts"
import { parentsOfRepaint, sourceOfRepaint } from "./overlapping-repaints.ts"
import { planFork, planUpscale } from "./plan-derived.ts"
import { planRecipe } from "./plan-request.ts"
import { isNewPlace, type Place, queuePlaces } from "./queue-places.ts"
import { recordOf } from "./record-of.ts"
import { createRecordWriter } from "./record-writer.ts"
import { createTypicalDurations } from "./typical-durations.ts"

/** Pictures one person may have waiting or running in all rooms together. */
export const MAX_OPEN_PER_PERSON = 8
/** How long an engine may take to stop after a cancel before it is dropped: far more than a step. */
export const CANCEL_GRACE_MS = 10_000
/** How long a job waits for its model to come back: an engine's restart, or somebody starting the GPU machine again. */
export const UNSERVED_MS = 120_000
const SWEEP_MS = 1_000
/** What is held of a running picture's steps, so that one can be kept: 50 of a 256 px picture are 0.3 MB. */
const MAX_FRAME_BYTES = 8 * 2 ** 20

export interface JobMember {
  readonly personId: string
  readonly name: string
  readonly role: Role
}

export interface JobServiceOptions {
  readonly store: JobStore
  /** The connected engines, where somebody else gives them work too; by default a pool of its own. */
  readonly pool?: EnginePool
  /** Who else: told before and after ordinary pictures are handed out. */
  readonly live?: LiveSlots
  /** Resolves once the record is durable in the room's results document; calls for one room take effect in order. */
  readonly writeRecord: (roomId: string, record: GenerationRecord) => Promise<void>
  readonly assets: {
    /** @throws {AppError} asset/* when the bytes are no picture, store/failed */
    putGenerated(roomId: string, bytes: Uint8Array, kind: "generation" | "film"): Promise<{ assetId: string }>
    read(roomId: string, assetId: string): Promise<Uint8Array | undefined>
    find(roomId: string, assetId: string): { readonly width: number; readonly height: number } | undefined
  }
  readonly publishPreview: (roomId: string, preview: PreviewMessage) => void
  readonly publishEngines: (state: EnginesMessage) => void
  readonly publishForkable: (forkable: ForkableMessage) => void
  /** The calendar's time, for records. */
  readonly nowMs: () => number
  /** A clock that only goes forward, for leases; `performance.now` by default. */
  readonly clockMs?: () => number
  readonly newId: () => string
  readonly randomSeed: () => number
  readonly log: {
    info(fields: object, text: string): void
    warn(fields: object, text: string): void
    error(fields: object, text: string): void
  }
  /** Seconds since the step before. */
  readonly onStep?: (seconds: number) => void
  readonly onFinished?: (end: { state: string; code: string; durationMs: number | undefined }) => void
}

export interface JobService {
  /** Takes up what a stopped or killed server left: runs it again, fails it, or publishes what was not. */
  recover(): Promise<void>
  request(member: JobMember, request: GenerationRequest): { ok: true; generationId: string } | Refusal
  cancel(memberOf: (roomId: string) => JobMember | undefined, generationId: string): { ok: true } | Refusal
  /** Makes a picture of one step of another, with a record that is done at once. Never rejects. */
  keep(
    memberOf: (roomId: string) => JobMember | undefined,
    step: { generationId: string; stepIndex: number },
  ): Promise<{ ok: true; generationId: string } | Refusal>
  /** Goes on from a step of another picture with other words and all else alike; only its engine holds that step. */
  fork(
    memberOf: (roomId: string) => JobMember | undefined,
    fork: ForkMessage,
  ): { ok: true; generationId: string } | Refusal
  /** Makes a finished picture larger; asked for again while that is under way, it answers the same. */
  upscale(
    memberOf: (roomId: string) => JobMember | undefined,
    upscale: { generationId: string; factor: UpscaleFactor },
  ): { ok: true; generationId: string } | Refusal
  engineJoined(link: EngineLink): void
  engineLeft(engineId: string, reason: string): void
  stepped(engineId: string, step: JobStep): void
  renewed(engineId: string, lease: Lease): void
  /** Resolves once the result is stored, or known not to be wanted. Never rejects. */
  finished(engineId: string, done: JobDone): Promise<void>
  failed(engineId: string, failure: JobFailed): void
  /** The newest preview of each picture in the making: what whoever joins late is shown. */
  newestPreviews(roomId: string): PreviewMessage[]
  enginesState(): EnginesMessage
  /** The pictures of a room that can be forked, once a step of them is there. */
  forkable(roomId: string): ForkableMessage
  /** Somebody else has done with an engine: gives it to a picture that waits. */
  handOut(): void
  /** Begins nothing new from here on; what runs may still end. */
  drain(): void
  /** Resolves once everything that was to be written is. */
  close(): Promise<void>
}

/** What is known of a running attempt besides its state; gone with it. */
interface Progress {
  readonly stepIndex: number
  readonly stepCount: number
  /** Absent for an enlarged picture: a tile is no picture of it. */
  readonly preview: PreviewMessage | undefined
  readonly atMs: number
  /** Every step's picture so far, by its index. */
  readonly frames: ReadonlyMap<number, Uint8Array>
}

export function createJobService(options: JobServiceOptions): JobService {
  const { store, log, nowMs } = options
  const clockMs = options.clockMs ?? (() => performance.now())
  const pool = options.pool ?? createEnginePool()
  const typical = createTypicalDurations()
  /** Every job that is not finished. */
  const open = new Map<string, Job>()
  const progress = new Map<string, Progress>()
  /** Places of queued jobs as they were last told. */
  const shown = new Map<string, Place>()
  /** Results on their way to the disk, by job. */
  const storing = new Map<string, Promise<void>>()
  const cancelTimers = new Map<string, NodeJS.Timeout>()
  /** States that the store did not take; tried again until it does. */
  const unsaved = new Map<string, Job>()
  const unservedSinceMs = new Map<string, number>()
  const forks = createForkHolders((roomId) => {
    if (!closed) options.publishForkable(forkable(roomId))
  })
  /** The elements that open repaints were asked for in. */
  const elementIds = new Map<string, string>()
  let lastRequestedAtMs = 0
  let changingQueue = false
  let draining = false
  let closed = false

  const records = createRecordWriter({
    writeRecord: options.writeRecord,
    onPublished: (generationId) => store.markPublished(generationId),
    log,
  })

  const sweep = setInterval(() => {
    for (const job of unsaved.values()) saveState(job)
    expireLeases()
    failUnserved()
  }, SWEEP_MS)
  sweep.unref()

  // --- state ---------------------------------------------------------------------------------------------------

  /** Applies an event; answers the job as it is then, or undefined when the event changed nothing. */
  function apply(jobId: string, event: JobEvent): Job | undefined {
    const job = open.get(jobId)
    if (!job || closed) return undefined
    const state = transition(job.state, event)
    if (state === job.state) return undefined
    const next: Job = { ...job, state }
    open.set(jobId, next)
    // Steps and lease times are not worth a disk write each: a restart runs the job again anyhow.
    if (event.type === "renewed") return next
    if (event.type === "stepped") {
      tellStep(next)
      return next
    }
    saveState(next)
    // What an earlier attempt showed is not this picture.
    progress.delete(jobId)
    shown.delete(jobId)
    if (isFinished(state.state)) {
      open.delete(jobId)
      forks.ended(jobId)
      elementIds.delete(jobId)
      records.writeEnd(next.roomId, recordOf(next, {}))
      options.onFinished?.({
        state: state.state,
        code: state.state === "failed" ? state.code : "",
        durationMs: state.state === "done" ? state.durationMs : undefined,
      })
    } else if (state.state === "running") records.write(next.roomId, recordOf(next, {}))
    queueChanged()
    return next
  }

  function tellStep(job: Job): void {
    const stepCount = progress.get(job.id)?.stepCount
    records.writeSoon(job.roomId, recordOf(job, { stepCount }))
  }

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

  /** The job, if this engine holds its lease. */
  function heldBy(engineId: string, lease: Lease): Job | undefined {
    const job = open.get(lease.jobId)
    if (job?.state.state !== "running" || job.state.attempt !== lease.attempt) return undefined
    return job.state.engineId === engineId ? job : undefined
  }

  function expireLeases(): void {
    for (const job of [...open.values()]) {
      if (job.state.state !== "running" || storing.has(job.id)) continue
      const { engineId, attempt } = job.state
      if (!apply(job.id, { type: "lease-expired", nowMs: clockMs() })) continue
      log.warn({ jobId: job.id, engineId, attempt }, "a lease ran out")
      // It holds a job that is no longer its own, and would hold the next one as silently.
      pool.get(engineId)?.drop("it stopped answering")
    }
  }

  /** A picture that nobody can make must not stand in the room as if it were coming. */
  function failUnserved(): void {
    if (draining) return
    const waitedFor = new Set<string>()
    for (const job of [...open.values()]) {
      const { modelId } = job.recipe
      if (job.state.state !== "queued" || pool.engines(modelId).length > 0) continue
      waitedFor.add(modelId)
      const sinceMs = unservedSinceMs.get(modelId) ?? clockMs()
      unservedSinceMs.set(modelId, sinceMs)
      if (clockMs() - sinceMs < UNSERVED_MS) continue
      const message = `No engine with the model "${job.modelName}" is connected any more. Retry, or choose another model.`
      apply(job.id, { type: "unserved", message })
    }
    for (const modelId of unservedSinceMs.keys()) if (!waitedFor.has(modelId)) unservedSinceMs.delete(modelId)
  }

  // --- queue ---------------------------------------------------------------------------------------------------

  function queued(): Job[] {
    const waiting: Job[] = []
    const runningByAuthor = new Map<string, number>()
    for (const job of open.values()) {
      if (job.state.state === "queued") waiting.push(job)
      else runningByAuthor.set(job.authorId, (runningByAuthor.get(job.authorId) ?? 0) + 1)
    }
    return fairOrder(waiting, runningByAuthor)
  }

  /** Hands out work, tells every waiting picture its new place, and everybody how busy the engines are. */
  function queueChanged(): void {
    // Handing out a job changes the queue itself; that is seen to below.
    if (changingQueue || closed) return
    changingQueue = true
    try {
      if (!draining) options.live?.beforeHandingOut()
      if (!draining) for (const job of queued()) dispatch(job)
      options.live?.afterHandingOut(new Set(queued().map((job) => job.recipe.modelId)))
      tellPlaces()
    } finally {
      changingQueue = false
    }
    options.publishEngines(enginesState())
  }

  function tellPlaces(): void {
    const waiting = queued()
    const places = queuePlaces({
      queued: waiting.map((job) => ({ id: job.id, modelId: job.recipe.modelId })),
      engines: pool.engines().map(({ link, busyWith }) => ({
        modelIds: link.hello.models.map((model) => model.id),
        isBusy: busyWith !== undefined,
        remainingMs: busyWith ? remainingMs(busyWith) : 0,
      })),
      typicalMs: typical.median,
    })
    for (const job of waiting) {
      const place = places.get(job.id)!
      if (!isNewPlace(shown.get(job.id), place)) continue
      shown.set(job.id, place)
      records.write(job.roomId, recordOf(job, { place }))
    }
  }

  function remainingMs(lease: Lease): number | undefined {
    const job = open.get(lease.jobId)
    // Cancelled: it stops within a step.
    if (!job) return 0
    const wholeMs = job.origin?.kind === "upscale" ? undefined : typical.median(job.recipe.modelId)
    const made = progress.get(job.id)
    const share = made ? (made.stepIndex + 1) / made.stepCount : 0
    return wholeMs === undefined ? undefined : wholeMs * Math.max(0, 1 - share)
  }

  /** Settles what a job is made from; false while a repaint that it goes on from is not finished. */
  function settleSource(job: Job): boolean {
    // What was made of a picture is made of that one, whatever was painted on it since.
    if (job.origin) return true
    const source = sourceOfRepaint(job, (id) => open.get(id) ?? store.find(id))
    if (source.state === "waiting") return false
    const { sourceAssetId, parentIds } = source
    if (!sourceAssetId || (sourceAssetId === job.recipe.sourceAssetId && parentIds === job.parentIds)) return true
    const settled: Job = { ...job, recipe: { ...job.recipe, sourceAssetId }, parentIds }
    open.set(job.id, settled)
    try {
      store.saveSource(settled)
    } catch (error) {
      // It goes on in memory, as a state does that the disk does not take.
      log.error({ err: error, jobId: job.id }, "a job's source could not be stored")
    }
    return true
  }

  function idleEngineFor(job: Job): EngineLink | undefined {
    if (job.origin?.kind !== "fork") return pool.idleFor(job.recipe.modelId)
    const holder = forks.holderOf(job.id, job.origin.of)
    return pool.engines().find(({ link, busyWith }) => link.id === holder && !busyWith)?.link
  }

  function dispatch(job: Job): void {
    if (job.origin?.kind === "fork" && !forks.holderOf(job.id, job.origin.of)) {
      apply(job.id, { type: "unserved", message: "The engine that held the step to go on from is gone." })
      return
    }
    const engine = idleEngineFor(job)
    if (!engine || !settleSource(job)) return
    const lease = { jobId: job.id, attempt: job.state.attempt + 1 }
    pool.occupy(engine.id, lease)
    forks.started(engine.id, job)
    const leased = apply(job.id, { type: "leased", engineId: engine.id, leaseUntilMs: clockMs() + LEASE_MS })
    if (leased) void send(engine, leased, lease)
    else pool.release(engine.id, lease)
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
      if (!heldBy(engine.id, lease)) return freed(engine.id, lease)
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
      if (!apply(job.id, { type: "failed", attempt: lease.attempt, code, message })) queueChanged()
    }
  }

  async function readAsset(roomId: string, assetId: string | undefined): Promise<Uint8Array | undefined> {
    if (!assetId) return undefined
    const bytes = await options.assets.read(roomId, assetId)
    if (!bytes) throw new AppError("asset/not-found", "A picture this generation needs is not in this room.")
    return bytes
  }

  /** The engine stopped working on this, however it ended. */
  function freed(engineId: string, lease: Lease): void {
    forgetCancel(lease.jobId)
    pool.release(engineId, lease)
    queueChanged()
  }

  function forgetCancel(jobId: string): void {
    clearTimeout(cancelTimers.get(jobId))
    cancelTimers.delete(jobId)
  }

  function forkable(roomId: string): ForkableMessage {
    return { roomId, generationIds: forks.heldIn(roomId) }
  }

  function enginesState(): EnginesMessage {
    const medianMs = typical.median()
    const engines = pool.engines()
    return {
      engineCount: engines.length,
      busyCount: engines.filter((engine) => engine.busyWith).length,
      queuedCount: [...open.values()].filter((job) => job.state.state === "queued").length,
      ...(medianMs !== undefined && { medianMs: Math.round(medianMs) }),
      models: pool.models(),
    }
  }

  // --- results -------------------------------------------------------------------------------------------------

  /** Stores a result, then says that it is there. By content hash: storing the same twice is storing it once. */
  async function keepResult(job: Job, done: JobDone): Promise<void> {
    try {
      const [image, film] = await Promise.all([
        options.assets.putGenerated(job.roomId, done.image, "generation"),
        done.film && keepFilm(job, done.film),
      ])
      apply(job.id, {
        type: "finished",
        attempt: done.attempt,
        assetId: image.assetId,
        ...(film && { filmAssetId: film.assetId }),
        durationMs: done.durationMs,
      })
    } catch (error) {
      log.error({ err: error, jobId: job.id }, "a result could not be stored")
      const isNoPicture = error instanceof AppError && error.code.startsWith("asset/")
      apply(job.id, {
        type: "failed",
        attempt: done.attempt,
        code: isNoPicture ? "engine/failed" : "store/failed",
        message: isNoPicture
          ? "The engine answered with something that is no picture."
          : "The picture was made, but the server could not store it: its disk is full or damaged.",
      })
    }
  }

  /** The picture is what was asked for: without a film it is still whole. */
  async function keepFilm(job: Job, film: Uint8Array): Promise<{ assetId: string } | undefined> {
    try {
      return await options.assets.putGenerated(job.roomId, film, "film")
    } catch (error) {
      log.error({ err: error, jobId: job.id }, "a film could not be stored")
      return undefined
    }
  }

  // --- requests ------------------------------------------------------------------------------------------------

  /** The first picture of a request that the room does not hold, or that does not fit, as a refusal. */
  function refusePictures(request: GenerationRequest, size: { width: number; height: number }): Refusal | undefined {
    for (const assetId of [request.sourceAssetId, request.maskAssetId, request.sketchAssetId]) {
      if (assetId && !options.assets.find(request.roomId, assetId)) {
        return refusal("asset/not-found", "A picture of this request is not in this room.")
      }
    }
    const mask = request.maskAssetId && options.assets.find(request.roomId, request.maskAssetId)
    if (mask && (mask.width !== size.width || mask.height !== size.height)) {
      return refusal(
        "mask/wrong-size",
        `The mask must be ${size.width} × ${size.height} px like the picture, it is ${mask.width} × ${mask.height}.`,
      )
    }
    return undefined
  }

  const tooManyOpen = (member: JobMember): Refusal | undefined => {
    const mine = [...open.values()].filter((job) => job.authorId === member.personId).length
    if (mine < MAX_OPEN_PER_PERSON) return undefined
    return refusal("queue/full", `You have ${mine} pictures waiting. Wait for one, or cancel one.`)
  }

  /** Stores a job and takes it up; one that is born finished is only written into the room's results. */
  function insert(
    member: JobMember,
    what: Pick<Job, "roomId" | "recipe" | "parentIds" | "modelName" | "state"> & {
      origin?: Origin | undefined
      /** The engine that holds what a fork goes on from. */
      holder?: string
    },
  ): { ok: true; generationId: string } | Refusal {
    const { origin, holder, ...rest } = what
    // Later requests are later, whatever happens to the calendar.
    lastRequestedAtMs = Math.max(nowMs(), lastRequestedAtMs + 1)
    const job: Job = {
      id: options.newId(),
      authorId: member.personId,
      authorName: member.name,
      requestedAtMs: lastRequestedAtMs,
      ...rest,
      ...(origin && { origin }),
    }
    try {
      store.insert(job)
    } catch (error) {
      log.error({ err: error, jobId: job.id }, "a job could not be stored")
      return refusal("store/failed", "The server's disk is full or damaged: it takes no new pictures at the moment.")
    }
    const fields = { jobId: job.id, roomId: job.roomId, personId: member.personId, modelId: job.recipe.modelId }
    if (isFinished(job.state.state)) {
      log.info(fields, "a step was kept")
      records.writeEnd(job.roomId, recordOf(job, {}))
    } else {
      open.set(job.id, job)
      if (holder && origin) forks.awaits(job.id, { engineId: holder, jobId: origin.of })
      log.info(fields, "generation requested")
      queueChanged()
    }
    return { ok: true, generationId: job.id }
  }

  /** The job, and who asks as they are in its room. A generation of a room one is not in does not exist, as far as one can tell. */
  function lookUp(memberOf: (roomId: string) => JobMember | undefined, generationId: string) {
    const job = open.get(generationId) ?? store.find(generationId)
    const member = job && memberOf(job.roomId)
    return job && member ? { job, member } : undefined
  }

  const noGeneration = (): Refusal => refusal("generation/not-found", "There is no such generation.")

  /** A step's picture as the engine sent it: of a running picture from memory, of a finished one out of its film. */
  async function readStep(job: Job, stepIndex: number): Promise<Uint8Array | Refusal> {
    if (job.state.state === "running") {
      const frames = progress.get(job.id)?.frames
      return frames?.get(stepIndex) ?? toRefusal(noSuchStep(stepIndex, frames?.size ?? 0))
    }
    const film = job.state.state === "done" && job.state.filmAssetId
    if (!film) return refusal("step/not-kept", "No steps of this picture were kept.")
    const bytes = await readAsset(job.roomId, film)
    return frameOfFilm(bytes!, stepIndex)
  }

  async function putStep(job: Job, stepIndex: number): Promise<{ ok: true; assetId: string } | Refusal> {
    try {
      const frame = await readStep(job, stepIndex)
      if (!(frame instanceof Uint8Array)) return frame
      const picture = await encodeStep(frame, job.recipe.prompt)
      const { assetId } = await options.assets.putGenerated(job.roomId, picture, "generation")
      return { ok: true, assetId }
    } catch (error) {
      const refused = toRefusal(error)
      if (refused.code !== "steps/out-of-range") log.error({ err: error, jobId: job.id }, "a step could not be kept")
      return refused
    }
  }

  return {
    recover: async () => {
      for (const job of store.unpublished()) records.writeEnd(job.roomId, recordOf(job, {}))
      const { jobs, unreadable } = store.unfinished()
      for (const id of unreadable) log.error({ jobId: id }, "a stored job cannot be read and was set aside")
      for (const job of jobs) {
        open.set(job.id, job)
        lastRequestedAtMs = Math.max(lastRequestedAtMs, job.requestedAtMs)
      }
      for (const job of jobs) {
        if (job.state.state !== "running") continue
        apply(job.id, { type: "engine-lost", attempt: job.state.attempt, reason: "the server was restarted" })
      }
      queueChanged()
    },

    request: (member, request) => {
      if (draining) return refusal("engine/none", "The server is restarting. Try again in a moment.")
      if (!mayGenerate(member.role)) {
        return refusal("role/forbidden", `As ${member.role} you can look, but not generate.`)
      }
      const planned = planRecipe(request, {
        models: pool.models(),
        randomSeed: options.randomSeed,
        sourceSize: request.sourceAssetId ? options.assets.find(request.roomId, request.sourceAssetId) : undefined,
      })
      if (!planned.ok) return planned
      const refused = tooManyOpen(member) ?? refusePictures(request, planned.recipe)
      if (refused) return refused
      const { variation } = request
      const parentIds = [...new Set([...(variation ? [variation.of] : []), ...(request.parentIds ?? [])])]
      for (const parentId of parentIds) {
        if (store.find(parentId)?.roomId !== request.roomId) {
          return refusal("generation/not-found", `There is no generation "${parentId}" in this room.`)
        }
      }
      const { roomId, elementId } = request
      const { recipe } = planned
      const asked = { roomId, authorId: member.personId, recipe, parentIds: parentIds.slice(0, MAX_PARENTS), elementId }
      const inserted = insert(member, {
        roomId,
        recipe,
        parentIds: variation
          ? asked.parentIds
          : parentsOfRepaint(asked, notDerived(open.values()), (jobId) => elementIds.get(jobId)),
        modelName: planned.model.name,
        state: NEW_JOB,
        origin: variation && { kind: "variation", ...variation },
      })
      if (inserted.ok && elementId && open.has(inserted.generationId)) elementIds.set(inserted.generationId, elementId)
      return inserted
    },

    keep: async (memberOf, { generationId, stepIndex }) => {
      const found = lookUp(memberOf, generationId)
      if (!found) return noGeneration()
      const { job, member } = found
      if (!mayGenerate(member.role)) {
        return refusal("role/forbidden", `As ${member.role} you can look, but not keep steps.`)
      }
      const kept = await putStep(job, stepIndex)
      if (!kept.ok) return kept
      const { assetId } = kept
      if (closed) return refusal("engine/none", "The server is restarting. Try again in a moment.")
      return insert(member, {
        roomId: job.roomId,
        recipe: job.recipe,
        parentIds: [job.id],
        modelName: job.modelName,
        // Nothing was computed for it.
        state: { state: "done", attempt: job.state.attempt, assetId, durationMs: 0 },
        origin: { kind: "step", of: job.id, stepIndex },
      })
    },

    fork: (memberOf, { generationId, prompt, stepIndex }) => {
      if (draining) return refusal("engine/none", "The server is restarting. Try again in a moment.")
      const found = lookUp(memberOf, generationId)
      if (!found) return noGeneration()
      const { job, member } = found
      if (!mayGenerate(member.role)) return refusal("role/forbidden", `As ${member.role} you can look, but not fork.`)
      const planned = planFork(job, { held: forks.held(job.id), stepIndex })
      if (!planned.ok) return planned
      const refused = tooManyOpen(member)
      if (refused) return refused
      return insert(member, {
        roomId: job.roomId,
        recipe: { ...job.recipe, prompt },
        parentIds: [job.id],
        modelName: job.modelName,
        state: NEW_JOB,
        origin: { kind: "fork", of: job.id, stepsDone: planned.stepsDone },
        holder: planned.holder,
      })
    },

    upscale: (memberOf, { generationId, factor }) => {
      if (draining) return refusal("engine/none", "The server is restarting. Try again in a moment.")
      const found = lookUp(memberOf, generationId)
      if (!found) return noGeneration()
      const { job, member } = found
      if (!mayGenerate(member.role)) {
        return refusal("role/forbidden", `As ${member.role} you can look, but not enlarge pictures.`)
      }
      for (const { id, origin } of open.values()) {
        // Asked for twice, it is made once.
        const isSame = origin?.kind === "upscale" && origin.of === job.id && origin.factor === factor
        if (isSame) return { ok: true, generationId: id }
      }
      const size = job.state.state === "done" ? options.assets.find(job.roomId, job.state.assetId) : undefined
      const planned = planUpscale(job, { factor, models: pool.models(), size })
      if (!planned.ok) return planned
      const refused = tooManyOpen(member)
      if (refused) return refused
      return insert(member, {
        roomId: job.roomId,
        recipe: planned.recipe,
        parentIds: [job.id],
        modelName: planned.model.name,
        state: NEW_JOB,
        origin: { kind: "upscale", of: job.id, factor },
      })
    },

    cancel: (memberOf, generationId) => {
      const found = lookUp(memberOf, generationId)
      if (!found) return noGeneration()
      const { job, member } = found
      if (!mayCancel(member.role, member.personId, job.authorId)) {
        return refusal("generation/not-yours", "Only its author or the host can cancel this picture.")
      }
      if (!apply(generationId, { type: "cancelled" })) {
        return refusal("generation/finished", "This picture is finished already.")
      }
      log.info({ jobId: job.id, personId: member.personId }, "generation cancelled")
      if (job.state.state === "running") {
        const { engineId, attempt } = job.state
        pool.get(engineId)?.cancel(job.id, attempt)
        const timer = setTimeout(() => {
          cancelTimers.delete(job.id)
          if (pool.isBusyWith(engineId, { jobId: job.id, attempt })) {
            pool.get(engineId)?.drop("it did not stop after a cancel")
          }
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
      const lease = pool.remove(engineId)
      forks.engineLeft(engineId)
      log.warn({ engineId, reason, jobId: lease?.jobId }, "engine left")
      if (lease) forgetCancel(lease.jobId)
      const lost = lease && apply(lease.jobId, { type: "engine-lost", attempt: lease.attempt, reason })
      if (!lost) queueChanged()
    },

    stepped: (engineId, step) => {
      const job = heldBy(engineId, step)
      if (job?.state.state !== "running" || step.stepIndex <= job.state.stepIndex) return
      const { stepIndex, stepCount, image } = step
      const atMs = clockMs()
      const before = progress.get(job.id)
      if (before) options.onStep?.((atMs - before.atMs) / 1000)
      const preview = image && { generationId: job.id, stepIndex, stepCount, image }
      const frames = new Map(before?.frames)
      if (image) frames.set(stepIndex, image)
      const byteCount = [...frames.values()].reduce((sum, frame) => sum + frame.byteLength, 0)
      if (byteCount > MAX_FRAME_BYTES) frames.delete(stepIndex)
      progress.set(job.id, { stepIndex, stepCount, preview, atMs, frames })
      forks.stepped(job.id, step)
      // Pictures first: everything else can wait a moment.
      if (preview) options.publishPreview(job.roomId, preview)
      apply(job.id, { type: "stepped", attempt: step.attempt, stepIndex, leaseUntilMs: atMs + LEASE_MS })
    },

    renewed: (engineId, lease) => {
      if (!heldBy(engineId, lease)) return
      apply(lease.jobId, { type: "renewed", attempt: lease.attempt, leaseUntilMs: clockMs() + LEASE_MS })
    },

    finished: async (engineId, done) => {
      const job = heldBy(engineId, done)
      // Said again because the answer was late: the first time is still being seen to.
      const already = job && storing.get(job.id)
      if (already) return await already
      if (job && job.origin?.kind !== "upscale") typical.add(job.recipe.modelId, done.durationMs)
      const stored = job && keepResult(job, done).finally(() => storing.delete(job.id))
      // From here on the engine's end would lose nothing, and it may have the next job.
      if (stored) storing.set(job.id, stored)
      freed(engineId, done)
      await stored
    },

    failed: (engineId, failure) => {
      const job = heldBy(engineId, failure)
      forgetCancel(failure.jobId)
      pool.release(engineId, failure)
      const { attempt, code, message } = failure
      if (job) log.warn({ jobId: job.id, engineId, code }, message)
      // Nobody here cancelled it, so the engine did, to end: that is the engine's loss and not the job's failure.
      const event: JobEvent =
        code === "job/cancelled"
          ? { type: "engine-lost", attempt, reason: "it was stopped" }
          : { type: "failed", attempt, code, message }
      if (!job || !apply(job.id, event)) queueChanged()
    },

    newestPreviews: (roomId) =>
      [...progress.values()].flatMap(({ preview }) =>
        preview && open.get(preview.generationId)?.roomId === roomId ? [preview] : [],
      ),

    enginesState,
    forkable,

    handOut: queueChanged,

    drain: () => {
      draining = true
    },

    close: async () => {
      draining = true
      await Promise.all(storing.values())
      closed = true
      clearInterval(sweep)
      for (const timer of cancelTimers.values()) clearTimeout(timer)
      cancelTimers.clear()
      await records.close()
    },
  }
}

/** What somebody asked for itself, without what was made of another picture. */
function notDerived(jobs: Iterable<Job>): Job[] {
  return [...jobs].filter((job) => !job.origin)
}
