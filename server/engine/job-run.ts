/** What running a job takes and answers, whatever kind of job it is. */
import type { StepCache } from "./step-cache.ts"

export interface JobOutcome {
  readonly image: Buffer
  /** Absent where no steps were shown. */
  readonly film?: Uint8Array
  readonly durationMs: number
}

export interface RunJobOptions {
  readonly signal: AbortSignal
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Where steps are kept, and found by forks. Without it none are. */
  readonly steps?: StepCache
  /** Called with each step's WebP (none for an enlarged picture's tiles), in order; awaited, so that cancelling takes effect within one step. */
  readonly onStep: (step: { stepIndex: number; stepCount: number; image?: Buffer }) => void | Promise<void>
}
