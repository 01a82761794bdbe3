import { expect, test } from "vitest"
import { ENGINE_PROTOCOL_VERSION, type ModelSummary } from "../../lib/protocol/engine-messages.ts"
import { createEnginePool, type EngineLink } from "./engine-pool.ts"

const engine = (id: string, ...modelIds: string[]): EngineLink => ({
  id,
  hello: {
    protocolVersion: ENGINE_PROTOCOL_VERSION,
    name: id,
    device: "cpu",
    models: modelIds.map((modelId) => ({ id: modelId, name: `${modelId} of ${id}` }) as ModelSummary),
  },
  start: () => undefined,
  cancel: () => undefined,
  drop: () => undefined,
})
const lease = { jobId: "job", attempt: 1 }

test("an engine is idle for its models until it is occupied, and again when that is released", () => {
  const pool = createEnginePool()
  pool.add(engine("a", "m"))
  expect(pool.idleFor("other")).toBeUndefined()
  expect(pool.idleFor("m")?.id).toBe("a")
  pool.occupy("a", lease)
  expect(pool.idleFor("m")).toBeUndefined()
  expect(pool.isBusyWith("a", lease)).toBe(true)
  pool.release("a", lease)
  expect(pool.idleFor("m")?.id).toBe("a")
})

test("a word about another job or an older attempt frees nobody", () => {
  const pool = createEnginePool()
  pool.add(engine("a", "m"))
  pool.occupy("a", { jobId: "job", attempt: 2 })
  pool.release("a", lease)
  pool.release("a", { jobId: "another", attempt: 2 })
  pool.release("nobody", lease)
  expect(pool.idleFor("m")).toBeUndefined()
})

test("removing an engine answers what it was working on, once", () => {
  const pool = createEnginePool()
  pool.add(engine("a", "m"))
  pool.occupy("a", lease)
  expect(pool.remove("a")).toEqual(lease)
  expect(pool.remove("a")).toBeUndefined()
  expect(pool.engines()).toEqual([])
})

test("models are listed once, the first engine's word for each", () => {
  const pool = createEnginePool()
  pool.add(engine("a", "m"))
  pool.add(engine("b", "m", "n"))
  expect(pool.models().map((model) => model.name)).toEqual(["m of a", "n of b"])
  expect(pool.engines("n").map(({ link }) => link.id)).toEqual(["b"])
})
