import sharp from "sharp"
import { expect, test } from "vitest"
import { splitFilm } from "../../lib/film/film.ts"
import type { JobStart } from "../../lib/protocol/engine-messages.ts"
import { createToyModel } from "../../models/toy/toy-model.ts"
import { runJob } from "./run-job.ts"
import { createStepCache, type StepCache } from "./step-cache.ts"

const job = (recipe: Partial<JobStart["recipe"]> = {}, pictures: Partial<JobStart> = {}): JobStart => ({
  jobId: "job-number-1",
  attempt: 1,
  recipe: {
    prompt: "dunes at night",
    negativePrompt: "",
    seed: 5,
    stepCount: 5,
    guidance: 1,
    width: 64,
    height: 64,
    modelId: "toy",
    ...recipe,
  },
  ...pictures,
})

async function run(
  start: JobStart,
  options: { signal?: AbortSignal; onStep?: (stepIndex: number) => void; steps?: StepCache } = {},
) {
  const steps: { stepIndex: number; stepCount: number; image?: Buffer }[] = []
  const outcome = await runJob(createToyModel(), start, {
    signal: options.signal ?? new AbortController().signal,
    ...(options.steps && { steps: options.steps }),
    now: () => performance.now(),
    onStep: (step) => {
      steps.push(step)
      options.onStep?.(step.stepIndex)
    },
  })
  return { steps, ...outcome }
}

test("every step is said once, in order, and the film is made of just those", async () => {
  const { steps, film, image, durationMs } = await run(job())
  expect(steps.map((step) => [step.stepIndex, step.stepCount])).toEqual([0, 1, 2, 3, 4].map((i) => [i, 5]))
  expect(splitFilm(film!).map((frame) => Buffer.from(frame))).toEqual(steps.map((step) => step.image))
  expect(await sharp(image).metadata()).toMatchObject({ format: "png", width: 64, height: 64 })
  expect(durationMs).toBeGreaterThan(0)
})

test("the same seed makes the same bytes, another seed others", async () => {
  const [first, again, other] = [await run(job()), await run(job()), await run(job({ seed: 6 }))]
  expect(again.image).toEqual(first.image)
  expect(again.film).toEqual(first.film)
  expect(other.image).not.toEqual(first.image)
})

test("a cancel takes effect before the next step", async () => {
  const abort = new AbortController()
  const seen: number[] = []
  const running = run(job({ stepCount: 20 }), {
    signal: abort.signal,
    onStep: (stepIndex) => {
      seen.push(stepIndex)
      if (stepIndex === 2) abort.abort()
    },
  })
  await expect(running).rejects.toMatchObject({ code: "job/cancelled" })
  expect(seen).toEqual([0, 1, 2])
})

test("a job that is cancelled before it begins does nothing", async () => {
  await expect(run(job(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "job/cancelled" })
})

test("what cannot be made is refused with its own code", async () => {
  const mask = await sharp({ create: { width: 64, height: 64, channels: 3, background: "#000000" } })
    .png()
    .toBuffer()
  await expect(run(job({}, { source: Buffer.from("rubbish") }))).rejects.toMatchObject({ code: "asset/damaged" })
  await expect(run(job({}, { source: mask, mask }))).rejects.toMatchObject({ code: "mask/empty" })
  await expect(run(job({ width: 72, height: 60 }))).rejects.toMatchObject({ code: "size/out-of-range" })
})

test("a fork goes on from the kept step: with the same words it ends as its parent did, with others it does not", async () => {
  const steps = createStepCache()
  const parent = await run(job(), { steps })
  const fork = { jobId: "job-number-1", stepsDone: 2 }
  const same = await run({ ...job(), jobId: "job-number-2", fork }, { steps })
  expect(same.steps.map(({ stepIndex, stepCount }) => [stepIndex, stepCount])).toEqual([0, 1, 2].map((i) => [i, 3]))
  expect(same.steps.map(({ image }) => image)).toEqual(parent.steps.slice(2).map(({ image }) => image))
  expect(same.image).toEqual(parent.image)
  const other = await run({ ...job({ prompt: "a green sea" }), jobId: "job-number-3", fork }, { steps })
  expect(other.image).not.toEqual(parent.image)
  expect(other.image).not.toEqual((await run(job({ prompt: "a green sea" }))).image)
  // A fork's own steps are counted from the beginning of the run they belong to.
  const grandchild = { jobId: "job-number-2", stepsDone: 4 }
  expect((await run({ ...job(), jobId: "job-number-4", fork: grandchild }, { steps })).image).toEqual(parent.image)
})

test("a fork of a repaint goes on with its source, mask and strength: outside the mask nothing changes", async () => {
  const picture = (background: string) =>
    sharp({ create: { width: 64, height: 64, channels: 3, background } })
      .png()
      .toBuffer()
  const square = await sharp({ create: { width: 20, height: 30, channels: 3, background: "white" } })
    .png()
    .toBuffer()
  const mask = await sharp(await picture("black"))
    .composite([{ input: square, left: 24, top: 16 }])
    .png()
    .toBuffer()
  const inputs = { source: await picture("teal"), mask }
  const recipe = { strength: 0.8, stepCount: 6 }
  const steps = createStepCache()
  const parent = await run(job(recipe, inputs), { steps })
  expect(parent.steps).toHaveLength(4)
  const fork = { jobId: "job-number-1", stepsDone: 1 }
  const same = await run({ ...job(recipe, { ...inputs, fork }), jobId: "job-number-2" }, { steps })
  expect(same.image).toEqual(parent.image)
  expect(same.steps.map(({ stepIndex, stepCount }) => [stepIndex, stepCount])).toEqual([0, 1, 2].map((i) => [i, 3]))
  const words = { ...recipe, prompt: "a red door" }
  const other = await run({ ...job(words, { ...inputs, fork }), jobId: "job-number-3" }, { steps })
  expect(other.image).not.toEqual(parent.image)
  const outside = { left: 0, top: 0, width: 64, height: 16 }
  const kept = async (image: Buffer) => (await sharp(image).extract(outside).raw().toBuffer()).toString("hex")
  expect(await kept(other.image)).toBe(await kept(inputs.source))
})

test("a step that is not kept, or is none of the run it would belong to, is refused", async () => {
  const steps = createStepCache()
  await run(job(), { steps })
  const later = { ...job(), jobId: "job-number-2" }
  const fork = { jobId: "job-number-1", stepsDone: 2 }
  for (const gone of [
    { ...fork, jobId: "job-unknown" },
    { ...fork, stepsDone: 9 },
  ]) {
    await expect(run({ ...later, fork: gone }, { steps })).rejects.toMatchObject({ code: "step/not-kept" })
  }
  await expect(run({ ...later, fork })).rejects.toMatchObject({ code: "step/not-kept" })
  // After the last step there is nothing to go on with.
  await expect(run({ ...later, fork: { ...fork, stepsDone: 5 } }, { steps })).rejects.toMatchObject({
    code: "steps/out-of-range",
  })
})

test("a picture is enlarged tile by tile, without a film; without a picture there is nothing to enlarge", async () => {
  const source = await sharp({ create: { width: 96, height: 80, channels: 3, background: "teal" } })
    .png()
    .toBuffer()
  const { image, film, steps } = await run(job({ stepCount: 4 }, { source, upscale: { factor: 2 } }))
  expect(await sharp(image).metadata()).toMatchObject({ format: "png", width: 192, height: 160 })
  expect((await sharp(image).metadata()).xmp?.toString()).toContain("trainedAlgorithmicMedia")
  expect(film).toBeUndefined()
  expect(steps.map(({ stepIndex }) => stepIndex)).toEqual([0, 1, 2, 3])
  expect(steps.every((step) => step.stepCount === 4 && step.image === undefined)).toBe(true)
  await expect(run(job({}, { upscale: { factor: 2 } }))).rejects.toMatchObject({ code: "request/malformed" })
  const damaged = { source: new Uint8Array(40), upscale: { factor: 2 as const } }
  await expect(run(job({}, damaged))).rejects.toMatchObject({ code: "asset/damaged" })
})
