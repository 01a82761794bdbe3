import { afterAll, beforeAll, expect, test } from "vitest"
import * as Y from "yjs"
import { DOCUMENT_NAMES } from "../../lib/document/schema.ts"
import { eventually, makeRoom, openDocument } from "../support/connect-client.ts"
import { type RunningRoomServer, startRoomServer } from "../support/start-server.ts"

let running: RunningRoomServer
beforeAll(async () => {
  running = await startRoomServer({ unloadAfterMs: 50 })
})
afterAll(() => running.close())

test("what one draws the other sees, and both are told that it is saved", async () => {
  const room = await makeRoom(running.url)
  const editor = await room.join("editor")
  const a = openDocument(room.host, room.roomId, "canvas")
  const b = openDocument(editor, room.roomId, "canvas")
  await Promise.all([a.synced(), b.synced()])
  a.doc.getMap("elements").set("one", "drawn")
  await eventually(() => b.doc.getMap("elements").get("one") === "drawn")
  await a.saved()
  await b.saved()
  expect(a.durable()!.clocks.get(a.doc.clientID)).toBe(1)
  a.destroy()
  b.destroy()
})

test("a deletion is told as saved by the count of frames, which a state vector cannot say", async () => {
  const room = await makeRoom(running.url)
  const a = openDocument(room.host, room.roomId, "canvas")
  await a.synced()
  a.doc.getMap("elements").set("one", 1)
  await a.saved()
  const before = a.durable()!
  a.doc.getMap("elements").delete("one")
  await eventually(() => a.durable()!.frameCount > before.frameCount)
  expect(a.durable()!.clocks).toEqual(before.clocks)
  a.destroy()
})

test("each role writes the documents it may, and no other", async () => {
  const room = await makeRoom(running.url)
  const written: Record<string, string[]> = {}
  for (const role of ["host", "editor", "commenter", "viewer"] as const) {
    const person = await room.join(role)
    for (const document of DOCUMENT_NAMES) {
      const open = openDocument(person, room.roomId, document)
      await open.synced()
      open.doc.getMap("test").set(role, true)
      open.doc.getMap("test").set("last", role)
      // Its own edits arrive in order: had the second been applied, so would the first.
      await new Promise((resolve) => setTimeout(resolve, 60))
      open.destroy()
    }
  }
  for (const document of DOCUMENT_NAMES) {
    const copy = await running.server.documents.readSnapshot(room.roomId, document)
    written[document] = Object.keys(copy.getMap("test").toJSON()).filter((key) => key !== "last")
    copy.destroy()
  }
  expect(written).toEqual({
    canvas: expect.arrayContaining(["host", "editor"]),
    talk: expect.arrayContaining(["host", "editor", "commenter"]),
    results: [],
  })
  expect(written.canvas).toHaveLength(2)
  expect(written.talk).toHaveLength(3)
  expect(await running.metric("emulsion_updates_refused_total", { reason: "role" })).toBeGreaterThanOrEqual(10)
})

test("the server's own edit reaches people, and is on disk when it resolves", async () => {
  const room = await makeRoom(running.url)
  const a = openDocument(room.host, room.roomId, "results")
  await a.synced()
  await running.server.documents.edit(room.roomId, "results", (doc) => doc.getMap("generations").set("g", { n: 1 }))
  const rows = running.server.database.sql
    .prepare("SELECT count(*) AS n FROM updates WHERE room_id = ? AND document = 'results'")
    .get(room.roomId)
  expect(rows?.n).toBe(1)
  await eventually(() => a.doc.getMap("generations").get("g"))
  a.destroy()
})

test("a room is written down and forgotten when everybody has left, and comes back whole", async () => {
  const room = await makeRoom(running.url)
  const a = openDocument(room.host, room.roomId, "canvas")
  await a.synced()
  for (let i = 0; i < 50; i++) a.doc.getMap("elements").set(`e${i}`, i)
  await a.saved()
  a.destroy()
  await eventually(() => running.server.documents.loadedCount() === 0)
  const count = (table: string) =>
    running.server.database.sql.prepare(`SELECT count(*) AS n FROM ${table} WHERE room_id = ?`).get(room.roomId)?.n
  expect(count("snapshots")).toBe(1)
  expect(count("updates")).toBe(0)
  expect(await running.metric("emulsion_documents_loaded")).toBe(0)
  expect(await running.metric("emulsion_sync_connections")).toBe(0)
  const again = openDocument(room.host, room.roomId, "canvas")
  await again.synced()
  expect(again.doc.getMap("elements").size).toBe(50)
  again.destroy()
})

test("whoever comes while a document is being put away meets that document, not a second one", async () => {
  const quick = await startRoomServer({ unloadAfterMs: 0 })
  const room = await makeRoom(quick.url)
  const open = () => openDocument(room.host, room.roomId, "canvas")
  // Saving takes some 20 to 80 ms: the next person comes at every moment of it.
  for (let round = 0; round < 24; round++) {
    const first = open()
    await first.synced()
    first.doc.getMap("elements").set("round", round)
    first.destroy()
    await new Promise((resolve) => setTimeout(resolve, round * 4))
    const second = open()
    await second.synced()
    await new Promise((resolve) => setTimeout(resolve, 60))
    const third = open()
    await third.synced()
    second.doc.getMap("elements").set("seen", round)
    await eventually(() => third.doc.getMap("elements").get("seen") === round, 1000)
    second.destroy()
    third.destroy()
    await eventually(() => quick.server.documents.loadedCount() === 0)
  }
  await quick.close()
})

test("a long log is compacted while people go on drawing", async () => {
  const room = await makeRoom(running.url)
  const before = await running.metric("emulsion_compactions_total")
  for (let i = 0; i < 520; i++) {
    await Promise.race([
      running.server.documents.edit(room.roomId, "canvas", (doc) => doc.getMap("test").set("n", i)),
      new Promise((resolve) => setTimeout(resolve, 1)),
    ])
  }
  await running.server.documents.edit(room.roomId, "canvas", (doc) => doc.getMap("test").set("n", "end"))
  await eventually(async () => (await running.metric("emulsion_compactions_total")) > before)
  const copy = await running.server.documents.readSnapshot(room.roomId, "canvas")
  expect(copy.getMap("test").get("n")).toBe("end")
  copy.destroy()
})

test("edits made offline merge on return", async () => {
  const room = await makeRoom(running.url)
  const a = openDocument(room.host, room.roomId, "canvas")
  const b = openDocument(await room.join("editor"), room.roomId, "canvas")
  await Promise.all([a.synced(), b.synced()])
  a.provider.disconnect()
  a.doc.getMap("elements").set("offline", 1)
  b.doc.getMap("elements").set("online", 1)
  a.provider.connect()
  await eventually(() => b.doc.getMap("elements").get("offline") && a.doc.getMap("elements").get("online"))
  a.destroy()
  b.destroy()
})

test("a pause longer than the client's patience does not cost it its connection", async () => {
  // y-websocket gives up after 30 s of silence; the server speaks up before, whoever else is there.
  const room = await makeRoom(running.url)
  const a = openDocument(room.host, room.roomId, "results")
  a.provider.awareness.setLocalState(null)
  await a.synced()
  await eventually(() => a.durable())
  let dropped = 0
  a.provider.on("connection-close", () => dropped++)
  const before = a.provider.wsLastMessageReceived
  await eventually(() => a.provider.wsLastMessageReceived > before + 5_000, 25_000)
  expect(dropped).toBe(0)
  a.destroy()
}, 30_000)

test("documents agree with what the server holds", async () => {
  const room = await makeRoom(running.url)
  const a = openDocument(room.host, room.roomId, "canvas")
  await a.synced()
  a.doc.getText("prompt").insert(0, "a lighthouse")
  await a.saved()
  const copy = await running.server.documents.readSnapshot(room.roomId, "canvas")
  expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(a.doc))
  copy.destroy()
  a.destroy()
})
