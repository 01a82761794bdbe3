/** What the steps benchmark says to the processes that run its loops, ours and diffusers'. */
import { z } from "zod"

/** A run of the denoising loop. */
export const stepsRequest = z.object({
  stepCount: z.number(),
  guidance: z.number(),
  widthPx: z.number(),
  heightPx: z.number(),
  prompt: z.string(),
  seed: z.number(),
})
export type StepsRequest = z.infer<typeof stepsRequest>

/** To steps-loops.ts: our loop, or the network alone with what our loop gave it last. */
export const loopOrder = z.object({ loop: z.enum(["ours", "bare"]), request: stepsRequest })
export type LoopOrder = z.infer<typeof loopOrder>

/** A loop that ran: all of it, and its steps one by one (the first with what was before it), milliseconds. */
export const loopTimes = z.object({ runMs: z.number(), stepMs: z.array(z.number()).min(1) })
export type LoopTimes = z.infer<typeof loopTimes>

/** Of our loops, how often the network is asked in a run as well. */
export const loopAnswer = z.object({ ran: loopTimes, passCount: z.number() })

/** diffusers_steps.py when it has loaded. */
export const peerReady = z.object({ versions: z.object({ diffusers: z.string(), torch: z.string() }) })
