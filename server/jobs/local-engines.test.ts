import { afterEach, expect, test } from "vitest"
import { type LocalEngines, startLocalEngines } from "./local-engines.ts"

const quiet = { info: () => undefined, warn: () => undefined }
const nodeOptions = process.env.NODE_OPTIONS
let engines: LocalEngines | undefined

afterEach(async () => {
  await engines?.close()
  if (nodeOptions === undefined) delete process.env.NODE_OPTIONS
  else process.env.NODE_OPTIONS = nodeOptions
  delete process.env.EMULSION_MODELS
})

const start = (url: string) => startLocalEngines({ count: 1, url, token: "a token", threadCount: 1, log: quiet })

test("a process that ends without a word is tried again, then starting is given up", async () => {
  process.env.NODE_OPTIONS = "--no-such-option-of-node"
  engines = start("http://127.0.0.1:9")
  await expect(engines.ready).rejects.toMatchObject({
    code: "engine/lost",
    message: expect.stringMatching(/ended 3 times before it was ready/),
  })
  expect(engines.pids()).toEqual([])
})

test("what an engine says is wrong is said in its words, without trying again", async () => {
  process.env.EMULSION_MODELS = "/no/such/model"
  engines = start("http://127.0.0.1:9")
  await expect(engines.ready).rejects.toMatchObject({ message: expect.stringContaining("/no/such/model") })
})

test("closing ends a process that waits for its server, and unknown names end nothing", async () => {
  process.env.EMULSION_MODELS = "toy"
  engines = start("http://127.0.0.1:9")
  const [pid] = engines.pids()
  expect(pid).toBeGreaterThan(0)
  engines.kill("local-1")
  expect(engines.pids()).toEqual([pid])
  await engines.close()
  expect(engines.pids()).toEqual([])
  expect(() => process.kill(pid!, 0)).toThrow(/ESRCH/)
})
