/** What "Saved" promises, held against SIGKILL, a full disk and damaged bytes. */

import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterEach, expect, test } from "vitest"
import * as Y from "yjs"
import { CLOSE } from "../../lib/protocol/sync.ts"
import { createRng } from "../../lib/random/rng.ts"
import { eventually, makeRoom, type OpenDocument, openBareSocket, openDocument } from "../support/connect-client.ts"
import { startRoomServer, startServer, temporaryFolder } from "../support/start-server.ts"

const cleanUps: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function dataFolder(): Promise<string> {
  const folder = await temporaryFolder()
  cleanUps.push(folder.remove)
  return folder.path
}

test("kill -9 at any time: what was told as saved is there afterwards", async () => {
  const folder = await dataFolder()
  const rng = createRng(20260724)
  let server = await startServer({ dataFolder: folder, program: "rooms" })
  cleanUps.push(() => server.kill())
  const port = Number(new URL(server.url).port)
  const room = await makeRoom(server.url)
  const people = [room.host, await room.join("editor"), await room.join("editor")]
  let told = 0
  for (let round = 0; round < 8; round++) {
    const open = people.map((person) => openDocument({ url: server.url, token: person.token }, room.roomId, "canvas"))
    await Promise.all(open.map((one) => one.synced()))
    const drawing = setInterval(() => {
      for (const one of open) {
        const elements = one.doc.getMap("elements")
        elements.set(`e${rng.nextInt(40)}`, rng.nextInt(1000))
        if (rng.next() < 0.2) elements.delete(`e${rng.nextInt(40)}`)
      }
    }, 10)
    await new Promise((resolve) => setTimeout(resolve, 100 + rng.nextInt(400)))
    await server.kill()
    clearInterval(drawing)
    const promised = new Map<number, number>()
    for (const one of open) {
      for (const [client, clock] of one.durable()?.clocks ?? []) {
        promised.set(client, Math.max(promised.get(client) ?? 0, clock))
      }
      one.destroy()
    }
    server = await startServer({ dataFolder: folder, program: "rooms", port })
    // Somebody who has nothing: what they see is what the disk had.
    const witness = openDocument({ url: server.url, token: room.host.token }, room.roomId, "canvas")
    await witness.synced()
    const found = Y.decodeStateVector(Y.encodeStateVector(witness.doc))
    for (const [client, clock] of promised) {
      expect(found.get(client) ?? 0, `round ${round}, client ${client}`).toBeGreaterThanOrEqual(clock)
      told += clock
    }
    expect(witness.doc.store.pendingStructs).toBeNull()
    witness.destroy()
  }
  // The promise was made often, else this test says nothing.
  expect(told).toBeGreaterThan(200)
}, 120_000)

test("kill -9 while people keep their pages open: they come back by themselves, and nobody loses anything", async () => {
  const folder = await dataFolder()
  let server = await startServer({ dataFolder: folder, program: "rooms" })
  cleanUps.push(() => server.kill())
  const room = await makeRoom(server.url)
  const open = [room.host, await room.join("editor")].map((person) => openDocument(person, room.roomId, "canvas"))
  for (const one of open) cleanUps.push(() => one.destroy())
  await Promise.all(open.map((one) => one.synced()))
  open[0]!.doc.getMap("elements").set("before", 1)
  // Not waiting for anything: this one may be in nobody's hands but its author's.
  open[1]!.doc.getMap("elements").set("at the last moment", 1)
  await server.kill()
  open[0]!.doc.getMap("elements").set("while it was down", 1)
  server = await startServer({ dataFolder: folder, program: "rooms", port: Number(new URL(server.url).port) })
  const keys = (one: OpenDocument) => [...one.doc.getMap("elements").keys()].sort()
  await eventually(() => open.every((one) => keys(one).length === 3), 15_000)
  await Promise.all(open.map((one) => one.saved()))
}, 60_000)

test("SIGTERM saves everything, sends people away with 1012, and exits 0", async () => {
  const folder = await dataFolder()
  const server = await startServer({ dataFolder: folder, program: "rooms" })
  const room = await makeRoom(server.url)
  const open = openDocument(room.host, room.roomId, "canvas")
  const bare = openBareSocket(server.url, `/sync/${room.roomId}/canvas`, { token: room.host.token })
  await open.synced()
  await bare.opened()
  open.doc.getMap("elements").set("last", 1)
  await eventually(() => bare.frames.some((frame) => frame[0] === 0 && frame[1] === 2))
  const stopped = server.stop()
  expect((await bare.closed()).code).toBe(CLOSE.restarting)
  open.destroy()
  expect(await stopped).toBe(0)
  const again = await startServer({ dataFolder: folder, program: "rooms" })
  cleanUps.push(() => again.kill())
  const witness = openDocument({ url: again.url, token: room.host.token }, room.roomId, "canvas")
  await witness.synced()
  expect(witness.doc.getMap("elements").get("last")).toBe(1)
  witness.destroy()
}, 60_000)

test("a full disk: shown to all, told as saved to nobody, and saved once there is space", async () => {
  const running = await startRoomServer()
  cleanUps.push(() => running.close())
  const room = await makeRoom(running.url)
  const a = openDocument(room.host, room.roomId, "canvas")
  const b = openDocument(await room.join("editor"), room.roomId, "canvas")
  for (const one of [a, b]) cleanUps.push(() => one.destroy())
  await Promise.all([a.synced(), b.synced()])
  a.doc.getMap("elements").set("first", 1)
  await a.saved()
  const { sql } = running.server.database
  const pages = Number(sql.prepare("PRAGMA page_count").get()?.page_count)
  sql.exec(`PRAGMA max_page_count = ${pages}`)
  a.doc.getMap("elements").set("second", new Uint8Array(100_000))
  await eventually(() => b.doc.getMap("elements").has("second"))
  await eventually(async () => (await fetch(`${running.url}/healthz`)).status === 503)
  expect(a.durable()!.clocks.get(a.doc.clientID)).toBe(1)
  await expect(
    running.server.documents.edit(room.roomId, "results", (doc) =>
      doc.getMap("test").set("big", new Uint8Array(50_000)),
    ),
  ).rejects.toMatchObject({ code: "store/failed" })
  sql.exec(`PRAGMA max_page_count = ${pages + 10_000}`)
  await a.saved()
  expect(a.durable()!.clocks.get(a.doc.clientID)).toBe(2)
  expect((await fetch(`${running.url}/healthz`)).status).toBe(200)
})

test.each(["an update", "a snapshot", "a missing update"])(
  "%s damaged on the disk closes that room with 4410, and no other",
  async (what) => {
    const first = await startRoomServer({ dataFolder: await dataFolder() })
    const [damaged, sound] = [await makeRoom(first.url), await makeRoom(first.url)]
    for (const room of [damaged, sound]) {
      for (let i = 0; i < 3; i++) {
        await first.server.documents.edit(room.roomId, "canvas", (doc) => doc.getMap("elements").set(`e${i}`, "kept"))
      }
    }
    await first.server.close()
    const sql = new DatabaseSync(join(first.dataFolder, "emulsion.sqlite"))
    if (what === "a snapshot") {
      sql.prepare("UPDATE snapshots SET bytes = zeroblob(length(bytes)) WHERE room_id = ?").run(damaged.roomId)
    }
    // Closing wrote snapshots; give the damaged room a tail again, as a kill would have left it.
    sql.close()
    if (what !== "a snapshot") {
      const second = await startRoomServer({ dataFolder: first.dataFolder, unloadAfterMs: 60_000 })
      for (let i = 0; i < 3; i++) {
        await second.server.documents.edit(damaged.roomId, "canvas", (doc) => doc.getMap("elements").set(`t${i}`, i))
      }
      const rows = second.server.database.sql
      const middle = "room_id = ? AND seq = (SELECT max(seq) - 1 FROM updates WHERE room_id = ?)"
      const change =
        what === "an update"
          ? `UPDATE updates SET bytes = zeroblob(length(bytes)) WHERE ${middle}`
          : `DELETE FROM updates WHERE ${middle}`
      expect(rows.prepare(change).run(damaged.roomId, damaged.roomId).changes).toBe(1)
      // As after a kill: nothing is written on the way out.
      rows.exec("CREATE TRIGGER no_snapshots BEFORE INSERT ON snapshots BEGIN SELECT RAISE(ABORT, 'killed'); END")
      await second.server.close()
      const repair = new DatabaseSync(join(first.dataFolder, "emulsion.sqlite"))
      repair.exec("DROP TRIGGER no_snapshots")
      repair.close()
    }
    const third = await startRoomServer({ dataFolder: first.dataFolder })
    cleanUps.push(() => third.close())
    const path = `/sync/${damaged.roomId}/canvas`
    const closed = await openBareSocket(third.url, path, { token: damaged.host.token }).closed()
    expect(closed.code).toBe(CLOSE.damaged)
    expect(third.logLines.some((line) => line.roomId === damaged.roomId && line.level === 50)).toBe(true)
    const open = openDocument({ url: third.url, token: sound.host.token }, sound.roomId, "canvas")
    await open.synced()
    expect(open.doc.getMap("elements").get("e2")).toBe("kept")
    open.destroy()
    expect(third.server.documents.loadedCount()).toBeLessThanOrEqual(1)
  },
)
