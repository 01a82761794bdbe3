/** A finished picture and its film on their way into the store, and what that makes of the job. */
import { AppError } from "../../lib/errors.ts"
import type { JobEvent } from "../../lib/job/transition.ts"
import type { JobDone } from "../../lib/protocol/engine-messages.ts"
import type { Job } from "../store/job-store.ts"
import type { JobServiceOptions } from "./job-service-options.ts"

/**
 * Stores by content hash: the same twice is once.
 * @returns the job's end: finished, or failed when the picture could not be stored. Never rejects.
 */
export async function storeResult(
  { assets, log }: Pick<JobServiceOptions, "assets" | "log">,
  job: Job,
  done: JobDone,
): Promise<JobEvent> {
  const { attempt, durationMs } = done
  try {
    const [image, film] = await Promise.all([
      assets.putGenerated(job.roomId, done.image, "generation"),
      done.film && storeFilm({ assets, log }, job, done.film),
    ])
    const { assetId } = image
    return { type: "finished", attempt, assetId, ...(film && { filmAssetId: film.assetId }), durationMs }
  } catch (error) {
    log.error({ err: error, jobId: job.id }, "a result could not be stored")
    const isNoPicture = error instanceof AppError && error.code.startsWith("asset/")
    return {
      type: "failed",
      attempt,
      code: isNoPicture ? "engine/failed" : "store/failed",
      message: isNoPicture
        ? "The engine answered with something that is no picture."
        : "The picture was made, but the server could not store it: its disk is full or damaged.",
    }
  }
}

/** The picture is what was asked for: without a film it is still whole. */
async function storeFilm(
  { assets, log }: Pick<JobServiceOptions, "assets" | "log">,
  job: Job,
  film: Uint8Array,
): Promise<{ assetId: string } | undefined> {
  try {
    return await assets.putGenerated(job.roomId, film, "film")
  } catch (error) {
    log.error({ err: error, jobId: job.id }, "a film could not be stored")
    return undefined
  }
}
