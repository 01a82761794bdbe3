/** How long pictures took lately: the median of those like it, which one slow first run does not move. */
import type { Job } from "../store/job-store.ts"

const KEPT = 20

type Kind = Pick<Job, "recipe" | "origin">

export interface TypicalDurations {
  add(job: Kind, durationMs: number): void
  /** @returns milliseconds that such a job takes, undefined before the first of its kind */
  of(job: Kind): number | undefined
  /** @returns milliseconds that a picture takes, of whatever model, undefined before the first; enlarging is another matter */
  median(): number | undefined
}

export function createTypicalDurations(): TypicalDurations {
  const pictures = new Map<string, number[]>()
  const enlarged = new Map<string, number[]>()

  const kindOf = ({ recipe, origin }: Kind): [Map<string, number[]>, string] => {
    const { modelId, width, height } = recipe
    return origin?.kind === "upscale"
      ? [enlarged, `${modelId} ${width * origin.factor}×${height * origin.factor}`]
      : [pictures, modelId]
  }
  /** A fork does only what its parent had left to do. */
  const shareOf = ({ recipe, origin }: Kind) => (origin?.kind === "fork" ? 1 - origin.stepsDone / recipe.stepCount : 1)

  return {
    add: (job, durationMs) => {
      const share = shareOf(job)
      if (share <= 0) return
      const [durations, key] = kindOf(job)
      durations.set(key, [...(durations.get(key) ?? []), durationMs / share].slice(-KEPT))
    },
    of: (job) => {
      const [durations, key] = kindOf(job)
      const whole = medianOf(durations.get(key) ?? [])
      return whole === undefined ? undefined : whole * shareOf(job)
    },
    median: () => medianOf([...pictures.values()].flat()),
  }
}

function medianOf(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b).at(Math.floor(values.length / 2))
}
