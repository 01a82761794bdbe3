/** What the benchmarks and the timed engine, a process of its own, say to each other. Times: wall clock, ms. */
import { z } from "zod"

export const engineModel = z.object({
  model: z.object({
    id: z.string(),
    name: z.string(),
    device: z.string(),
    threadCount: z.number(),
    /** Defaults of the model, which the benchmark uses. */
    stepCount: z.number(),
    guidance: z.number(),
    widthPx: z.number(),
    heightPx: z.number(),
  }),
})
export type EngineModel = z.infer<typeof engineModel>["model"]

export const engineStep = z.object({
  step: z.object({ jobId: z.string(), stepIndex: z.number(), computedAtMs: z.number(), sentAtMs: z.number() }),
})
export type EngineStep = z.infer<typeof engineStep>["step"]

export const bareRun = z.object({
  bare: z.object({
    /** Whether each step's picture is decoded (and thrown away): what anybody who watches needs. */
    withPreviews: z.boolean(),
    prompt: z.string(),
    seed: z.number(),
    stepCount: z.number(),
    guidance: z.number(),
    widthPx: z.number(),
    heightPx: z.number(),
  }),
})

export const bareAnswer = z.object({ bareMs: z.number() })
