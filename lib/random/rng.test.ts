import { expect, test } from "vitest"
import { createRng } from "./rng.ts"

const take = (seed: number, count: number) => {
  const rng = createRng(seed)
  return Array.from({ length: count }, () => rng.next())
}

test("the same seed gives the same numbers", () => {
  expect(take(4417, 100)).toEqual(take(4417, 100))
})

test("seeds that differ only above 32 bits give different numbers", () => {
  expect(take(1, 4)).not.toEqual(take(1 + 2 ** 32, 4))
})

test("normals have mean 0, variance 1 and light tails", () => {
  const values = createRng(7).fillNormal(new Float32Array(100_000))
  let sum = 0
  let squares = 0
  for (const value of values) {
    sum += value
    squares += value * value
  }
  expect(sum / values.length).toBeCloseTo(0, 1)
  expect(squares / values.length).toBeCloseTo(1, 1)
  expect(Math.max(...values.subarray(0, 50_000))).toBeLessThan(6)
})
