/**
 * A generation: what was asked, how far it is, what came of it. The record is one value in the results document,
 * written by the server alone: about 0.6 KB, at most 2 KB, and 4 KB where both prompts are as long as they may be in a
 * script of three bytes a letter.
 */
import { z } from "zod"
import { ERROR_CODES } from "../errors.ts"

export const MAX_PROMPT_LENGTH = 500
export const MAX_STEP_COUNT = 50
export const MAX_SEED = 2 ** 32 - 1
export const MIN_SIDE_PX = 64
export const MAX_SIDE_PX = 1024
export const MAX_PARENTS = 8

export const assetIdSchema = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits")
/** Names the variations that were asked for together. */
export const stripIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/)
export const generationIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/)

/** Everything the engine needs to make this picture again, bit for bit: no field is left to chance. */
export const recipeSchema = z.object({
  prompt: z.string().max(MAX_PROMPT_LENGTH),
  negativePrompt: z.string().max(MAX_PROMPT_LENGTH).default(""),
  seed: z.number().int().min(0).max(MAX_SEED),
  stepCount: z.number().int().min(1).max(MAX_STEP_COUNT),
  guidance: z.number().min(0).max(30),
  width: z.number().int().min(MIN_SIDE_PX).max(MAX_SIDE_PX),
  height: z.number().int().min(MIN_SIDE_PX).max(MAX_SIDE_PX),
  modelId: z.string().min(1).max(64),
  sourceAssetId: assetIdSchema.optional(),
  maskAssetId: assetIdSchema.optional(),
  sketchAssetId: assetIdSchema.optional(),
  strength: z.number().gt(0).max(1).optional(),
})
export type Recipe = z.infer<typeof recipeSchema>

export const upscaleFactorSchema = z.union([z.literal(2), z.literal(4)])
export type UpscaleFactor = z.infer<typeof upscaleFactorSchema>

/** How a picture came of another one, which is its first parent; absent where somebody simply asked for it. */
export const originSchema = z.discriminatedUnion("kind", [
  /** Made to be chosen from, in one strip with its like: it stays off the board until somebody does. */
  z.object({ kind: z.literal("variation"), of: generationIdSchema, strip: stripIdSchema }),
  /** Step `stepIndex` (0-based) of `of`'s film, kept as a picture. */
  z.object({ kind: z.literal("step"), of: generationIdSchema, stepIndex: z.number().int().min(0) }),
  /** Goes on with other words after `stepsDone` of the steps of `of`'s run, from its latent. */
  z.object({ kind: z.literal("fork"), of: generationIdSchema, stepsDone: z.number().int().min(1) }),
  /** The same picture larger, to be downloaded: it stands on no board. */
  z.object({ kind: z.literal("upscale"), of: generationIdSchema, factor: upscaleFactorSchema }),
])
export type Origin = z.infer<typeof originSchema>

export const generationStateSchema = z.enum(["queued", "running", "done", "failed", "cancelled"])
export type GenerationState = z.infer<typeof generationStateSchema>

const recordBase = {
  id: generationIdSchema,
  recipe: recipeSchema,
  authorId: z.string(),
  authorName: z.string().max(80),
  parentIds: z.array(generationIdSchema).max(MAX_PARENTS),
  requestedAtMs: z.number(),
  origin: originSchema.optional(),
}

/** States that cannot lie: what a state does not have, its record cannot say. */
export const generationRecordSchema = z.discriminatedUnion("state", [
  z.object({ ...recordBase, state: z.literal("queued"), ahead: z.number().int().min(0), waitMs: z.number().min(0) }),
  /** stepIndex: the newest finished step, 0-based; -1 before the first. */
  z.object({
    ...recordBase,
    state: z.literal("running"),
    stepIndex: z.number().int().min(-1),
    stepCount: z.number().int(),
  }),
  z.object({
    ...recordBase,
    state: z.literal("done"),
    assetId: assetIdSchema,
    filmAssetId: assetIdSchema.optional(),
    modelName: z.string().max(80),
    durationMs: z.number().min(0),
  }),
  z.object({ ...recordBase, state: z.literal("failed"), code: z.enum(ERROR_CODES), message: z.string().max(300) }),
  z.object({ ...recordBase, state: z.literal("cancelled"), stepIndex: z.number().int().min(-1) }),
])
export type GenerationRecord = z.infer<typeof generationRecordSchema>

export function parseGenerationRecord(value: unknown): GenerationRecord | undefined {
  const parsed = generationRecordSchema.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

export function isFinished(state: GenerationState): boolean {
  return state === "done" || state === "failed" || state === "cancelled"
}
