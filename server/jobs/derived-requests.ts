/** What is made of a picture that is there, or in the making: one of its steps, a fork, the same picture larger. */
import { AppError, type Refusal, refusal, toRefusal } from "../../lib/errors.ts"
import type { UpscaleFactor } from "../../lib/job/generation.ts"
import { NEW_JOB } from "../../lib/job/transition.ts"
import type { ForkMessage } from "../../lib/protocol/messages.ts"
import { mayGenerate } from "../../lib/protocol/roles.ts"
import type { Job } from "../store/job-store.ts"
import type { EnginePool } from "./engine-pool.ts"
import type { ForkHolders } from "./fork-holders.ts"
import { type Accepted, type Intake, type MemberOf, restarting } from "./intake.ts"
import type { JobProgress } from "./job-progress.ts"
import type { JobMember, JobServiceOptions } from "./job-service-options.ts"
import type { JobTable } from "./job-table.ts"
import { encodeStep, frameOfFilm, noSuchStep } from "./keep-step.ts"
import { planFork, planUpscale } from "./plan-derived.ts"

export interface DerivedRequests {
  /** Makes a picture of one step of another, with a record that is done at once. Never rejects. */
  keep(memberOf: MemberOf, step: { generationId: string; stepIndex: number }): Promise<Accepted | Refusal>
  /** Goes on from a step of another picture with other words and all else alike; only its engine holds that step. */
  fork(memberOf: MemberOf, fork: ForkMessage): Accepted | Refusal
  /** Makes a finished picture larger; asked for again while that is under way, it answers the same. */
  upscale(memberOf: MemberOf, upscale: { generationId: string; factor: UpscaleFactor }): Accepted | Refusal
}

export function createDerivedRequests(
  options: Pick<JobServiceOptions, "assets" | "log"> & {
    readonly table: JobTable
    readonly pool: EnginePool
    readonly forks: ForkHolders
    readonly progress: JobProgress
    readonly intake: Intake
    readonly phase: () => "open" | "draining" | "closed"
  },
): DerivedRequests {
  const { table, pool, forks, progress, intake, assets, phase, log } = options

  /** The picture and who asks, or why they may not have it. A picture of a room one is not in does not exist, as far as one can tell. */
  function lookUp(memberOf: MemberOf, generationId: string, deed: string): { job: Job; member: JobMember } | Refusal {
    const job = table.find(generationId)
    const member = job && memberOf(job.roomId)
    if (!job || !member) return noGeneration()
    if (mayGenerate(member.role)) return { job, member }
    return refusal("role/forbidden", `As ${member.role} you can look, but not ${deed}.`)
  }

  /** A step's picture as the engine sent it: of a running picture from memory, of a finished one out of its film. */
  async function readStep(job: Job, stepIndex: number): Promise<Uint8Array | Refusal> {
    if (job.state.state === "running") {
      const frames = progress.get(job.id)?.frames
      return frames?.get(stepIndex) ?? toRefusal(noSuchStep(stepIndex, frames?.size ?? 0))
    }
    const film = job.state.state === "done" && job.state.filmAssetId
    if (!film) return refusal("step/not-kept", "No steps of this picture were kept.")
    const bytes = await assets.read(job.roomId, film)
    if (!bytes) throw new AppError("asset/not-found", "The film of this picture is not in this room.")
    return frameOfFilm(bytes, stepIndex)
  }

  async function putStep(job: Job, stepIndex: number): Promise<{ ok: true; assetId: string } | Refusal> {
    try {
      const frame = await readStep(job, stepIndex)
      if (!(frame instanceof Uint8Array)) return frame
      const picture = await encodeStep(frame, job.recipe.prompt)
      const { assetId } = await assets.putGenerated(job.roomId, picture, "generation")
      return { ok: true, assetId }
    } catch (error) {
      const refused = toRefusal(error)
      if (refused.code !== "steps/out-of-range") log.error({ err: error, jobId: job.id }, "a step could not be kept")
      return refused
    }
  }

  return {
    keep: async (memberOf, { generationId, stepIndex }) => {
      const found = lookUp(memberOf, generationId, "keep steps")
      if (!("job" in found)) return found
      const { job, member } = found
      const kept = await putStep(job, stepIndex)
      if (!kept.ok) return kept
      if (phase() === "closed") return restarting()
      const { assetId } = kept
      return intake.insert(member, {
        roomId: job.roomId,
        recipe: job.recipe,
        parentIds: [job.id],
        modelName: job.modelName,
        // Nothing was computed for it.
        state: { state: "done", attempt: job.state.attempt, assetId, durationMs: 0 },
        origin: { kind: "step", of: job.id, stepIndex },
      })
    },

    fork: (memberOf, { generationId, prompt, stepIndex }) => {
      if (phase() !== "open") return restarting()
      const found = lookUp(memberOf, generationId, "fork")
      if (!("job" in found)) return found
      const { job, member } = found
      const planned = planFork(job, { held: forks.held(job.id), stepIndex })
      if (!planned.ok) return planned
      const refused = intake.tooManyOpen(member)
      if (refused) return refused
      return intake.insert(member, {
        roomId: job.roomId,
        recipe: { ...job.recipe, prompt },
        parentIds: [job.id],
        modelName: job.modelName,
        state: NEW_JOB,
        origin: { kind: "fork", of: job.id, stepsDone: planned.stepsDone },
        holder: planned.holder,
      })
    },

    upscale: (memberOf, { generationId, factor }) => {
      if (phase() !== "open") return restarting()
      const found = lookUp(memberOf, generationId, "enlarge pictures")
      if (!("job" in found)) return found
      const { job, member } = found
      for (const { id, origin } of table.open()) {
        // Asked for twice, it is made once.
        const isSame = origin?.kind === "upscale" && origin.of === job.id && origin.factor === factor
        if (isSame) return { ok: true, generationId: id }
      }
      const size = job.state.state === "done" ? assets.find(job.roomId, job.state.assetId) : undefined
      const planned = planUpscale(job, { factor, models: pool.models(), size })
      if (!planned.ok) return planned
      const refused = intake.tooManyOpen(member)
      if (refused) return refused
      return intake.insert(member, {
        roomId: job.roomId,
        recipe: planned.recipe,
        parentIds: [job.id],
        modelName: planned.model.name,
        state: NEW_JOB,
        origin: { kind: "upscale", of: job.id, factor },
      })
    },
  }
}

export function noGeneration(): Refusal {
  return refusal("generation/not-found", "There is no such generation.")
}
