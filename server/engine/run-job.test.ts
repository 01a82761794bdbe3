import sharp from "sharp"
import { expect, test } from "vitest"
import { splitFilm } from "../../lib/film/film.ts"
import type { JobStart } from "../../lib/protocol/engine-messages.ts"
import { createToyModel } from "../../models/toy/toy-model.ts"
import { runJob } from "./run-job.ts"

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

async function run(start: JobStart, options: { signal?: AbortSignal; onStep?: (stepIndex: number) => void } = {}) {
  const steps: { stepIndex: number; stepCount: number; image: Buffer }[] = []
  const outcome = await runJob(createToyModel(), start, {
    signal: options.signal ?? new AbortController().signal,
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
  expect(splitFilm(film).map((frame) => Buffer.from(frame))).toEqual(steps.map((step) => step.image))
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
