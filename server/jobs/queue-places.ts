/** What a waiting picture may be told: how many are before it, and how long that takes if all goes as it went so far. */

export interface Place {
  /** Pictures that are running on, or queued before it for, an engine it could run on. */
  readonly ahead: number
  /** Milliseconds until it is begun; 0 where nobody can know yet. */
  readonly waitMs: number
}

export interface QueueView {
  /** Waiting pictures, next first. */
  readonly queued: readonly { readonly id: string; readonly modelId: string }[]
  /** `remainingMs`: of what the engine is making, undefined when unknown, 0 when it is idle. */
  readonly engines: readonly {
    readonly modelIds: readonly string[]
    readonly isBusy: boolean
    readonly remainingMs: number | undefined
  }[]
  /** How long a picture of a model takes, undefined before the first. */
  readonly typicalMs: (modelId: string) => number | undefined
}

/** Plays the queue through on the engines there are: each job goes to the engine with its model that is free first. */
export function queuePlaces({ queued, engines, typicalMs }: QueueView): Map<string, Place> {
  const places = new Map<string, Place>()
  const freeAtMs = engines.map((engine) => engine.remainingMs ?? Number.NaN)
  const planned = engines.map((engine) => (engine.isBusy ? 1 : 0))
  // Jobs of a model that nobody has: they are ahead of each other and of no one else.
  const unserved = new Map<string, number>()
  for (const { id, modelId } of queued) {
    const able = engines.flatMap((engine, i) => (engine.modelIds.includes(modelId) ? [i] : []))
    if (able.length === 0) {
      const ahead = unserved.get(modelId) ?? 0
      unserved.set(modelId, ahead + 1)
      places.set(id, { ahead, waitMs: 0 })
      continue
    }
    const ahead = able.reduce((sum, i) => sum + planned[i]!, 0)
    const first = able.reduce((best, i) => (startOf(freeAtMs[i]!) < startOf(freeAtMs[best]!) ? i : best))
    const waitMs = freeAtMs[first]!
    places.set(id, { ahead, waitMs: Number.isNaN(waitMs) ? 0 : Math.round(waitMs / 100) * 100 })
    planned[first]!++
    freeAtMs[first] = waitMs + (typicalMs(modelId) ?? Number.NaN)
  }
  return places
}

/** An engine whose end nobody knows is the last to be waited for. */
const startOf = (freeAtMs: number) => (Number.isNaN(freeAtMs) ? Number.POSITIVE_INFINITY : freeAtMs)

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
