/** Live frames on a real server with a real engine process: a drawing goes in, its picture comes to who looks. */
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { LiveFrameMessage, LivePictureMessage } from "../../lib/protocol/live-messages.ts"
import type { Ack } from "../../lib/protocol/messages.ts"
import { eventually, makeRoom, type Person, type TestRoom } from "../support/connect-client.ts"
import {
  enterRoom,
  generate,
  type JobSocket,
  openResults,
  type RunningJobServer,
  startJobServer,
} from "../support/job-client.ts"

const STEP_MS = 20
let running: RunningJobServer
let room: TestRoom
beforeAll(async () => {
  running = await startJobServer({ stepMs: STEP_MS })
  room = await makeRoom(running.url)
})
afterAll(async () => {
  await running?.close()
})

const drawing = (colour: string, sidePx = 64) =>
  sharp({ create: { width: sidePx, height: sidePx, channels: 3, background: colour } })
    .webp()
    .toBuffer()

interface LiveSocket extends JobSocket {
  readonly pictures: LivePictureMessage[]
  of(elementId: string): LivePictureMessage[]
  watch(...elementIds: string[]): Promise<Ack>
  draw(elementId: string, frameNumber: number, more?: Partial<Record<keyof LiveFrameMessage, unknown>>): Promise<Ack>
}

async function openLive(person: Person): Promise<LiveSocket> {
  const job = await enterRoom(person, room.roomId)
  const pictures: LivePictureMessage[] = []
  job.socket.on("live:picture", (picture) => pictures.push(picture))
  const image = await drawing("#c03020")
  return {
    ...job,
    pictures,
    of: (elementId) => pictures.filter((picture) => picture.elementId === elementId),
    watch: (...elementIds) => job.socket.timeout(5000).emitWithAck("live:watch", { roomId: room.roomId, elementIds }),
    draw: (elementId, frameNumber, more = {}) =>
      job.socket.timeout(5000).emitWithAck("live:frame", {
        roomId: room.roomId,
        elementId,
        frameNumber,
        prompt: "a tree",
        seed: 7,
        stepCount: 2,
        image,
        ...more,
      }),
  }
}
const pixels = async (bytes: Uint8Array) => (await sharp(bytes).raw().toBuffer()).toString("base64")

test("what one draws comes as a picture to whoever looks: the same for the same drawing, another for another", async () => {
  const host = await openLive(room.host)
  const guest = await openLive(await room.join("viewer"))
  const stranger = await openLive(await room.join("editor"))
  expect(await guest.watch("f1")).toEqual({ ok: true })
  expect(await host.draw("f1", 1)).toEqual({ ok: true })
  await eventually(() => guest.of("f1").length === 1)
  await host.draw("f1", 2, { image: await drawing("#2030c0") })
  await eventually(() => guest.of("f1").length === 2)
  await host.draw("f1", 3)
  await eventually(() => guest.of("f1").length === 3)
  const [first, second, third] = await Promise.all(guest.of("f1").map((picture) => pixels(picture.image)))
  expect(await sharp(guest.of("f1")[0]!.image).metadata()).toMatchObject({ format: "webp", width: 128, height: 128 })
  expect(third).toBe(first)
  expect(second).not.toBe(first)
  expect(guest.of("f1")[2]!.fps).toBeGreaterThan(0)
  expect(stranger.pictures).toEqual([])
  // Who looks later is shown the newest at once, and nothing was kept as a picture of the room.
  await stranger.watch("f1")
  await eventually(() => stranger.of("f1").length === 1)
  expect(stranger.pictures[0]!.frameNumber).toBe(guest.of("f1")[2]!.frameNumber)
  const results = await openResults(room.host, room.roomId)
  expect(results.all()).toEqual([])
  results.close()
  for (const socket of [host, guest, stranger]) socket.close()
})

test("two draw at once: latest wins, never an older picture after a newer one, and the last drawing is shown", async () => {
  const [a, b, guest] = await Promise.all([
    openLive(await room.join("editor")),
    openLive(await room.join("editor")),
    openLive(await room.join("viewer")),
  ])
  await guest.watch("f2")
  const last = await drawing("#10c040")
  for (let number = 1; number <= 15; number++) {
    await Promise.all([
      a.draw("f2", number, { image: await drawing(`#${(number * 12).toString(16).padStart(2, "0")}0000`) }),
      b.draw("f2", number),
    ])
  }
  // A drawing that its own connection has overtaken is dropped.
  expect(await a.draw("f2", 3, { image: await drawing("#ffffff") })).toEqual({ ok: true })
  await a.draw("f2", 16, { image: last })
  await b.watch("alone")
  await b.draw("alone", 1, { image: last })
  await eventually(() => b.of("alone").length === 1)
  const wanted = await pixels(b.of("alone")[0]!.image)
  await eventually(async () => {
    const newest = guest.of("f2").at(-1)
    return newest && (await pixels(newest.image)) === wanted
  })
  const numbers = guest.of("f2").map((picture) => picture.frameNumber)
  expect(numbers).toEqual([...new Set(numbers)].sort((x, y) => x - y))
  // 31 drawings, far fewer pictures: what was overtaken was never made.
  expect(numbers.length).toBeLessThan(28)
  for (const socket of [a, b, guest]) socket.close()
})

test("while nobody looks nothing is made; the first who looks is shown what was drawn last", async () => {
  const host = await openLive(room.host)
  await host.draw("f3", 1)
  await host.draw("f3", 2, { image: await drawing("#2030c0") })
  const { engines } = await healthz()
  await new Promise((resolve) => setTimeout(resolve, STEP_MS * 10))
  expect((await healthz()).engines).toEqual({ ...engines, busy: 0 })
  expect(host.of("f3")).toEqual([])
  await host.watch("f3")
  await eventually(() => host.of("f3").length === 1)
  // Looked away: paused again.
  await host.watch()
  await host.draw("f3", 3)
  await new Promise((resolve) => setTimeout(resolve, STEP_MS * 10))
  expect(host.of("f3")).toHaveLength(1)
  host.close()
})

const healthz = async () =>
  (await (await fetch(`${running.url}/healthz`)).json()) as { engines: { connected: number; busy: number } }

test("ordinary pictures are not starved by somebody who draws without pause, and the live frame goes on between them", async () => {
  const host = await openLive(room.host)
  const guest = await openLive(await room.join("editor"))
  const results = await openResults(room.host, room.roomId)
  await guest.watch("f4")
  let drawn = 0
  const brush = setInterval(() => void host.draw("f4", ++drawn, { stepCount: 4 }).catch(() => undefined), 50)
  try {
    await eventually(() => guest.of("f4").length > 2)
    const askedAtMs = performance.now()
    const ids = await Promise.all([1, 2, 3].map(() => generate(guest, room.roomId, { stepCount: 4 })))
    const before = guest.of("f4").length
    const ends = await Promise.all(ids.map((id) => results.ended(id)))
    const tookMs = performance.now() - askedAtMs
    expect(ends.map((end) => end.state)).toEqual(["done", "done", "done"])
    // Three pictures of four steps and at most a live one of four steps before each, with room for a slow machine.
    expect(tookMs).toBeLessThan(2 * 3 * 4 * STEP_MS + 2_500)
    const between = guest.of("f4").length - before
    expect(between).toBeGreaterThanOrEqual(1)
    expect(between).toBeLessThanOrEqual(4)
    const after = guest.of("f4").length
    await eventually(() => guest.of("f4").length > after + 2)
  } finally {
    clearInterval(brush)
  }
  results.close()
  for (const socket of [host, guest]) socket.close()
})

test("what cannot be drawn is refused, each by its own code", async () => {
  const host = await openLive(await room.join("editor"))
  const viewer = await openLive(await room.join("viewer"))
  await host.watch("f5")
  expect(await viewer.draw("f5", 1)).toMatchObject({ ok: false, code: "role/forbidden" })
  const cases: [string, Partial<Record<keyof LiveFrameMessage, unknown>>][] = [
    ["asset/too-large", { image: Buffer.alloc(201 * 1024) }],
    ["asset/too-large", { image: await drawing("#ffffff", 1100) }],
    ["asset/damaged", { image: Buffer.from("no picture") }],
    [
      "asset/unsupported",
      {
        image: await sharp(await drawing("#ffffff"))
          .gif()
          .toBuffer(),
      },
    ],
    ["request/malformed", { image: "text" }],
    ["request/malformed", { frameNumber: -1 }],
    ["prompt/empty", { prompt: "  " }],
    ["prompt/too-long", { prompt: "x".repeat(501) }],
    ["strength/out-of-range", { strength: 0 }],
    ["steps/out-of-range", { stepCount: 51 }],
    ["seed/out-of-range", { seed: 1.5 }],
    ["model/unknown", { modelId: "none" }],
    ["room/not-found", { roomId: "elsewhere" }],
  ]
  for (const [code, more] of cases) {
    expect({ more: Object.keys(more), ack: await host.draw("f5", 1, more) }).toMatchObject({ ack: { ok: false, code } })
  }
  expect(await host.watch(..."abcdefghi")).toMatchObject({ ok: false, code: "request/malformed" })
  expect(await host.draw("f5", 1)).toEqual({ ok: true })
  await eventually(() => host.of("f5").length === 1)
  for (const socket of [host, viewer]) socket.close()
})

test("a person draws in four live frames at once and no more; too many drawings a second are refused", async () => {
  const person = await room.join("editor")
  const host = await openLive(person)
  await host.watch("p1", "p2", "p3", "p4", "p5")
  for (const elementId of ["p1", "p2", "p3", "p4"]) expect(await host.draw(elementId, 1)).toEqual({ ok: true })
  expect(await host.draw("p5", 1)).toMatchObject({ ok: false, code: "queue/full" })
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const acks = await Promise.all(Array.from({ length: 60 }, (_, i) => host.draw("p1", i + 2)))
  expect(acks.filter((ack) => !ack.ok && ack.code === "rate/limited").length).toBeGreaterThanOrEqual(5)
  expect(acks.filter((ack) => ack.ok).length).toBeGreaterThanOrEqual(40)
  host.close()
})

test("an engine that is killed in the middle of a live picture costs nothing: another makes it", async () => {
  const host = await openLive(room.host)
  await host.watch("f6")
  const [pid] = running.wired.enginePids()
  await host.draw("f6", 1, { stepCount: 40 })
  await eventually(async () => (await healthz()).engines.busy === 1)
  process.kill(pid!, "SIGKILL")
  await eventually(() => host.of("f6").length === 1, 20_000)
  host.close()
})
