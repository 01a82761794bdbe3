/** Live frames beside ordinary pictures, on memory alone, with one engine that does what a test says. */
import sharp from "sharp"
import { beforeAll, beforeEach, expect, test } from "vitest"
import { ENGINE_PROTOCOL_VERSION, type ModelSummary } from "../../lib/protocol/engine-messages.ts"
import { type LivePictureMessage, type LiveStart, MAX_LIVE_FRAMES } from "../../lib/protocol/live-messages.ts"
import { createEnginePool, type EnginePool } from "./engine-pool.ts"
import { createLiveService, type LiveService } from "./live-service.ts"

const TEST_MODEL: ModelSummary = {
  id: "m",
  name: "M",
  defaultSteps: 4,
  defaultGuidance: 1,
  maxSteps: 20,
  sizes: { width: 64, height: 64, min: 64, max: 64, multiple: 8 },
  canImageToImage: true,
  canInpaint: true,
  canSketch: true,
  licence: "none",
}

let image: Buffer
beforeAll(async () => {
  image = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#fff" } })
    .webp()
    .toBuffer()
})

const ORDINARY = { jobId: "ordinary", attempt: 1 }
const WAITING = new Set([TEST_MODEL.id])
const NOTHING = new Set<string>()

let pool: EnginePool
let live: LiveService
let started: LiveStart[]
let cancelled: string[]
let dropped: string[]
let published: { viewers: string[]; picture: LivePictureMessage }[]
let handOuts: number

beforeEach(() => {
  pool = createEnginePool()
  started = []
  cancelled = []
  dropped = []
  published = []
  handOuts = 0
  let ids = 0
  live = createLiveService({
    pool,
    publish: (viewers, picture) => published.push({ viewers: [...viewers], picture }),
    handOut: () => handOuts++,
    clockMs: () => performance.now(),
    newId: () => `live-run-${++ids}`,
    log: { warn: () => undefined },
  })
  pool.add({
    id: "e",
    hello: { protocolVersion: ENGINE_PROTOCOL_VERSION, name: "e", device: "cpu", models: [TEST_MODEL] },
    start: () => undefined,
    cancel: () => undefined,
    drop: (reason) => dropped.push(reason),
  })
  live.engineJoined({ id: "e", start: (start) => started.push(start), cancel: (liveId) => cancelled.push(liveId) })
  live.viewerEntered("v", "room")
  return () => live.close()
})

let drawings = 0
const draw = (elementId = "f", personId = "ann", roomId = "room") =>
  live.frame({ personId, name: personId, role: "editor" }, "v", {
    ...{ roomId, elementId, frameNumber: ++drawings, prompt: "a tree", seed: 1, image },
  })
const made = (start = started.at(-1)!) => live.done("e", { liveId: start.liveId, image: Uint8Array.of(1) })
const stopped = (start = started.at(-1)!) =>
  live.done("e", { liveId: start.liveId, code: "job/cancelled", message: "stopped" })

test("an ordinary picture that comes while a live one runs has it stopped; the drawing is made after the picture", async () => {
  live.watch("room", "v", ["f"])
  await draw()
  expect(started).toHaveLength(1)
  live.afterHandingOut(WAITING)
  expect(cancelled).toEqual([started[0]!.liveId])
  live.afterHandingOut(WAITING)
  expect(cancelled).toHaveLength(1)
  stopped()
  expect(handOuts).toBe(1)
  // The job service: live frames have just had the engine, so the ordinary picture takes it.
  live.beforeHandingOut()
  expect(started).toHaveLength(1)
  pool.occupy("e", ORDINARY)
  live.afterHandingOut(NOTHING)
  expect(started).toHaveLength(1)
  pool.release("e", ORDINARY)
  live.beforeHandingOut()
  live.afterHandingOut(NOTHING)
  expect(started).toHaveLength(2)
  expect(started[1]!.recipe).toEqual(started[0]!.recipe)
  made()
  expect(published).toHaveLength(1)
})

test("while ordinary pictures wait a live frame has one slot after each of them, and is not stopped in it", async () => {
  live.watch("room", "v", ["f"])
  pool.occupy("e", ORDINARY)
  live.afterHandingOut(WAITING)
  await draw()
  expect(started).toHaveLength(0)
  pool.release("e", ORDINARY)
  live.beforeHandingOut()
  expect(started).toHaveLength(1)
  live.afterHandingOut(WAITING)
  expect(cancelled).toEqual([])
  await draw()
  made()
  // Not twice in a row: what is drawn by now waits for the next ordinary picture.
  expect(handOuts).toBe(1)
  live.beforeHandingOut()
  expect(started).toHaveLength(1)
})

test("an engine that is lost gives its drawing back, and what it says afterwards is nobody's", async () => {
  live.watch("room", "v", ["f"])
  await draw()
  const [lost] = started
  live.engineLeft("e")
  live.done("e", { liveId: lost!.liveId, image: Uint8Array.of(1) })
  expect(published).toEqual([])
  live.engineJoined({ id: "e", start: (start) => started.push(start), cancel: () => undefined })
  live.afterHandingOut(NOTHING)
  expect(started).toHaveLength(2)
})

test("a drawing the model fails with is left, and the next one is made", async () => {
  live.watch("room", "v", ["f"])
  await draw()
  live.done("e", { liveId: started[0]!.liveId, code: "asset/damaged", message: "no picture" })
  expect(started).toHaveLength(1)
  await draw()
  made()
  expect(started).toHaveLength(2)
  expect(published.map(({ viewers }) => viewers)).toEqual([["v"]])
})

test("with the last one who leaves the room its live frames are forgotten; the newest picture is gone too", async () => {
  live.watch("room", "v", ["f"])
  await draw()
  made()
  expect(live.watch("room", "v", ["f"])).toEqual([])
  live.viewerEntered("w", "room")
  expect(live.watch("room", "w", ["f"])).toHaveLength(1)
  live.viewerLeft("v")
  live.viewerLeft("w")
  live.viewerEntered("w", "room")
  expect(live.watch("room", "w", ["f"])).toEqual([])
})

test("a room has so many live frames at once; one that nobody looks at makes room", async () => {
  const ids = Array.from({ length: MAX_LIVE_FRAMES }, (_, i) => `f${i}`)
  live.watch("room", "v", ids)
  for (const [i, id] of ids.entries()) expect(await draw(id, `person ${i}`)).toEqual({ ok: true })
  expect(await draw("more", "somebody")).toMatchObject({ ok: false, code: "queue/full" })
  live.watch("room", "v", ids.slice(1))
  expect(await draw("more", "somebody")).toEqual({ ok: true })
})
