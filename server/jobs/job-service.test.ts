import { describe, expect, test, vi } from "vitest"
import { AppError } from "../../lib/errors.ts"
import { LEASE_MS } from "../../lib/protocol/engine-messages.ts"
import type { GenerationRequest } from "../../lib/protocol/messages.ts"
import {
  ASSET,
  ask,
  inTestTime,
  joinEngine,
  MASK,
  makeWorld,
  pass,
  person,
  type World,
} from "../../tests/support/job-world.ts"
import { MAX_OPEN_PER_PERSON } from "./intake.ts"
import { UNSERVED_MS } from "./overdue-jobs.ts"
import { CANCEL_GRACE_MS } from "./stop-engines.ts"

inTestTime()

describe("the way of a picture", () => {
  test("queued, running, steps, done: stored, told, and published once its record is written", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    expect(engine.started).toMatchObject([{ jobId: id, attempt: 1, recipe: { seed: 42, stepCount: 4, modelId: "m" } }])
    expect(world.record(id)).toMatchObject({ state: "running", stepIndex: -1, stepCount: 4 })
    for (const stepIndex of [0, 1, 2, 3]) engine.step(stepIndex)
    expect(world.previews.map((preview) => preview.stepIndex)).toEqual([0, 1, 2, 3])
    expect(world.jobs.newestPreviews("room")).toEqual([world.previews[3]])
    expect(world.jobs.newestPreviews("another")).toEqual([])
    await engine.done()
    await pass()
    expect(world.record(id)).toMatchObject({ state: "done", filmAssetId: expect.any(String), durationMs: 1000 })
    expect(world.stored.get(id)?.state.state).toBe("done")
    expect(world.published).toEqual(new Set([id]))
    expect(world.jobs.newestPreviews("room")).toEqual([])
    expect(world.jobs.enginesState()).toMatchObject({ engineCount: 1, busyCount: 0, queuedCount: 0, medianMs: 1000 })
  })

  test("steps are shown at once, but written at most every 200 ms, the newest last", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const id = ask(world, "ann", { stepCount: 20 })
    await pass()
    const before = world.written.length
    for (let stepIndex = 0; stepIndex < 20; stepIndex++) {
      engine.step(stepIndex)
      await pass(20)
    }
    await pass(200)
    const steps = world.written.slice(before).map((record) => record.state === "running" && record.stepIndex)
    expect(world.previews.length).toBe(20)
    expect(steps[0]).toBe(0)
    expect(steps.at(-1)).toBe(19)
    expect(steps.length).toBeLessThanOrEqual(4)
    expect(world.record(id)?.state).toBe("running")
  })

  test("no step is written after the end", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    engine.step(0)
    engine.step(1)
    await engine.done()
    await pass(1000)
    expect(world.record(id)?.state).toBe("done")
  })

  test("the engine has its next job before the last result is stored", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const [first, second] = [ask(world), ask(world)]
    await pass()
    const hold = Promise.withResolvers<void>()
    world.faults.holdPuts = hold.promise
    const stored = engine.done()
    await pass()
    expect(engine.started.map((job) => job.jobId)).toEqual([first, second])
    expect(world.record(first)?.state).toBe("running")
    hold.resolve()
    await stored
    await pass()
    expect(world.record(first)?.state).toBe("done")
  })

  test("records stay small: everything at its limit within 2 KB, within 4 KB in a script of three bytes a letter", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const parentIds = Array.from({ length: 8 }, () => ask(world, "ann"))
    for (const id of parentIds) world.jobs.cancel(() => person("ann"), id)
    world.jobs.failed(engine.id, { jobId: parentIds[0]!, attempt: 1, code: "job/cancelled", message: "" })
    for (const [letter, limitBytes] of [
      ["x", 2048],
      ["灯", 4096],
    ] as const) {
      const id = ask(world, "ann", {
        prompt: letter.repeat(500),
        negativePrompt: letter.repeat(500),
        ...{ sourceAssetId: ASSET, sketchAssetId: ASSET, strength: 0.5, parentIds },
      })
      await pass()
      await engine.done()
      await pass()
      const sizes = world.written
        .filter((record) => record.id === id)
        .map((record) => Buffer.byteLength(JSON.stringify(record)))
      expect(sizes.length).toBeGreaterThanOrEqual(2)
      expect(Math.max(...sizes)).toBeLessThanOrEqual(limitBytes)
    }
  })
})

describe("requests", () => {
  test("who may not, what no engine has, and pictures that are not in the room are refused", () => {
    const world = makeWorld()
    const request = (more: Partial<GenerationRequest>, who = person("ann")) =>
      world.jobs.request(who, { roomId: "room", prompt: "a tree", ...more })
    expect(request({})).toMatchObject({ ok: false, code: "engine/none" })
    joinEngine(world)
    expect(request({}, person("ann", "viewer"))).toMatchObject({ code: "role/forbidden" })
    expect(request({}, person("ann", "commenter"))).toMatchObject({ code: "role/forbidden" })
    expect(request({ sourceAssetId: "c".repeat(64) })).toMatchObject({ code: "asset/not-found" })
    expect(request({ sketchAssetId: "c".repeat(64) })).toMatchObject({ code: "asset/not-found" })
    expect(request({ sourceAssetId: ASSET, maskAssetId: MASK })).toMatchObject({ code: "mask/wrong-size" })
    expect(request({ parentIds: ["nobody-knows"] })).toMatchObject({ code: "generation/not-found" })
    expect(world.stored.size).toBe(0)
  })

  test("parents of another room are not found", async () => {
    const world = makeWorld()
    joinEngine(world)
    const parent = ask(world, "ann", { roomId: "another" })
    expect(world.jobs.request(person("ann"), { roomId: "room", prompt: "x", parentIds: [parent] })).toMatchObject({
      code: "generation/not-found",
    })
    ask(world, "ann", { roomId: "another", parentIds: [parent] })
  })

  test("one person's pictures in all rooms are limited; another person's are not, and an end makes room", async () => {
    const world = makeWorld()
    joinEngine(world)
    const ids = Array.from({ length: MAX_OPEN_PER_PERSON }, (_, i) => ask(world, "ann", { roomId: `room-${i % 3}` }))
    expect(() => ask(world)).toThrow("queue/full")
    ask(world, "bob")
    world.jobs.cancel(() => person("ann"), ids[3]!)
    ask(world)
  })

  test("a store that takes nothing refuses, and leaves no trace", () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    world.store.failing = true
    expect(() => ask(world)).toThrow("store/failed")
    expect(world.jobs.enginesState().queuedCount).toBe(0)
    expect(engine.started).toEqual([])
  })

  test("a server that drains begins nothing", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    ask(world)
    const waits = ask(world)
    await pass()
    world.jobs.drain()
    await engine.done()
    await pass()
    expect(engine.started.length).toBe(1)
    expect(world.stored.get(waits)?.state).toEqual({ state: "queued", attempt: 0 })
    expect(() => ask(world)).toThrow("engine/none")
  })

  test("later requests are later even when the calendar is put back", () => {
    const world = makeWorld()
    joinEngine(world)
    vi.setSystemTime(1_000_000)
    const first = ask(world)
    vi.setSystemTime(0)
    const second = ask(world)
    expect(world.stored.get(second)!.requestedAtMs).toBeGreaterThan(world.stored.get(first)!.requestedAtMs)
  })
})

describe("the queue", () => {
  test("many pictures of one person do not keep another waiting", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const anns = [ask(world, "ann"), ask(world, "ann"), ask(world, "ann"), ask(world, "ann")]
    const bobs = [ask(world, "bob"), ask(world, "bob")]
    for (let i = 0; i < 6; i++) {
      await pass()
      await engine.done()
    }
    expect(engine.started.map((job) => job.jobId)).toEqual([anns[0], bobs[0], anns[1], bobs[1], anns[2], anns[3]])
  })

  test("waiting pictures learn their place, and how long, once it is known", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const [, second, third] = [ask(world, "ann"), ask(world, "bob"), ask(world, "cy")]
    await pass()
    // Nobody knows yet how long a picture takes here, so nobody says.
    expect(world.record(second)).toMatchObject({ state: "queued", ahead: 1, waitMs: 0 })
    expect(world.record(third)).toMatchObject({ state: "queued", ahead: 2, waitMs: 0 })
    await engine.done()
    await pass()
    expect(world.record(third)).toMatchObject({ state: "queued", ahead: 1, waitMs: 1000 })
  })

  test("each engine takes jobs of its own models only", async () => {
    const world = makeWorld()
    const [a, b] = [joinEngine(world, "a", ["m"]), joinEngine(world, "b", ["other"])]
    const ids = [
      ask(world, "ann", { modelId: "other" }),
      ask(world, "ann", { modelId: "m" }),
      ask(world, "ann", { modelId: "other" }),
    ]
    await pass()
    expect(a.started.map((job) => job.jobId)).toEqual([ids[1]])
    expect(b.started.map((job) => job.jobId)).toEqual([ids[0]])
    expect(world.record(ids[2]!)).toMatchObject({ state: "queued", ahead: 1 })
  })

  test("a job whose model no engine has any more fails after a while, and not before", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    ask(world)
    const waits = ask(world)
    await pass()
    world.jobs.engineLeft(engine.id, "gone")
    await pass(UNSERVED_MS - 2_000)
    expect(world.record(waits)?.state).toBe("queued")
    await pass(4_000)
    expect(world.record(waits)).toMatchObject({ state: "failed", code: "engine/none" })
    expect(world.jobs.enginesState().queuedCount).toBe(0)
  })

  test("a model that comes back in time runs what waited, and the next absence is counted afresh", async () => {
    const world = makeWorld()
    world.jobs.engineLeft(joinEngine(world).id, "gone")
    joinEngine(world, "e2", ["other"])
    const engine = joinEngine(world, "e3")
    const [runs, waits] = [ask(world, "ann", { modelId: "m" }), ask(world, "ann", { modelId: "m" })]
    await pass()
    world.jobs.engineLeft(engine.id, "gone")
    await pass(UNSERVED_MS - 5_000)
    const back = joinEngine(world, "e4")
    await pass(10_000)
    expect(back.started.map((job) => job.jobId)).toEqual([runs])
    world.jobs.engineLeft(back.id, "gone again")
    await pass(UNSERVED_MS / 2)
    expect(world.record(waits)?.state).toBe("queued")
  })
})

describe("cancelling", () => {
  const cancel = (world: World, id: string, who = person("ann")) => world.jobs.cancel(() => who, id)

  test("a queued picture ends at once", async () => {
    const world = makeWorld()
    joinEngine(world)
    ask(world)
    const waits = ask(world)
    expect(cancel(world, waits)).toEqual({ ok: true })
    await pass()
    expect(world.record(waits)).toMatchObject({ state: "cancelled", stepIndex: -1 })
    expect(cancel(world, waits)).toMatchObject({ code: "generation/finished" })
  })

  test("a running one ends at once, and its engine is free when it says that it stopped", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const [runs, waits] = [ask(world), ask(world)]
    await pass()
    engine.step(0)
    expect(cancel(world, runs)).toEqual({ ok: true })
    expect(engine.cancelled).toEqual([runs])
    engine.step(1)
    expect(world.previews.length).toBe(1)
    await pass(500)
    expect(engine.started.length).toBe(1)
    world.jobs.failed(engine.id, { jobId: runs, attempt: 1, code: "job/cancelled", message: "" })
    await pass()
    expect(world.record(runs)).toMatchObject({ state: "cancelled", stepIndex: 0 })
    expect(engine.started[1]?.jobId).toBe(waits)
    await pass(CANCEL_GRACE_MS)
    expect(engine.dropped).toEqual([])
  })

  test("an engine that does not stop is dropped, and its next job goes to another", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const [runs, waits] = [ask(world), ask(world)]
    await pass()
    cancel(world, runs)
    await pass(CANCEL_GRACE_MS)
    expect(engine.dropped).toEqual(["it did not stop after a cancel"])
    const next = joinEngine(world, "e2")
    await pass()
    expect(next.started[0]?.jobId).toBe(waits)
    expect(world.record(runs)?.state).toBe("cancelled")
  })

  test("a result that comes after the cancel is not kept", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    cancel(world, id)
    await engine.done()
    await pass()
    expect(world.record(id)?.state).toBe("cancelled")
    expect(world.jobs.enginesState().busyCount).toBe(0)
  })

  test("only its author and the host may", async () => {
    const world = makeWorld()
    joinEngine(world)
    const id = ask(world)
    expect(cancel(world, id, person("bob"))).toMatchObject({ code: "generation/not-yours" })
    expect(world.jobs.cancel(() => undefined, id)).toMatchObject({ code: "generation/not-found" })
    expect(cancel(world, "unknown-id")).toMatchObject({ code: "generation/not-found" })
    expect(cancel(world, id, person("bob", "host"))).toEqual({ ok: true })
  })
})

describe("engines that are lost", () => {
  test("everybody is told how many engines there are, busy or not", () => {
    const world = makeWorld()
    joinEngine(world, "e1")
    joinEngine(world, "e2", ["m", "n"])
    expect(world.engines.at(-1)).toMatchObject({ engineCount: 2, models: [{ id: "m" }, { id: "n" }] })
    world.jobs.engineLeft("e2", "gone")
    expect(world.engines.at(-1)).toMatchObject({ engineCount: 1, models: [{ id: "m" }] })
  })

  test("a lost engine's job runs again with the next attempt; its late words change nothing", async () => {
    const world = makeWorld()
    const first = joinEngine(world, "e1")
    const id = ask(world)
    await pass()
    first.step(2)
    const old = first.started[0]!
    world.jobs.engineLeft("e1", "killed")
    expect(world.jobs.newestPreviews("room")).toEqual([])
    const second = joinEngine(world, "e2")
    await pass()
    expect(second.started).toMatchObject([{ jobId: id, attempt: 2 }])
    first.step(3, old)
    await first.done(old)
    world.jobs.failed("e1", { jobId: id, attempt: 1, code: "engine/failed", message: "late" })
    // Its old attempt said by the engine that has the new one is as late.
    await second.done(old)
    expect(world.previews.map((preview) => preview.stepIndex)).toEqual([2])
    expect(world.jobs.enginesState().busyCount).toBe(1)
    second.step(0)
    await second.done()
    await pass()
    expect(world.record(id)).toMatchObject({ state: "done", assetId: "e2".padEnd(64, "0") })
  })

  test("the second loss is the job's failure, with its reason, and frees nobody else's work", async () => {
    const world = makeWorld()
    const id = ask2(world)
    for (const engineId of ["e2", "e3"]) {
      const engine = joinEngine(world, engineId)
      await pass()
      expect(engine.started.length).toBe(1)
      world.jobs.engineLeft(engineId, "its process was killed")
    }
    await pass()
    expect(world.record(id)).toMatchObject({ state: "failed", code: "engine/lost" })
    expect(JSON.stringify(world.record(id))).toContain("its process was killed")
  })

  /** A job that waits: its model was there when it was asked for. */
  function ask2(world: World): string {
    const engine = joinEngine(world, "e1")
    const first = ask(world)
    const id = ask(world)
    world.jobs.cancel(() => person("ann"), first)
    world.jobs.engineLeft(engine.id, "gone")
    return id
  }

  test("a lease that runs out gives the job to another, and drops who was silent", async () => {
    const world = makeWorld()
    const silent = joinEngine(world, "e1")
    const id = ask(world)
    await pass()
    silent.step(0)
    await pass(LEASE_MS - 2_000)
    expect(silent.dropped).toEqual([])
    const other = joinEngine(world, "e2")
    await pass(4_000)
    expect(silent.dropped).toEqual(["it stopped answering"])
    expect(other.started).toMatchObject([{ jobId: id, attempt: 2 }])
  })

  test("an engine that says it is still at it keeps its lease", async () => {
    const world = makeWorld()
    const slow = joinEngine(world)
    const id = ask(world)
    await pass()
    for (let i = 0; i < 20; i++) {
      await pass(5_000)
      world.jobs.renewed(slow.id, { jobId: id, attempt: 1 })
    }
    expect(slow.dropped).toEqual([])
    expect(world.record(id)?.state).toBe("running")
  })

  test("an engine that leaves while its result is being stored has lost nothing", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    const hold = Promise.withResolvers<void>()
    world.faults.holdPuts = hold.promise
    const [stored, again] = [engine.done(), engine.done()]
    world.jobs.engineLeft(engine.id, "killed")
    await pass(LEASE_MS + 2_000)
    hold.resolve()
    await Promise.all([stored, again])
    await pass()
    expect(world.record(id)?.state).toBe("done")
    expect(world.written.filter((record) => record.state === "done").length).toBe(1)
    // Said twice, stored once: a picture and its film.
    expect(world.putCount).toBe(2)
  })

  test("an engine that stops of its own accord gives its job back rather than failing it", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    world.jobs.failed(engine.id, { jobId: id, attempt: 1, code: "job/cancelled", message: "stopping" })
    await pass()
    expect(engine.started.map((job) => job.attempt)).toEqual([1, 2])
    expect(world.record(id)?.state).toBe("running")
  })

  test("what the model refuses is final", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    world.jobs.failed(engine.id, { jobId: id, attempt: 1, code: "mask/empty", message: "The mask is empty." })
    await pass()
    expect(world.record(id)).toMatchObject({ state: "failed", code: "mask/empty", message: "The mask is empty." })
    expect(engine.started.length).toBe(1)
  })
})

describe("disks that fail", () => {
  test("a result that cannot be stored is the job's failure, and the engine goes on", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const [id, next] = [ask(world), ask(world)]
    await pass()
    world.faults.put = new AppError("store/failed", "disk full")
    await engine.done()
    await pass()
    expect(world.record(id)).toMatchObject({ state: "failed", code: "store/failed" })
    expect(engine.started.at(-1)?.jobId).toBe(next)
  })

  test("a state that the store does not take is stored when it does, and no timer throws", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    world.store.failing = true
    await engine.done()
    await pass(3_000)
    expect(world.record(id)?.state).toBe("done")
    expect(world.stored.get(id)?.state.state).toBe("running")
    world.store.failing = false
    await pass(2_000)
    expect(world.stored.get(id)?.state.state).toBe("done")
  })

  test("an end that cannot be written is written later, and counts as published only then", async () => {
    const world = makeWorld()
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    world.faults.write = new AppError("store/failed", "disk full")
    await engine.done()
    await pass(1_000)
    expect(world.published.has(id)).toBe(false)
    world.faults.write = undefined
    await pass(6_000)
    expect(world.record(id)?.state).toBe("done")
    expect(world.published.has(id)).toBe(true)
  })
})

describe("the next start", () => {
  test("runs what ran again, keeps what waited, and publishes what was not", async () => {
    const before = makeWorld()
    const engine = joinEngine(before)
    const done = ask(before)
    await pass()
    before.faults.write = new Error("killed here")
    await engine.done()
    const [ran, waited] = [ask(before), ask(before)]
    await pass()
    expect(before.stored.get(ran)?.state.state).toBe("running")

    const after = makeWorld({ stored: new Map(before.stored), published: new Set(before.published) })
    await after.jobs.recover()
    await pass()
    expect(after.record(done)?.state).toBe("done")
    expect(after.published).toEqual(new Set([done]))
    expect(after.record(ran)).toMatchObject({ state: "queued", ahead: 0 })
    expect(after.record(waited)).toMatchObject({ state: "queued", ahead: 1 })
    const next = joinEngine(after)
    await pass()
    expect(next.started).toMatchObject([{ jobId: ran, attempt: 2 }])
    await next.done()
    await pass()
    await next.done()
    await pass()
    expect([...after.stored.values()].map((job) => job.state.state)).toEqual(["done", "done", "done"])
  })

  test("a job that ended the server twice fails instead of ending it for ever", async () => {
    let kept = makeWorld()
    const engine = joinEngine(kept)
    const id = ask(kept)
    await pass()
    for (let restarts = 0; restarts < 2; restarts++) {
      kept = makeWorld({ stored: new Map(kept.stored), published: new Set(kept.published) })
      await kept.jobs.recover()
      joinEngine(kept)
      await pass()
    }
    expect(engine.started.length).toBe(1)
    expect(kept.record(id)).toMatchObject({ state: "failed", code: "engine/lost" })
    expect(JSON.stringify(kept.record(id))).toContain("the server was restarted")
  })

  test("a room whose document cannot be written does not keep the server from starting", async () => {
    const before = makeWorld()
    const engine = joinEngine(before)
    ask(before)
    await pass()
    before.faults.write = new Error("killed here")
    await engine.done()
    const after = makeWorld({ stored: new Map(before.stored) })
    after.faults.write = new AppError("document/damaged", "damaged")
    await after.jobs.recover()
    await pass()
    expect(after.logged).toContain("a generation's record was not written")
  })
})

test("nothing is kept of a thousand pictures that are over", async () => {
  const world = makeWorld()
  const engine = joinEngine(world)
  for (let i = 0; i < 300; i++) {
    const id = ask(world)
    await pass()
    engine.step(0)
    if (i % 3 === 0) {
      world.jobs.cancel(() => person("ann"), id)
      world.jobs.failed(engine.id, { jobId: id, attempt: 1, code: "job/cancelled", message: "" })
    } else await engine.done()
  }
  await pass(1_000)
  // Every timer but the sweep's has gone with its job.
  expect(vi.getTimerCount()).toBe(1)
  expect(world.jobs.newestPreviews("room")).toEqual([])
  expect(world.jobs.enginesState()).toMatchObject({ busyCount: 0, queuedCount: 0 })
})
