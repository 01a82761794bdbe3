/** What is known of running attempts besides their state: how far each is, and its steps' pictures. Gone with the attempt. */
import type { JobStep } from "../../lib/protocol/engine-messages.ts"
import type { PreviewMessage } from "../../lib/protocol/messages.ts"

/** What is held of a running picture's steps, so that one can be kept: 50 of a 256 px picture are 0.3 MB. */
const MAX_FRAME_BYTES = 8 * 2 ** 20

export interface Progress {
  readonly stepIndex: number
  readonly stepCount: number
  /** Absent for an enlarged picture: a tile is no picture of it. */
  readonly preview: PreviewMessage | undefined
  readonly atMs: number
  /** Every step's picture so far, by its index. */
  readonly frames: ReadonlyMap<number, Uint8Array>
}

export interface JobProgress {
  get(jobId: string): Progress | undefined
  /** @returns what is known of the attempt from here on */
  step(step: JobStep, atMs: number): Progress
  forget(jobId: string): void
  /** The newest preview of each picture in the making. */
  previews(): PreviewMessage[]
}

export function createJobProgress(): JobProgress {
  const progress = new Map<string, Progress>()
  return {
    get: (jobId) => progress.get(jobId),
    step: ({ jobId, stepIndex, stepCount, image }, atMs) => {
      const frames = new Map(progress.get(jobId)?.frames)
      if (image) frames.set(stepIndex, image)
      const byteCount = [...frames.values()].reduce((sum, frame) => sum + frame.byteLength, 0)
      if (byteCount > MAX_FRAME_BYTES) frames.delete(stepIndex)
      const preview = image && { generationId: jobId, stepIndex, stepCount, image }
      const now: Progress = { stepIndex, stepCount, preview, atMs, frames }
      progress.set(jobId, now)
      return now
    },
    forget: (jobId) => {
      progress.delete(jobId)
    },
    previews: () => [...progress.values()].flatMap(({ preview }) => preview ?? []),
  }
}
