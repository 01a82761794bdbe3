/** The newest picture of each live frame as this browser has it, and when somebody last drew in it. */
import type { LivePictureMessage } from "../../lib/protocol/live-messages.ts"
import type { LiveFrameView } from "../_canvas/live-frame-view.ts"

/** What people draw is seen through the picture for this long after they drew. */
const DRAWING_FOR_MS = 900
const OPACITY_WHILE_DRAWING = 0.65
/** Without a picture for this long a frame rests. */
const RESTS_AFTER_MS = 1_500

export interface LivePictures extends LiveFrameView {
  receive(message: LivePictureMessage): void
  /** Somebody draws in it now. */
  noteDrawing(frameId: string): void
  /** Why there is no picture, in words; undefined when there is nothing to say. */
  setProblem(frameId: string, problem: string | undefined): void
  problem(frameId: string): string | undefined
  /** Pictures a second just now; undefined while it rests. */
  fps(frameId: string): number | undefined
  has(frameId: string): boolean
  /** The server counts anew: after a reconnect its numbers may be lower. */
  forgetNumbers(): void
  destroy(): void
}

interface Entry {
  image: ImageBitmap | undefined
  number: number
  fps: number
  atMs: number
  drawnAtMs: number
  problem: string | undefined
  timer: ReturnType<typeof setTimeout> | undefined
  restTimer: ReturnType<typeof setTimeout> | undefined
}

export function createLivePictures(): LivePictures {
  const entries = new Map<string, Entry>()
  const listeners = new Set<() => void>()
  let isDestroyed = false

  const tell = () => {
    for (const listener of [...listeners]) listener()
  }
  const fpsOf = (entry: Entry | undefined) =>
    entry && performance.now() - entry.atMs < RESTS_AFTER_MS ? entry.fps : undefined
  const entryOf = (frameId: string): Entry => {
    let entry = entries.get(frameId)
    if (!entry) {
      const never = Number.NEGATIVE_INFINITY
      entry = {
        image: undefined,
        number: -1,
        fps: 0,
        atMs: never,
        drawnAtMs: never,
        problem: undefined,
        timer: undefined,
        restTimer: undefined,
      }
      entries.set(frameId, entry)
    }
    return entry
  }

  return {
    receive: ({ elementId, frameNumber, image, fps }) => {
      void createImageBitmap(new Blob([image as Uint8Array<ArrayBuffer>], { type: "image/webp" })).then(
        (bitmap) => {
          const entry = entryOf(elementId)
          // Pictures decode out of order: an older one must not replace a newer one.
          if (isDestroyed || frameNumber < entry.number) return bitmap.close()
          entry.image?.close()
          Object.assign(entry, { image: bitmap, number: frameNumber, fps, atMs: performance.now() })
          clearTimeout(entry.restTimer)
          entry.restTimer = setTimeout(tell, RESTS_AFTER_MS)
          tell()
        },
        () => undefined,
      )
    },
    noteDrawing: (frameId) => {
      const entry = entryOf(frameId)
      entry.drawnAtMs = performance.now()
      clearTimeout(entry.timer)
      entry.timer = setTimeout(tell, DRAWING_FOR_MS)
      tell()
    },
    setProblem: (frameId, problem) => {
      const entry = entryOf(frameId)
      if (entry.problem === problem) return
      entry.problem = problem
      tell()
    },
    problem: (frameId) => entries.get(frameId)?.problem,
    fps: (frameId) => fpsOf(entries.get(frameId)),
    has: (frameId) => entries.get(frameId)?.image !== undefined,
    show: (frameId) => {
      const entry = entries.get(frameId)
      if (!entry?.image) return undefined
      const isDrawing = performance.now() - entry.drawnAtMs < DRAWING_FOR_MS
      return { image: entry.image, opacity: isDrawing ? OPACITY_WHILE_DRAWING : 1, fps: fpsOf(entry) }
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    forgetNumbers: () => {
      for (const entry of entries.values()) entry.number = -1
    },
    destroy: () => {
      isDestroyed = true
      for (const entry of entries.values()) {
        clearTimeout(entry.timer)
        clearTimeout(entry.restTimer)
        entry.image?.close()
      }
      entries.clear()
      listeners.clear()
    },
  }
}
