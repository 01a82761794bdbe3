/** A job as the room sees it: the record in its results document. */
import type { GenerationRecord } from "../../lib/job/generation.ts"
import type { Job } from "../store/job-store.ts"
import type { Place } from "./queue-places.ts"

/**
 * @param now.place where a queued job stands
 * @param now.stepCount how many steps the engine says this run has, which strength makes fewer than were asked for
 */
export function recordOf(
  job: Job,
  now: { place?: Place | undefined; stepCount?: number | undefined },
): GenerationRecord {
  const base = {
    id: job.id,
    recipe: job.recipe,
    authorId: job.authorId,
    authorName: job.authorName,
    parentIds: [...job.parentIds],
    requestedAtMs: job.requestedAtMs,
    ...(job.origin && { origin: job.origin }),
  }
  const { state } = job
  switch (state.state) {
    case "queued":
      return { ...base, state: "queued", ahead: now.place?.ahead ?? 0, waitMs: now.place?.waitMs ?? 0 }
    case "running":
      return {
        ...base,
        state: "running",
        stepIndex: state.stepIndex,
        stepCount: now.stepCount ?? job.recipe.stepCount,
      }
    case "done":
      return {
        ...base,
        state: "done",
        assetId: state.assetId,
        ...(state.filmAssetId && { filmAssetId: state.filmAssetId }),
        modelName: job.modelName,
        durationMs: Math.round(state.durationMs),
      }
    case "failed":
      return { ...base, state: "failed", code: state.code, message: state.message.slice(0, 300) }
    case "cancelled":
      return { ...base, state: "cancelled", stepIndex: state.stepIndex }
  }
}
