/** Several people repaint one picture at once, on a real server with real engine processes: nobody's edit is lost. */
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { encodeGreyPng } from "../../lib/mask/grey-png.ts"
import { eventually, makeRoom, type TestRoom } from "../support/connect-client.ts"
import {
  type DoneRecord,
  enterRoom,
  generate,
  openResults,
  type RunningJobServer,
  startJobServer,
} from "../support/job-client.ts"

const SIDE = 64
let running: RunningJobServer
let room: TestRoom
let base: DoneRecord

beforeAll(async () => {
  // Two engines: what must be one after another would otherwise run side by side.
  running = await startJobServer({ engines: 2, stepMs: 60 })
  room = await makeRoom(running.url)
  const socket = await enterRoom(room.host, room.roomId)
  const results = await openResults(room.host, room.roomId)
  base = await results.done(await generate(socket, room.roomId, { width: SIDE, height: SIDE, stepCount: 2 }))
  socket.close()
  results.close()
})
afterAll(() => running.close())

/** A mask whose columns from `from` to `to` are painted. */
function columns(from: number, to: number): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i % SIDE >= from && i % SIDE < to ? 255 : 0))
}

async function pixels(assetId: string): Promise<Buffer> {
  return await sharp(await room.host.fetchAsset(room.roomId, assetId))
    .removeAlpha()
    .raw()
    .toBuffer()
}

/** Which columns of two pictures differ anywhere. */
function changedColumns(a: Buffer, b: Buffer): Set<number> {
  const changed = new Set<number>()
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) changed.add(Math.floor(i / 3) % SIDE)
  return changed
}

const all = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test("two people's repaints at once: the later is made upon the earlier, and both are in it", async () => {
  const guest = await room.join("editor")
  const [a, b] = [await enterRoom(room.host, room.roomId), await enterRoom(guest, room.roomId)]
  const results = await openResults(room.host, room.roomId)
  const [left, right] = [
    await room.host.upload(room.roomId, encodeGreyPng(columns(0, 16), SIDE, SIDE)),
    await guest.upload(room.roomId, encodeGreyPng(columns(48, 64), SIDE, SIDE)),
  ]
  const shared = { sourceAssetId: base.assetId, parentIds: [base.id], elementId: "element-1", stepCount: 20 }

  const first = await generate(a, room.roomId, { ...shared, maskAssetId: left, prompt: "a red boat" })
  const second = await generate(b, room.roomId, { ...shared, maskAssetId: right, prompt: "a green hill" })
  // One engine is free, and yet it waits.
  await eventually(() => results.record(first)?.state === "running" && results.record(second))
  expect(results.record(second)).toMatchObject({ state: "queued", parentIds: [first] })

  const [one, both] = [await results.done(first), await results.done(second)]
  expect(both.parentIds).toEqual([first])
  expect(both.recipe.sourceAssetId).toBe(one.assetId)
  const [before, afterOne, afterBoth] = [
    await pixels(base.assetId),
    await pixels(one.assetId),
    await pixels(both.assetId),
  ]
  expect([...changedColumns(before, afterOne)]).toEqual(all(0, 16))
  expect([...changedColumns(afterOne, afterBoth)]).toEqual(all(48, 64))
  expect([...changedColumns(before, afterBoth)]).toEqual([...all(0, 16), ...all(48, 64)])
  for (const each of [a, b, results]) each.close()
})

test("when the earlier is cancelled, the later is made from what both saw", async () => {
  const guest = await room.join("editor")
  const [a, b] = [await enterRoom(room.host, room.roomId), await enterRoom(guest, room.roomId)]
  const results = await openResults(room.host, room.roomId)
  const mask = await room.host.upload(room.roomId, encodeGreyPng(columns(20, 40), SIDE, SIDE))
  const shared = { sourceAssetId: base.assetId, maskAssetId: mask, parentIds: [base.id], elementId: "element-2" }
  const first = await generate(a, room.roomId, { ...shared, stepCount: 40 })
  const second = await generate(b, room.roomId, { ...shared, stepCount: 2 })
  await eventually(() => results.record(first)?.state === "running")
  expect(await a.cancel({ generationId: first })).toEqual({ ok: true })
  const end = await results.done(second)
  expect(end.parentIds).toEqual([base.id])
  expect(end.recipe.sourceAssetId).toBe(base.assetId)
  for (const each of [a, b, results]) each.close()
})

test("repaints of two copies of one picture have nothing to do with each other", async () => {
  const guest = await room.join("editor")
  const [a, b] = [await enterRoom(room.host, room.roomId), await enterRoom(guest, room.roomId)]
  const results = await openResults(room.host, room.roomId)
  const mask = await room.host.upload(room.roomId, encodeGreyPng(columns(20, 40), SIDE, SIDE))
  const shared = { sourceAssetId: base.assetId, maskAssetId: mask, parentIds: [base.id], stepCount: 3 }
  const first = await generate(a, room.roomId, { ...shared, elementId: "copy-1" })
  const second = await generate(b, room.roomId, { ...shared, elementId: "copy-2" })
  const ends = [await results.done(first), await results.done(second)]
  for (const end of ends) expect(end).toMatchObject({ parentIds: [base.id], recipe: { sourceAssetId: base.assetId } })
  for (const each of [a, b, results]) each.close()
})

test("a mask with nothing in it, and pictures of another room, are refused in words", async () => {
  const a = await enterRoom(room.host, room.roomId)
  const results = await openResults(room.host, room.roomId)
  const empty = await room.host.upload(room.roomId, encodeGreyPng(columns(0, 0), SIDE, SIDE))
  const asked = { sourceAssetId: base.assetId, maskAssetId: empty, parentIds: [base.id] }
  expect(await results.ended(await generate(a, room.roomId, asked))).toMatchObject({
    state: "failed",
    code: "mask/empty",
    message: expect.stringContaining("paint what should change"),
  })
  const elsewhere = await makeRoom(running.url)
  const foreign = await elsewhere.host.upload(elsewhere.roomId, encodeGreyPng(columns(3, 9), SIDE, SIDE))
  for (const more of [{ maskAssetId: foreign }, { sourceAssetId: foreign }, { sketchAssetId: foreign }]) {
    expect(await a.request({ roomId: room.roomId, prompt: "x", ...asked, ...more })).toMatchObject({
      ok: false,
      code: "asset/not-found",
    })
  }
  a.close()
  results.close()
})
