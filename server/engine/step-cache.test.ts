import { expect, test } from "vitest"
import { KEPT_JOBS } from "../../lib/job/kept-steps.ts"
import { createTensor } from "../../models/tensor/tensor.ts"
import { createStepCache } from "./step-cache.ts"

const latent = () => createTensor([1, 1, 2, 2])

test("the steps of the last jobs are found, those of older ones are gone unless a fork waits for them", () => {
  const cache = createStepCache()
  for (let i = 0; i <= KEPT_JOBS + 1; i++) {
    cache.begin(`job-${i}`, ["job-1"])
    cache.keep(`job-${i}`, 1, latent())
  }
  const isKept = (jobId: string) => cache.find({ jobId, stepsDone: 1 }) !== undefined
  expect([isKept("job-0"), isKept("job-1"), isKept("job-2"), isKept(`job-${KEPT_JOBS + 1}`)]).toEqual([
    false,
    true,
    false,
    true,
  ])
})

test("a job that is begun again has the steps of its new run alone; one that was never begun has none", () => {
  const cache = createStepCache()
  cache.begin("job-1", [])
  cache.keep("job-1", 1, latent())
  cache.begin("job-1", [])
  expect(cache.find({ jobId: "job-1", stepsDone: 1 })).toBeUndefined()
  cache.keep("job-2", 1, latent())
  expect(cache.find({ jobId: "job-2", stepsDone: 1 })).toBeUndefined()
})
