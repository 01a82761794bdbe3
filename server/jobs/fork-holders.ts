/**
 * Which engine holds the steps of which job, as far as the server knows: it follows the engines' own rule
 * (lib/job/kept-steps.ts). And which of them the waiting forks go on from. In memory: an engine that reconnects, or a
 * server that restarts, begins with nothing kept.
 */
import { keepsSteps, keptAfter } from "../../lib/job/kept-steps.ts"
import type { Job } from "../store/job-store.ts"

export interface ForkHolders {
  /** An engine was given a job. */
  started(engineId: string, job: Pick<Job, "id" | "recipe" | "origin">): void
  engineLeft(engineId: string): void
  /** The engine that still holds a job's steps. */
  engineWith(jobId: string): string | undefined
  /** A fork waits for steps of `jobId`, which that engine holds, until it has ended. */
  awaits(forkId: string, held: { readonly engineId: string; readonly jobId: string }): void
  /** The engine a fork needs, while that still holds what the fork goes on from. */
  holderOf(forkId: string, jobId: string): string | undefined
  /** Jobs whose steps an engine must not let go. */
  awaitedOn(engineId: string): string[]
  /** The fork, or whatever job it was, is finished. */
  ended(jobId: string): void
}

export function createForkHolders(): ForkHolders {
  /** By engine, oldest first. */
  const keptOn = new Map<string, readonly string[]>()
  const waiting = new Map<string, { readonly engineId: string; readonly jobId: string }>()

  const awaitedOn = (engineId: string) => [
    ...new Set([...waiting.values()].filter((held) => held.engineId === engineId).map((held) => held.jobId)),
  ]

  return {
    started: (engineId, { id, recipe, origin }) => {
      if (origin?.kind === "upscale" || !keepsSteps(recipe)) return
      // Run again elsewhere: the steps of the first try are not this picture's.
      for (const [other, kept] of keptOn) {
        if (other !== engineId)
          keptOn.set(
            other,
            kept.filter((jobId) => jobId !== id),
          )
      }
      keptOn.set(engineId, keptAfter(keptOn.get(engineId) ?? [], id, new Set(awaitedOn(engineId))))
    },
    engineLeft: (engineId) => {
      keptOn.delete(engineId)
    },
    engineWith: (jobId) => [...keptOn].find(([, kept]) => kept.includes(jobId))?.[0],
    awaits: (forkId, held) => {
      waiting.set(forkId, held)
    },
    holderOf: (forkId, jobId) => {
      const held = waiting.get(forkId)
      return held && keptOn.get(held.engineId)?.includes(jobId) ? held.engineId : undefined
    },
    awaitedOn,
    ended: (jobId) => {
      waiting.delete(jobId)
    },
  }
}
