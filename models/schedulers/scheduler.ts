/**
 * What every scheduler offers to the loops in models/pipelines, whatever its algorithm.
 * Names and meaning follow diffusers, whose numbers these schedulers reproduce.
 */

import type { Tensor } from "../tensor/tensor.ts"

/** What the network's output means. */
export type PredictionType = "epsilon" | "sample" | "v_prediction" | "flow_prediction"

export interface StepInput {
  /** The network's output for `timesteps[index]`, in the scheduler's prediction type; not mutated. */
  readonly prediction: Tensor
  /** The latent before this step, same shape; not mutated. */
  readonly sample: Tensor
  /** 0 to N - 1, by counter: timesteps may repeat, so a step is never looked up by its timestep. */
  readonly index: number
  /** Standard normal noise of the sample's shape; called once a step, and only by stochastic algorithms. */
  readonly noise: () => Tensor
}

export interface StepOutput {
  /** The latent after this step. */
  readonly sample: Tensor
  /** The clean estimate x̂₀ the step was made with (for LCM: after the boundary condition). */
  readonly denoised: Tensor
}

/** The steps of one run. Multistep solvers keep their memory in it: one schedule for one run. */
export interface Schedule {
  /** What the network is told at each step, length N. */
  readonly timesteps: readonly number[]
  /** Noise levels before each step and after the last; √((1-ᾱ)/ᾱ) for diffusion, the share of noise for flow. */
  readonly sigmas: readonly number[]
  /** The step a run begins with: 0, or later with a strength below 1. */
  readonly startIndex: number
  /** What pure noise is multiplied with when a run begins at step 0. */
  readonly initNoiseSigma: number
  /** What the network gets instead of the latent. */
  scaleInput(sample: Tensor, index: number): Tensor
  step(input: StepInput): StepOutput
  /** A clean latent noised to the level before step `index`; at index N the clean latent as it is. */
  addNoise(clean: Tensor, noise: Tensor, index: number): Tensor
}

export interface ScheduleOptions {
  /** How much of a picture may change, above 0 up to 1 (default): skips the noisiest steps. */
  readonly strength?: number
  /** Own noise levels, N values falling from at most 1, before the configured shift; flow schedulers only. */
  readonly sigmas?: readonly number[]
}

export interface Scheduler {
  /** diffusers' class name. */
  readonly name: string
  readonly predictionType: PredictionType
  /** How many timesteps the network was trained with. */
  readonly trainTimestepCount: number
  /**
   * @param stepCount N, a whole number of at least 1
   * @throws AppError steps/out-of-range, strength/out-of-range, model/unsupported
   */
  createSchedule(stepCount: number, options?: ScheduleOptions): Schedule
}
