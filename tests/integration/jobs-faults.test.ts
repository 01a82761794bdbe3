/** What breaks while a picture is made: engines and servers that are killed, engines that lie or stall, damaged models. */
import { spawn } from "node:child_process"
import { mkdir, writeFile } from "node:fs/promises"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, expect, test } from "vitest"
import { eventually, makeRoom, type Person, personOf, type TestRoom } from "../support/connect-client.ts"
import {
  enterRoom,
  generate,
  type JobSocket,
  openFakeEngine,
  openResults,
  startJobServer,
} from "../support/job-client.ts"
import { startServer, temporaryFolder } from "../support/start-server.ts"

const ENGINE_MAIN = fileURLToPath(new URL("../../server/engine/main.ts", import.meta.url))
const SERVER_MAIN = fileURLToPath(new URL("../../server/main.ts", import.meta.url))

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
const closeLater = <T extends { close(): Promise<void> | void }>(thing: T): T => {
  closers.push(() => thing.close())
  return thing
}

async function startWithRoom(options: Parameters<typeof startJobServer>[0]) {
  const running = closeLater(await startJobServer(options))
  const room = await makeRoom(running.url)
  const socket = closeLater(await enterRoom(room.host, room.roomId))
  const results = closeLater(await openResults(room.host, room.roomId))
  return { running, room, socket, results }
}

const pngOf = async (value: number) => {
  const { default: sharp } = await import("sharp")
  return sharp({ create: { width: 64, height: 64, channels: 3, background: { r: value, g: 0, b: 0 } } })
    .png()
    .toBuffer()
}

test("a killed engine's job runs again once, from its first step, and is finished", async () => {
  const { running, room, socket, results } = await startWithRoom({ stepMs: 100 })
  const id = await generate(socket, room.roomId, { stepCount: 8 })
  await eventually(() => socket.previews.some((preview) => preview.stepIndex === 2))
  const [pid] = running.wired.enginePids()
  process.kill(pid!, "SIGKILL")
  await eventually(() => results.record(id)?.state === "queued")
  expect((await results.ended(id)).state).toBe("done")
  // The second attempt said every step again.
  expect(socket.previews.filter((preview) => preview.stepIndex === 0).length).toBe(2)
  expect(running.wired.enginePids()[0]).not.toBe(pid)
})

test("a job whose engine is killed twice fails, saying so, and the next job runs", async () => {
  const { running, room, socket, results } = await startWithRoom({ stepMs: 100 })
  const id = await generate(socket, room.roomId, { stepCount: 30 })
  for (const times of [1, 2]) {
    await eventually(() => socket.previews.filter((preview) => preview.stepIndex === 0).length === times, 10_000)
    process.kill(running.wired.enginePids()[0]!, "SIGKILL")
  }
  const end = await results.ended(id)
  expect(end).toMatchObject({ state: "failed", code: "engine/lost" })
  expect(end.state === "failed" && end.message).toMatch(/lost 2 times.*connection ended/)
  expect((await results.ended(await generateWhenReady(socket, room, { stepCount: 2 }))).state).toBe("done")
})

/** The engine may still be starting: a person would press again, a few times a second at most. */
async function generateWhenReady(socket: JobSocket, room: TestRoom, more: object): Promise<string> {
  for (let tries = 0; tries < 60; tries++) {
    const ack = await socket.request({ roomId: room.roomId, prompt: "again", ...more })
    if (ack.ok) return ack.generationId
    expect(ack.code).toBe("engine/none")
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  throw new Error("no engine came")
}

test("kill -9 of the server in the middle: after the next start there is one result, and nothing that only seems to come", async () => {
  const folder = await temporaryFolder()
  closers.push(folder.remove)
  const start = (port: number) =>
    startServer({
      dataFolder: folder.path,
      engines: 1,
      port,
      args: ["--headless"],
      env: { EMULSION_MODELS: "toy", EMULSION_TOY_STEP_MS: "80" },
    })
  const first = await start(0)
  const room = await makeRoom(first.url)
  const socket = await enterRoom(room.host, room.roomId)
  const ids = [
    await generateWhenReady(socket, room, { stepCount: 10, seed: 1 }),
    await generateWhenReady(socket, room, { stepCount: 3, seed: 2 }),
    await generateWhenReady(socket, room, { stepCount: 3, seed: 3 }),
  ]
  await eventually(() => socket.previews.some((preview) => preview.stepIndex === 4))
  await first.kill()
  socket.close()

  const second = await start(0)
  const host: Person = personOf(second.url, room.host.token, room.host.personId)
  const results = await openResults(host, room.roomId)
  for (const id of ids) expect(await results.ended(id, 30_000)).toMatchObject({ state: "done" })
  expect(results.all().length).toBe(3)
  expect(results.all().every((record) => record.state === "done")).toBe(true)
  results.close()
  expect(await second.stop()).toBe(0)
})

test("an orderly stop in the middle puts the picture back, and the next start finishes it", async () => {
  const folder = await temporaryFolder()
  closers.push(folder.remove)
  const before = await startJobServer({ stepMs: 100, dataFolder: folder.path, engines: 2 })
  const room = await makeRoom(before.url)
  const socket = await enterRoom(room.host, room.roomId)
  const id = await generate(socket, room.roomId, { stepCount: 10 })
  await eventually(() => socket.previews.length >= 2)
  socket.close()
  await before.close()
  const after = closeLater(await startJobServer({ dataFolder: folder.path }))
  const results = closeLater(await openResults(personOf(after.url, room.host.token, room.host.personId), room.roomId))
  expect(await results.ended(id)).toMatchObject({ state: "done" })
})

test("an engine that sends what is not the protocol is disconnected, and others go on", async () => {
  const { running, room, socket, results } = await startWithRoom({ stepMs: 20 })
  const token = running.wired.server.engineToken
  const wrong: [string, unknown][] = [
    ["job:step", { jobId: "abcdefgh", attempt: 1, stepIndex: 9, stepCount: 3, image: Buffer.alloc(4) }],
    ["job:step", { jobId: "abcdefgh", attempt: 1, stepIndex: 0, stepCount: 3, image: "no bytes" }],
    ["job:step", { jobId: "abcdefgh", attempt: 1, stepIndex: 0, stepCount: 3, image: Buffer.alloc(2 ** 20 + 1) }],
    ["job:done", null],
    ["job:failed", { jobId: "abcdefgh", attempt: 1, code: "no/such-code", message: "" }],
    ["job:renew", []],
    ["engine:hello", { protocolVersion: 99 }],
  ]
  for (const [event, message] of wrong) {
    const engine = await openFakeEngine(running.url, token)
    if (event !== "engine:hello") expect(await engine.hello()).toEqual({ ok: true })
    engine.socket.emit(event, message)
    await engine.disconnected()
  }
  const talkative = await openFakeEngine(running.url, token)
  await talkative.hello()
  expect(await talkative.hello()).toMatchObject({ ok: false, message: expect.stringContaining("once") })
  await talkative.disconnected()
  expect(running.logLines.filter((line) => String(line.msg).includes("malformed message")).length).toBe(8)
  await eventually(() => running.wired.jobs.enginesState().engineCount === 1)
  expect((await results.ended(await generate(socket, room.roomId, { modelId: "toy", stepCount: 2 }))).state).toBe(
    "done",
  )
})

test("an engine that answers with no picture, or for another's job, is not believed", async () => {
  const { running, room, socket, results } = await startWithRoom({ engines: 0 })
  const [engine, other] = [
    closeLater(await openFakeEngine(running.url, running.wired.server.engineToken)),
    closeLater(await openFakeEngine(running.url, running.wired.server.engineToken)),
  ]
  await engine.hello()
  const rubbish = await generate(socket, room.roomId)
  const job = await eventually(() => engine.jobs[0])
  const done = {
    jobId: job.jobId,
    attempt: job.attempt,
    image: Buffer.from("no picture"),
    modelName: "Fake",
    durationMs: 1,
  }
  // Another engine's word about it counts for nothing.
  await other.hello()
  const stolen = await pngOf(9)
  expect(await other.socket.emitWithAck("job:done", { ...done, image: stolen })).toEqual({ ok: true })
  other.socket.emit("job:step", { ...job, stepIndex: 0, stepCount: 4, image: stolen })
  expect(await engine.socket.emitWithAck("job:done", done)).toEqual({ ok: true })
  expect(await results.ended(rubbish)).toMatchObject({ state: "failed", code: "engine/failed" })
  expect(socket.previews).toEqual([])
  // What the model itself refuses is final, and is said in its words.
  const refused = await generate(socket, room.roomId)
  const second = await eventually(() => [...engine.jobs, ...other.jobs].find((entry) => entry.jobId === refused))
  const holder = engine.jobs.includes(second) ? engine : other
  await holder.socket.emitWithAck("job:failed", {
    jobId: refused,
    attempt: 1,
    code: "model/cannot",
    message: "It cannot do that.",
  })
  expect(await results.ended(refused)).toMatchObject({
    state: "failed",
    code: "model/cannot",
    message: "It cannot do that.",
  })
})

test("a result that is sent twice, or after its attempt was given up, is kept once", async () => {
  const { running, room, socket, results } = await startWithRoom({ engines: 0 })
  const token = running.wired.server.engineToken
  const engine = await openFakeEngine(running.url, token)
  await engine.hello()
  const id = await generate(socket, room.roomId)
  const job = await eventually(() => engine.jobs[0])
  // The connection breaks: the job is another engine's now.
  engine.close()
  const second = closeLater(await openFakeEngine(running.url, token))
  await second.hello()
  const again = await eventually(() => second.jobs[0])
  expect(again).toMatchObject({ jobId: id, attempt: 2 })
  const late = closeLater(await openFakeEngine(running.url, token))
  await late.hello()
  const doneOf = (attempt: number, image: Buffer) => ({ jobId: id, attempt, image, modelName: "Fake", durationMs: 5 })
  await late.socket.emitWithAck("job:done", doneOf(job.attempt, await pngOf(1)))
  expect(results.record(id)?.state).toBe("running")
  const image = await pngOf(2)
  await Promise.all([
    second.socket.emitWithAck("job:done", doneOf(2, image)),
    second.socket.emitWithAck("job:done", doneOf(2, image)),
  ])
  await second.socket.emitWithAck("job:done", doneOf(2, await pngOf(3)))
  const end = await results.ended(id)
  const { createHash } = await import("node:crypto")
  expect(end).toMatchObject({ state: "done", assetId: createHash("sha256").update(image).digest("hex") })
  expect(running.wired.jobs.enginesState()).toMatchObject({ busyCount: 0, queuedCount: 0 })
})

/** A way to the server that can be cut in the middle of a word. */
async function openBreakableWay(port: number) {
  const sockets = new Set<Socket>()
  const way = createServer((near) => {
    const far = connect(port, "127.0.0.1")
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on("error", () => to.destroy())
      from.on("close", () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve))
  const cut = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  closers.push(() => {
    cut()
    way.close()
  })
  return { url: `http://127.0.0.1:${(way.address() as AddressInfo).port}`, cut }
}

test("an engine whose connection breaks dials again and takes what the server then gives it", async () => {
  const { running, room, socket, results } = await startWithRoom({ engines: 0 })
  const way = await openBreakableWay(running.port)
  const child = spawn(process.execPath, [ENGINE_MAIN, "--url", way.url], {
    env: {
      ...process.env,
      EMULSION_MODELS: "toy",
      EMULSION_TOY_STEP_MS: "60",
      EMULSION_ENGINE_TOKEN: running.wired.server.engineToken,
    },
    stdio: "ignore",
  })
  closers.push(() => void child.kill("SIGKILL"))
  await eventually(() => running.wired.jobs.enginesState().engineCount === 1, 10_000)
  const id = await generate(socket, room.roomId, { stepCount: 10 })
  await eventually(() => socket.previews.length >= 3)
  way.cut()
  await eventually(() => results.record(id)?.state === "queued")
  expect((await results.ended(id)).state).toBe("done")
  const steps = socket.previews.map((preview) => preview.stepIndex)
  // The first attempt stopped where the connection broke; the second is whole.
  expect(steps.slice(-10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(child.exitCode).toBe(null)
})

function runProgram(main: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  closers.push(() => void child.kill("SIGKILL"))
  let output = ""
  child.stdout.on("data", (data: Buffer) => (output += data.toString()))
  child.stderr.on("data", (data: Buffer) => (output += data.toString()))
  return new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, output })),
  )
}

test("an engine with a wrong token is refused before the upgrade, says so in one sentence and ends", async () => {
  const running = closeLater(await startJobServer({ engines: 0 }))
  const { code, output } = await runProgram(ENGINE_MAIN, ["--url", running.url, "--token", "wrong"], {
    EMULSION_MODELS: "toy",
  })
  expect(code).toBe(1)
  expect(output.trim()).toBe(
    `The server at ${running.url} refused this engine: the token is wrong. Use the one in the server's data folder, secrets/engine-token.`,
  )
  expect(running.hasLogged("engine/unauthorised")).toBe(true)
  expect(running.hasLogged("engine joined")).toBe(false)
})

test("an engine without a token, with an impossible address or a missing model ends with one sentence", async () => {
  const ends = async (args: string[], words: RegExp, env: Record<string, string> = { EMULSION_MODELS: "toy" }) => {
    const { code, output } = await runProgram(ENGINE_MAIN, args, { EMULSION_ENGINE_TOKEN: "", ...env })
    expect({ code, lines: output.trim().split("\n").length }).toEqual({ code: 1, lines: 1 })
    expect(output).toMatch(words)
  }
  await Promise.all([
    ends([], /--token/),
    ends(["--token", "x", "--url", "nowhere"], /--url/),
    ends(["--token", "x", "--threads", "many"], /--threads/),
    ends(["--token", "x", "--model", "/no/such/folder"], /no\/such\/folder/, {}),
  ])
})

test("a second engine from elsewhere joins the pool, works, and its leaving is no harm", async () => {
  const { running, room, socket, results } = await startWithRoom({ engines: 0 })
  const child = spawn(process.execPath, [ENGINE_MAIN, "--url", running.url, "--name", "another machine"], {
    env: { ...process.env, EMULSION_MODELS: "toy", EMULSION_ENGINE_TOKEN: running.wired.server.engineToken },
    stdio: "ignore",
  })
  closers.push(() => void child.kill("SIGKILL"))
  await eventually(() => running.wired.jobs.enginesState().engineCount === 1, 10_000)
  expect((await results.ended(await generate(socket, room.roomId))).state).toBe("done")
  child.kill("SIGTERM")
  await eventually(() => running.wired.jobs.enginesState().engineCount === 0)
  expect(await socket.request({ roomId: room.roomId, prompt: "x" })).toMatchObject({ code: "engine/none" })
})

test("a damaged or missing model: starting says which file in one sentence and ends with 1", async () => {
  const folder = await temporaryFolder()
  closers.push(folder.remove)
  const model = join(folder.path, "tiny")
  await mkdir(join(model, "unet"), { recursive: true })
  await writeFile(join(model, "model_index.json"), JSON.stringify({ _class_name: "StableDiffusionPipeline" }))
  await writeFile(join(model, "unet", "model.onnx"), "not what the manifest says")
  await writeFile(
    join(model, "manifest.json"),
    JSON.stringify({ "unet/model.onnx": { sha256: "0".repeat(64), bytes: 26 } }),
  )
  const start = (name: string) =>
    runProgram(SERVER_MAIN, ["--headless", "--port", "0", "--log-level", "silent", "--data", join(folder.path, name)], {
      EMULSION_MODELS: name === "missing" ? join(folder.path, "nothing") : model,
    })
  const damaged = await start("data")
  expect(damaged.code).toBe(1)
  expect(damaged.output.trim().split("\n").length).toBe(1)
  expect(damaged.output).toMatch(/unet\/model\.onnx has the hash .* its manifest says 000000000000/)
  const missing = await start("missing")
  expect(missing.code).toBe(1)
  expect(missing.output.trim().split("\n").length).toBe(1)
  expect(missing.output).toMatch(/nothing/)
})
