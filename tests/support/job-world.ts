/** A job service on memory alone, with engines and people that do what a test says. Time is the test's (fake timers). */
import { afterEach, beforeEach, vi } from "vitest"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import type { JobState } from "../../lib/job/transition.ts"
import { ENGINE_PROTOCOL_VERSION, type JobStart, type ModelSummary } from "../../lib/protocol/engine-messages.ts"
import type { EnginesMessage, GenerationRequest, PreviewMessage } from "../../lib/protocol/messages.ts"
import { createJobService, type JobService } from "../../server/jobs/job-service.ts"
import type { JobMember } from "../../server/jobs/job-service-options.ts"
import type { Job, JobStore } from "../../server/store/job-store.ts"

const model = (id: string): ModelSummary => ({
  id,
  name: `Model ${id}`,
  defaultSteps: 4,
  defaultGuidance: 1,
  maxSteps: 20,
  sizes: { width: 64, height: 64, min: 64, max: 128, multiple: 8 },
  canImageToImage: true,
  canInpaint: true,
  canSketch: true,
  licence: "none",
})
export const ASSET = "a".repeat(64)
export const MASK = "b".repeat(64)

function memoryStore(jobs: Map<string, Job>, published: Set<string>): JobStore & { failing: boolean } {
  const store = {
    failing: false,
    insert: (job: Job) => {
      if (store.failing) throw new Error("database or disk is full")
      jobs.set(job.id, job)
    },
    saveState: (id: string, state: JobState) => {
      if (store.failing) throw new Error("database or disk is full")
      jobs.set(id, { ...jobs.get(id)!, state })
    },
    saveSource: ({ id, recipe, parentIds }: Pick<Job, "id" | "recipe" | "parentIds">) => {
      if (store.failing) throw new Error("database or disk is full")
      jobs.set(id, { ...jobs.get(id)!, recipe, parentIds })
    },
    markPublished: (id: string) => {
      published.add(id)
    },
    find: (id: string) => jobs.get(id),
    unfinished: () => ({
      jobs: [...jobs.values()].filter((job) => job.state.state === "queued" || job.state.state === "running"),
      unreadable: [],
    }),
    unpublished: () =>
      [...jobs.values()].filter((job) => !["queued", "running"].includes(job.state.state) && !published.has(job.id)),
  }
  return store
}

export interface World {
  jobs: JobService
  store: ReturnType<typeof memoryStore>
  stored: Map<string, Job>
  published: Set<string>
  /** Every record as it was written, in order. */
  written: GenerationRecord[]
  record(id: string): GenerationRecord | undefined
  previews: PreviewMessage[]
  engines: EnginesMessage[]
  /** What each room was last told that can be forked. */
  forkable: Map<string, readonly string[]>
  /** What the next writes and puts do. */
  faults: { write?: Error | undefined; put?: Error | undefined; holdPuts?: Promise<void> | undefined }
  logged: string[]
  /** Pictures and films that were put. */
  putCount: number
}

const made: World[] = []

export function makeWorld(kept: { stored?: Map<string, Job>; published?: Set<string> } = {}): World {
  const stored = kept.stored ?? new Map<string, Job>()
  const published = kept.published ?? new Set<string>()
  const store = memoryStore(stored, published)
  const world: World = {
    store,
    stored,
    published,
    written: [],
    record: (id) => world.written.filter((record) => record.id === id).at(-1),
    previews: [],
    engines: [],
    forkable: new Map(),
    faults: {},
    logged: [],
    putCount: 0,
    jobs: undefined as unknown as JobService,
  }
  const held = new Set([ASSET, MASK])
  let ids = stored.size
  const logLine = (_fields: object, text: string) => world.logged.push(text)
  world.jobs = createJobService({
    store,
    writeRecord: async (_roomId, record) => {
      if (world.faults.write) throw world.faults.write
      world.written.push(structuredClone(record))
    },
    assets: {
      putGenerated: async (_roomId, bytes, kind) => {
        world.putCount++
        await world.faults.holdPuts
        if (world.faults.put) throw world.faults.put
        const assetId = `${kind === "film" ? "f" : "e"}${bytes[0]}`.padEnd(64, "0")
        held.add(assetId)
        return { assetId }
      },
      read: async (_roomId, assetId) => (held.has(assetId) ? new Uint8Array(3) : undefined),
      find: (_roomId, assetId) =>
        assetId === ASSET ? { width: 64, height: 64 } : assetId === MASK ? { width: 72, height: 64 } : undefined,
    },
    publishPreview: (_roomId, preview) => world.previews.push(preview),
    publishEngines: (state) => world.engines.push(state),
    publishForkable: ({ roomId, generationIds }) => world.forkable.set(roomId, generationIds),
    nowMs: Date.now,
    clockMs: Date.now,
    newId: () => `job-${++ids}-id`,
    randomSeed: () => 42,
    log: { info: logLine, warn: logLine, error: logLine },
  })
  made.push(world)
  return world
}

/** Gives every test of a file a time of its own that stands still until the test lets it pass; closes the worlds it made. */
export function inTestTime(): void {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(async () => {
    for (const world of made.splice(0)) await world.jobs.close()
    vi.useRealTimers()
  })
}

/** Lets time pass, and whatever was waiting for its turn have it. */
export const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms)

export const person = (personId: string, role: JobMember["role"] = "editor"): JobMember => ({
  personId,
  name: personId,
  role,
})
export const ask = (world: World, personId = "ann", more: Partial<GenerationRequest> = {}): string => {
  const answer = world.jobs.request(person(personId), { roomId: "room", prompt: "a tree", ...more })
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`)
  return answer.generationId
}

export interface ToldEngine {
  id: string
  started: JobStart[]
  cancelled: string[]
  dropped: string[]
  /** @param stepCount of the run; as many as the recipe asks for by default */
  step(stepIndex: number, job?: JobStart, stepCount?: number): void
  done(job?: JobStart, durationMs?: number): Promise<void>
}

export function joinEngine(world: World, id = "e1", models = ["m"]): ToldEngine {
  const engine: ToldEngine = {
    id,
    started: [],
    cancelled: [],
    dropped: [],
    step: (stepIndex, job = engine.started.at(-1)!, stepCount = job.recipe.stepCount) =>
      world.jobs.stepped(id, {
        jobId: job.jobId,
        attempt: job.attempt,
        stepIndex,
        stepCount,
        image: Uint8Array.of(stepIndex),
      }),
    done: (job = engine.started.at(-1)!, durationMs = 1000) =>
      world.jobs.finished(id, {
        jobId: job.jobId,
        attempt: job.attempt,
        image: Uint8Array.of(job.attempt),
        film: Uint8Array.of(job.attempt),
        modelName: "m",
        durationMs,
      }),
  }
  world.jobs.engineJoined({
    id,
    hello: { protocolVersion: ENGINE_PROTOCOL_VERSION, name: id, device: "cpu", models: models.map(model) },
    start: (job) => engine.started.push(job),
    cancel: (jobId) => engine.cancelled.push(jobId),
    drop: (reason) => {
      engine.dropped.push(reason)
      world.jobs.engineLeft(id, reason)
    },
  })
  return engine
}
