/**
 * Live frames: a drawing goes to the server, its picture comes to everybody who has the frame in view. Nothing of it is
 * kept: no record, no asset, no film.
 */
import { z } from "zod"
import type { ErrorCode } from "../errors.ts"
import { ERROR_CODES } from "../errors.ts"
import { MAX_SEED, MAX_STEP_COUNT, recipeSchema } from "../job/generation.ts"

/** A drawing of 256 px is 5 to 20 KB; what is larger than this is no drawing of a frame. */
export const MAX_LIVE_BYTES = 200 * 2 ** 10
/** Longer side of a drawing, pixels: the largest picture a model makes. */
export const MAX_LIVE_SIDE_PX = 1024
/** Frames one browser may have in view at once, and a room live at once. */
export const MAX_LIVE_FRAMES = 8

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, "expected bytes")
const elementId = z.string().min(1).max(64)
const roomId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** `live:frame`, browser → server, acknowledged at once: what is drawn in a live frame now. */
export const liveFrameMessage = z.object({
  roomId,
  elementId,
  /** Counts this connection's drawings of this frame up: one that is not newer is dropped. */
  frameNumber: z.number().int().min(0),
  prompt: z.string(),
  seed: z.number().int().min(0).max(MAX_SEED),
  stepCount: z.number().int().min(1).max(MAX_STEP_COUNT).optional(),
  /** How far the picture may leave the drawing, where the model starts from it; above 0 up to 1. */
  strength: z.number().gt(0).max(1).optional(),
  modelId: z.string().min(1).max(64).optional(),
  /** WebP, JPEG or PNG. */
  image: bytes,
})
export type LiveFrameMessage = z.infer<typeof liveFrameMessage>

/** `live:watch`, browser → server: the live frames that are in view now, all of them. A frame that nobody sees is not made. */
export const liveWatchMessage = z.object({ roomId, elementIds: z.array(elementId).max(MAX_LIVE_FRAMES) })
export type LiveWatchMessage = z.infer<typeof liveWatchMessage>

/** `live:picture`, server → browsers that watch. A number is never lower than one before it on the same connection. */
export interface LivePictureMessage {
  readonly roomId: string
  readonly elementId: string
  readonly frameNumber: number
  /** WebP. */
  readonly image: Uint8Array
  /** Pictures a second over the last two seconds; 0 for a single one. */
  readonly fps: number
}

/** Which refusal a malformed field of a drawing gets. */
export function codeOfLiveIssue(path: PropertyKey | undefined): ErrorCode {
  switch (path) {
    case "stepCount":
      return "steps/out-of-range"
    case "strength":
      return "strength/out-of-range"
    case "seed":
      return "seed/out-of-range"
    default:
      return "request/malformed"
  }
}

// --- server ⇄ engine ----------------------------------------------------------------------------------------

const liveId = z.string().min(8).max(64)

/** `live:start`, server → engine. `use`: whether the drawing is shown to the network or is what it starts from. */
export const liveStartMessage = z.object({
  liveId,
  recipe: recipeSchema,
  image: bytes,
  use: z.enum(["sketch", "source"]),
})
export type LiveStart = z.infer<typeof liveStartMessage>

/** `live:cancel`, server → engine: stop before the next step, and say so. */
export const liveCancelMessage = z.object({ liveId })

/** `live:done`, engine → server: the picture (WebP), or why there is none; `job/cancelled` when it was told to stop. */
export const liveDoneMessage = z.union([
  z.object({ liveId, image: bytes.refine((image) => image.byteLength <= 2 ** 20, "a live picture has at most 1 MiB") }),
  z.object({ liveId, code: z.enum(ERROR_CODES), message: z.string().max(300) }),
])
export type LiveDone = z.infer<typeof liveDoneMessage>
