import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  affine,
  combine,
  concatenate,
  copyTensor,
  createTensor,
  expectShape,
  sliceRows,
  type Tensor,
} from "./tensor.ts"

const refusal = expect.objectContaining({ name: "AppError", code: "tensor/shape" })
const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
const filled = (sizes: readonly number[], start = 0): Tensor =>
  createTensor(
    sizes,
    Float32Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, (_, i) => i + start),
  )

describe("shapes", () => {
  test("data of another length is refused with both lengths named", () => {
    expect(() => createTensor([2, 3], new Float32Array(5))).toThrow("A tensor of 2×3 needs 6 values, got 5.")
    expect(() => createTensor([2, -1])).toThrow(refusal)
    expect(() => createTensor([1.5])).toThrow(refusal)
  })

  test("an unexpected shape is refused by name", () => {
    expect(() => expectShape(filled([1, 4]), [1, 3], "The latent")).toThrow("The latent must be 1×3, got 1×4.")
    expect(() => expectShape(filled([4]), [4, 1], "The latent")).toThrow(refusal)
  })

  test("a tensor of other shape cannot be combined or joined", () => {
    expect(() => combine([1, filled([2])], [1, filled([3])])).toThrow(refusal)
    expect(() => combine()).toThrow(refusal)
    expect(() => concatenate([filled([1, 2, 2]), filled([1, 2, 3])], 1)).toThrow(refusal)
    expect(() => concatenate([], 0)).toThrow(refusal)
    expect(() => sliceRows(filled([2, 2]), 1, 3)).toThrow(refusal)
  })
})

test("joining along any axis and cutting the first one apart are inverse", () => {
  fc.assert(
    fc.property(shape, fc.integer({ min: 1, max: 4 }), (sizes, more) => {
      const first = filled(sizes)
      const second = filled([more, ...sizes.slice(1)], 100)
      const joined = concatenate([first, second], 0)
      expect(sliceRows(joined, 0, sizes[0] as number)).toEqual(first)
      expect(sliceRows(joined, sizes[0] as number, (sizes[0] as number) + more)).toEqual(second)
    }),
    { seed: 4417 },
  )
})

test("joined channels lie one after another in each batch entry", () => {
  const joined = concatenate([filled([2, 1, 2]), filled([2, 2, 2], 10)], 1)
  expect(joined.shape).toEqual([2, 3, 2])
  expect([...joined.data]).toEqual([0, 1, 10, 11, 12, 13, 2, 3, 14, 15, 16, 17])
})

test("combinations are linear, leave their inputs alone, and skip terms of weight 0", () => {
  const x = filled([2, 2])
  const endless = createTensor([2, 2], new Float32Array(4).fill(Number.POSITIVE_INFINITY))
  const sum = combine([2, x], [-0.5, x], [0, endless])
  expect([...sum.data]).toEqual([0, 1.5, 3, 4.5])
  expect([...x.data]).toEqual([0, 1, 2, 3])
  expect([...affine(x, 2, 1).data]).toEqual([1, 3, 5, 7])
  const copy = copyTensor(x)
  copy.data[0] = 9
  expect(x.data[0]).toBe(0)
})
