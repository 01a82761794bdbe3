import { expect, test } from "vitest"
import { rememberTexts } from "./onnx-model.ts"

test("the latest sixteen texts are encoded once, the seventeenth pushes out the longest unused", async () => {
  const asked: string[] = []
  const encode = rememberTexts(async (text) => {
    asked.push(text)
    return { text }
  })
  const names = Array.from({ length: 16 }, (_, i) => `prompt ${i}`)
  for (const name of names) await encode(name)
  const first = await encode("prompt 0")
  expect(await encode("prompt 0")).toBe(first)
  expect(asked).toEqual(names)
  await encode("one more")
  await encode("prompt 0")
  await encode("prompt 1")
  expect(asked.slice(16)).toEqual(["one more", "prompt 1"])
})

test("a failure is not remembered", async () => {
  let tries = 0
  const encode = rememberTexts(async () => {
    tries++
    if (tries === 1) throw new Error("busy")
    return tries
  })
  await expect(encode("x")).rejects.toThrow("busy")
  expect(await encode("x")).toBe(2)
})
