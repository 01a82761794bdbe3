/** What the canvas asks about pictures in the making: app/_generation answers. */
import type { GenerationRecord } from "../../lib/job/generation.ts"

export interface GenerationShown {
  /** The record in the results document; undefined until the server has written it. */
  readonly record: GenerationRecord | undefined
  /** The newest preview, or the result where it is loaded already. */
  readonly image?: CanvasImageSource & { readonly width: number; readonly height: number }
  /** Step of `image`, 0-based, when it is newer than the record says. */
  readonly stepIndex?: number
  /** Only then is the cancel chip shown. */
  readonly mayCancel?: boolean
}

export interface GenerationView {
  show(generationId: string): GenerationShown
  /** Calls `listener` whenever what `show` answers for an id has changed. */
  subscribe(listener: (generationId: string) => void): () => void
}

export const NO_GENERATIONS: GenerationView = {
  show: () => ({ record: undefined }),
  subscribe: () => () => undefined,
}

/** The words on a picture that is not there yet. */
export function queuedWords(ahead: number, waitMs: number): string {
  const place = ahead === 0 ? "next in line" : `queued, ${ahead} ahead`
  if (waitMs < 300) return place
  const seconds = waitMs / 1000
  const time =
    seconds < 90
      ? `${seconds < 10 ? Math.max(1, Math.round(seconds)) : Math.round(seconds / 5) * 5} s`
      : `${Math.round(seconds / 60)} min`
  return `${place} · about ${time}`
}
