import { expect, test } from "vitest"
import { isNewPlace, queuePlaces } from "./queue-places.ts"

const idle = (...modelIds: string[]) => ({ modelIds, isBusy: false, remainingMs: 0 })
const busy = (remainingMs: number | undefined, ...modelIds: string[]) => ({ modelIds, isBusy: true, remainingMs })
const job = (id: string, modelId = "m") => ({ id, modelId })
const typicalMs = (modelId: string) => ({ m: 1000, slow: 9000 })[modelId]

test("one engine: what runs, then what is queued before", () => {
  const places = queuePlaces({ queued: [job("a"), job("b")], engines: [busy(400, "m")], typicalMs })
  expect(places.get("a")).toEqual({ ahead: 1, waitMs: 400 })
  expect(places.get("b")).toEqual({ ahead: 2, waitMs: 1400 })
})

test("two engines share the queue", () => {
  const engines = [busy(1000, "m"), busy(200, "m")]
  const places = queuePlaces({ queued: [job("a"), job("b"), job("c")], engines, typicalMs })
  expect([...places.values()].map((place) => place.waitMs)).toEqual([200, 1000, 1200])
  expect(places.get("c")?.ahead).toBe(4)
})

test("jobs of a model on another engine are nobody's wait", () => {
  const engines = [busy(8000, "slow"), busy(300, "m")]
  const places = queuePlaces({ queued: [job("s", "slow"), job("a")], engines, typicalMs })
  expect(places.get("a")).toEqual({ ahead: 1, waitMs: 300 })
  expect(places.get("s")).toEqual({ ahead: 1, waitMs: 8000 })
})

test("what nobody can know is not said: 0", () => {
  const unknown = { queued: [job("a"), job("b")], engines: [busy(undefined, "m")], typicalMs: () => undefined }
  expect([...queuePlaces(unknown).values()]).toEqual([
    { ahead: 1, waitMs: 0 },
    { ahead: 2, waitMs: 0 },
  ])
  // One engine's end is known, so that is the one waited for.
  const half = { queued: [job("a")], engines: [busy(undefined, "m"), busy(700, "m")], typicalMs }
  expect(queuePlaces(half).get("a")?.waitMs).toBe(700)
})

test("jobs whose model nobody has wait for each other alone", () => {
  const places = queuePlaces({
    queued: [job("x", "gone"), job("a"), job("y", "gone")],
    engines: [idle("m")],
    typicalMs,
  })
  expect(places.get("y")).toEqual({ ahead: 1, waitMs: 0 })
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
