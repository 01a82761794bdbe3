import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { createRng } from "../../lib/random/rng.ts"
import { createTensor, type Tensor } from "../tensor/tensor.ts"
import { parsePythonJson } from "./config.ts"
import { createScheduler, SCHEDULER_NAMES } from "./create-scheduler.ts"
import { createDdimScheduler } from "./ddim.ts"
import type { Schedule, Scheduler } from "./scheduler.ts"

const SD = {
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: "scaled_linear",
  clip_sample: false,
  skip_prk_steps: true,
  set_alpha_to_one: true,
}
const FLOW = ["FlowMatchEulerDiscreteScheduler", "FlowMapEulerDiscreteScheduler"]
const refusal = (code: string, ...parts: string[]) =>
  expect.objectContaining({ name: "AppError", code, message: expect.stringMatching(new RegExp(parts.join(".*"), "s")) })

const configOf = (name: string) => (FLOW.includes(name) ? { _class_name: name } : { _class_name: name, ...SD })

function noiseLike(seed: number): Tensor {
  const noise = createTensor([1, 2, 3, 3])
  createRng(seed).fillNormal(noise.data)
  return noise
}

/** The output of a perfect network for a sample that is `clean` with `noise` at step `index`. */
function perfectPrediction(scheduler: Scheduler, clean: Tensor, noise: Tensor): Tensor {
  if (scheduler.predictionType === "epsilon") return noise
  return createTensor(
    clean.shape,
    noise.data.map((value, i) => value - (clean.data[i] as number)),
  )
}

const worst = (a: Tensor, b: Tensor) => Math.max(...a.data.map((value, i) => Math.abs(value - (b.data[i] as number))))

describe("every scheduler", () => {
  test.each(SCHEDULER_NAMES)("%s: with a perfect network each step's estimate is the clean latent", (name) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(1000), (stepCount, seed) => {
        const scheduler = createScheduler(configOf(name))
        const schedule = scheduler.createSchedule(stepCount)
        const [clean, noise] = [noiseLike(seed), noiseLike(seed + 1)]
        for (let index = 0; index < schedule.timesteps.length; index++) {
          const sample = schedule.addNoise(clean, noise, index)
          const prediction = perfectPrediction(scheduler, clean, noise)
          const { denoised } = schedule.step({ prediction, sample, index, noise: () => noise })
          // LCM mixes the noisy sample in a little at small timesteps; that is its boundary condition.
          expect(worst(denoised, clean)).toBeLessThan(name === "LCMScheduler" ? 2e-2 : 2e-3)
        }
      }),
      { numRuns: 40, seed: 4417 },
    )
  })

  test.each(SCHEDULER_NAMES)("%s: noise levels fall to 0, timesteps fall, and nothing becomes undefined", (name) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (stepCount) => {
        const schedule = createScheduler(configOf(name)).createSchedule(stepCount)
        const { sigmas, timesteps } = schedule
        // PNDM tries its second timestep twice.
        const count = name === "PNDMScheduler" && stepCount > 1 ? stepCount + 1 : stepCount
        expect(timesteps).toHaveLength(count)
        expect(sigmas).toHaveLength(count + 1)
        const falls = (values: readonly number[]) =>
          values.slice(1).every((value, i) => value < (values[i] as number) || (count > stepCount && i === 1))
        expect(falls(sigmas)).toBe(true)
        expect(falls(timesteps)).toBe(true)
        let sample = noiseLike(1)
        for (let index = 0; index < count; index++) {
          const prediction = schedule.scaleInput(sample, index)
          sample = schedule.step({ prediction, sample, index, noise: () => noiseLike(index) }).sample
        }
        expect(sample.data.every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 30, seed: 4417 },
    )
  })

  test.each(SCHEDULER_NAMES)("%s: inputs of a step are left alone, and noise beyond the end is none", (name) => {
    const schedule = createScheduler(configOf(name)).createSchedule(3)
    const [sample, prediction, noise] = [noiseLike(1), noiseLike(2), noiseLike(3)]
    const before = [sample, prediction, noise].map((tensor) => tensor.data.slice())
    schedule.step({ prediction, sample, index: 0, noise: () => noise })
    schedule.addNoise(sample, noise, 1)
    schedule.scaleInput(sample, 0)
    expect([sample, prediction, noise].map((tensor) => tensor.data)).toEqual(before)
    expect(schedule.addNoise(sample, noise, schedule.timesteps.length)).toEqual(sample)
  })

  test.each(SCHEDULER_NAMES)("%s: step counts and strengths out of range are refused", (name) => {
    const scheduler = createScheduler(configOf(name))
    for (const count of [0, -1, 1.5, Number.NaN, 1e9]) {
      expect(() => scheduler.createSchedule(count)).toThrow(refusal("steps/out-of-range"))
    }
    for (const strength of [0, -0.1, 1.01, Number.NaN]) {
      expect(() => scheduler.createSchedule(4, { strength })).toThrow(refusal("strength/out-of-range"))
    }
    const schedule = scheduler.createSchedule(2)
    const step = (index: number, prediction = noiseLike(1)) =>
      schedule.step({ prediction, sample: noiseLike(1), index, noise: () => noiseLike(1) })
    expect(() => step(schedule.timesteps.length)).toThrow(refusal("internal"))
    expect(() => step(0, createTensor([1, 2, 3, 4]))).toThrow(refusal("tensor/shape"))
  })

  test.each(SCHEDULER_NAMES.filter((name) => !FLOW.includes(name)))("%s takes no noise levels from outside", (name) => {
    const scheduler = createScheduler(configOf(name))
    expect(() => scheduler.createSchedule(2, { sigmas: [1, 0.5] })).toThrow(refusal("model/unsupported"))
  })

  test.each(FLOW)("%s takes falling noise levels of the right number only", (name) => {
    const scheduler = createScheduler({ _class_name: name, shift: 1 })
    expect(scheduler.createSchedule(2, { sigmas: [1, 0.25] }).sigmas).toEqual([1, 0.25, 0])
    for (const sigmas of [[1], [0.5, 1], [1, 0], [2, 1]]) {
      expect(() => scheduler.createSchedule(2, { sigmas })).toThrow(refusal("steps/out-of-range"))
    }
  })
})

describe("strength", () => {
  test("starts later, as diffusers does: N − min(⌊N·strength⌋, N)", () => {
    const startAt = (strength: number) =>
      createScheduler(configOf("DDIMScheduler")).createSchedule(10, { strength }).startIndex
    expect([1, 0.99, 0.7, 0.5, 0.15].map(startAt)).toEqual([0, 1, 3, 5, 9])
    expect(() => startAt(0.05)).toThrow(refusal("strength/out-of-range", "use at least 20 steps"))
  })

  test("squeezes all steps of LCM into the part that is left", () => {
    const schedule = createScheduler(configOf("LCMScheduler")).createSchedule(4, { strength: 0.5 })
    expect([schedule.startIndex, schedule.timesteps]).toEqual([0, [499, 379, 259, 139]])
  })
})

describe("multistep memory", () => {
  const run = (schedule: Schedule, indices: readonly number[]) => {
    let sample = noiseLike(1)
    for (const index of indices) {
      const prediction = noiseLike(10 + index)
      sample = schedule.step({ prediction, sample, index, noise: () => noiseLike(0) }).sample
    }
    return sample
  }

  test("belongs to one run: another schedule, or a jump, begins anew", () => {
    const scheduler = createScheduler(configOf("DPMSolverMultistepScheduler"))
    const used = scheduler.createSchedule(20)
    run(used, [0, 1, 2])
    expect(run(used, [7])).toEqual(run(scheduler.createSchedule(20), [7]))
    expect(run(scheduler.createSchedule(20), [6, 7])).not.toEqual(run(scheduler.createSchedule(20), [7]))
  })
})

describe("configurations", () => {
  test.each([
    ["no object", null, "must hold a JSON object"],
    ["no class", {}, "_class_name = absent"],
    ["an unknown class", { _class_name: "UniPCMultistepScheduler" }, "UniPCMultistepScheduler"],
    ["a name out of the object's own prototype", { _class_name: "constructor" }, "constructor"],
    [
      "a spacing that is not known",
      { _class_name: "DDIMScheduler", timestep_spacing: "even" },
      'timestep_spacing = "even"',
    ],
    ["a beta schedule that is not known", { _class_name: "LCMScheduler", beta_schedule: "sigmoid" }, "beta_schedule"],
    [
      "a prediction that is not known",
      { _class_name: "EulerDiscreteScheduler", prediction_type: "flow" },
      "prediction_type",
    ],
    [
      "ancestral sample prediction",
      { _class_name: "EulerAncestralDiscreteScheduler", prediction_type: "sample" },
      "prediction_type",
    ],
    [
      "shifting by size",
      { _class_name: "FlowMatchEulerDiscreteScheduler", use_dynamic_shifting: true },
      "use_dynamic_shifting = true",
    ],
    [
      "learned variance",
      { _class_name: "DPMSolverMultistepScheduler", variance_type: "learned_range" },
      "variance_type",
    ],
    [
      "two curves at once",
      { _class_name: "EulerDiscreteScheduler", use_karras_sigmas: true, use_beta_sigmas: true },
      "use_beta_sigmas",
    ],
    [
      "DPM-Solver to zero",
      { _class_name: "DPMSolverMultistepScheduler", algorithm_type: "dpmsolver" },
      "final_sigmas_type",
    ],
    ["betas of another length", { _class_name: "DDIMScheduler", trained_betas: [0.1] }, "trained_betas has 1 values"],
    ["a field nobody knows", { _class_name: "DDIMScheduler", use_warp: true }, "use_warp = true"],
    [
      "more distillation than training steps",
      { _class_name: "LCMScheduler", original_inference_steps: 2000 },
      "original_inference_steps",
    ],
  ])("%s is refused by name", (_, config, part) => {
    expect(() => createScheduler(config)).toThrow(
      refusal("model/unsupported", part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")),
    )
  })

  test("ε-prediction from pure noise is refused, unless clipping bounds it", () => {
    const zero = { ...SD, rescale_betas_zero_snr: true, timestep_spacing: "trailing" }
    expect(() => createScheduler(zero, "DDIMScheduler").createSchedule(4)).toThrow(
      refusal("model/unsupported", "v_prediction"),
    )
    expect(() =>
      createScheduler({ ...zero, prediction_type: "v_prediction" }, "DDIMScheduler").createSchedule(4),
    ).not.toThrow()
    expect(() => createScheduler({ ...zero, clip_sample: true }, "DDIMScheduler").createSchedule(4)).not.toThrow()
  })

  test("fields of other classes, private ones and those switched off are passed over, as diffusers does", () => {
    const config = {
      ...SD,
      _diffusers_version: "0.6.0",
      skip_prk_steps: true,
      solver_order: 3,
      shift: 3,
      unheard_of: null,
    }
    const plain = createScheduler(SD, "EulerDiscreteScheduler").createSchedule(5)
    expect(createScheduler(config, "EulerDiscreteScheduler").createSchedule(5).sigmas).toEqual(plain.sigmas)
  })

  test("are read as Python writes them, infinities included", () => {
    const text = '{"lambda_min_clipped": -Infinity, "a": NaN, "b": [Infinity], "c": "NaN -Infinity \\" NaN"}'
    expect(parsePythonJson(text)).toEqual({
      lambda_min_clipped: Number.NEGATIVE_INFINITY,
      a: null,
      b: [Number.POSITIVE_INFINITY],
      c: 'NaN -Infinity " NaN',
    })
    const config = parsePythonJson('{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity}')
    expect(createScheduler(config).createSchedule(3).timesteps).toHaveLength(3)
  })
})

test("DDIM with η draws noise, without it none", () => {
  const stepWith = (eta: number) => {
    let draws = 0
    const schedule = createDdimScheduler(SD, { eta }).createSchedule(4)
    const noise = () => {
      draws++
      return noiseLike(3)
    }
    return {
      output: schedule.step({ prediction: noiseLike(1), sample: noiseLike(2), index: 0, noise }).sample,
      draws: () => draws,
    }
  }
  expect(stepWith(0).draws()).toBe(0)
  expect(stepWith(1).draws()).toBe(1)
  expect(stepWith(1).output).not.toEqual(stepWith(0).output)
})
