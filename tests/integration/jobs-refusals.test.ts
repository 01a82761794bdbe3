/** What socket.io is sent that it should not be: refused specifically, logged, and nobody else notices. */
import { connect } from "node:net"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { WebSocket } from "ws"
import { ENGINE_PATH } from "../../lib/protocol/engine-messages.ts"
import { eventually, makeRoom, type TestRoom } from "../support/connect-client.ts"
import {
  enterRoom,
  generate,
  openFakeEngine,
  openJobSocket,
  openResults,
  type RunningJobServer,
  startJobServer,
} from "../support/job-client.ts"

let running: RunningJobServer
let room: TestRoom
beforeAll(async () => {
  running = await startJobServer({ stepMs: 5 })
  room = await makeRoom(running.url)
})
afterAll(async () => {
  const beforeMs = performance.now()
  await running.close()
  // Whatever these tests left hanging holds nobody up.
  expect(performance.now() - beforeMs).toBeLessThan(3_000)
})

/** Somebody else's picture is still made, from the request to the end. */
async function expectOthersUnharmed(): Promise<void> {
  const person = await room.join("editor")
  const socket = await enterRoom(person, room.roomId)
  const results = await openResults(person, room.roomId)
  expect((await results.ended(await generate(socket, room.roomId, { stepCount: 2, modelId: "toy" }))).state).toBe(
    "done",
  )
  socket.close()
  results.close()
}

function openRaw(path: string, headers: Record<string, string> = {}) {
  const websocket = new WebSocket(running.url.replace("http", "ws") + path, { headers })
  const frames: string[] = []
  websocket.on("message", (data) => frames.push(data.toString()))
  websocket.on("error", () => undefined)
  const opened = new Promise<number>((resolve) => {
    websocket.once("open", () => resolve(101))
    websocket.once("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0))
  })
  const closed = new Promise<number>((resolve) => websocket.once("close", resolve))
  return { websocket, frames, opened, closed }
}
const SOCKET_IO = "/socket.io/?EIO=4&transport=websocket"
const cookie = () => ({ cookie: `emulsion=${room.host.token}` })

test("every bad request gets its own code, and is logged", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const { roomId } = room
  const cases: [string, unknown][] = [
    ["prompt/empty", { roomId, prompt: "  " }],
    ["prompt/too-long", { roomId, prompt: "x".repeat(501) }],
    ["request/malformed", { roomId, prompt: Buffer.from("bytes") }],
    ["request/malformed", "no object"],
    ["request/malformed", null],
    ["request/malformed", { prompt: "no room" }],
    ["size/out-of-range", { roomId, prompt: "x", width: 5000 }],
    ["size/out-of-range", { roomId, prompt: "x", width: 100 }],
    ["steps/out-of-range", { roomId, prompt: "x", stepCount: 0 }],
    ["guidance/out-of-range", { roomId, prompt: "x", guidance: 99 }],
    ["strength/out-of-range", { roomId, prompt: "x", strength: 2 }],
    ["seed/out-of-range", { roomId, prompt: "x", seed: -4 }],
    ["model/unknown", { roomId, prompt: "x", modelId: "dall-e" }],
    ["asset/not-found", { roomId, prompt: "x", sourceAssetId: "0".repeat(64) }],
    ["generation/not-found", { roomId, prompt: "x", parentIds: ["no-such-parent"] }],
    ["room/not-found", { roomId: "no-such-room", prompt: "x" }],
  ]
  for (const [code, message] of cases) {
    expect(await socket.request(message)).toMatchObject({ ok: false, code, message: expect.stringMatching(/\w/) })
    expect(running.logLines.some((line) => line.code === code)).toBe(true)
  }
  socket.close()
  await expectOthersUnharmed()
})

test("one person's ninth waiting picture is refused, and another person's first is not", async () => {
  const [greedy, patient] = [await room.join("editor"), await room.join("editor")]
  const [a, b] = [await enterRoom(greedy, room.roomId), await enterRoom(patient, room.roomId)]
  const ids: string[] = []
  const results = await openResults(patient, room.roomId)
  for (let i = 0; i < 8; i++) ids.push(await generate(a, room.roomId, { stepCount: 50 }))
  expect(await a.request({ roomId: room.roomId, prompt: "one more" })).toMatchObject({ code: "queue/full" })
  const fair = await generate(b, room.roomId, { stepCount: 2 })
  await results.ended(fair)
  // Waited for no more than one of the eight besides the one that ran.
  expect(ids.filter((id) => results.record(id)?.state === "done").length).toBeLessThanOrEqual(2)
  for (const id of ids) await a.cancel({ generationId: id })
  for (const each of [a, b, results]) each.close()
})

test("no session, no socket; a room's secret alone is none", async () => {
  await expect(openJobSocket({ url: running.url, token: "" })).rejects.toThrow(/session\/missing/)
  await expect(openJobSocket({ url: running.url, token: "A".repeat(43) })).rejects.toThrow(/session\/missing/)
})

test("a foreign origin gets 403 on either socket, before anything else", async () => {
  const host = running.url.replace("http://", "")
  for (const origin of ["https://evil.example", "null", `http://${host}.evil.example`, "http://127.0.0.1:1"]) {
    expect(await openRaw(SOCKET_IO, { ...cookie(), origin }).opened).toBe(403)
    const authorization = `Bearer ${running.wired.server.engineToken}`
    expect(await openRaw(`${ENGINE_PATH}/?EIO=4&transport=websocket`, { origin, authorization }).opened).toBe(403)
    const polled = await fetch(`${running.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { ...cookie(), origin },
    })
    expect(polled.status).toBe(403)
  }
  expect(await openRaw(SOCKET_IO, { ...cookie(), origin: running.url }).opened).toBe(101)
  expect(running.hasLogged("foreign origin refused")).toBe(true)
})

test("an engine's path takes no wrong token, no other transport, and no browser's cookie", async () => {
  const path = `${ENGINE_PATH}/?EIO=4&transport=websocket`
  expect(await openRaw(path).opened).toBe(401)
  expect(await openRaw(path, cookie()).opened).toBe(401)
  expect(await openRaw(path, { authorization: `Bearer ${running.wired.server.engineToken}x` }).opened).toBe(401)
  await expect(openFakeEngine(running.url, "wrong")).rejects.toThrow()
  const polling = await fetch(`${running.url}${ENGINE_PATH}/?EIO=4&transport=polling`, {
    headers: { authorization: `Bearer ${running.wired.server.engineToken}` },
  })
  expect(polling.status).toBe(400)
})

test("paths that only look like a socket's are closed, not kept", async () => {
  for (const path of ["/socket.io", "/socket.iox/?EIO=4&transport=websocket", `${ENGINE_PATH}x`, ENGINE_PATH]) {
    expect(await openRaw(path, cookie()).opened).toBe(404)
  }
})

test("an oversized message closes the socket that sent it", async () => {
  const socket = await enterRoom(await room.join("editor"), room.roomId)
  const closed = new Promise<string>((resolve) => socket.socket.once("disconnect", resolve))
  socket.socket.io.reconnection(false)
  socket.socket.emit("generation:request", { roomId: room.roomId, prompt: "x".repeat(300_000) }, () => undefined)
  expect(await closed).toMatch(/transport/)
  await expectOthersUnharmed()
})

test("frames that are not the protocol close their socket and nothing else", async () => {
  const frames = [
    "4",
    "42[",
    '42["generation:request"',
    '451-["x",{"_placeholder":true,"num":99}]',
    "49999999999999-[]",
    "2probe",
    "\u0000",
    '42["__proto__",{}]',
    '42["disconnect"]',
    '42["connect_error"]',
  ]
  for (const frame of frames) {
    const raw = openRaw(SOCKET_IO, cookie())
    expect(await raw.opened).toBe(101)
    raw.websocket.send("40")
    await eventually(() => raw.frames.some((text) => text.startsWith("40")))
    raw.websocket.send(frame)
    raw.websocket.send(Buffer.alloc(10))
    await Promise.race([raw.closed, new Promise((resolve) => setTimeout(resolve, 100))])
    raw.websocket.terminate()
  }
  // RSV bits, a declared 4 GiB, and a cut handshake, below the WebSocket library.
  const port = running.port
  for (const bytes of [Buffer.from("f28000000000", "hex"), Buffer.from("82ff00000001000000000000000000", "hex")]) {
    const wire = connect(port, "127.0.0.1")
    wire.on("error", () => undefined)
    wire.write(
      `GET ${SOCKET_IO} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: emulsion=${room.host.token}\r\n\r\n`,
    )
    await new Promise((resolve) => wire.once("data", resolve))
    wire.write(bytes)
    await new Promise((resolve) => wire.once("close", resolve))
  }
  await expectOthersUnharmed()
})

test("a flood is refused, then cut, with a line or two in the log, and others are not held up", async () => {
  const flooder = await enterRoom(await room.join("editor"), room.roomId)
  flooder.socket.io.reconnection(false)
  const linesBefore = running.logLines.length
  const codes = await Promise.all(
    Array.from({ length: 250 }, async () => {
      const ack = await flooder.cancel({ generationId: "no-such-picture" })
      return ack.ok ? "" : ack.code
    }),
  )
  // A hundred in five seconds, room:enter among them.
  expect(codes.filter((code) => code === "generation/not-found").length).toBe(99)
  expect(codes.filter((code) => code === "rate/limited").length).toBe(151)
  const cut = new Promise<void>((resolve) => flooder.socket.once("disconnect", () => resolve()))
  for (let i = 0; i < 2_000; i++) flooder.socket.emit("generation:cancel", { generationId: "x" }, () => undefined)
  await cut
  const lines = running.logLines.slice(linesBefore).filter((line) => /too many|did not stop/.test(String(line.msg)))
  expect(lines.length).toBeLessThanOrEqual(3)
  await expectOthersUnharmed()
})

test("one browser opens so many sockets and no more", async () => {
  const person = await room.join("editor")
  const sockets = await Promise.all(Array.from({ length: 32 }, () => openJobSocket(person)))
  await expect(openJobSocket(person)).rejects.toThrow(/rate\/limited/)
  sockets[0]!.close()
  await eventually(() => openJobSocket(person).then((socket) => sockets.push(socket)))
  for (const socket of sockets) socket.close()
})

test("who opens a connection and says nothing is closed", async () => {
  const raw = openRaw(SOCKET_IO, cookie())
  await raw.opened
  const before = performance.now()
  await raw.closed
  expect(performance.now() - before).toBeLessThan(10_000)
})

/** Bytes of buffers that something still refers to. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc")
  runInNewContext("gc")()
  return process.memoryUsage().arrayBuffers
}

test("a browser that reads nothing is skipped: it costs no memory, and others see every step", async () => {
  const engine = await openFakeEngine(running.url, running.wired.server.engineToken)
  await engine.hello()
  const [reader, person] = [await enterRoom(await room.join("viewer"), room.roomId), await room.join("viewer")]
  const deaf = openRaw(SOCKET_IO, { cookie: `emulsion=${person.token}` })
  await deaf.opened
  deaf.websocket.send("40")
  await eventually(() => deaf.frames.some((frame) => frame.startsWith("40")))
  deaf.websocket.send(`420["room:enter",${JSON.stringify({ roomId: room.roomId })}]`)
  await eventually(() => deaf.frames.some((frame) => frame.startsWith("430")))
  deaf.websocket.pause()

  const author = await enterRoom(await room.join("editor"), room.roomId)
  const id = await generate(author, room.roomId, { modelId: "fake", stepCount: 50 })
  const job = await eventually(() => engine.jobs.find((entry) => entry.jobId === id))
  const image = Buffer.alloc(1_000_000, 7)
  const skipped = () =>
    running.wired.server.metrics.previewsSkipped.get().then((metric) => metric.values[0]?.value ?? 0)
  const before = await skipped()
  const memoryBefore = heldBytes()
  for (let stepIndex = 0; stepIndex < 50; stepIndex++) {
    engine.socket.emit("job:step", { jobId: job.jobId, attempt: job.attempt, stepIndex, stepCount: 50, image })
    await eventually(() => reader.previews.some((preview) => preview.stepIndex === stepIndex))
    for (const { previews } of [reader, author]) previews.splice(0, previews.length - 1)
  }
  expect((await skipped()) - before).toBeGreaterThan(30)
  // 50 MB were sent to each; what waits for the deaf one is a few pictures. What nobody holds any more goes a little later.
  await eventually(() => heldBytes() - memoryBefore < 12_000_000)
  await author.cancel({ generationId: id })
  deaf.websocket.terminate()
  engine.close()
  for (const each of [reader, author]) each.close()
  await expectOthersUnharmed()
})
