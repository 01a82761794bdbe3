/** The latents of an engine's last jobs, step by step: what a fork goes on from. */
import { keptAfter } from "../../lib/job/kept-steps.ts"
import type { Tensor } from "../../models/tensor/tensor.ts"

export interface StepCache {
  /** A job begins: what was kept of an earlier run of it is gone, and so is what `keptAfter` lets go. */
  begin(jobId: string, awaitedJobIds: readonly string[]): void
  /** @param latent kept, not copied: the pipelines make a fresh one for each step */
  keep(jobId: string, stepsDone: number, latent: Tensor): void
  find(step: { readonly jobId: string; readonly stepsDone: number }): Tensor | undefined
}

export function createStepCache(): StepCache {
  let kept: string[] = []
  const latents = new Map<string, Map<number, Tensor>>()
  return {
    begin: (jobId, awaitedJobIds) => {
      kept = keptAfter(kept, jobId, new Set(awaitedJobIds))
      latents.delete(jobId)
      for (const id of latents.keys()) if (!kept.includes(id)) latents.delete(id)
    },
    keep: (jobId, stepsDone, latent) => {
      if (!kept.includes(jobId)) return
      const steps = latents.get(jobId) ?? new Map<number, Tensor>()
      latents.set(jobId, steps.set(stepsDone, latent))
    },
    find: ({ jobId, stepsDone }) => latents.get(jobId)?.get(stepsDone),
  }
}
