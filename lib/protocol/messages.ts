/** Every message between a browser and the server on socket.io, and the bodies of /api. */
import { z } from "zod"
import type { ErrorCode } from "../errors.ts"
import {
  assetIdSchema,
  generationIdSchema,
  MAX_PARENTS,
  MAX_PROMPT_LENGTH,
  MAX_SEED,
  MAX_SIDE_PX,
  MAX_STEP_COUNT,
  MIN_SIDE_PX,
  stripIdSchema,
  upscaleFactorSchema,
} from "../job/generation.ts"
import type { ModelSummary } from "./engine-messages.ts"
import type { LivePictureMessage } from "./live-messages.ts"
import { ROLES } from "./roles.ts"

export const roomIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

// --- /api ---------------------------------------------------------------------------------------------------

export const createRoomBody = z.object({ title: z.string().trim().max(120).optional() })
export const joinRoomBody = z.object({
  secret: z.string().min(1).max(128),
  name: z.string().trim().min(1).max(60),
})
export const updateRoomBody = z.object({ title: z.string().trim().min(1).max(120) })
export const updatePersonBody = z.object({ role: z.enum(ROLES).optional(), removed: z.literal(true).optional() })
export const renameSelfBody = z.object({ name: z.string().trim().min(1).max(60) })

export interface RoomLinks {
  host: string
  editor: string
  commenter: string
  viewer: string
}

export interface PersonInfo {
  personId: string
  name: string
  role: (typeof ROLES)[number]
  online: boolean
}

/** The answer of GET /api/rooms/:roomId. `links` for the host alone. */
export interface RoomInfo {
  roomId: string
  title: string
  role: (typeof ROLES)[number]
  personId: string
  name: string
  people: PersonInfo[]
  limits: { maxPromptLength: number; maxUploadBytes: number; maxPicturePixels: number; maxWaiting: number }
  links?: RoomLinks
}

// --- socket.io, browser → server ----------------------------------------------------------------------------

export const enterRoomMessage = z.object({ roomId: roomIdSchema })

export const generationRequestMessage = z.object({
  roomId: roomIdSchema,
  prompt: z.string(),
  negativePrompt: z.string().max(MAX_PROMPT_LENGTH).optional(),
  seed: z.number().int().min(0).max(MAX_SEED).optional(),
  stepCount: z.number().int().min(1).max(MAX_STEP_COUNT).optional(),
  guidance: z.number().min(0).max(30).optional(),
  width: z.number().int().min(MIN_SIDE_PX).max(MAX_SIDE_PX).optional(),
  height: z.number().int().min(MIN_SIDE_PX).max(MAX_SIDE_PX).optional(),
  modelId: z.string().min(1).max(64).optional(),
  sourceAssetId: assetIdSchema.optional(),
  maskAssetId: assetIdSchema.optional(),
  sketchAssetId: assetIdSchema.optional(),
  strength: z.number().gt(0).max(1).optional(),
  parentIds: z.array(generationIdSchema).max(MAX_PARENTS).optional(),
  /** The element whose picture this repaints in place: two that do so at once are made one upon the other. */
  elementId: z.string().min(1).max(64).optional(),
  /** The picture this is a variation of, which becomes its parent; the new one stays off the board until chosen. */
  variation: z.object({ of: generationIdSchema, strip: stripIdSchema }).optional(),
})
export type GenerationRequest = z.infer<typeof generationRequestMessage>

export const cancelMessage = z.object({ generationId: generationIdSchema })

/** `generation:keep`: makes a picture of one step (0-based, as in the film) of a finished picture or of one in the making. */
export const keepStepMessage = z.object({
  generationId: generationIdSchema,
  stepIndex: z
    .number()
    .int()
    .min(0)
    .max(MAX_STEP_COUNT - 1),
})

/**
 * `generation:fork`: goes on from a step (0-based, as in the film; by default the newest that leaves one to do) with
 * other words, as a picture of its own.
 */
export const forkMessage = z.object({
  generationId: generationIdSchema,
  prompt: z.string(),
  stepIndex: z
    .number()
    .int()
    .min(0)
    .max(MAX_STEP_COUNT - 1)
    .optional(),
})
export type ForkMessage = z.infer<typeof forkMessage>

/** `generation:upscale`: a finished picture, larger. Its record tells how far it is, and names the result. */
export const upscaleMessage = z.object({ generationId: generationIdSchema, factor: upscaleFactorSchema })

export type Ack<T extends object = object> = ({ ok: true } & T) | { ok: false; code: ErrorCode; message: string }

/** Which refusal a malformed field of a generation request gets: specific, so that a program can act on it. */
export function codeOfRequestIssue(path: PropertyKey | undefined): ErrorCode {
  switch (path) {
    case "width":
    case "height":
      return "size/out-of-range"
    case "stepCount":
      return "steps/out-of-range"
    case "guidance":
      return "guidance/out-of-range"
    case "strength":
      return "strength/out-of-range"
    case "seed":
      return "seed/out-of-range"
    case "negativePrompt":
      return "prompt/too-long"
    default:
      return "request/malformed"
  }
}

// --- socket.io, server → browser ----------------------------------------------------------------------------

/** `generation:preview`, volatile: a slow client skips steps. stepIndex is 0-based. image: WebP or JPEG bytes. */
export interface PreviewMessage {
  generationId: string
  stepIndex: number
  stepCount: number
  image: Uint8Array
}

/** `generation:forkable`: the pictures of a room whose steps an engine holds; sent on entering it and whenever it changes. */
export interface ForkableMessage {
  roomId: string
  generationIds: readonly string[]
}

/** `room:changed`: fetch GET /api/rooms/:roomId again (title, people, roles). */
export interface RoomChangedMessage {
  roomId: string
}

/** `room:removed`: this person is no member any more. */
export interface RoomRemovedMessage {
  roomId: string
}

/** `engines:state`: sent on entering a room and whenever it changes. */
export interface EnginesMessage {
  engineCount: number
  busyCount: number
  queuedCount: number
  /** Median duration of the last pictures, undefined before the first. */
  medianMs?: number
  models: readonly ModelSummary[]
}

export interface ServerToBrowser {
  "generation:preview": (message: PreviewMessage) => void
  "generation:forkable": (message: ForkableMessage) => void
  "engines:state": (message: EnginesMessage) => void
  "live:picture": (message: LivePictureMessage) => void
  "room:changed": (message: RoomChangedMessage) => void
  "room:removed": (message: RoomRemovedMessage) => void
}

export interface BrowserToServer {
  "room:enter": (
    message: unknown,
    reply: (ack: Ack<{ personId: string; role: (typeof ROLES)[number] }>) => void,
  ) => void
  "generation:request": (message: unknown, reply: (ack: Ack<{ generationId: string }>) => void) => void
  "generation:cancel": (message: unknown, reply: (ack: Ack) => void) => void
  "generation:keep": (message: unknown, reply: (ack: Ack<{ generationId: string }>) => void) => void
  "generation:fork": (message: unknown, reply: (ack: Ack<{ generationId: string }>) => void) => void
  "generation:upscale": (message: unknown, reply: (ack: Ack<{ generationId: string }>) => void) => void
  "live:frame": (message: unknown, reply: (ack: Ack) => void) => void
  "live:watch": (message: unknown, reply: (ack: Ack) => void) => void
}
