/** Five people, random edits, connections that drop and stall: one state in the end, and nothing pending. */
import { isDeepStrictEqual } from "node:util"
import { afterAll, beforeAll, expect, test } from "vitest"
import * as Y from "yjs"
import { createRng, type Rng } from "../../lib/random/rng.ts"
import { eventually, makeRoom, type OpenDocument, openDocument } from "../support/connect-client.ts"
import { type RunningRoomServer, startRoomServer } from "../support/start-server.ts"

const PEOPLE = 5
const ROUNDS = 150

let running: RunningRoomServer
beforeAll(async () => {
  // Documents come and go under them as well.
  running = await startRoomServer({ unloadAfterMs: 20 })
})
afterAll(() => running.close())

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** What happened, so that the test can say that everything did. */
type Deed = "set" | "delete" | "nested" | "insert" | "cut" | "drop" | "return" | "stall" | "abort"

function edit(doc: Y.Doc, rng: Rng, seen: Set<Deed>): void {
  const elements = doc.getMap<unknown>("elements")
  const id = `e${rng.nextInt(12)}`
  const prompt = doc.getText("prompt")
  switch (rng.nextInt(5)) {
    case 0:
      seen.add("set")
      elements.set(id, rng.nextInt(1000))
      return
    case 1:
      seen.add("delete")
      elements.delete(id)
      return
    case 2: {
      seen.add("nested")
      const map = elements.get(id)
      if (map instanceof Y.Map) map.set("position", [rng.nextInt(100), rng.nextInt(100)])
      else elements.set(id, new Y.Map([["position", [0, 0]]]))
      return
    }
    case 3:
      seen.add("insert")
      prompt.insert(rng.nextInt(prompt.length + 1), "lighthouse".slice(0, 1 + rng.nextInt(9)))
      return
    default:
      seen.add("cut")
      if (prompt.length > 3) prompt.delete(rng.nextInt(prompt.length - 2), 2)
  }
}

function disturb(one: OpenDocument, rng: Rng, seen: Set<Deed>): void {
  const { provider } = one
  const socket = provider.ws as unknown as {
    pause(): void
    resume(): void
    terminate(): void
    isPaused: boolean
  } | null
  const luck = rng.next()
  if (luck < 0.05) {
    seen.add("drop")
    provider.disconnect()
  } else if (luck < 0.15) {
    seen.add("return")
    provider.connect()
  } else if (luck < 0.2 && provider.wsconnected && socket && !socket.isPaused) {
    // Hears nothing for a while, and then everything.
    seen.add("stall")
    socket.pause()
    setTimeout(() => socket.resume(), 5 + rng.nextInt(60))
  } else if (luck < 0.23 && provider.wsconnected) {
    seen.add("abort")
    socket?.terminate()
  }
}

test.each([1, 2, 3, 4])("seed %i: one final state, nothing pending", async (seed) => {
  const rng = createRng(seed)
  const room = await makeRoom(running.url)
  const people = [room.host]
  while (people.length < PEOPLE) people.push(await room.join("editor"))
  const open = people.map((person) => openDocument(person, room.roomId, "canvas"))
  const seen = new Set<Deed>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of open) {
      if (rng.next() < 0.6) edit(one.doc, rng, seen)
      disturb(one, rng, seen)
    }
    if (rng.next() < 0.7) await pause(rng.nextInt(12))
  }
  for (const one of open) one.provider.connect()
  // Compared by value: the order of a map's keys is each document's own.
  const state = (doc: Y.Doc) => ({ json: doc.toJSON(), vector: Y.decodeStateVector(Y.encodeStateVector(doc)) })
  const agrees = (one: OpenDocument) => isDeepStrictEqual(state(one.doc), state(open[0]!.doc))
  await eventually(() => open.every((one) => one.provider.synced && agrees(one)), 15_000)
  await Promise.all(open.map((one) => one.saved()))
  const server = await running.server.documents.readSnapshot(room.roomId, "canvas")
  server.getMap("elements")
  server.getText("prompt")
  expect(state(server)).toEqual(state(open[0]!.doc))
  for (const doc of [server, ...open.map((one) => one.doc)]) {
    expect(doc.store.pendingStructs).toBeNull()
    expect(doc.store.pendingDs).toBeNull()
  }
  expect([...seen].sort()).toEqual(["abort", "cut", "delete", "drop", "insert", "nested", "return", "set", "stall"])
  for (const one of open) one.destroy()
  server.destroy()
})
