/**
 * Every scheduler against diffusers' own trajectories: schedulers.json (the project's reference vectors) and
 * scheduler-family.json (made by models/training/fixtures/scheduler_family.py), within 1e-5 relative.
 */

import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { parsePythonJson } from "../../models/schedulers/config.ts"
import { createScheduler, SCHEDULER_NAMES } from "../../models/schedulers/create-scheduler.ts"
import { createDdimScheduler } from "../../models/schedulers/ddim.ts"
import type { Schedule, ScheduleOptions, Scheduler } from "../../models/schedulers/scheduler.ts"
import { createTensor, type Tensor } from "../../models/tensor/tensor.ts"

const TOLERANCE = 1e-5
const SHAPE = [1, 2, 2, 2]

const tensorOf = (valueAt: (i: number) => number): Tensor => createTensor(SHAPE, Float32Array.from({ length: 8 }, (_, i) => valueAt(i)))

/** The largest difference, relative to the largest magnitude of the row. */
function distance(got: ArrayLike<number>, wanted: readonly number[]): number {
  expect(got.length).toBe(wanted.length)
  const scale = Math.max(...wanted.map(Math.abs), 1e-3)
  return Math.max(...wanted.map((value, i) => Math.abs(value - (got[i] as number)) / scale))
}

function trajectory(schedule: Schedule): number[][] {
  let sample = tensorOf((i) => Math.fround(Math.sin(1.7 * i + 0.3)) * Math.fround(schedule.initNoiseSigma))
  return schedule.timesteps.map((timestep, index) => {
    const input = schedule.scaleInput(sample, index)
    const prediction = tensorOf((i) => 0.5 * Math.tanh(input.data[i] as number) + 0.1 * Math.cos(i + timestep / 100))
    const noise = () => tensorOf((i) => Math.cos(2.3 * i + 0.7 * index + 0.1))
    sample = schedule.step({ prediction, sample, index, noise }).sample
    return [...sample.data]
  })
}

interface Expected {
  readonly timesteps: readonly number[]
  readonly initNoiseSigma: number
  readonly sigmas?: readonly number[] | undefined
  readonly trail: readonly (readonly number[])[]
}

function compare(schedule: Schedule, expected: Expected): void {
  expect(distance(schedule.timesteps, expected.timesteps), "timesteps").toBeLessThan(TOLERANCE)
  expect(schedule.initNoiseSigma / expected.initNoiseSigma).toBeCloseTo(1, 5)
  if (expected.sigmas) expect(distance(schedule.sigmas, expected.sigmas), "sigmas").toBeLessThan(TOLERANCE)
  trajectory(schedule).forEach((row, step) => {
    expect(distance(row, expected.trail[step] ?? []), `after step ${step}`).toBeLessThan(TOLERANCE)
  })
}

const golden = (name: string) => parsePythonJson(readFileSync(new URL(name, import.meta.url), "utf8"))

describe("the reference vectors", () => {
  const file = golden("schedulers.json") as Record<string, Record<string, unknown>>
  const classes: [string, string][] = [
    ["ddim", "DDIMScheduler"],
    ["euler_ancestral", "EulerAncestralDiscreteScheduler"],
    ["euler", "EulerDiscreteScheduler"],
    ["dpmpp2m", "DPMSolverMultistepScheduler"],
    ["lcm", "LCMScheduler"],
    ["flow_euler", "FlowMatchEulerDiscreteScheduler"],
  ]
  for (const [name, entry] of Object.entries(file)) {
    if (name.startsWith("_")) continue
    test(name, () => {
      const className = classes.find(([start]) => name.startsWith(start))?.[1]
      expect(className).toBeDefined()
      const options = (entry.set_timesteps ?? {}) as ScheduleOptions
      compare(createScheduler(entry.config, className).createSchedule(entry.steps as number, options), {
        timesteps: entry.timesteps as number[],
        initNoiseSigma: entry.init_noise_sigma as number,
        sigmas: entry.sigmas as number[] | undefined,
        trail: entry.x_after_each_step as number[][],
      })
    })
  }
})

describe("the rest of the family", () => {
  interface Case extends Expected {
    readonly class: string
    readonly config: Record<string, unknown>
    readonly steps: number
    readonly setTimesteps?: ScheduleOptions
    readonly step?: { eta: number }
  }
  const { cases } = golden("scheduler-family.json") as { cases: Case[] }

  test("covers every class", () => {
    expect(new Set(cases.map((item) => item.class))).toEqual(new Set(SCHEDULER_NAMES))
  })

  cases.forEach((item, number) => {
    test(`${number}: ${item.class} ${JSON.stringify(item.config).slice(0, 160)} in ${item.steps}`, () => {
      const scheduler: Scheduler = item.step
        ? createDdimScheduler(item.config, item.step)
        : createScheduler(item.config, item.class)
      compare(scheduler.createSchedule(item.steps, item.setTimesteps), item)
    })
  })
})
