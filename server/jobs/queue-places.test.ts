import { expect, test } from "vitest"
import { isNewPlace, type QueuedJob, queuePlaces } from "./queue-places.ts"

const idle = (id: string, ...modelIds: string[]) => ({ id, modelIds, busyWith: undefined })
const busy = (id: string, remainingMs: number | undefined, ...modelIds: string[]) => ({
  ...{ id, modelIds },
  busyWith: { jobId: `on-${id}`, remainingMs },
})
const job = (id: string, more: Partial<QueuedJob> = {}): QueuedJob => ({
  ...{ id, modelId: "m", durationMs: more.modelId === "slow" ? 9000 : 1000 },
  ...more,
})
const unknown = { durationMs: undefined }

test("one engine: what runs, then what is queued before", () => {
  const places = queuePlaces({ queued: [job("a"), job("b")], engines: [busy("e", 400, "m")] })
  expect(places.get("a")).toEqual({ ahead: 1, waitMs: 400 })
  expect(places.get("b")).toEqual({ ahead: 2, waitMs: 1400 })
})

test("two engines share the queue", () => {
  const engines = [busy("e", 1000, "m"), busy("f", 200, "m")]
  const places = queuePlaces({ queued: [job("a"), job("b"), job("c")], engines })
  expect(["a", "b", "c"].map((id) => places.get(id)?.waitMs)).toEqual([200, 1000, 1200])
  expect(places.get("c")?.ahead).toBe(4)
})

test("jobs of a model on another engine are nobody's wait", () => {
  const engines = [busy("e", 8000, "slow"), busy("f", 300, "m")]
  const places = queuePlaces({ queued: [job("s", { modelId: "slow" }), job("a")], engines })
  expect(places.get("a")).toEqual({ ahead: 1, waitMs: 300 })
  expect(places.get("s")).toEqual({ ahead: 1, waitMs: 8000 })
})

test("a repaint waits for what it is made from, though an engine is idle; who is behind it goes first", () => {
  const engines = [busy("e", 3000, "m"), idle("f", "m")]
  const places = queuePlaces({ queued: [job("repaint", { waitsFor: "on-e" }), job("a"), job("b")], engines })
  expect(places.get("a")).toEqual({ ahead: 1, waitMs: 0 })
  expect(places.get("b")).toEqual({ ahead: 2, waitMs: 1000 })
  expect(places.get("repaint")).toEqual({ ahead: 3, waitMs: 3000 })
})

test("of repaints one upon the other each waits for the one before, however many engines there are", () => {
  const engines = [busy("e", 500, "m"), idle("f", "m"), idle("g", "m")]
  const queued = [
    job("third", { waitsFor: "second" }),
    job("second", { waitsFor: "first" }),
    job("first", { waitsFor: "on-e" }),
  ]
  const places = queuePlaces({ queued, engines })
  expect(["first", "second", "third"].map((id) => places.get(id)?.waitMs)).toEqual([500, 1500, 2500])
})

test("a parent that has ended keeps nobody waiting, one that nobody can make says nothing", () => {
  const queued = [
    job("a", { waitsFor: "finished long ago" }),
    job("never", { modelId: "gone" }),
    job("b", { waitsFor: "never" }),
  ]
  const places = queuePlaces({ queued, engines: [busy("e", 200, "m")] })
  expect(places.get("a")).toEqual({ ahead: 1, waitMs: 200 })
  expect(places.get("b")).toMatchObject({ waitMs: 0 })
})

test("a fork waits for the engine that holds its step", () => {
  const engines = [busy("e", 4000, "m"), idle("f", "m")]
  const places = queuePlaces({ queued: [job("fork", { engineId: "e" }), job("a")], engines })
  expect(places.get("fork")).toEqual({ ahead: 1, waitMs: 4000 })
  expect(places.get("a")).toEqual({ ahead: 1, waitMs: 0 })
})

test("what nobody can know is not said: 0", () => {
  const engines = [busy("e", undefined, "m")]
  expect([...queuePlaces({ queued: [job("a", unknown), job("b", unknown)], engines }).values()]).toEqual([
    { ahead: 1, waitMs: 0 },
    { ahead: 2, waitMs: 0 },
  ])
  // One engine's end is known, so that is the one waited for.
  const half = { queued: [job("a")], engines: [...engines, busy("f", 700, "m")] }
  expect(queuePlaces(half).get("a")?.waitMs).toBe(700)
})

test("jobs whose model nobody has wait for each other alone", () => {
  const places = queuePlaces({
    queued: [job("x", { modelId: "gone" }), job("a"), job("y", { modelId: "gone" })],
    engines: [idle("e", "m")],
  })
  expect(places.get("y")).toEqual({ ahead: 1, waitMs: 0 })
})

test("a class's whole queue is played through in a moment", () => {
  const queued = Array.from({ length: 800 }, (_, i) => job(`j${i}`, i % 7 === 3 ? { waitsFor: `j${i - 1}` } : {}))
  const before = performance.now()
  const places = queuePlaces({ queued, engines: [busy("e", 100, "m"), idle("f", "m")] })
  expect(places.size).toBe(800)
  expect(performance.now() - before).toBeLessThan(500)
})

test("near places are told exactly, far ones when they moved by a tenth, waits when they changed much", () => {
  const place = (ahead: number, waitMs = 5000) => ({ ahead, waitMs })
  expect(isNewPlace(undefined, place(1))).toBe(true)
  expect(isNewPlace(place(3), place(2))).toBe(true)
  expect(isNewPlace(place(3), place(3))).toBe(false)
  expect(isNewPlace(place(50), place(49))).toBe(false)
  expect(isNewPlace(place(50), place(45))).toBe(true)
  expect(isNewPlace(place(3), place(3, 5900))).toBe(false)
  expect(isNewPlace(place(3), place(3, 6500))).toBe(true)
  expect(isNewPlace(place(3, 0), place(3, 300))).toBe(true)
})
