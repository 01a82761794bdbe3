/** What the edits benchmark and its load generator, a process of its own, say to each other. */
import { z } from "zod"

export const loadPlan = z.object({
  kind: z.enum(["echo", "stock", "ours"]),
  url: z.string(),
  /** Whose processor time is read while measuring. */
  serverPid: z.number(),
  clientCount: z.number().int().min(2),
  /** How many of them hold a whole document and measure; the others write and throw away what they are sent. */
  fullCount: z.number().int().min(2),
  writesPerSecond: z.number().positive(),
  /** Cursor moves a second of each client; 0: nobody is present. */
  presencePerSecond: z.number().min(0),
  warmUpMs: z.number(),
  measureMs: z.number(),
})
export type LoadPlan = z.infer<typeof loadPlan>

export const loadOutcome = z.object({
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  observationCount: z.number(),
  /** Observations that should have been made and were not, a while after the last write. */
  missingCount: z.number(),
  writesPerSecond: z.number(),
  /** Parts of one core; undefined where the system does not tell. */
  serverCpu: z.number().optional(),
  serverCpuMsPerEdit: z.number().optional(),
  generatorCpu: z.number(),
  closedCount: z.number(),
})
export type LoadOutcome = z.infer<typeof loadOutcome>

export const loadAnswer = z.object({ outcome: loadOutcome })
