/**
 * The parts that the three loops share: where a run starts, one step and its event, and when it stops.
 * The loops themselves stay in the open, in text-to-image.ts, image-to-image.ts and inpaint.ts.
 */

import { AppError } from "../../lib/errors.ts"
import type { Rng } from "../../lib/random/rng.ts"
import type { Schedule, StepOutput } from "../schedulers/scheduler.ts"
import { affine, createTensor, expectShape, type Tensor } from "../tensor/tensor.ts"
import type { DiffusionModel, GenerationRequest, GenerationStep, PromptCondition, SpatialCondition } from "./model.ts"
import type { Picture } from "./picture.ts"

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

/** The steps that a run still has to do. */
export interface Run {
  readonly schedule: Schedule
  /** The schedule's step it begins with, and the one it ends before. */
  readonly first: number
  readonly end: number
  /** What it begins with, [1, C, h, w]. */
  readonly latent: Tensor
}

/**
 * @param fresh what a run from the schedule's own start begins with, [1, C, h, w]
 * @param resume the kept step to go on from instead: the schedule, its strength and `rng` are then those of the run it was kept of
 * @param rng moved past what a stochastic scheduler drew for the steps that are done: the same noise again would be no noise
 * @throws AppError tensor/shape, steps/out-of-range when no step is left after the kept one
 */
export function beginRun(
  schedule: Schedule,
  fresh: Tensor,
  { resume, rng }: { readonly resume: GenerationRequest["resume"]; readonly rng: Rng },
): Run {
  const end = schedule.timesteps.length
  if (!resume) return { schedule, first: schedule.startIndex, end, latent: fresh }
  const { latent, stepsDone } = resume
  expectShape(latent, fresh.shape, "The kept step")
  const first = schedule.startIndex + stepsDone
  if (first >= end) {
    const count = end - schedule.startIndex
    throw new AppError("steps/out-of-range", `The kept step must be before the last of ${count}, got ${stepsDone}.`)
  }
  for (let done = 0; done < stepsDone; done++) drawNoise(rng, latent.shape)
  return { schedule, first, end, latent }
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
 * The event of a step that is done.
 * @param latent after the step, [1, C, h, w]
 * @param denoised the step's clean estimate; the last step shows its latent, which is the picture
 */
export function stepEvent(
  { schedule, first, end }: Run,
  index: number,
  { latent, denoised }: { readonly latent: Tensor; readonly denoised: Tensor },
  preview: (shown: Tensor) => Promise<Picture>,
): GenerationStep {
  return {
    type: "step",
    index: index - first,
    count: end - first,
    timestep: schedule.timesteps[index] as number,
    sigma: schedule.sigmas[index + 1] as number,
    latent,
    denoised,
    preview: once(() => preview(index === end - 1 ? latent : denoised)),
  }
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
function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= compute()
    return answer
  }
}
