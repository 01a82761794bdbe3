/** What is made of a picture that is there already: a complete job, or the refusal that says why not. */
import { type Refusal, refusal } from "../../lib/errors.ts"
import type { Recipe, UpscaleFactor } from "../../lib/job/generation.ts"
import { KEPT_JOBS } from "../../lib/job/kept-steps.ts"
import type { ModelSummary } from "../../lib/protocol/engine-messages.ts"
import type { Job } from "../store/job-store.ts"
import type { HeldSteps } from "./fork-holders.ts"

/** The longer side of the largest picture an engine makes. */
export const MAX_UPSCALED_SIDE_PX = 4096

/**
 * @param options.held what an engine holds of the job's steps
 * @param options.stepIndex the step to go on from, 0-based as the room saw it; by default the newest that leaves one to do
 * @returns how many steps of the whole run are done then
 */
export function planFork(
  job: Pick<Job, "origin">,
  options: { readonly held: HeldSteps | undefined; readonly stepIndex: number | undefined },
): { ok: true; stepsDone: number; holder: string } | Refusal {
  const { origin } = job
  const { held } = options
  if (origin?.kind === "step") {
    return refusal("step/not-kept", "A kept step has no steps of its own: fork the picture it comes from.")
  }
  if (origin?.kind === "upscale") return refusal("step/not-kept", "An enlarged picture has no steps to go on from.")
  if (!held) {
    return refusal(
      "step/not-kept",
      `The steps of this picture are no longer kept: an engine keeps those of its last ${KEPT_JOBS}. Branch from it instead.`,
    )
  }
  const newest = Math.min(held.stepIndex, held.stepCount - 2)
  const stepIndex = options.stepIndex ?? newest
  if (newest < 0) return refusal("steps/out-of-range", "This picture has no step yet that leaves another one to do.")
  if (stepIndex > newest) {
    return refusal(
      "steps/out-of-range",
      `This picture can be forked after steps 1 to ${newest + 1}, not ${stepIndex + 1}.`,
    )
  }
  // A fork of a fork: what it went on from was done before its own first step.
  const before = origin?.kind === "fork" ? origin.stepsDone : 0
  return { ok: true, stepsDone: before + stepIndex + 1, holder: held.engineId }
}

/**
 * @param options.models what the connected engines have; the picture's own is taken where it is there
 * @param options.size pixels of the finished picture
 */
export function planUpscale(
  job: Pick<Job, "recipe" | "state" | "origin">,
  options: {
    readonly factor: UpscaleFactor
    readonly models: readonly ModelSummary[]
    readonly size: { readonly width: number; readonly height: number } | undefined
  },
): { ok: true; recipe: Recipe; model: ModelSummary } | Refusal {
  const { models, size, factor } = options
  if (job.state.state !== "done" || !size) return refusal("asset/not-found", "This picture is not finished yet.")
  if (job.origin?.kind === "upscale") return refusal("size/out-of-range", "This picture has been made larger already.")
  if (models.length === 0) return refusal("engine/none", "No engine is connected yet. Try again in a moment.")
  const able = models.filter((model) => model.canImageToImage)
  const model = able.find(({ id }) => id === job.recipe.modelId) ?? able[0]
  if (!model)
    return refusal("model/cannot", `${models[0]!.name} has no picture encoder, so it cannot enlarge pictures.`)
  const longer = Math.max(size.width, size.height) * factor
  if (longer > MAX_UPSCALED_SIDE_PX) {
    const message = `An enlarged picture may have ${MAX_UPSCALED_SIDE_PX} px a side, this would have ${longer}.`
    return refusal("size/out-of-range", message)
  }
  const { maskAssetId: _mask, sketchAssetId: _sketch, strength: _strength, ...recipe } = job.recipe
  const isOwn = model.id === job.recipe.modelId
  return {
    ok: true,
    model,
    recipe: {
      ...recipe,
      sourceAssetId: job.state.assetId,
      modelId: model.id,
      stepCount: isOwn ? Math.min(recipe.stepCount, model.maxSteps) : model.defaultSteps,
      guidance: isOwn ? recipe.guidance : model.defaultGuidance,
    },
  }
}
