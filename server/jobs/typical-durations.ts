/** How long pictures took lately, by model: the median, which one slow first run does not move. */

const KEPT = 20

export interface TypicalDurations {
  add(modelId: string, durationMs: number): void
  /** @returns milliseconds, undefined before the first picture of that model (or of any, where none is named) */
  median(modelId?: string): number | undefined
}

export function createTypicalDurations(): TypicalDurations {
  const byModel = new Map<string, number[]>()
  return {
    add: (modelId, durationMs) => {
      const durations = byModel.get(modelId) ?? []
      durations.push(durationMs)
      if (durations.length > KEPT) durations.shift()
      byModel.set(modelId, durations)
    },
    median: (modelId) => {
      const durations = modelId === undefined ? [...byModel.values()].flat() : (byModel.get(modelId) ?? [])
      return durations.sort((a, b) => a - b).at(Math.floor(durations.length / 2))
    },
  }
}
