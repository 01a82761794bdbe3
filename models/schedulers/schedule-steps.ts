/** Checks and small parts that the schedules share. */

import { AppError } from "../../lib/errors.ts"
import { expectSameShape } from "../tensor/tensor.ts"
import type { ScheduleOptions, StepInput } from "./scheduler.ts"

/** @throws AppError steps/out-of-range */
export function expectStepCount(name: string, stepCount: number, max: number): void {
  if (!Number.isInteger(stepCount) || stepCount < 1 || stepCount > max) {
    throw new AppError("steps/out-of-range", `${name} takes 1 to ${max} steps, got ${stepCount}.`)
  }
}

/**
 * The step a run of `strength` begins with: N − min(⌊N·strength⌋, N), as diffusers' image-to-image pipelines.
 * @throws AppError strength/out-of-range when no step would be left
 */
export function startIndexOf(stepCount: number, strength = 1): number {
  if (!(strength > 0 && strength <= 1)) {
    throw new AppError("strength/out-of-range", `The strength must be above 0 and at most 1, got ${strength}.`)
  }
  const kept = Math.min(Math.floor(stepCount * strength), stepCount)
  if (kept < 1) {
    throw new AppError(
      "strength/out-of-range",
      `A strength of ${strength} leaves none of ${stepCount} steps: use at least ${Math.ceil(1 / strength)} steps.`,
    )
  }
  return stepCount - kept
}

/** @throws AppError tensor/shape, or internal for a step outside the schedule */
export function expectStep(input: StepInput, stepCount: number): void {
  expectSameShape(input.prediction, input.sample, "Prediction and sample")
  if (!Number.isInteger(input.index) || input.index < 0 || input.index >= stepCount) {
    throw new AppError("internal", `Step ${input.index} is not in a schedule of ${stepCount} steps.`)
  }
}

/** @throws AppError model/unsupported: only flow schedulers take noise levels from outside */
export function expectNoOwnSigmas(name: string, options: ScheduleOptions): void {
  if (options.sigmas) throw new AppError("model/unsupported", `${name} takes no noise levels of one's own.`)
}
