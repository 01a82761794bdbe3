/**
 * Live frames on the server: who draws, who looks, which drawing an engine has, and which picture goes out. Nothing is
 * kept but the newest picture of each frame, in memory. Engines are shared with ordinary pictures: those go first, and
 * while they wait live frames have at most every second slot. It knows no socket.
 */
import sharp from "sharp"
import { type Refusal, refusal } from "../../lib/errors.ts"
import type { Recipe } from "../../lib/job/generation.ts"
import {
  dropLane,
  EMPTY_LIVE_QUEUE,
  finishDrawing,
  type LiveQueue,
  mayGoLive,
  offerDrawing,
  returnDrawing,
  takeDrawing,
} from "../../lib/job/live-queue.ts"
import { LEASE_MS } from "../../lib/protocol/engine-messages.ts"
import {
  type LiveDone,
  type LiveFrameMessage,
  type LivePictureMessage,
  type LiveStart,
  MAX_LIVE_BYTES,
  MAX_LIVE_FRAMES,
  MAX_LIVE_SIDE_PX,
} from "../../lib/protocol/live-messages.ts"
import { mayGenerate } from "../../lib/protocol/roles.ts"
import type { EnginePool, Lease } from "./engine-pool.ts"
import type { JobMember } from "./job-service-options.ts"
import type { LiveSlots } from "./live-slots.ts"
import { planRecipe, readPrompt } from "./plan-request.ts"

/** Frames of one person that may be live at once, in all rooms together. */
export const MAX_LIVE_PER_PERSON = 4
const FPS_OVER_MS = 2_000

/** How a connected engine is told about live frames. */
export interface LiveLink {
  readonly id: string
  start(live: LiveStart): void
  cancel(liveId: string): void
}

export interface LiveServiceOptions {
  /** Shared with the job service. */
  readonly pool: EnginePool
  readonly publish: (viewerIds: Iterable<string>, picture: LivePictureMessage) => void
  /** An engine is free again while ordinary pictures wait: hand them out. */
  readonly handOut: () => void
  /** A clock that only goes forward, milliseconds. */
  readonly clockMs: () => number
  readonly newId: () => string
  readonly log: { warn(fields: object, text: string): void }
}

export interface LiveService extends LiveSlots {
  /** Takes in a drawing. `viewerId`: the connection it came on. */
  frame(member: JobMember, viewerId: string, message: LiveFrameMessage): Promise<{ ok: true } | Refusal>
  /** @returns the newest picture of each frame that this viewer did not have in view before */
  watch(roomId: string, viewerId: string, elementIds: readonly string[]): LivePictureMessage[]
  /** A connection ended, or left a room. Without anybody in it a room's live frames are forgotten. */
  viewerLeft(viewerId: string, roomId?: string): void
  viewerEntered(viewerId: string, roomId: string): void
  engineJoined(link: LiveLink): void
  engineLeft(engineId: string): void
  done(engineId: string, done: LiveDone): void
  close(): void
}

interface Drawing {
  readonly number: number
  readonly authorId: string
  readonly recipe: Recipe
  readonly image: Uint8Array
  readonly use: LiveStart["use"]
}

interface Frame {
  readonly roomId: string
  readonly elementId: string
  authorId: string
  readonly watchers: Set<string>
  /** Newest number of each connection's own counting. */
  readonly sent: Map<string, number>
  newest: LivePictureMessage | undefined
  madeAtMs: number[]
}

interface Run {
  readonly key: string
  readonly number: number
  readonly lease: Lease
  /** One that was begun while ordinary pictures waited is their fair share: it is not stopped for them. */
  readonly isShare: boolean
  isStopped: boolean
  readonly timer: NodeJS.Timeout
}

const keyOf = (roomId: string, elementId: string) => `${roomId}/${elementId}`

export function createLiveService(options: LiveServiceOptions): LiveService {
  const { pool, clockMs, log } = options
  const links = new Map<string, LiveLink>()
  const frames = new Map<string, Frame>()
  /** What each viewer has in view, also frames that nobody has drawn in yet. */
  const watched = new Map<string, ReadonlySet<string>>()
  /** Connections in each room. */
  const people = new Map<string, Set<string>>()
  /** By engine. */
  const runs = new Map<string, Run>()
  const lastWork = new Map<string, "live" | "ordinary">()
  let queue: LiveQueue<Drawing> = EMPTY_LIVE_QUEUE
  let waiting: ReadonlySet<string> = new Set()
  let number = 0
  let closed = false

  // --- engines -------------------------------------------------------------------------------------------------

  const modelsOf = (engineId: string) => new Set(pool.get(engineId)?.hello.models.map((model) => model.id))

  /** Whether a drawing may be made on an engine with these models now: paused while nobody looks. */
  const mayRunOn = (models: ReadonlySet<string>) => (key: string, drawing: Drawing) =>
    models.has(drawing.recipe.modelId) && (frames.get(key)?.watchers.size ?? 0) > 0

  const waitsFor = (models: ReadonlySet<string>) => [...waiting].some((modelId) => models.has(modelId))

  /**
   * Gives idle engines live work.
   * @param isAhead before ordinary pictures are handed out: then the fair share decides. Afterwards an engine is idle
   * only because nothing that waits can use it.
   */
  function takeSlots({ isAhead }: { isAhead: boolean }): void {
    if (closed) return
    for (const { link, busyWith } of pool.engines()) {
      const live = links.get(link.id)
      if (busyWith || !live) continue
      const models = modelsOf(link.id)
      const ordinaryWaits = waitsFor(models)
      if (isAhead && !mayGoLive({ ordinaryWaits, lastWork: lastWork.get(link.id) })) continue
      begin(live, models, ordinaryWaits)
    }
  }

  function begin(link: LiveLink, models: ReadonlySet<string>, isShare: boolean): void {
    const taken = takeDrawing(queue, mayRunOn(models))
    if (!taken) return
    queue = taken.queue
    const { key, drawing } = taken
    const lease = { jobId: options.newId(), attempt: 1 }
    pool.occupy(link.id, lease)
    lastWork.set(link.id, "live")
    const timer = setTimeout(() => pool.get(link.id)?.drop("a live picture took too long"), LEASE_MS)
    timer.unref()
    runs.set(link.id, { key, number: drawing.number, lease, isShare, isStopped: false, timer })
    link.start({ liveId: lease.jobId, recipe: drawing.recipe, image: drawing.image, use: drawing.use })
  }

  function endRun(engineId: string): Run | undefined {
    const run = runs.get(engineId)
    if (!run) return undefined
    runs.delete(engineId)
    clearTimeout(run.timer)
    pool.release(engineId, run.lease)
    return run
  }

  function freeEngine(engineId: string): void {
    // Ordinary pictures are handed out by the job service, which comes back to us for what is left.
    if (waitsFor(modelsOf(engineId))) options.handOut()
    else takeSlots({ isAhead: false })
  }

  // --- frames --------------------------------------------------------------------------------------------------

  function frameOf(roomId: string, elementId: string, authorId: string): Frame | Refusal {
    const known = frames.get(keyOf(roomId, elementId))
    if (known) return known
    const inRoom = [...frames.values()].filter((frame) => frame.roomId === roomId)
    if (inRoom.length >= MAX_LIVE_FRAMES) {
      // One that nobody looks at makes room.
      const unseen = inRoom.find((frame) => frame.watchers.size === 0)
      if (!unseen) return refusal("queue/full", `A room has at most ${MAX_LIVE_FRAMES} live frames at once.`)
      forget(unseen)
    }
    const mine = [...frames.values()].filter((frame) => frame.authorId === authorId && frame.watchers.size > 0)
    if (mine.length >= MAX_LIVE_PER_PERSON) {
      return refusal("queue/full", `You draw in ${mine.length} live frames. Switch one off first.`)
    }
    const frame: Frame = {
      roomId,
      elementId,
      authorId,
      watchers: new Set(),
      sent: new Map(),
      newest: undefined,
      madeAtMs: [],
    }
    for (const [viewerId, keys] of watched) if (keys.has(keyOf(roomId, elementId))) frame.watchers.add(viewerId)
    frames.set(keyOf(roomId, elementId), frame)
    return frame
  }

  function forget(frame: Frame): void {
    const key = keyOf(frame.roomId, frame.elementId)
    frames.delete(key)
    queue = dropLane(queue, key)
  }

  function show(key: string, image: Uint8Array): void {
    const frame = frames.get(key)
    if (!frame) return
    const nowMs = clockMs()
    frame.madeAtMs = [...frame.madeAtMs.filter((atMs) => nowMs - atMs <= FPS_OVER_MS), nowMs]
    const spanMs = nowMs - frame.madeAtMs[0]!
    const fps = spanMs > 0 ? ((frame.madeAtMs.length - 1) * 1000) / spanMs : 0
    const { roomId, elementId } = frame
    const frameNumber = queue.lanes.get(key)!.shownNumber
    frame.newest = { roomId, elementId, frameNumber, image, fps: Math.round(fps * 10) / 10 }
    options.publish(frame.watchers, frame.newest)
  }

  return {
    frame: async (member, viewerId, message) => {
      if (!mayGenerate(member.role)) return refusal("role/forbidden", `As ${member.role} you can look, but not draw.`)
      const { roomId, elementId, frameNumber, seed, stepCount, modelId } = message
      const prompt = readPrompt(message.prompt)
      if (!prompt.ok) return prompt
      const planned = planRecipe(
        {
          roomId,
          prompt: prompt.prompt,
          seed,
          ...(stepCount !== undefined && { stepCount }),
          ...(modelId !== undefined && { modelId }),
        },
        { models: pool.models(), randomSeed: () => seed },
      )
      if (!planned.ok) return planned
      const { model } = planned
      if (!model.canSketch && !model.canImageToImage) {
        return refusal("model/cannot", `${model.name} has no picture encoder, so it cannot follow a drawing.`)
      }
      const problem = await problemOfDrawing(message.image)
      if (problem) return problem
      if (closed) return refusal("engine/none", "The server is restarting. Try again in a moment.")
      const frame = frameOf(roomId, elementId, member.personId)
      if ("ok" in frame) return frame
      // Overtaken by a later drawing of the same connection: what it shows is in that one.
      if (frameNumber <= (frame.sent.get(viewerId) ?? -1)) return { ok: true }
      frame.sent.set(viewerId, frameNumber)
      frame.authorId = member.personId
      queue = offerDrawing(queue, keyOf(roomId, elementId), {
        number: ++number,
        authorId: member.personId,
        recipe: { ...planned.recipe, ...(message.strength !== undefined && { strength: message.strength }) },
        image: message.image,
        use: model.canSketch ? "sketch" : "source",
      })
      takeSlots({ isAhead: false })
      return { ok: true }
    },

    watch: (roomId, viewerId, elementIds) => {
      const before = watched.get(viewerId)
      const here = new Set(elementIds.map((elementId) => keyOf(roomId, elementId)))
      const elsewhere = [...(before ?? [])].filter((key) => !key.startsWith(`${roomId}/`))
      watched.set(viewerId, new Set([...elsewhere, ...here]))
      const fresh: LivePictureMessage[] = []
      for (const [key, frame] of frames) {
        if (frame.roomId !== roomId) continue
        if (!here.has(key)) frame.watchers.delete(viewerId)
        else {
          frame.watchers.add(viewerId)
          if (frame.newest && !before?.has(key)) fresh.push(frame.newest)
        }
      }
      // What waited for somebody to look.
      takeSlots({ isAhead: false })
      return fresh
    },

    viewerEntered: (viewerId, roomId) => {
      people.set(roomId, (people.get(roomId) ?? new Set()).add(viewerId))
    },

    viewerLeft: (viewerId, roomId) => {
      const isHere = (key: string) => roomId === undefined || key.startsWith(`${roomId}/`)
      const kept = [...(watched.get(viewerId) ?? [])].filter((key) => !isHere(key))
      if (kept.length > 0) watched.set(viewerId, new Set(kept))
      else watched.delete(viewerId)
      for (const [room, viewers] of people) {
        if (roomId !== undefined && room !== roomId) continue
        viewers.delete(viewerId)
        if (viewers.size === 0) people.delete(room)
      }
      for (const [key, frame] of [...frames]) {
        if (!isHere(key)) continue
        frame.watchers.delete(viewerId)
        frame.sent.delete(viewerId)
        if (!people.has(frame.roomId)) forget(frame)
      }
    },

    engineJoined: (link) => {
      links.set(link.id, link)
    },

    engineLeft: (engineId) => {
      links.delete(engineId)
      lastWork.delete(engineId)
      const run = endRun(engineId)
      if (run) queue = returnDrawing(queue, run.key, run.number)
    },

    done: (engineId, done) => {
      if (runs.get(engineId)?.lease.jobId !== done.liveId) return
      const run = endRun(engineId)!
      if ("image" in done) {
        const finished = finishDrawing(queue, run.key, run.number)
        queue = finished.queue
        if (finished.isShown) show(run.key, done.image)
      } else if (done.code === "job/cancelled") queue = returnDrawing(queue, run.key, run.number)
      else {
        log.warn({ engineId, code: done.code }, `a live picture failed: ${done.message}`)
        queue = finishDrawing(queue, run.key, run.number).queue
      }
      freeEngine(engineId)
    },

    beforeHandingOut: () => {
      if (waiting.size > 0) takeSlots({ isAhead: true })
    },

    afterHandingOut: (waitingModelIds) => {
      waiting = waitingModelIds
      for (const { link, busyWith } of pool.engines()) {
        const run = runs.get(link.id)
        if (busyWith && !run) lastWork.set(link.id, "ordinary")
        // A picture that somebody asked for does not wait for one that is redrawn anyhow.
        if (!run || run.isShare || run.isStopped || !waitsFor(modelsOf(link.id))) continue
        run.isStopped = true
        links.get(link.id)?.cancel(run.lease.jobId)
      }
      takeSlots({ isAhead: false })
    },

    close: () => {
      closed = true
      for (const engineId of [...runs.keys()]) endRun(engineId)
      frames.clear()
    },
  }
}

const FORMATS = new Set(["webp", "jpeg", "png"])

/** Reads the header alone: the engine decodes it. */
async function problemOfDrawing(image: Uint8Array): Promise<Refusal | undefined> {
  if (image.byteLength > MAX_LIVE_BYTES) {
    const kilobytes = Math.ceil(image.byteLength / 1024)
    return refusal("asset/too-large", `A drawing has at most ${MAX_LIVE_BYTES / 1024} KB, this one has ${kilobytes}.`)
  }
  try {
    const { format, width, height } = await sharp(image).metadata()
    if (!FORMATS.has(format)) return refusal("asset/unsupported", `A drawing is WebP, JPEG or PNG, not ${format}.`)
    if (Math.max(width, height) <= MAX_LIVE_SIDE_PX) return undefined
    return refusal(
      "asset/too-large",
      `A drawing has sides of at most ${MAX_LIVE_SIDE_PX} px, not ${width} × ${height}.`,
    )
  } catch {
    return refusal("asset/damaged", "This drawing is no picture.")
  }
}
