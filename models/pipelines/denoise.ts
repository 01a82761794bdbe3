/**
 * The parts that the three loops share: where a run starts, one step, and when it stops.
 * The loops themselves stay in the open, in text-to-image.ts, image-to-image.ts and inpaint.ts.
 */

import { AppError } from "../../lib/errors.ts"
import type { Rng } from "../../lib/random/rng.ts"
import type { Schedule, StepOutput } from "../schedulers/scheduler.ts"
import { affine, createTensor, type Tensor } from "../tensor/tensor.ts"
import type { DiffusionModel, PromptCondition, SpatialCondition } from "./model.ts"

export interface LoopOptions {
  /** Draws the starting noise first, then what stochastic schedulers add, step by step. */
  readonly rng: Rng
  /** Looked at before every step: no step is begun after it was aborted. */
  readonly signal?: AbortSignal
}

/** @throws AppError job/cancelled */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError("job/cancelled", "The picture was cancelled.")
}

/** Standard normal noise of a shape. */
export function drawNoise(rng: Rng, shape: readonly number[]): Tensor {
  const noise = createTensor(shape)
  rng.fillNormal(noise.data)
  return noise
}

/** A latent of nothing but noise, at the schedule's first level. */
export function startFromNoise(schedule: Schedule, noise: Tensor): Tensor {
  return schedule.initNoiseSigma === 1 ? noise : affine(noise, schedule.initNoiseSigma)
}

export interface DenoiseInput {
  readonly model: DiffusionModel
  readonly schedule: Schedule
  readonly index: number
  readonly latent: Tensor
  readonly condition: PromptCondition
  readonly guidance: number
  readonly space: SpatialCondition
  readonly rng: Rng
}

/** One network evaluation and one scheduler step. */
export async function denoiseStep(input: DenoiseInput): Promise<StepOutput> {
  const { model, schedule, index, latent } = input
  const prediction = await model.predict({
    sample: schedule.scaleInput(latent, index),
    timestep: schedule.timesteps[index] as number,
    timestepNext: schedule.timesteps[index + 1] ?? 0,
    condition: input.condition,
    guidance: input.guidance,
    space: input.space,
  })
  return schedule.step({ prediction, sample: latent, index, noise: () => drawNoise(input.rng, latent.shape) })
}

/**
 * How many steps to plan so that at least one is left of a run at `strength`: few-step models would otherwise refuse
 * small changes. The request's own count whenever it is enough.
 */
export function plannedStepCount(stepCount: number, strength: number): number {
  if (Math.floor(stepCount * strength) >= 1) return stepCount
  const needed = Math.ceil(1 / strength)
  return Math.floor(needed * strength) >= 1 ? needed : needed + 1
}

/** Keeps the first answer of a computation. */
export function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= compute()
    return answer
  }
}
