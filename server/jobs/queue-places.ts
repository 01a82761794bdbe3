/** What a waiting picture may be told: how many are before it, and how long that takes if all goes as it went so far. */

export interface Place {
  /** Pictures that are running on, or begun before it on, an engine it could run on. */
  readonly ahead: number
  /** Milliseconds until it is begun; 0 where nobody can know yet. */
  readonly waitMs: number
}

export interface QueuedJob {
  readonly id: string
  readonly modelId: string
  /** The only engine that can make it, where that is so. */
  readonly engineId?: string | undefined
  /** The unfinished job that it is made from, running or queued itself. */
  readonly waitsFor?: string | undefined
  /** How long it will take, undefined when nobody knows. */
  readonly durationMs: number | undefined
}

export interface QueueView {
  /** Waiting pictures in the order in which an engine that is free takes the first that can begin. */
  readonly queued: readonly QueuedJob[]
  readonly engines: readonly {
    readonly id: string
    readonly modelIds: readonly string[]
    /** What it is making; `remainingMs` is undefined when unknown. */
    readonly busyWith: { readonly jobId: string; readonly remainingMs: number | undefined } | undefined
  }[]
}

/** Plays the queue through on the engines there are, as it is handed out: whoever is free takes the first job that can begin. */
export function queuePlaces({ queued, engines }: QueueView): Map<string, Place> {
  const places = new Map<string, Place>()
  /** Infinity where nobody knows when: such an engine is the last to be waited for. */
  const freeAtMs = engines.map(({ busyWith }) => (busyWith ? (busyWith.remainingMs ?? Number.POSITIVE_INFINITY) : 0))
  const begun: number[] = engines.map(({ busyWith }) => (busyWith ? 1 : 0))
  const endsAtMs = new Map<string, number>()
  for (const [i, { busyWith }] of engines.entries()) if (busyWith) endsAtMs.set(busyWith.jobId, freeAtMs[i]!)
  const waiting = new Set(queued.map(({ id }) => id))
  const isAble = (job: QueuedJob, i: number) => {
    const engine = engines[i]!
    return engine.modelIds.includes(job.modelId) && (job.engineId ?? engine.id) === engine.id
  }
  /** When what a job is made from is there: a parent that is neither running nor queued keeps nobody waiting. */
  const readyAtMs = ({ waitsFor }: QueuedJob) => {
    if (waitsFor === undefined) return 0
    return endsAtMs.get(waitsFor) ?? (waiting.has(waitsFor) ? undefined : 0)
  }
  const aheadOf = (job: QueuedJob) => begun.reduce((sum, count, i) => sum + (isAble(job, i) ? count : 0), 0)

  let left = [...queued]
  for (;;) {
    const next = nextToBegin(left, freeAtMs, { isAble, readyAtMs })
    if (!next) break
    const { job, engine, atMs } = next
    places.set(job.id, { ahead: aheadOf(job), waitMs: rounded(atMs) })
    begun[engine]!++
    freeAtMs[engine] = atMs + (job.durationMs ?? Number.POSITIVE_INFINITY)
    endsAtMs.set(job.id, freeAtMs[engine]!)
    waiting.delete(job.id)
    left = left.filter((other) => other !== job)
  }
  // Nobody can make these, or what they are made from: they are ahead of each other and of no one else.
  const unserved = new Map<string, number>()
  for (const job of left) {
    const before = unserved.get(job.modelId) ?? 0
    unserved.set(job.modelId, before + 1)
    places.set(job.id, { ahead: aheadOf(job) + before, waitMs: 0 })
  }
  return places
}

/** The job that begins first; of several that could at one moment, the first in line. */
function nextToBegin(
  left: readonly QueuedJob[],
  freeAtMs: readonly number[],
  {
    isAble,
    readyAtMs,
  }: { isAble(job: QueuedJob, engine: number): boolean; readyAtMs(job: QueuedJob): number | undefined },
): { job: QueuedJob; engine: number; atMs: number } | undefined {
  const earliestMs = Math.min(...freeAtMs)
  let best: { job: QueuedJob; engine: number; atMs: number } | undefined
  for (const job of left) {
    const readyMs = readyAtMs(job)
    if (readyMs === undefined) continue
    for (const [engine, freeMs] of freeAtMs.entries()) {
      const atMs = Math.max(freeMs, readyMs)
      if (isAble(job, engine) && (!best || atMs < best.atMs)) best = { job, engine, atMs }
    }
    // No engine is free before that.
    if (best && best.atMs <= earliestMs) return best
  }
  return best
}

const rounded = (waitMs: number) => (Number.isFinite(waitMs) ? Math.round(waitMs / 100) * 100 : 0)

/**
 * Whether a place is worth another write to everybody: exact for the next ten, within a tenth further back; a class's
 * whole queue must not be written again for every picture that ends.
 */
export function isNewPlace(shown: Place | undefined, place: Place): boolean {
  if (!shown) return true
  const moved = Math.abs(place.ahead - shown.ahead)
  if (moved > 0 && (place.ahead <= 10 || moved * 10 >= shown.ahead)) return true
  if (shown.waitMs === 0 && place.waitMs > 0) return true
  return Math.abs(place.waitMs - shown.waitMs) > Math.max(1000, shown.waitMs / 4)
}
