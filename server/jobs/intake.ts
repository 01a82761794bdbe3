/** New jobs: who may ask, how much, and for what; then stored, and taken up. */
import { type Refusal, refusal } from "../../lib/errors.ts"
import { isFinished, MAX_PARENTS, type Origin } from "../../lib/job/generation.ts"
import { NEW_JOB } from "../../lib/job/transition.ts"
import type { GenerationRequest } from "../../lib/protocol/messages.ts"
import { mayGenerate } from "../../lib/protocol/roles.ts"
import type { Job } from "../store/job-store.ts"
import type { EnginePool } from "./engine-pool.ts"
import type { ForkHolders } from "./fork-holders.ts"
import type { JobMember, JobServiceOptions } from "./job-service-options.ts"
import type { JobTable } from "./job-table.ts"
import { parentsOfRepaint } from "./overlapping-repaints.ts"
import { planRecipe } from "./plan-request.ts"

/** Pictures one person may have waiting or running in all rooms together. */
export const MAX_OPEN_PER_PERSON = 8

export type Accepted = { readonly ok: true; readonly generationId: string }
export type MemberOf = (roomId: string) => JobMember | undefined

export interface Intake {
  request(member: JobMember, request: GenerationRequest): Accepted | Refusal
  /** The refusal of whoever has too many pictures waiting. */
  tooManyOpen(member: JobMember): Refusal | undefined
  /** Stores a job and takes it up; one that is born finished is only written into the room's results. */
  insert(member: JobMember, what: NewJob): Accepted | Refusal
  /** Requests that come from here on are later than this. */
  after(requestedAtMs: number): void
  /** The job is finished. */
  ended(jobId: string): void
}

export type NewJob = Pick<Job, "roomId" | "recipe" | "parentIds" | "modelName" | "state"> & {
  readonly origin?: Origin | undefined
  /** The engine that holds what a fork goes on from. */
  readonly holder?: string
}

export function createIntake(
  options: Pick<JobServiceOptions, "assets" | "nowMs" | "newId" | "randomSeed" | "log"> & {
    readonly table: JobTable
    readonly pool: EnginePool
    readonly forks: ForkHolders
    readonly onQueued: () => void
    readonly onBornFinished: (job: Job) => void
    readonly isDraining: () => boolean
  },
): Intake {
  const { table, pool, forks, log } = options
  /** The elements that open repaints were asked for in. */
  const elementIds = new Map<string, string>()
  let lastRequestedAtMs = 0

  /** The first picture of a request that the room does not hold, or that does not fit, as a refusal. */
  function refusePictures(request: GenerationRequest, size: { width: number; height: number }): Refusal | undefined {
    for (const assetId of [request.sourceAssetId, request.maskAssetId, request.sketchAssetId]) {
      if (assetId && !options.assets.find(request.roomId, assetId)) {
        return refusal("asset/not-found", "A picture of this request is not in this room.")
      }
    }
    const mask = request.maskAssetId && options.assets.find(request.roomId, request.maskAssetId)
    if (mask && (mask.width !== size.width || mask.height !== size.height)) {
      return refusal(
        "mask/wrong-size",
        `The mask must be ${size.width} × ${size.height} px like the picture, it is ${mask.width} × ${mask.height}.`,
      )
    }
    return undefined
  }

  function tooManyOpen(member: JobMember): Refusal | undefined {
    const mine = table.open().filter((job) => job.authorId === member.personId).length
    if (mine < MAX_OPEN_PER_PERSON) return undefined
    return refusal("queue/full", `You have ${mine} pictures waiting. Wait for one, or cancel one.`)
  }

  function insert(member: JobMember, what: NewJob): Accepted | Refusal {
    const { origin, holder, ...rest } = what
    // Later requests are later, whatever happens to the calendar.
    lastRequestedAtMs = Math.max(options.nowMs(), lastRequestedAtMs + 1)
    const job: Job = {
      id: options.newId(),
      authorId: member.personId,
      authorName: member.name,
      requestedAtMs: lastRequestedAtMs,
      ...rest,
      ...(origin && { origin }),
    }
    try {
      table.insert(job)
    } catch (error) {
      log.error({ err: error, jobId: job.id }, "a job could not be stored")
      return refusal("store/failed", "The server's disk is full or damaged: it takes no new pictures at the moment.")
    }
    const fields = { jobId: job.id, roomId: job.roomId, personId: member.personId, modelId: job.recipe.modelId }
    if (isFinished(job.state.state)) {
      log.info(fields, "a step was kept")
      options.onBornFinished(job)
    } else {
      if (holder && origin) forks.awaits(job.id, { engineId: holder, jobId: origin.of })
      log.info(fields, "generation requested")
      options.onQueued()
    }
    return { ok: true, generationId: job.id }
  }

  return {
    request: (member, request) => {
      if (options.isDraining()) return restarting()
      if (!mayGenerate(member.role)) {
        return refusal("role/forbidden", `As ${member.role} you can look, but not generate.`)
      }
      const planned = planRecipe(request, {
        models: pool.models(),
        randomSeed: options.randomSeed,
        sourceSize: request.sourceAssetId ? options.assets.find(request.roomId, request.sourceAssetId) : undefined,
      })
      if (!planned.ok) return planned
      const refused = tooManyOpen(member) ?? refusePictures(request, planned.recipe)
      if (refused) return refused
      const { variation } = request
      const parentIds = [...new Set([...(variation ? [variation.of] : []), ...(request.parentIds ?? [])])]
      for (const parentId of parentIds) {
        if (table.find(parentId)?.roomId !== request.roomId) {
          return refusal("generation/not-found", `There is no generation "${parentId}" in this room.`)
        }
      }
      const { roomId, elementId } = request
      const { recipe } = planned
      const asked = { roomId, authorId: member.personId, recipe, parentIds: parentIds.slice(0, MAX_PARENTS), elementId }
      // What was made of another picture is that one's, and nobody's repaint.
      const asPainted = table.open().filter((job) => !job.origin)
      const inserted = insert(member, {
        roomId,
        recipe,
        parentIds: variation ? asked.parentIds : parentsOfRepaint(asked, asPainted, (jobId) => elementIds.get(jobId)),
        modelName: planned.model.name,
        state: NEW_JOB,
        origin: variation && { kind: "variation", ...variation },
      })
      if (inserted.ok && elementId && table.get(inserted.generationId)) {
        elementIds.set(inserted.generationId, elementId)
      }
      return inserted
    },
    tooManyOpen,
    insert,
    after: (requestedAtMs) => {
      lastRequestedAtMs = Math.max(lastRequestedAtMs, requestedAtMs)
    },
    ended: (jobId) => {
      elementIds.delete(jobId)
    },
  }
}

export function restarting(): Refusal {
  return refusal("engine/none", "The server is restarting. Try again in a moment.")
}
