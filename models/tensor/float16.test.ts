import fc from "fast-check"
import { expect, test } from "vitest"
import { floatsFromHalves, halfFromNumber, halvesFromFloats, numberFromHalf } from "./float16.ts"

test("all 65536 halves survive the way to a number and back", () => {
  for (let half = 0; half < 0x10000; half++) {
    const value = numberFromHalf(half)
    if (Number.isNaN(value)) expect(Number.isNaN(numberFromHalf(halfFromNumber(value)))).toBe(true)
    else expect(halfFromNumber(value)).toBe(half)
  }
})

test("a number becomes the nearest half, and of two equally near the even one", () => {
  const positive = Array.from({ length: 0x7c00 }, (_, half) => numberFromHalf(half))
  fc.assert(
    fc.property(fc.float({ min: 0, max: 65504, noNaN: true }), fc.boolean(), (value, negative) => {
      const got = numberFromHalf(halfFromNumber(negative ? -value : value))
      const error = Math.abs(Math.abs(got) - value)
      const above = positive.findIndex((half) => half >= value)
      const nearest = Math.min(...[above - 1, above].map((half) => Math.abs((positive[half] ?? Infinity) - value)))
      expect(error).toBe(nearest)
    }),
    { numRuns: 300, seed: 4417 },
  )
  expect(numberFromHalf(halfFromNumber(2049))).toBe(2048)
  expect(numberFromHalf(halfFromNumber(2051))).toBe(2052)
  expect(numberFromHalf(halfFromNumber(2 ** -25))).toBe(0)
  expect(numberFromHalf(halfFromNumber(3 * 2 ** -25))).toBe(2 ** -23)
})

test("what is too large is infinite, what is no number stays none", () => {
  expect(numberFromHalf(halfFromNumber(65519))).toBe(65504)
  expect(numberFromHalf(halfFromNumber(65520))).toBe(Number.POSITIVE_INFINITY)
  expect(numberFromHalf(halfFromNumber(-1e30))).toBe(Number.NEGATIVE_INFINITY)
  expect(numberFromHalf(halfFromNumber(Number.NaN))).toBeNaN()
})

test("arrays are converted value by value", () => {
  const values = Float32Array.of(0, -0, 1, -2.5, 0.1)
  expect([...floatsFromHalves(halvesFromFloats(values))]).toEqual([0, -0, 1, -2.5, 0.0999755859375])
})
