/** From what somebody asked to a complete recipe, or to the refusal that says why not. */
import { type Refusal, refusal } from "../../lib/errors.ts"
import { MAX_PROMPT_LENGTH, MAX_SIDE_PX, MIN_SIDE_PX, type Recipe } from "../../lib/job/generation.ts"
import type { ModelSummary } from "../../lib/protocol/engine-messages.ts"
import { codeOfRequestIssue, type GenerationRequest, generationRequestMessage } from "../../lib/protocol/messages.ts"

/** Parses a request with a refusal code that names what is wrong with it. */
export function parseGenerationRequest(message: unknown): { ok: true; request: GenerationRequest } | Refusal {
  const parsed = generationRequestMessage.safeParse(message)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const field = issue?.path[0]
    return refusal(codeOfRequestIssue(field), `${field ? `"${String(field)}": ` : ""}${issue?.message ?? "malformed"}`)
  }
  const prompt = readPrompt(parsed.data.prompt)
  return prompt.ok ? { ok: true, request: { ...parsed.data, prompt: prompt.prompt } } : prompt
}

/** The prompt as it is kept, or why it is none. */
export function readPrompt(text: string): { ok: true; prompt: string } | Refusal {
  const prompt = cleanPrompt(text)
  if (prompt.length === 0) return refusal("prompt/empty", "Write what the picture should show.")
  if (prompt.length > MAX_PROMPT_LENGTH) {
    return refusal(
      "prompt/too-long",
      `A prompt has at most ${MAX_PROMPT_LENGTH} characters, this one has ${prompt.length}.`,
    )
  }
  return { ok: true, prompt }
}

/**
 * Fills in what was left open from the model's defaults.
 * @param options.models what the connected engines have; the first is the default
 * @param options.randomSeed used only when the request names no seed
 * @param options.sourceSize pixels of the source picture, where there is one
 */
export function planRecipe(
  request: GenerationRequest,
  options: {
    readonly models: readonly ModelSummary[]
    readonly randomSeed: () => number
    readonly sourceSize?: { readonly width: number; readonly height: number } | undefined
  },
): { ok: true; recipe: Recipe; model: ModelSummary } | Refusal {
  const { models } = options
  const model = request.modelId ? models.find((candidate) => candidate.id === request.modelId) : models[0]
  if (!model) {
    if (models.length === 0) return refusal("engine/none", "No engine is connected yet. Try again in a moment.")
    const known = models.map((candidate) => candidate.id).join(", ")
    return refusal("model/unknown", `There is no model "${request.modelId}" here; known: ${known}.`)
  }
  const size = planSize(request, model, options.sourceSize)
  if (!size.ok) return size
  const { width, height } = size
  const stepCount = request.stepCount ?? model.defaultSteps
  if (stepCount > model.maxSteps) {
    return refusal("steps/out-of-range", `${model.name} takes 1 to ${model.maxSteps} steps, not ${stepCount}.`)
  }
  if (request.maskAssetId && !request.sourceAssetId) {
    return refusal("request/malformed", "A mask needs a picture: send sourceAssetId with maskAssetId.")
  }
  if (request.sourceAssetId && !(request.maskAssetId ? model.canInpaint : model.canImageToImage)) {
    return refusal("model/cannot", `${model.name} has no picture encoder, so it cannot start from a picture.`)
  }
  if (request.sketchAssetId && !model.canSketch) return refusal("model/cannot", `${model.name} takes no sketch.`)
  const recipe: Recipe = {
    prompt: request.prompt,
    negativePrompt: request.negativePrompt ? cleanPrompt(request.negativePrompt) : "",
    seed: request.seed ?? options.randomSeed(),
    stepCount,
    guidance: request.guidance ?? model.defaultGuidance,
    width,
    height,
    modelId: model.id,
    ...(request.sourceAssetId && { sourceAssetId: request.sourceAssetId }),
    ...(request.maskAssetId && { maskAssetId: request.maskAssetId }),
    ...(request.sketchAssetId && { sketchAssetId: request.sketchAssetId }),
    ...(request.strength !== undefined && { strength: request.strength }),
  }
  return { ok: true, recipe, model }
}

function planSize(
  request: GenerationRequest,
  model: ModelSummary,
  sourceSize: { readonly width: number; readonly height: number } | undefined,
): { ok: true; width: number; height: number } | Refusal {
  // Only a part is repainted, and the rest stays as it is: the picture keeps its size, whatever the model makes.
  const isRepaint = request.maskAssetId !== undefined
  const usual = isRepaint && sourceSize ? sourceSize : model.sizes
  const width = request.width ?? usual.width
  const height = request.height ?? usual.height
  const { min, max, multiple } = isRepaint ? { min: MIN_SIDE_PX, max: MAX_SIDE_PX, multiple: 1 } : model.sizes
  const fits = (side: number) => side >= min && side <= max && side % multiple === 0
  if (fits(width) && fits(height)) return { ok: true, width, height }
  const steps = multiple > 1 ? ` in steps of ${multiple}` : ""
  const range = min === max ? `${min} × ${min} px` : `sides from ${min} to ${max} px${steps}`
  const verb = isRepaint ? "repaints" : "makes"
  return refusal("size/out-of-range", `${model.name} ${verb} pictures of ${range}, not ${width} × ${height}.`)
}

// Control characters and lone surrogates cannot be seen, and break what shows or tokenizes the prompt.
function cleanPrompt(prompt: string): string {
  return prompt
    .normalize("NFC")
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
}
