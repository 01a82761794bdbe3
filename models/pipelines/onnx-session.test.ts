import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { AppError } from "../../lib/errors.ts"
import { createTensor } from "../tensor/tensor.ts"
import { type GraphOptions, openGraph } from "./onnx-session.ts"

const graphPath = (name: string) => fileURLToPath(new URL(`../../tests/fixtures/graphs/${name}.onnx`, import.meta.url))
const options: GraphOptions = { threadCount: 1, providers: ["cpu"], onOutcome: () => {} }

const refusalOf = async (name: string): Promise<AppError> => {
  const error = await openGraph(graphPath(name), options).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AppError)
  return error as AppError
}

describe("a graph's own types", () => {
  test("are described, and tensors are converted to them and back", async () => {
    const graph = await openGraph(graphPath("types"), options)
    expect([...graph.inputs.values()].map(({ name, type, shape }) => [name, type, shape])).toEqual([
      ["half", "float16", [1, "n"]],
      ["scalar", "float32", []],
      ["long", "int64", [1]],
      ["int", "int32", [1, "n"]],
      ["double", "float64", [1, "n"]],
      ["single", "float32", [1, 2]],
    ])
    const one = createTensor([1], Float32Array.of(981))
    const row = createTensor([1, 3], Float32Array.of(-1, 2, 49407))
    const back = await graph.run({
      half: createTensor([1, 2], Float32Array.of(0.5, -2)),
      scalar: one,
      long: one,
      int: row,
      double: row,
      single: createTensor([1, 2], Float32Array.of(0.1, 0.2)),
    })
    expect(back.half_back?.data).toEqual(Float32Array.of(0.5, -2))
    expect(back.scalar_back).toEqual({ shape: [], data: Float32Array.of(981) })
    expect(back.long_back).toEqual({ shape: [1], data: Float32Array.of(981) })
    expect(back.int_back).toEqual(row)
    expect(back.double_back).toEqual(row)
    expect(back.single_back?.data).toEqual(Float32Array.of(0.1, 0.2))
    await graph.close()
  })

  test("a tensor of another shape, or none, is refused by the input's name", async () => {
    const graph = await openGraph(graphPath("types"), options)
    const one = createTensor([1, 1])
    const feeds = { half: one, scalar: one, long: one, int: one, double: one, single: createTensor([1, 3]) }
    await expect(graph.run(feeds)).rejects.toThrow(/input "single" must be 1×2, got 1×3/)
    await expect(graph.run({})).rejects.toThrow(/needs an input "half"/)
    await graph.close()
  })
})

describe("graphs that cannot be opened", () => {
  test.each([
    ["nhwc", "model/unsupported", /needs the operator NhwcConv, which the CPU provider lacks/],
    ["unknown-operator", "model/unsupported", /needs the operator Paint/],
    ["newer", "model/unsupported", /newer runtime .* export it again with an older opset/],
    ["external", "model/damaged", /cannot find its weights file beside it/],
    ["absent", "model/damaged", /is not a sound ONNX graph/],
  ])("%s says what to do", async (name, code, message) => {
    const error = await refusalOf(name)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.message).toContain(`${name}.onnx`)
  })
})
