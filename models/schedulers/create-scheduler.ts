/** From a `scheduler_config.json` to the scheduler it names. */

import { AppError } from "../../lib/errors.ts"
import { createDdimScheduler } from "./ddim.ts"
import { createDpmSolverScheduler } from "./dpmpp-2m.ts"
import { createEulerScheduler } from "./euler.ts"
import { createEulerAncestralScheduler } from "./euler-ancestral.ts"
import { createFlowMapEulerScheduler } from "./flow-map-euler.ts"
import { createFlowMatchEulerScheduler } from "./flow-match-euler.ts"
import { createLcmScheduler } from "./lcm.ts"
import { createPndmScheduler } from "./pndm.ts"
import type { Scheduler } from "./scheduler.ts"

const CREATORS: Readonly<Record<string, (config: unknown) => Scheduler>> = {
  DDIMScheduler: (config) => createDdimScheduler(config),
  EulerDiscreteScheduler: createEulerScheduler,
  EulerAncestralDiscreteScheduler: createEulerAncestralScheduler,
  DPMSolverMultistepScheduler: createDpmSolverScheduler,
  PNDMScheduler: createPndmScheduler,
  LCMScheduler: createLcmScheduler,
  FlowMatchEulerDiscreteScheduler: createFlowMatchEulerScheduler,
  FlowMapEulerDiscreteScheduler: createFlowMapEulerScheduler,
}

/** The classes `createScheduler` knows. */
export const SCHEDULER_NAMES: readonly string[] = Object.keys(CREATORS)

/**
 * @param config the parsed file (see `parsePythonJson`), with its `_class_name`
 * @param name takes the place of `_class_name`: diffusers' way of using one model with another scheduler
 * @throws AppError model/unsupported naming the class, or the field, that is not supported
 */
export function createScheduler(config: unknown, name?: string): Scheduler {
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new AppError("model/unsupported", "scheduler_config.json must hold a JSON object.")
  }
  const className = name ?? (config as { _class_name?: unknown })._class_name
  const create = typeof className === "string" && Object.hasOwn(CREATORS, className) ? CREATORS[className] : undefined
  if (!create) {
    throw new AppError(
      "model/unsupported",
      `scheduler_config.json: _class_name = ${JSON.stringify(className) ?? "absent"} is not supported; supported are ${SCHEDULER_NAMES.join(", ")}.`,
    )
  }
  return create(config)
}
