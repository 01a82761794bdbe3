/** What the canvas asks about live frames: app/_generation answers. */
import type { ElementId } from "../../lib/document/schema.ts"

export interface LivePictureShown {
  readonly image: CanvasImageSource & { readonly width: number; readonly height: number }
  /** Below 1 while somebody draws. */
  readonly opacity: number
  /** Pictures a second just now; undefined while it rests. */
  readonly fps: number | undefined
}

export interface LiveFrameView {
  show(frameId: ElementId): LivePictureShown | undefined
  /** Calls `listener` whenever an answer of `show` has changed. */
  subscribe(listener: () => void): () => void
}

export const NO_LIVE_FRAMES: LiveFrameView = { show: () => undefined, subscribe: () => () => undefined }
