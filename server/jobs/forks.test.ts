/** Forks and enlarged pictures in the queue: the right engine, what it must keep, and every refusal. */
import { beforeEach, describe, expect, test } from "vitest"
import { KEPT_JOBS } from "../../lib/job/kept-steps.ts"
import {
  ASSET,
  ask,
  inTestTime,
  joinEngine,
  makeWorld,
  pass,
  person,
  type World,
} from "../../tests/support/job-world.ts"
import { planUpscale } from "./plan-derived.ts"

inTestTime()
let world: World
beforeEach(() => {
  world = makeWorld()
})

const fork = (generationId: string, more: { stepIndex?: number; by?: string } = {}) =>
  world.jobs.fork(() => person(more.by ?? "ann"), {
    generationId,
    prompt: "at night",
    ...(more.stepIndex !== undefined && { stepIndex: more.stepIndex }),
  })
const idOf = (ack: ReturnType<typeof fork>): string => {
  if (!ack.ok) throw new Error(`${ack.code}: ${ack.message}`)
  return ack.generationId
}

describe("forks", () => {
  test("a running picture goes on and its fork starts from the newest step, with the other words", async () => {
    const engine = joinEngine(world)
    const id = ask(world, "ann", { stepCount: 6, seed: 9 })
    await pass()
    for (const stepIndex of [0, 1, 2]) engine.step(stepIndex)
    const forkId = idOf(fork(id))
    expect(world.record(id)?.state).toBe("running")
    await engine.done()
    await pass()
    expect(engine.started.at(-1)).toMatchObject({
      jobId: forkId,
      fork: { jobId: id, stepsDone: 3 },
      awaitedJobIds: [id],
      recipe: { prompt: "at night", seed: 9, stepCount: 6 },
    })
    expect(world.record(forkId)).toMatchObject({ parentIds: [id], origin: { kind: "fork", of: id, stepsDone: 3 } })
  })

  test("it waits for the engine that holds the step, though another one is idle", async () => {
    const [holder, idle] = [joinEngine(world, "e1"), joinEngine(world, "e2")]
    const id = ask(world)
    await pass()
    holder.step(0)
    const forkId = idOf(fork(id))
    await pass()
    expect(idle.started).toEqual([])
    expect(world.record(forkId)?.state).toBe("queued")
    await holder.done()
    await pass()
    expect(holder.started.at(-1)?.jobId).toBe(forkId)
  })

  test("while it waits, its step is kept however many jobs go before it; a fork of a fork counts from the run's beginning", async () => {
    const engine = joinEngine(world)
    const id = ask(world, "ann", { stepCount: 6 })
    await pass()
    for (const stepIndex of [0, 1, 2, 3, 4, 5]) engine.step(stepIndex)
    await engine.done()
    await pass()
    for (let i = 0; i < KEPT_JOBS + 3; i++) ask(world, `person-${i}`)
    const forkId = idOf(fork(id, { stepIndex: 1, by: "ben" }))
    await pass()
    const reach = async (jobId: string) => {
      while (engine.started.at(-1)!.jobId !== jobId) {
        expect(engine.started.length).toBeLessThan(KEPT_JOBS + 12)
        await engine.done()
        await pass()
        expect(engine.started.at(-1)!.awaitedJobIds).toContain(jobId === forkId ? id : forkId)
      }
    }
    await reach(forkId)
    expect(engine.started.length).toBeGreaterThan(KEPT_JOBS + 2)
    engine.step(0)
    const grandchild = idOf(fork(forkId))
    expect(world.stored.get(grandchild)?.origin).toEqual({ kind: "fork", of: forkId, stepsDone: 3 })
    await reach(grandchild)
    expect(engine.started.at(-1)).toMatchObject({ fork: { jobId: forkId, stepsDone: 3 } })
  })

  test("when the engine that holds the step leaves, a waiting fork fails and says why", async () => {
    const holder = joinEngine(world, "e1")
    joinEngine(world, "e2")
    const id = ask(world)
    await pass()
    holder.step(0)
    const forkId = idOf(fork(id))
    world.jobs.engineLeft("e1", "its connection ended")
    await pass()
    expect(world.record(forkId)).toMatchObject({ state: "failed", code: "engine/none" })
    expect(world.record(forkId)).toMatchObject({
      message: expect.stringMatching(/held the step to go on from is gone/),
    })
  })

  test("a fork that waited when the server was stopped fails at the next start: no engine holds its step any more", async () => {
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    engine.step(0)
    const forkId = idOf(fork(id))
    await world.jobs.close()
    world = makeWorld({ stored: world.stored, published: world.published })
    joinEngine(world)
    await world.jobs.recover()
    await pass()
    expect(world.record(forkId)).toMatchObject({ state: "failed", code: "engine/none" })
    expect(world.record(id)?.state).toBe("running")
  })

  test("a picture run again elsewhere is forked from there", async () => {
    joinEngine(world, "e1")
    const id = ask(world)
    await pass()
    const second = joinEngine(world, "e2")
    world.jobs.engineLeft("e1", "its connection ended")
    await pass()
    expect(fork(id)).toMatchObject({ code: "steps/out-of-range" })
    second.step(0)
    const forkId = idOf(fork(id))
    await second.done()
    await pass()
    expect(second.started.at(-1)?.jobId).toBe(forkId)
  })

  test("what cannot be forked is refused by name", async () => {
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    expect(fork("no-such-picture")).toMatchObject({ code: "generation/not-found" })
    expect(fork(id)).toMatchObject({ code: "steps/out-of-range", message: expect.stringMatching(/no step yet/) })
    engine.step(0)
    expect(fork(id, { stepIndex: 1 })).toMatchObject({ code: "steps/out-of-range" })
    for (const stepIndex of [1, 2, 3]) engine.step(stepIndex)
    const as = (role: "viewer" | "commenter") =>
      world.jobs.fork(() => person("vic", role), { generationId: id, prompt: "x" })
    expect(as("viewer")).toMatchObject({ code: "role/forbidden" })
    expect(as("commenter")).toMatchObject({ code: "role/forbidden" })
    const stranger = world.jobs.fork(() => undefined, { generationId: id, prompt: "x" })
    expect(stranger).toMatchObject({ code: "generation/not-found" })
    await engine.done()
    await pass()
    // After the last of four steps nothing is left to do.
    expect(fork(id, { stepIndex: 3 })).toMatchObject({ code: "steps/out-of-range" })
    const single = ask(world, "ann", { stepCount: 1 })
    await pass()
    engine.step(0)
    await engine.done()
    await pass()
    expect(fork(single)).toMatchObject({ code: "steps/out-of-range" })
    for (let i = 0; i < KEPT_JOBS; i++) {
      ask(world)
      await pass()
      await engine.done()
      await pass()
    }
    expect(fork(id)).toMatchObject({ code: "step/not-kept", message: expect.stringMatching(/last 16/) })
    const done = { roomId: "room", recipe: world.stored.get(id)!.recipe, modelName: "m", parentIds: [id] }
    for (const origin of [
      { kind: "step", of: id, stepIndex: 0 },
      { kind: "upscale", of: id, factor: 2 },
    ] as const) {
      const state = { state: "done", attempt: 1, assetId: ASSET, durationMs: 0 } as const
      const made = {
        ...done,
        id: `made-by-${origin.kind}`,
        authorId: "ann",
        authorName: "ann",
        requestedAtMs: 1,
        origin,
        state,
      }
      world.stored.set(made.id, made)
      expect(fork(made.id)).toMatchObject({ code: "step/not-kept", message: expect.stringMatching(/no steps/) })
    }
  })

  test("what a picture was made from goes to its fork as well; how many steps there are, the engine says", async () => {
    const engine = joinEngine(world)
    const made = { sourceAssetId: ASSET, maskAssetId: ASSET, sketchAssetId: ASSET, strength: 0.5, stepCount: 8 }
    const id = ask(world, "ann", made)
    await pass()
    engine.step(0, undefined, 4)
    engine.step(1, undefined, 4)
    await engine.done()
    await pass()
    expect(fork(id, { stepIndex: 2 })).toMatchObject({ code: "steps/out-of-range" })
    const forkId = idOf(fork(id, { stepIndex: 1 }))
    await pass()
    const picture = expect.any(Uint8Array)
    expect(engine.started.at(-1)).toMatchObject({
      ...{ jobId: forkId, fork: { jobId: id, stepsDone: 2 } },
      ...{ source: picture, mask: picture, sketch: picture },
      recipe: { ...made, prompt: "at night" },
    })
  })

  test("a repaint that waited for another one is forked from what it was made of in the end", async () => {
    const engine = joinEngine(world)
    const repaint = { sourceAssetId: ASSET, maskAssetId: ASSET, elementId: "one" }
    ask(world, "ann", repaint)
    const later = ask(world, "ben", repaint)
    await pass()
    await engine.done()
    await pass()
    const { sourceAssetId } = engine.started.at(-1)!.recipe
    expect(sourceAssetId).not.toBe(ASSET)
    engine.step(0)
    expect(world.stored.get(idOf(fork(later)))?.recipe.sourceAssetId).toBe(sourceAssetId)
  })

  test("the room is told what can be forked: from its beginning on, until its steps are let go or its engine leaves", async () => {
    const engine = joinEngine(world)
    const first = ask(world)
    await pass()
    expect(world.forkable.get("room")).toEqual([first])
    expect(world.jobs.forkable("other room")).toEqual({ roomId: "other room", generationIds: [] })
    await engine.done()
    for (let i = 1; i < KEPT_JOBS; i++) {
      ask(world)
      await pass()
      await engine.done()
      await pass()
    }
    expect(world.forkable.get("room")).toHaveLength(KEPT_JOBS)
    expect(world.forkable.get("room")).toContain(first)
    ask(world, "ann", { roomId: "other room" })
    await pass()
    expect(world.forkable.get("room")).not.toContain(first)
    expect(world.forkable.get("room")).toHaveLength(KEPT_JOBS - 1)
    expect(world.forkable.get("other room")).toHaveLength(1)
    world.jobs.engineLeft("e1", "its connection ended")
    expect([world.forkable.get("room"), world.forkable.get("other room")]).toEqual([[], []])
  })

  test("forks count among a person's open pictures", async () => {
    const engine = joinEngine(world)
    const id = ask(world)
    await pass()
    engine.step(0)
    for (let i = 0; i < 7; i++) idOf(fork(id))
    expect(fork(id)).toMatchObject({ code: "queue/full" })
    expect(fork(id, { by: "ben" })).toMatchObject({ ok: true })
  })
})

describe("enlarging", () => {
  const done = {
    recipe: {
      ...{ prompt: "x", negativePrompt: "", seed: 1, stepCount: 4, guidance: 1, width: 64, height: 64, modelId: "m" },
      ...{ maskAssetId: ASSET, sketchAssetId: ASSET, strength: 0.5 },
    },
    state: { state: "done" as const, attempt: 1, assetId: ASSET, durationMs: 1 },
  }
  const model = {
    ...{ id: "m", name: "Model m", defaultSteps: 4, defaultGuidance: 1, maxSteps: 20, licence: "none" },
    sizes: { width: 64, height: 64, min: 64, max: 128, multiple: 8 },
    ...{ canImageToImage: true, canInpaint: true, canSketch: true },
  }
  const size = { width: 64, height: 64 }

  test("it starts from the finished picture, and from nothing its recipe was made from", () => {
    const planned = planUpscale(done, { factor: 2, models: [model], size })
    expect(planned).toMatchObject({
      ok: true,
      recipe: { sourceAssetId: ASSET, prompt: "x", stepCount: 4, modelId: "m" },
    })
    for (const field of ["maskAssetId", "sketchAssetId", "strength"]) {
      expect(planned.ok && Object.hasOwn(planned.recipe, field)).toBe(false)
    }
  })

  test("another model does it when the picture's own is not there", () => {
    const other = { ...model, id: "other", defaultSteps: 9 }
    const planned = planUpscale(done, { factor: 2, models: [{ ...model, canImageToImage: false }, other], size })
    expect(planned).toMatchObject({ ok: true, recipe: { modelId: "other", stepCount: 9 } })
  })

  test("what cannot be enlarged is refused by name", () => {
    const plan = (more: Partial<Parameters<typeof planUpscale>[1]>, job = done as Parameters<typeof planUpscale>[0]) =>
      planUpscale(job, { factor: 4, models: [model], size, ...more })
    expect(plan({}, { ...done, state: { state: "queued", attempt: 0 } })).toMatchObject({ code: "asset/not-found" })
    expect(plan({ size: undefined })).toMatchObject({ code: "asset/not-found" })
    expect(plan({ models: [] })).toMatchObject({ code: "engine/none" })
    expect(plan({ models: [{ ...model, canImageToImage: false }] })).toMatchObject({ code: "model/cannot" })
    expect(plan({ size: { width: 1025, height: 64 } })).toMatchObject({ code: "size/out-of-range" })
    expect(plan({}, { ...done, origin: { kind: "upscale", of: "x", factor: 2 } })).toMatchObject({
      code: "size/out-of-range",
    })
  })
})
