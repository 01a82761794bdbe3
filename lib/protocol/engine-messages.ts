/** Every message between the room server and an engine, on socket.io namespace `/engine`. */
import { z } from "zod"
import { ERROR_CODES } from "../errors.ts"
import { recipeSchema, upscaleFactorSchema } from "../job/generation.ts"

export const ENGINE_PROTOCOL_VERSION = 2
/** Engines dial a socket.io server of their own on the same port; namespace `/engine`. */
export const ENGINE_PATH = "/engine/socket.io"

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, "expected bytes")
const jobId = z.string().min(8).max(64)
const attempt = z.number().int().min(1)

export const modelSummarySchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
  defaultSteps: z.number().int().min(1),
  defaultGuidance: z.number().min(0),
  maxSteps: z.number().int().min(1),
  /** Pixels. `min === max` means that the model makes one size only; sides are multiples of `multiple`. */
  sizes: z.object({
    width: z.number().int(),
    height: z.number().int(),
    min: z.number().int(),
    max: z.number().int(),
    multiple: z.number().int().min(1),
  }),
  canImageToImage: z.boolean(),
  canInpaint: z.boolean(),
  canSketch: z.boolean(),
  licence: z.string().max(120),
})
export type ModelSummary = z.infer<typeof modelSummarySchema>

/** `engine:hello`, engine → server, acknowledged: what this engine can do. */
export const engineHelloMessage = z.object({
  protocolVersion: z.literal(ENGINE_PROTOCOL_VERSION),
  name: z.string().min(1).max(80),
  device: z.string().min(1).max(120),
  models: z.array(modelSummarySchema).min(1).max(32),
})
export type EngineHello = z.infer<typeof engineHelloMessage>

/** `job:start`, server → engine. Pictures come as their encoded bytes. */
export const jobStartMessage = z.object({
  jobId,
  attempt,
  recipe: recipeSchema,
  source: bytes.optional(),
  mask: bytes.optional(),
  sketch: bytes.optional(),
  /** Goes on from what this engine kept of another job. */
  fork: z.object({ jobId, stepsDone: z.number().int().min(1) }).optional(),
  /** Jobs whose steps are not to be let go, because forks of them wait. See lib/job/kept-steps.ts. */
  awaitedJobIds: z.array(jobId).optional(),
  /** Enlarges `source` instead of making a picture. */
  upscale: z.object({ factor: upscaleFactorSchema }).optional(),
})
export type JobStart = z.infer<typeof jobStartMessage>

/** A preview goes to everybody in the room: larger than this it is none. */
export const MAX_PREVIEW_BYTES = 2 ** 20

/** `job:step`, engine → server: step `stepIndex` (0-based) is done; image is WebP of the model's clean estimate, left out for the tiles of a picture that is enlarged. */
export const jobStepMessage = z
  .object({
    jobId,
    attempt,
    stepIndex: z.number().int().min(0),
    stepCount: z.number().int().min(1),
    image: bytes.refine((image) => image.byteLength <= MAX_PREVIEW_BYTES, "a preview has at most 1 MiB").optional(),
  })
  .refine((step) => step.stepIndex < step.stepCount, "stepIndex must be below stepCount")
export type JobStep = z.infer<typeof jobStepMessage>

/** `job:done`, acknowledged once the result is stored: the engine sends it again until then. film: animated WebP. */
export const jobDoneMessage = z.object({
  jobId,
  attempt,
  image: bytes,
  film: bytes.optional(),
  modelName: z.string().max(80),
  durationMs: z.number().min(0),
})
export type JobDone = z.infer<typeof jobDoneMessage>

/** `job:failed`, acknowledged. `job/cancelled` when it stopped because it was told to. */
export const jobFailedMessage = z.object({
  jobId,
  attempt,
  code: z.enum(ERROR_CODES),
  message: z.string().max(300),
})
export type JobFailed = z.infer<typeof jobFailedMessage>

/** `job:cancel`, server → engine: stop before the next step. */
export const jobCancelMessage = z.object({ jobId, attempt })
export type JobCancel = z.infer<typeof jobCancelMessage>

/** `job:renew`, engine → server: still at it, though no step is done yet. */
export const jobRenewMessage = z.object({ jobId, attempt })

/**
 * How long an engine may be silent about a running job before it counts as lost. A killed engine's connection ends at
 * once; this is for one that hangs. A network pass blocks its process: a large model's step on a CPU takes up to a minute,
 * and neither renews nor answers pings meanwhile.
 */
export const LEASE_MS = 90_000
/** `job:renew` `{ jobId, attempt }` is sent this often while a job runs, so that a slow step is not taken for a loss. */
export const RENEW_EVERY_MS = 5_000
