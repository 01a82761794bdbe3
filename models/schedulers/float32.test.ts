import { describe, expect, test } from "vitest"
import { f32, linspaceF32, logF32, numpyLogF32, rootFromZero } from "./float32.ts"

describe("the logarithm of numpy's float32 arrays", () => {
  // numpy 2.4.6 on x86-64 with AVX2 or AVX-512.
  const differs: [number, number][] = [
    [7.60489607, 2.02879238],
    [1.10306263, 0.0980905145],
    [47.7193069, 3.86533594],
    [0.365729183, -1.00586224],
    [611.606323, 6.41608906],
    [0.639270723, -0.447427273],
  ]

  test.each(differs)("ln %f is %f, not what rounding once gives", (x, expected) => {
    expect(numpyLogF32(f32(x))).toBe(f32(expected))
    expect(logF32(f32(x))).not.toBe(f32(expected))
  })

  test("elsewhere it is what rounding gives, also at powers of two and just below them", () => {
    for (const x of [0.0607546493, 0.504265249, 1, 2, 1024, 2 ** -20, 1.99999988, 1023.99994]) {
      expect(numpyLogF32(f32(x))).toBe(logF32(f32(x)))
    }
  })

  test("is within four last places everywhere", () => {
    for (let i = 0; i < 20_000; i++) {
      const x = f32(Math.exp(-9 + i * 0.001))
      const exact = Math.log(x)
      expect(Math.abs(numpyLogF32(x) - exact)).toBeLessThanOrEqual(4 * 2 ** -23 * Math.abs(exact))
    }
  })
})

test("evenly spaced values are rounded once, as torch.linspace's fused steps do it, and end where they should", () => {
  // torch 2.15 with AVX2; two roundings give 0.0337415636 and 0.0338220298 for the first two.
  const values = linspaceF32(0.00085 ** 0.5, 0.012 ** 0.5, 1000)
  for (const [i, expected] of [
    [57, 0.0337415598],
    [58, 0.0338220336],
    [499, 0.0693093985],
    [500, 0.0693898648],
    [932, 0.104153],
    [999, 0.109544508],
  ] as const) {
    expect(values[i]).toBe(f32(expected))
  }
  expect([...linspaceF32(3, 7, 1)]).toEqual([3])
})

test("a root of what only rounding takes below 0 is 0", () => {
  expect(rootFromZero(-1e-9)).toBe(0)
  expect(rootFromZero(4)).toBe(2)
})
