import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { betaQuantile } from "./beta-quantile.ts"
import { interpolateTable, timestepOfSigma } from "./sigma-curves.ts"
import { linspace, roundHalfEven, spaceTimesteps } from "./spacing.ts"

test("halves are rounded to even", () => {
  expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4999, 2.5001].map(roundHalfEven)).toEqual(
    [0, 2, 2, 0, -2, 2, 3].map((n) => n + 0),
  )
})

describe("spacing", () => {
  test("visits the timesteps of the paper's table", () => {
    expect(spaceTimesteps("trailing", 1000, 4, 0)).toEqual([999, 749, 499, 249])
    expect(spaceTimesteps("leading", 1000, 4, 1)).toEqual([751, 501, 251, 1])
    expect(spaceTimesteps("linspace", 1000, 4, 0)).toEqual([999, 666, 333, 0])
    expect(spaceTimesteps("trailing", 1000, 16, 0).slice(0, 4)).toEqual([999, 937, 874, 811])
  })

  test("always gives N timesteps within the training's", () => {
    const kind = fc.constantFrom("linspace", "leading", "trailing") as fc.Arbitrary<"linspace" | "leading" | "trailing">
    fc.assert(
      fc.property(kind, fc.integer({ min: 1, max: 1000 }), (spacing, count) => {
        const timesteps = spaceTimesteps(spacing, 1000, count, 0)
        expect(timesteps).toHaveLength(count)
        expect(Math.min(...timesteps)).toBeGreaterThanOrEqual(0)
        expect(Math.max(...timesteps)).toBeLessThanOrEqual(999)
      }),
      { seed: 4417 },
    )
    // numpy's arange gives one more here, a step at timestep -1
    expect(spaceTimesteps("trailing", 1000, 61, 0)).toHaveLength(61)
  })

  test("a line of one point is its start", () => {
    expect(linspace(3, 9, 1)).toEqual([3])
    expect(linspace(0, 1, 3)).toEqual([0, 0.5, 1])
  })
})

test("a noise level's timestep is the way back from a timestep's noise level", () => {
  const logs = Float64Array.from({ length: 100 }, (_, i) => -3 + 0.06 * i)
  fc.assert(
    fc.property(fc.double({ min: 0, max: 99, noNaN: true }), (timestep) => {
      expect(timestepOfSigma(Math.exp(interpolateTable(logs, timestep)), logs)).toBeCloseTo(timestep, 6)
    }),
    { seed: 4417 },
  )
  expect(timestepOfSigma(0, logs)).toBe(0)
  expect(timestepOfSigma(1e9, logs)).toBe(99)
})

test("beta quantiles are those of known distributions", () => {
  // Beta(1, 1) is uniform, Beta(1/2, 1/2) the arcsine law, and 0.6, 0.6 is symmetric.
  for (const p of [0, 0.001, 0.25, 0.5, 0.9, 1]) {
    expect(betaQuantile(p, 1, 1)).toBeCloseTo(p, 12)
    expect(betaQuantile(p, 0.5, 0.5)).toBeCloseTo(Math.sin((Math.PI * p) / 2) ** 2, 10)
    expect(betaQuantile(p, 0.6, 0.6) + betaQuantile(1 - p, 0.6, 0.6)).toBeCloseTo(1, 12)
  }
})
