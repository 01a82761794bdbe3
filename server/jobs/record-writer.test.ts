import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import { createRecordWriter } from "./record-writer.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const recordAt = (stepIndex: number, id = "generation-1") =>
  ({ id, state: "running", stepIndex, stepCount: 9 }) as GenerationRecord
const endOf = (id = "generation-1") => ({ id, state: "cancelled", stepIndex: 0 }) as GenerationRecord

function makeWriter() {
  const written: GenerationRecord[] = []
  const published: string[] = []
  const state = { failing: false, attempts: 0 }
  const writer = createRecordWriter({
    writeRecord: async (_roomId, record) => {
      state.attempts++
      if (state.failing) throw new Error("disk full")
      written.push(record)
    },
    onPublished: (id) => published.push(id),
    log: { error: () => undefined },
  })
  return { writer, written, published, state }
}

test("steps within an interval become one write, of the newest", async () => {
  const { writer, written } = makeWriter()
  for (let stepIndex = 0; stepIndex < 6; stepIndex++) writer.writeSoon("room", recordAt(stepIndex))
  writer.writeSoon("room", recordAt(0, "generation-2"))
  await vi.advanceTimersByTimeAsync(200)
  expect(written.map((record) => record.state === "running" && [record.id, record.stepIndex])).toEqual([
    ["generation-1", 0],
    ["generation-2", 0],
    ["generation-1", 5],
  ])
  await vi.advanceTimersByTimeAsync(1000)
  expect(written.length).toBe(3)
  expect(vi.getTimerCount()).toBe(0)
})

test("an end takes the place of a step that still waits", async () => {
  const { writer, written, published } = makeWriter()
  writer.writeSoon("room", recordAt(0))
  writer.writeSoon("room", recordAt(1))
  writer.writeEnd("room", endOf())
  await vi.advanceTimersByTimeAsync(1000)
  expect(written.map((record) => record.state)).toEqual(["running", "cancelled"])
  expect(published).toEqual(["generation-1"])
})

test("an end is tried ever more rarely, and published when it is written", async () => {
  const { writer, published, state } = makeWriter()
  state.failing = true
  writer.writeEnd("room", endOf())
  await vi.advanceTimersByTimeAsync(10 * 60_000)
  expect(state.attempts).toBeGreaterThan(8)
  expect(state.attempts).toBeLessThan(16)
  expect(published).toEqual([])
  state.failing = false
  await vi.advanceTimersByTimeAsync(60_000)
  expect(published).toEqual(["generation-1"])
})

test("closing waits for what is being written, and leaves no timer", async () => {
  const hold = Promise.withResolvers<void>()
  const { promise, resolve } = hold
  const writer = createRecordWriter({
    writeRecord: () => promise,
    onPublished: () => undefined,
    log: { error: () => undefined },
  })
  writer.writeEnd("room", endOf())
  writer.writeSoon("room", recordAt(0, "generation-2"))
  let closed = false
  const closing = writer.close().then(() => {
    closed = true
  })
  await vi.advanceTimersByTimeAsync(50)
  expect(closed).toBe(false)
  resolve()
  await closing
  expect(vi.getTimerCount()).toBe(0)
})
