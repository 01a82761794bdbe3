/** What waiting pictures are told of their turn: with repaints, forks and enlargements among them. */
import { beforeEach, expect, test } from "vitest"
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

inTestTime()
let world: World
beforeEach(() => {
  world = makeWorld()
})

const wait = (id: string) => {
  const record = world.record(id)
  return record?.state === "queued" ? { ahead: record.ahead, waitMs: record.waitMs } : record?.state
}
/** One picture is made, so that it is known how long they take: a second. */
async function makeOne(engine: ReturnType<typeof joinEngine>): Promise<string> {
  const id = ask(world)
  await pass()
  for (const stepIndex of [0, 1, 2, 3]) engine.step(stepIndex)
  await engine.done()
  await pass()
  return id
}

test("a repaint is told how long what it is made from still takes, though an engine is idle", async () => {
  const engine = joinEngine(world, "e1")
  await makeOne(engine)
  joinEngine(world, "e2")
  const repaint = { sourceAssetId: ASSET, maskAssetId: ASSET, elementId: "one" }
  ask(world, "ann", repaint)
  const later = ask(world, "ben", repaint)
  const last = ask(world, "cat", repaint)
  await pass()
  expect(wait(later)).toEqual({ ahead: 1, waitMs: 1000 })
  expect(wait(last)).toEqual({ ahead: 2, waitMs: 2000 })
  // Anybody else's picture goes first on the engine that is idle.
  const other = ask(world, "dan")
  await pass()
  expect(wait(other)).toBe("running")
})

test("a fork is told how long the engine that holds its step is busy, and takes as long as it has left to do", async () => {
  const engine = joinEngine(world, "e1")
  const id = await makeOne(engine)
  ask(world, "ben")
  await pass()
  joinEngine(world, "e2")
  const forkOf = (stepIndex: number) => {
    const ack = world.jobs.fork(() => person("cat"), { generationId: id, prompt: "at night", stepIndex })
    if (!ack.ok) throw new Error(ack.message)
    return ack.generationId
  }
  const [first, second] = [forkOf(1), forkOf(0)]
  await pass()
  expect(wait(first)).toEqual({ ahead: 1, waitMs: 1000 })
  expect(wait(second)).toEqual({ ahead: 2, waitMs: 1500 })
})

test("an enlargement counts as long as the last of its size took, and is nobody's typical picture", async () => {
  const engine = joinEngine(world)
  // What is made of this stands in the store, so that it can be enlarged.
  const id = await makeOne(engine)
  world.stored.set(id, {
    ...world.stored.get(id)!,
    state: { state: "done", attempt: 1, assetId: ASSET, durationMs: 1 },
  })
  const enlarge = (factor: 2 | 4) => {
    const ack = world.jobs.upscale(() => person("ann"), { generationId: id, factor })
    if (!ack.ok) throw new Error(ack.message)
    return ack.generationId
  }
  enlarge(2)
  await pass()
  const behind = ask(world, "ben")
  await pass()
  // Nobody knows how long it takes.
  expect(wait(behind)).toEqual({ ahead: 1, waitMs: 0 })
  await engine.done(engine.started.at(-1), 9000)
  await pass()
  await engine.done()
  await pass()
  enlarge(2)
  await pass()
  const behindThat = ask(world, "ben")
  await pass()
  expect(wait(behindThat)).toEqual({ ahead: 1, waitMs: 9000 })
  expect(world.jobs.enginesState().medianMs).toBe(1000)
})
