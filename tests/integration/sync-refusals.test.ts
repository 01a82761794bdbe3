/** Everything a sync socket can be sent that it should not: refused specifically, logged, and nobody else notices. */
import { connect } from "node:net"
import * as encoding from "lib0/encoding"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import * as Y from "yjs"
import { CLOSE, SYNC_LIMITS } from "../../lib/protocol/sync.ts"
import {
  eventually,
  makeRoom,
  openBareSocket,
  openDocument,
  presenceFrame,
  request,
  secretOf,
  syncFrame,
  type TestRoom,
  tokenOf,
} from "../support/connect-client.ts"
import { type RunningRoomServer, startRoomServer } from "../support/start-server.ts"

let running: RunningRoomServer
let room: TestRoom
beforeAll(async () => {
  running = await startRoomServer()
  room = await makeRoom(running.url)
})
afterAll(() => running.close())

const canvas = () => `/sync/${room.roomId}/canvas`
const refused = (reason: string) => running.metric("emulsion_updates_refused_total", { reason })
const hasLogged = (fields: Record<string, unknown>) =>
  running.logLines.some((line) => Object.entries(fields).every(([key, value]) => line[key] === value))

async function contentOfCanvas(): Promise<unknown> {
  const copy = await running.server.documents.readSnapshot(room.roomId, "canvas")
  const content = { test: copy.getMap("test").toJSON(), vector: Y.encodeStateVector(copy) }
  copy.destroy()
  return content
}

/** Two people still draw together: the server is alive and well. */
async function expectOthersUnharmed(): Promise<void> {
  const a = openDocument(room.host, room.roomId, "canvas")
  const b = openDocument(await room.join("editor"), room.roomId, "canvas")
  await Promise.all([a.synced(), b.synced()])
  const mark = Math.random()
  a.doc.getMap("test").set("mark", mark)
  await eventually(() => b.doc.getMap("test").get("mark") === mark)
  await a.saved()
  a.destroy()
  b.destroy()
}

function updateOf(change: (doc: Y.Doc) => void, clientId?: number): Uint8Array {
  const doc = new Y.Doc()
  if (clientId !== undefined) doc.clientID = clientId
  change(doc)
  return Y.encodeStateAsUpdate(doc)
}

describe("who may connect", () => {
  test("a foreign, null or suffix origin is refused before the upgrade", async () => {
    const host = new URL(running.url).host
    for (const origin of [
      "https://evil.example",
      "null",
      `http://${host}.evil.example`,
      `http://evil.example:${host.split(":")[1]}`,
      `https://evil.example/?${host}`,
    ]) {
      const socket = openBareSocket(running.url, canvas(), { token: room.host.token, headers: { origin } })
      await expect(socket.opened(), origin).rejects.toThrow("403")
    }
    expect(hasLogged({ msg: "foreign origin refused", origin: "https://evil.example" })).toBe(true)
    const own = openBareSocket(running.url, canvas(), { token: room.host.token, headers: { origin: running.url } })
    await own.opened()
    own.websocket.close()
  })

  test("no session closes with 4401, no room and a stranger's room with 4404, removal with 4403", async () => {
    expect((await openBareSocket(running.url, canvas()).closed()).code).toBe(CLOSE.unauthenticated)
    const forged = openBareSocket(running.url, canvas(), { token: "A".repeat(43) })
    expect((await forged.closed()).code).toBe(CLOSE.unauthenticated)
    const nowhere = openBareSocket(running.url, "/sync/nowhere/canvas", { token: room.host.token })
    expect((await nowhere.closed()).code).toBe(CLOSE.notFound)
    const stranger = (await makeRoom(running.url)).host
    expect((await openBareSocket(running.url, canvas(), { token: stranger.token }).closed()).code).toBe(CLOSE.notFound)
    const editor = await room.join("editor")
    await room.host.call("PATCH", `/api/rooms/${room.roomId}/people/${editor.personId}`, { removed: true })
    expect((await openBareSocket(running.url, canvas(), { token: editor.token }).closed()).code).toBe(CLOSE.forbidden)
  })

  test("unknown documents and upgrade paths are answered 404", async () => {
    for (const path of [`/sync/${room.roomId}/secrets`, `/sync/${room.roomId}`, "/elsewhere", "/sync/../canvas"]) {
      const socket = openBareSocket(running.url, path, { token: room.host.token })
      await expect(socket.opened(), path).rejects.toThrow("404")
    }
  })
})

describe("how many may connect", () => {
  test("a person's 21st window on a document is sent away for a while, others are not", async () => {
    const here = await makeRoom(running.url)
    const path = `/sync/${here.roomId}/canvas`
    const windows = Array.from({ length: 21 }, () => openBareSocket(running.url, path, { token: here.host.token }))
    const closed = await Promise.race(windows.map((window) => window.closed()))
    expect(closed).toEqual({ code: CLOSE.overloaded, reason: expect.stringContaining("windows") })
    const editor = openDocument(await here.join("editor"), here.roomId, "canvas")
    await editor.synced()
    editor.destroy()
    for (const window of windows) window.websocket.terminate()
  })

  test("a full room says so, and takes the next one when somebody leaves", async () => {
    const here = await makeRoom(running.url)
    const path = `/sync/${here.roomId}/talk`
    const people = []
    for (let i = 0; i < SYNC_LIMITS.personsPerRoom + 1; i++) people.push(await here.join("viewer"))
    const last = people.pop()!
    const sockets = people.map((person) => openBareSocket(running.url, path, { token: person.token }))
    await Promise.all(sockets.map((socket) => socket.opened()))
    const online = async () => {
      const { people: all } = (await last.call("GET", `/api/rooms/${here.roomId}`)).body as {
        people: { online: boolean }[]
      }
      return all.filter((person) => person.online).length
    }
    await eventually(async () => (await online()) === SYNC_LIMITS.personsPerRoom)
    const refused = await openBareSocket(running.url, path, { token: last.token }).closed()
    expect(refused).toEqual({ code: CLOSE.overloaded, reason: expect.stringContaining("full") })
    sockets[0]!.websocket.terminate()
    await eventually(async () => (await online()) < SYNC_LIMITS.personsPerRoom)
    const welcome = openDocument(last, here.roomId, "talk")
    await welcome.synced()
    welcome.destroy()
    for (const socket of sockets) socket.websocket.terminate()
  })

  test("a session that connects without end is sent away for a while", async () => {
    const here = await makeRoom(running.url)
    const path = `/sync/${here.roomId}/talk`
    let refused: { code: number; reason: string } | undefined
    for (let round = 0; round < 70 && !refused; round++) {
      const sockets = Array.from({ length: 10 }, () => openBareSocket(running.url, path, { token: here.host.token }))
      await Promise.all(sockets.map((socket) => socket.opened()))
      const closed = Promise.race(sockets.map((socket) => socket.closed()))
      refused = await Promise.race([closed, new Promise<undefined>((resolve) => setTimeout(resolve, 20, undefined))])
      for (const socket of sockets) socket.websocket.terminate()
      if (!refused) await Promise.all(sockets.map((socket) => socket.closed()))
    }
    expect(refused?.code).toBe(CLOSE.overloaded)
    expect(await running.metric("emulsion_rate_limited_total", { what: "connect" })).toBeGreaterThan(0)
  })
})

describe("roles", () => {
  test("a viewer's raw step 2 and update change nothing, are counted and logged", async () => {
    const viewer = await room.join("viewer")
    const before = await contentOfCanvas()
    const count = await refused("role")
    const socket = openBareSocket(running.url, canvas(), { token: viewer.token })
    await socket.opened()
    socket.send(syncFrame(0, new Uint8Array([0])))
    socket.sendUpdate(updateOf((doc) => doc.getMap("test").set("viewer", 1)))
    socket.sendUpdate(
      updateOf((doc) => doc.getMap("test").set("viewer", 2)),
      1,
    )
    await eventually(async () => (await refused("role")) === count + 2)
    expect(await contentOfCanvas()).toEqual(before)
    expect(hasLogged({ reason: "role", role: "viewer", personId: viewer.personId })).toBe(true)
    socket.websocket.close()
    await expectOthersUnharmed()
  })

  test("a demotion takes effect on open sockets at once, a promotion too", async () => {
    const person = await room.join("editor")
    const open = openDocument(person, room.roomId, "canvas")
    await open.synced()
    open.doc.getMap("test").set("before", true)
    await open.saved()
    await room.host.call("PATCH", `/api/rooms/${room.roomId}/people/${person.personId}`, { role: "viewer" })
    open.doc.getMap("test").set("while-viewer", true)
    await eventually(() => hasLogged({ reason: "role", personId: person.personId }))
    const vector = ((await contentOfCanvas()) as { test: object }).test
    expect(vector).toMatchObject({ before: true })
    expect(vector).not.toHaveProperty("while-viewer")
    // Asked again on promotion: what was drawn meanwhile is not lost.
    await room.host.call("PATCH", `/api/rooms/${room.roomId}/people/${person.personId}`, { role: "editor" })
    await eventually(async () => "while-viewer" in ((await contentOfCanvas()) as { test: object }).test)
    open.destroy()
  })

  test("who is removed is disconnected for good within a second", async () => {
    const person = await room.join("editor")
    const open = openDocument(person, room.roomId, "canvas")
    await open.synced()
    const at = performance.now()
    await room.host.call("PATCH", `/api/rooms/${room.roomId}/people/${person.personId}`, { removed: true })
    expect((await open.closed()).code).toBe(CLOSE.forbidden)
    expect(performance.now() - at).toBeLessThan(1000)
    open.destroy()
  })
})

describe("frames", () => {
  /** Upgrades by hand and then writes raw bytes. */
  async function rawSocket() {
    const { hostname, port } = new URL(running.url)
    const socket = connect(Number(port), hostname)
    socket.on("error", () => undefined)
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()))
    let received = Buffer.alloc(0)
    socket.on("data", (data) => {
      received = Buffer.concat([received, data])
    })
    socket.write(
      `GET ${canvas()} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
        `Sec-WebSocket-Extensions: permessage-deflate\r\nCookie: emulsion=${room.host.token}\r\n\r\n`,
    )
    await eventually(() => received.includes("\r\n\r\n"))
    return { socket, closed, received: () => received }
  }

  test.each([
    ["reserved bits, as a compressed frame has", [0xf2, 0x80, 0, 0, 0, 0]],
    ["a header that declares 2 GiB", [0x82, 0xff, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]],
    ["a header that declares 2^62 bytes", [0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["an unmasked frame", [0x82, 0x01, 0x00]],
    ["an unknown opcode", [0x8b, 0x80, 0, 0, 0, 0]],
  ])("%s ends that connection alone", async (_name, bytes) => {
    const raw = await rawSocket()
    expect(raw.received().toString()).not.toContain("permessage-deflate")
    const count = await refused("frame")
    raw.socket.write(Buffer.from(bytes))
    await raw.closed
    expect(await refused("frame")).toBe(count + 1)
    await expectOthersUnharmed()
  })

  test("a frame over the limit closes with 4413, for good", async () => {
    const socket = openBareSocket(running.url, canvas(), { token: room.host.token })
    await socket.opened()
    socket.send(new Uint8Array(SYNC_LIMITS.maxFrameBytes + 1))
    expect((await socket.closed()).code).toBe(CLOSE.tooLarge)
    await expectOthersUnharmed()
  })

  test.each([
    ["an empty frame", new Uint8Array(0)],
    ["an unknown message type", new Uint8Array([77, 1, 2])],
    ["an unknown sync step", new Uint8Array([0, 9, 1, 0])],
    ["an update cut off", syncFrame(2, new Uint8Array([1, 5, 200]))],
    ["a length beyond the frame", new Uint8Array([0, 2, 200, 1, 0])],
    ["an update with bytes left over", syncFrame(2, new Uint8Array([0, 0, 7]))],
    ["a state vector cut off", syncFrame(0, new Uint8Array([9, 1]))],
    ["presence that is no JSON", presenceFrame([{ client: 5, clock: 1, state: "{" }])],
    ["presence that is no object", presenceFrame([{ client: 5, clock: 1, state: "[1]" }])],
    ["presence cut off", new Uint8Array([1, 2, 9, 9])],
  ])("%s closes with 4400 and is logged", async (_name, frame) => {
    const before = await contentOfCanvas()
    const count = await refused("malformed")
    const socket = openBareSocket(running.url, canvas(), { token: (await room.join("editor")).token })
    await socket.opened()
    socket.send(frame)
    expect((await socket.closed()).code).toBe(CLOSE.malformed)
    expect(await refused("malformed")).toBe(count + 1)
    expect(await contentOfCanvas()).toEqual(before)
  })

  test("a text frame closes with 4400", async () => {
    const socket = openBareSocket(running.url, canvas(), { token: room.host.token })
    await socket.opened()
    socket.websocket.send("hello")
    expect((await socket.closed()).code).toBe(CLOSE.malformed)
  })

  test("a V2 update is refused, a small one that would unfold to gigabytes too", async () => {
    const doc = new Y.Doc()
    doc.getMap("test").set("v2", 1)
    for (const update of [Y.encodeStateAsUpdateV2(doc), bombV2()]) {
      const socket = openBareSocket(running.url, canvas(), { token: room.host.token })
      await socket.opened()
      const at = performance.now()
      socket.sendUpdate(update)
      expect((await socket.closed()).code).toBe(CLOSE.malformed)
      expect(performance.now() - at).toBeLessThan(500)
    }
    expect(((await contentOfCanvas()) as { test: object }).test).not.toHaveProperty("v2")
  })

  /** 28 bytes of V2 that are a hundred million structs: "this one again" costs nothing to write there. */
  function bombV2(count = 100_000_000): Uint8Array {
    const lengths = encoding.createEncoder()
    encoding.writeVarInt(lengths, -1)
    encoding.writeVarUint(lengths, count - 2)
    const encoder = encoding.createEncoder()
    const columns = [[], [1], [], [], [0], [0, 0], [], [], [...encoding.toUint8Array(lengths)]]
    encoding.writeVarUint(encoder, 0)
    for (const column of columns) encoding.writeVarUint8Array(encoder, new Uint8Array(column))
    for (const part of [1, count, 0, 0]) encoding.writeVarUint(encoder, part)
    return encoding.toUint8Array(encoder)
  }

  test("that bomb is one: a small edition of it applies to as many structs", () => {
    const update = bombV2(1000)
    const decoded = Y.decodeUpdateV2(update)
    expect(decoded.structs).toHaveLength(1000)
    expect(update.length).toBeLessThan(32)
  })
})

describe("floods", () => {
  test("updates that build on the unknown are dropped, asked for again, and end the connection when they go on", async () => {
    const socket = openBareSocket(running.url, canvas(), { token: (await room.join("editor")).token })
    await socket.opened()
    await eventually(() => socket.frames.length > 0)
    const before = await contentOfCanvas()
    const questions = () => socket.frames.filter((frame) => frame[0] === 0 && frame[1] === 0).length
    const asked = questions()
    const at = performance.now()
    for (let i = 0; i < 500; i++) {
      // From an invented author each, on a parent nobody has.
      const encoder = encoding.createEncoder()
      for (const part of [1, 1, 1000 + i, 0, 8, 0, 999_999, 5, 1, 125, 1, 0]) encoding.writeVarUint(encoder, part)
      socket.sendUpdate(encoding.toUint8Array(encoder))
    }
    expect((await socket.closed()).code).toBe(CLOSE.malformed)
    expect(performance.now() - at).toBeLessThan(1000)
    expect(questions()).toBeGreaterThan(asked)
    expect(await contentOfCanvas()).toEqual(before)
    await expectOthersUnharmed()
  })

  test("a gap in one author's updates is dropped until the missing one comes", async () => {
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on("update", (update: Uint8Array) => updates.push(update))
    doc.getMap("test").set("gap", 1)
    doc.getMap("test").set("gap", 2)
    const socket = openBareSocket(running.url, canvas(), { token: room.host.token })
    await socket.opened()
    await eventually(() => socket.frames.length > 0)
    const count = await refused("unconnected")
    socket.sendUpdate(updates[1]!)
    await eventually(async () => (await refused("unconnected")) === count + 1)
    socket.sendUpdate(Y.encodeStateAsUpdate(doc), 1)
    await eventually(async () => ((await contentOfCanvas()) as { test: { gap?: number } }).test.gap === 2)
    socket.websocket.close()
  })

  test("a flood is held to its rate, loses nothing, and others keep their pace", async () => {
    const flooder = await room.join("editor")
    const a = openDocument(room.host, room.roomId, "talk")
    const b = openDocument(await room.join("editor"), room.roomId, "talk")
    await Promise.all([a.synced(), b.synced()])
    const doc = new Y.Doc()
    const socket = openBareSocket(running.url, canvas(), { token: flooder.token })
    await socket.opened()
    let sent = 0
    doc.on("update", (update: Uint8Array) => {
      socket.sendUpdate(update)
      sent++
    })
    const limited = await running.metric("emulsion_rate_limited_total", { what: "sync" })
    for (let i = 0; i < SYNC_LIMITS.burstMessages + 100; i++) doc.getMap("flood").set("n", i)
    await eventually(async () => (await running.metric("emulsion_rate_limited_total", { what: "sync" })) > limited)
    const delays: number[] = []
    for (let i = 0; i < 20; i++) {
      const at = performance.now()
      a.doc.getMap("test").set("pace", i)
      await eventually(() => b.doc.getMap("test").get("pace") === i)
      delays.push(performance.now() - at)
    }
    expect(delays.sort((x, y) => x - y)[18]).toBeLessThan(150)
    const copy = () => running.server.documents.readSnapshot(room.roomId, "canvas")
    await eventually(async () => (await copy()).getMap("flood").get("n") === sent - 1)
    socket.websocket.close()
    a.destroy()
    b.destroy()
  })

  test("a document at its limit takes deletions and no more content", async () => {
    const crowded = await makeRoom(running.url)
    await running.server.documents.edit(crowded.roomId, "canvas", (doc) => {
      for (let i = 0; i < 8; i++) doc.getMap("test").set(`big${i}`, new Uint8Array(2 ** 20 - 100))
    })
    const open = openDocument(crowded.host, crowded.roomId, "canvas")
    await open.synced()
    const count = await refused("document-full")
    open.doc.getMap("test").set("small", "x".repeat(2000))
    await eventually(async () => (await refused("document-full")) > count)
    open.destroy()
    const again = openDocument(crowded.host, crowded.roomId, "canvas")
    await again.synced()
    expect(again.doc.getMap("test").has("small")).toBe(false)
    again.doc.getMap("test").delete("big0")
    const copy = () => running.server.documents.readSnapshot(crowded.roomId, "canvas")
    await eventually(async () => !(await copy()).getMap("test").has("big0"))
    again.destroy()
  })
})

describe("presence", () => {
  async function pair() {
    const here = await makeRoom(running.url)
    const a = openDocument(here.host, here.roomId, "canvas")
    const mallory = await here.join("viewer", "Mallory")
    const b = openBareSocket(running.url, `/sync/${here.roomId}/canvas`, { token: mallory.token })
    const watcher = openDocument(await here.join("viewer", "Watcher"), here.roomId, "canvas")
    await Promise.all([a.synced(), b.opened(), watcher.synced()])
    a.provider.awareness.setLocalState({ cursor: [1, 2] })
    await eventually(() => watcher.provider.awareness.getStates().get(a.doc.clientID)?.cursor)
    const close = () => {
      a.destroy()
      b.websocket.close()
      watcher.destroy()
    }
    return { here, a, b, mallory, watcher, close }
  }

  test("another's presence can neither be changed nor removed, and the attempt is logged", async () => {
    const { a, b, watcher, mallory, close } = await pair()
    const clock = a.provider.awareness.meta.get(a.doc.clientID)!.clock
    const count = await running.metric("emulsion_presence_refused_total", { reason: "forged" })
    b.sendPresence([{ client: 5, clock: 1, state: { cursor: [9, 9] } }])
    b.sendPresence([{ client: a.doc.clientID, clock: clock + 99, state: { cursor: [666, 666] } }])
    b.sendPresence([{ client: a.doc.clientID, clock: clock + 100, state: "null" }])
    await eventually(
      async () => (await running.metric("emulsion_presence_refused_total", { reason: "forged" })) >= count + 2,
    )
    await eventually(() => watcher.provider.awareness.getStates().get(5)?.cursor)
    expect(watcher.provider.awareness.getStates().get(a.doc.clientID)?.cursor).toEqual([1, 2])
    expect(hasLogged({ reason: "presence-forged", personId: mallory.personId })).toBe(true)
    close()
  })

  test("one connection is one person, however many it invents", async () => {
    const { b, watcher, close } = await pair()
    const crowd = Array.from({ length: 500 }, (_, i) => ({ client: 10_000 + i, clock: 1, state: { cursor: [i, i] } }))
    b.sendPresence([{ client: 5, clock: 1, state: { cursor: [9, 9] } }, ...crowd])
    await eventually(() => watcher.provider.awareness.getStates().get(5)?.cursor)
    expect(watcher.provider.awareness.getStates().size).toBe(3)
    close()
  })

  test("name and role are the server's word", async () => {
    const { here, b, mallory, watcher, close } = await pair()
    const person = { personId: "someone", name: "The Teacher", role: "host" }
    b.sendPresence([{ client: 5, clock: 1, state: { cursor: [9, 9], person } }])
    const seen = () => watcher.provider.awareness.getStates().get(5)?.person
    await eventually(seen)
    expect(seen()).toEqual({ personId: mallory.personId, name: "Mallory", role: "viewer" })
    // Renamed and promoted: everybody hears of it without a word from the client.
    await mallory.call("PATCH", `/api/rooms/${here.roomId}/me`, { name: "Mal" })
    await here.host.call("PATCH", `/api/rooms/${here.roomId}/people/${mallory.personId}`, { role: "commenter" })
    await eventually(() => seen()?.name === "Mal" && seen()?.role === "commenter")
    close()
  })

  test("a state over the limit is not spread, and what comes too fast is thinned to the newest", async () => {
    const { b, watcher, close } = await pair()
    b.sendPresence([{ client: 5, clock: 1, state: { cursor: [0, 0] } }])
    b.sendPresence([{ client: 5, clock: 2, state: { ink: "x".repeat(SYNC_LIMITS.awarenessBytes) } }])
    for (let clock = 3; clock < 300; clock++) b.sendPresence([{ client: 5, clock, state: { cursor: [clock, 0] } }])
    await eventually(() => watcher.provider.awareness.getStates().get(5)?.cursor?.[0] === 299)
    expect(await running.metric("emulsion_presence_refused_total", { reason: "too-large" })).toBeGreaterThan(0)
    close()
  })

  test("who leaves is gone for the others at once, and back at once on return", async () => {
    const { a, watcher, close } = await pair()
    const here = () => watcher.provider.awareness.getStates().has(a.doc.clientID)
    a.provider.disconnect()
    await eventually(() => !here())
    a.provider.connect()
    await eventually(here, 2000)
    close()
  })
})

test("a socket that never reads is closed, and costs its room nothing", async () => {
  const here = await makeRoom(running.url)
  const connections = () => running.metric("emulsion_sync_connections")
  const others = await connections()
  const stalled = openBareSocket(running.url, `/sync/${here.roomId}/canvas`, {
    token: (await here.join("viewer")).token,
  })
  await stalled.opened()
  stalled.websocket.pause()
  const a = openDocument(here.host, here.roomId, "canvas")
  await a.synced()
  const overloaded = () => running.metric("emulsion_sync_closed_total", { code: String(CLOSE.overloaded) })
  const count = await overloaded()
  let sent = 0
  // The server's own edits, as a person's would be held to the rate: 40 MB past somebody who reads none of it.
  while ((await overloaded()) === count && sent < 40) {
    await running.server.documents.edit(here.roomId, "canvas", (doc) =>
      doc.getMap("test").set("big", new Uint8Array(2 ** 20).fill(sent)),
    )
    sent++
  }
  expect(await overloaded()).toBe(count + 1)
  await eventually(() => (a.doc.getMap("test").get("big") as Uint8Array | undefined)?.[0] === sent - 1)
  await eventually(async () => (await connections()) === others + 1)
  a.destroy()
})

test("the same browser keeps its person when it joins again", async () => {
  const secret = secretOf(room.links.viewer)
  const first = await request(running.url, "POST", `/api/rooms/${room.roomId}/join`, { body: { secret, name: "V" } })
  const token = tokenOf(first)
  const again = await request(running.url, "POST", `/api/rooms/${room.roomId}/join`, {
    token,
    body: { secret, name: "V again" },
  })
  expect(again.body.personId).toBe(first.body.personId)
  expect(tokenOf(again)).toBe(token)
})
