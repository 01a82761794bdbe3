import { expect, test } from "vitest"
import { LIVE_QUALITIES, qualityOfSteps, stepsOfQuality, wordsOfSteps } from "./live-quality.ts"

const eight = { defaultSteps: 8, maxSteps: 50 }

test("each quality takes more steps than the one before, and fewer while drawing than at rest", () => {
  for (const model of [eight, { defaultSteps: 20, maxSteps: 50 }, { defaultSteps: 30, maxSteps: 40 }]) {
    const steps = LIVE_QUALITIES.map((quality) => stepsOfQuality(quality, model))
    const [drawing, rest] = [
      steps.map(({ stepsDrawing }) => stepsDrawing),
      steps.map(({ stepsRest }) => stepsRest ?? model.defaultSteps),
    ]
    for (const counts of [drawing, rest]) {
      expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b))
      expect(counts.length).toBe(3)
    }
    for (const [i, count] of drawing.entries()) expect(count).toBeLessThan(rest[i]!)
    expect(Math.max(...rest)).toBeLessThanOrEqual(model.maxSteps)
  }
})

test("a quality is known again by its steps; others have no name", () => {
  for (const quality of LIVE_QUALITIES) expect(qualityOfSteps(stepsOfQuality(quality, eight), eight)).toBe(quality)
  // What frames began with before there was a choice.
  expect(qualityOfSteps({ stepsDrawing: 2 }, eight)).toBe("balanced")
  expect(qualityOfSteps({ stepsDrawing: 2, stepsRest: 8 }, eight)).toBe("balanced")
  expect(qualityOfSteps({ stepsDrawing: 7, stepsRest: 8 }, eight)).toBeUndefined()
})

test("a model of one step takes one, whatever is chosen", () => {
  const one = { defaultSteps: 1, maxSteps: 1 }
  for (const quality of LIVE_QUALITIES) {
    const { stepsDrawing, stepsRest } = stepsOfQuality(quality, one)
    expect([stepsDrawing, stepsRest ?? 1]).toEqual([1, 1])
  }
})

test("the steps are said in words", () => {
  expect(wordsOfSteps(stepsOfQuality("fast", eight), eight)).toBe("1 step while drawing, 4 at rest")
  expect(wordsOfSteps(stepsOfQuality("balanced", eight), eight)).toBe("2 steps while drawing, 8 at rest")
})
