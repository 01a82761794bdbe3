import { expect, test } from "vitest"
import { median, percentile, percentiles, spread } from "./statistics.ts"

const oneToHundred = Array.from({ length: 100 }, (_, i) => 100 - i)

test("a percentile is a value that was measured, by nearest rank", () => {
  expect(percentile(oneToHundred, 0.5)).toBe(50)
  expect(percentile(oneToHundred, 0.95)).toBe(95)
  expect(percentile(oneToHundred, 1)).toBe(100)
  expect(percentile([7], 0.01)).toBe(7)
  expect(percentiles([10, 9, 8], [0.34, 0.99])).toEqual([9, 10])
})

test("numbers are ordered as numbers, and the input stays as it was", () => {
  const values = [100, 9, 20]
  expect(percentile(values, 1)).toBe(100)
  expect(median(values)).toBe(20)
  expect(values).toEqual([100, 9, 20])
})

test("the median of an even count lies between the two in the middle", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([5])).toBe(5)
})

test("spread is the range in medians", () => {
  expect(spread([10, 12, 8])).toBeCloseTo(0.4)
  expect(spread([3])).toBe(0)
  expect(spread([0, 0])).toBe(0)
})

test("nothing measured is an error, not a zero", () => {
  expect(() => percentile([], 0.5)).toThrow(RangeError)
  expect(() => median([])).toThrow(RangeError)
  expect(() => percentile([1], 0)).toThrow("0 < fraction")
})
