import { expect, test } from "vitest"
import { forkableFrames, offeredFrame } from "./fork-step.ts"

const frames = (...steps: number[]) => steps.map((stepIndex) => ({ url: `step-${stepIndex}`, stepIndex }))
const indices = (shown: ReturnType<typeof frames>, stepCount: number) =>
  forkableFrames(shown, stepCount).map(({ stepIndex }) => stepIndex)
const offered = (stepCount: number, chosen?: number, shown = frames(...Array(stepCount).keys())) =>
  offeredFrame(forkableFrames(shown, stepCount), { chosen, stepCount })?.stepIndex

test("every step but the last can be forked after, as far as the run has come", () => {
  expect(indices(frames(0, 1, 2, 3), 4)).toEqual([0, 1, 2])
  expect(indices(frames(0, 2), 8)).toEqual([0, 2])
  expect(indices(frames(0), 1)).toEqual([])
})

test("the chosen step is offered, else an early one that still leaves most to change", () => {
  expect(offered(8, 4)).toBe(4)
  expect(offered(8)).toBe(0)
  expect(offered(4)).toBe(0)
  expect(offered(24)).toBe(2)
  expect(offered(50)).toBe(5)
})

test("who looks at the finished picture has chosen no step to fork after", () => {
  expect(offered(8, 7)).toBe(0)
})

test("of a run that has only begun, or of which steps were missed, the nearest there is", () => {
  expect(offered(50, undefined, frames(0, 1))).toBe(1)
  expect(offered(24, undefined, frames(0, 5, 6))).toBe(5)
  expect(offered(8, undefined, [])).toBeUndefined()
})
