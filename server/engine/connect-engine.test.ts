import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Server, type Socket as ServerSocket } from "socket.io"
import { io } from "socket.io-client"
import { afterEach, beforeEach, expect, test } from "vitest"
import { ENGINE_PATH, type EngineHello, type JobStart } from "../../lib/protocol/engine-messages.ts"
import type { DiffusionModel } from "../../models/pipelines/model.ts"
import { createToyModel } from "../../models/toy/toy-model.ts"
import { connectEngine } from "./connect-engine.ts"

/** A room server that only notes what an engine says to it, and answers when it is told to. */
interface Bench {
  sockets: ServerSocket[]
  hellos: EngineHello[]
  said: { event: string; jobId: string; attempt: number; code?: string }[]
  lines: string[]
  refusals: string[]
  /** Whether results are acknowledged. */
  answering: boolean
  start(job: JobStart): void
}

let bench: Bench
let closers: (() => unknown)[] = []

beforeEach(async () => {
  const http = createServer()
  const server = new Server(http, { path: ENGINE_PATH, transports: ["websocket"] })
  bench = {
    sockets: [],
    hellos: [],
    said: [],
    lines: [],
    refusals: [],
    answering: true,
    start: (job) => bench.sockets.at(-1)!.emit("job:start", job),
  }
  server.of("/engine").on("connection", (socket) => {
    bench.sockets.push(socket)
    socket.on("engine:hello", (hello: EngineHello, reply: (ack: object) => void) => {
      bench.hellos.push(hello)
      reply({ ok: true })
    })
    socket.onAny((event: string, message: { jobId: string; attempt: number; code?: string }, reply?: unknown) => {
      if (!event.startsWith("job:")) return
      const { jobId, attempt, code } = message
      bench.said.push({ event, jobId, attempt, ...(code && { code }) })
      if (typeof reply === "function" && bench.answering) reply({ ok: true })
    })
  })
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  closers.push(() => server.close())
  bench.lines = []
  const connect = (model: DiffusionModel) => {
    const stop = connectEngine({
      socket: io(`${url}/engine`, { path: ENGINE_PATH, transports: ["websocket"], reconnectionDelay: 20 }),
      url,
      name: "under test",
      models: [model],
      now: () => performance.now(),
      say: (line) => bench.lines.push(line),
      onRefused: (message) => bench.refusals.push(message),
    })
    closers.unshift(stop)
    return stop
  }
  engineWith = connect
})
let engineWith: (model: DiffusionModel) => () => Promise<void>

afterEach(async () => {
  for (const close of closers) await close()
  closers = []
})

const job = (jobId: string, attempt = 1, stepCount = 4): JobStart => ({
  jobId,
  attempt,
  recipe: {
    prompt: "hills",
    negativePrompt: "",
    seed: 1,
    stepCount,
    guidance: 1,
    width: 64,
    height: 64,
    modelId: "toy",
  },
})
const until = async (look: () => unknown) => {
  await expect.poll(look, { timeout: 5_000, interval: 5 }).toBeTruthy()
}
const saidOf = (jobId: string, event: string) => bench.said.filter((one) => one.jobId === jobId && one.event === event)

test("hello says the models; a job's steps and its result follow", async () => {
  engineWith(createToyModel())
  await until(() => bench.hellos[0])
  expect(bench.hellos[0]).toMatchObject({ name: "under test", models: [{ id: "toy", canInpaint: true, maxSteps: 50 }] })
  bench.start(job("first-job"))
  await until(() => saidOf("first-job", "job:done").length)
  expect(saidOf("first-job", "job:step").length).toBe(4)
})

test("a job that comes before the last result's answer is not lost", async () => {
  engineWith(createToyModel())
  await until(() => bench.hellos[0])
  bench.answering = false
  bench.start(job("first-job"))
  await until(() => saidOf("first-job", "job:done").length)
  bench.answering = true
  bench.start(job("second-job"))
  await until(() => saidOf("second-job", "job:done").length)
})

test("pictures are made one at a time, whatever the server does", async () => {
  const toy = createToyModel({ stepDelayMs: 5 })
  let using = 0
  let most = 0
  const watched: DiffusionModel = {
    ...toy,
    predict: async (input) => {
      most = Math.max(most, ++using)
      try {
        return await toy.predict(input)
      } finally {
        using--
      }
    },
  }
  engineWith(watched)
  await until(() => bench.hellos[0])
  for (const id of ["job-number-a", "job-number-b", "job-number-c"]) bench.start(job(id, 1, 30))
  await until(() => saidOf("job-number-c", "job:done").length)
  expect(most).toBe(1)
  expect(saidOf("job-number-a", "job:done")).toEqual([])
})

test("a cancel is obeyed within one step and reported; another attempt's cancel is not", async () => {
  engineWith(createToyModel({ stepDelayMs: 20 }))
  await until(() => bench.hellos[0])
  bench.start(job("first-job", 2, 40))
  await until(() => saidOf("first-job", "job:step").length >= 2)
  bench.sockets[0]!.emit("job:cancel", { jobId: "first-job", attempt: 1 })
  bench.sockets[0]!.emit("job:cancel", { jobId: "other-job", attempt: 2 })
  await until(() => saidOf("first-job", "job:step").length >= 5)
  bench.sockets[0]!.emit("job:cancel", { jobId: "first-job", attempt: 2 })
  const steps = saidOf("first-job", "job:step").length
  await until(() => saidOf("first-job", "job:failed").length)
  expect(saidOf("first-job", "job:failed")).toMatchObject([{ attempt: 2, code: "job/cancelled" }])
  expect(saidOf("first-job", "job:step").length).toBeLessThanOrEqual(steps + 1)
})

test("a job that cannot be read, or is for a model this engine lacks, is answered, not swallowed", async () => {
  engineWith(createToyModel())
  await until(() => bench.hellos[0])
  bench.sockets[0]!.emit("job:start", { jobId: "odd-job-1", attempt: 1, recipe: { prompt: 7 } })
  bench.start({ ...job("odd-job-2"), recipe: { ...job("x").recipe, modelId: "unheard-of" } })
  await until(() => saidOf("odd-job-1", "job:failed").length && saidOf("odd-job-2", "job:failed").length)
  expect(saidOf("odd-job-1", "job:failed")).toMatchObject([{ code: "request/malformed" }])
  expect(saidOf("odd-job-2", "job:failed")).toMatchObject([{ code: "model/unknown" }])
})

test("a model that throws fails its job and not the engine", async () => {
  const toy = createToyModel()
  let broken = true
  engineWith({ ...toy, predict: (input) => (broken ? Promise.reject(new Error("out of memory")) : toy.predict(input)) })
  await until(() => bench.hellos[0])
  bench.start(job("first-job"))
  await until(() => saidOf("first-job", "job:failed").length)
  expect(saidOf("first-job", "job:failed")).toMatchObject([{ code: "engine/failed" }])
  broken = false
  bench.start(job("second-job"))
  await until(() => saidOf("second-job", "job:done").length)
})

test("after a broken connection it says hello at once, and nothing more of what it was making", async () => {
  engineWith(createToyModel({ stepDelayMs: 30 }))
  await until(() => bench.hellos[0])
  bench.start(job("first-job", 1, 40))
  await until(() => saidOf("first-job", "job:step").length >= 2)
  bench.sockets[0]!.conn.close()
  await until(() => bench.hellos.length === 2)
  const before = bench.said.length
  bench.start(job("first-job", 2, 3))
  await until(() => saidOf("first-job", "job:done").length)
  expect(bench.said.slice(before).every((one) => one.attempt === 2)).toBe(true)
})

test("stopping leaves at once: no failure is reported for what was running", async () => {
  const stop = engineWith(createToyModel({ stepDelayMs: 30 }))
  await until(() => bench.hellos[0])
  bench.start(job("first-job", 1, 40))
  await until(() => saidOf("first-job", "job:step").length >= 1)
  await stop()
  await until(() => bench.sockets[0]!.disconnected)
  expect(saidOf("first-job", "job:failed")).toEqual([])
})
