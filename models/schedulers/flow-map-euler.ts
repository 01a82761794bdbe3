/**
 * Steps of a two-time flow map u(z, t, r), the mean velocity from t to r: z_r = z_t − (t − r)·u.
 * Source: Geng et al. 2025, arXiv:2505.13447, equation 12 (mean flows); schedule as diffusers' FlowMapEuler.
 */

import { FlowMapEulerConfig, parseSchedulerConfig } from "./config.ts"
import { createFlowSchedule, expectOwnSigmas, shiftSigma } from "./flow-match-euler.ts"
import { expectStepCount } from "./schedule-steps.ts"
import type { Scheduler } from "./scheduler.ts"

const NAME = "FlowMapEulerDiscreteScheduler"

/** @param config a `scheduler_config.json`; absent fields have diffusers' defaults @throws AppError model/unsupported */
export function createFlowMapEulerScheduler(config: unknown): Scheduler {
  const parsed = parseSchedulerConfig(NAME, FlowMapEulerConfig, config)
  return {
    name: NAME,
    predictionType: "flow_prediction",
    trainTimestepCount: parsed.num_train_timesteps,
    createSchedule: (stepCount, options = {}) => {
      expectStepCount(NAME, stepCount, parsed.num_train_timesteps)
      if (options.sigmas) expectOwnSigmas(NAME, options.sigmas, stepCount)
      // From 1 down to 0 in N even steps, unlike flow matching, whose last level before 0 is 1/T.
      const levels = options.sigmas ?? Array.from({ length: stepCount }, (_, i) => 1 - i / stepCount)
      const sigmas = levels.map((sigma) => shiftSigma(sigma, parsed.shift))
      const timesteps = sigmas.map((sigma) => sigma * parsed.num_train_timesteps)
      return createFlowSchedule({ name: NAME, timesteps, sigmas: [...sigmas, 0], strength: options.strength })
    },
  }
}
