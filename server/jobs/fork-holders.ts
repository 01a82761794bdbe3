/**
 * Which engine holds the steps of which job, as far as the server knows: it follows the engines' own rule
 * (lib/job/kept-steps.ts). And which of them the waiting forks go on from. In memory: an engine that reconnects, or a
 * server that restarts, begins with nothing kept.
 */
import { keptAfter } from "../../lib/job/kept-steps.ts"
import type { Job } from "../store/job-store.ts"

/** The steps of one job that an engine holds. */
export interface HeldSteps {
  readonly engineId: string
  /** The newest, 0-based as in the film; -1 before the first. */
  readonly stepIndex: number
  /** How many the run has, which is known from its first step on. */
  readonly stepCount: number
}

export interface ForkHolders {
  /** An engine was given a job. */
  started(engineId: string, job: Pick<Job, "id" | "roomId" | "origin">): void
  /** It has done a step of it. */
  stepped(jobId: string, step: { readonly stepIndex: number; readonly stepCount: number }): void
  engineLeft(engineId: string): void
  /** What an engine still holds of a job. */
  held(jobId: string): HeldSteps | undefined
  /** Jobs of a room that an engine holds steps of, or will. */
  heldIn(roomId: string): string[]
  /** A fork waits for steps of `jobId`, which that engine holds, until it has ended. */
  awaits(forkId: string, held: { readonly engineId: string; readonly jobId: string }): void
  /** The engine a fork needs, while that still holds what the fork goes on from. */
  holderOf(forkId: string, jobId: string): string | undefined
  /** Jobs whose steps an engine must not let go. */
  awaitedOn(engineId: string): string[]
  /** The fork, or whatever job it was, is finished. */
  ended(jobId: string): void
}

/** @param onChange called with each room whose `heldIn` is another than before */
export function createForkHolders(onChange: (roomId: string) => void = () => undefined): ForkHolders {
  const held = new Map<string, HeldSteps & { readonly roomId: string }>()
  /** By engine, oldest first. */
  const keptOn = new Map<string, readonly string[]>()
  const waiting = new Map<string, { readonly engineId: string; readonly jobId: string }>()

  const awaitedOn = (engineId: string) => [
    ...new Set([...waiting.values()].filter((fork) => fork.engineId === engineId).map((fork) => fork.jobId)),
  ]

  /** Lets go of what an engine does not keep any more. */
  function keepOnly(engineId: string, kept: readonly string[]): void {
    const rooms = new Set<string>()
    for (const jobId of keptOn.get(engineId) ?? []) {
      if (kept.includes(jobId)) continue
      const gone = held.get(jobId)
      if (gone?.engineId !== engineId) continue
      held.delete(jobId)
      rooms.add(gone.roomId)
    }
    if (kept.length > 0) keptOn.set(engineId, kept)
    else keptOn.delete(engineId)
    for (const roomId of rooms) onChange(roomId)
  }

  return {
    started: (engineId, { id, roomId, origin }) => {
      if (origin?.kind === "upscale") return
      // Run again, perhaps elsewhere: the steps of the first try are not this picture's.
      const before = held.get(id)
      const keptThere = before && before.engineId !== engineId ? keptOn.get(before.engineId) : undefined
      held.set(id, { engineId, roomId, stepIndex: -1, stepCount: 0 })
      if (before && keptThere) {
        keepOnly(
          before.engineId,
          keptThere.filter((jobId) => jobId !== id),
        )
      }
      keepOnly(engineId, keptAfter(keptOn.get(engineId) ?? [], id, new Set(awaitedOn(engineId))))
      if (!before) onChange(roomId)
    },
    stepped: (jobId, { stepIndex, stepCount }) => {
      const steps = held.get(jobId)
      if (steps) held.set(jobId, { ...steps, stepIndex, stepCount })
    },
    engineLeft: (engineId) => keepOnly(engineId, []),
    held: (jobId) => held.get(jobId),
    heldIn: (roomId) => [...held].filter(([, steps]) => steps.roomId === roomId).map(([jobId]) => jobId),
    awaits: (forkId, fork) => {
      waiting.set(forkId, fork)
    },
    holderOf: (forkId, jobId) => {
      const fork = waiting.get(forkId)
      return fork && held.get(jobId)?.engineId === fork.engineId ? fork.engineId : undefined
    },
    awaitedOn,
    ended: (jobId) => {
      waiting.delete(jobId)
    },
  }
}
