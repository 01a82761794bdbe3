/** Forks of every kind of picture, on a real server with a real engine process. */
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { splitFilm } from "../../lib/film/film.ts"
import { eventually, makeRoom, type TestRoom } from "../support/connect-client.ts"
import {
  enterRoom,
  generate,
  type JobSocket,
  openResults,
  type ResultsView,
  type RunningJobServer,
  startJobServer,
} from "../support/job-client.ts"

let running: RunningJobServer
let room: TestRoom
let results: ResultsView
let host: JobSocket
let guest: JobSocket
const inputs = { source: "", mask: "", sketch: "" }

beforeAll(async () => {
  running = await startJobServer({ stepMs: 20 })
  room = await makeRoom(running.url)
  results = await openResults(room.host, room.roomId)
  host = await enterRoom(room.host, room.roomId)
  guest = await enterRoom(await room.join("editor"), room.roomId)
  const solid = (background: string, width = 64, height = 64) =>
    sharp({ create: { width, height, channels: 3, background } })
      .png()
      .toBuffer()
  const square = { input: await solid("white", 24, 24), left: 20, top: 20 }
  inputs.source = await room.host.upload(room.roomId, await solid("teal"))
  inputs.mask = await room.host.upload(
    room.roomId,
    await sharp(await solid("black"))
      .composite([square])
      .png()
      .toBuffer(),
  )
  inputs.sketch = await room.host.upload(
    room.roomId,
    await sharp(await solid("navy"))
      .composite([square])
      .png()
      .toBuffer(),
  )
})
afterAll(async () => {
  host?.close()
  guest?.close()
  results?.close()
  await running?.close()
})

async function fork(socket: JobSocket, generationId: string, prompt: string, stepIndex?: number) {
  const ack = await socket.fork({ generationId, prompt, ...(stepIndex !== undefined && { stepIndex }) })
  if (!ack.ok) throw new Error(`${ack.code}: ${ack.message}`)
  return ack.generationId
}

const kinds: [string, () => object, number][] = [
  ["a picture", () => ({ sourceAssetId: inputs.source, strength: 0.75 }), 6],
  ["a mask", () => ({ sourceAssetId: inputs.source, maskAssetId: inputs.mask }), 8],
  ["a mask, refined", () => ({ sourceAssetId: inputs.source, maskAssetId: inputs.mask, strength: 0.5 }), 4],
  ["a sketch", () => ({ sketchAssetId: inputs.sketch, strength: 0.75 }), 6],
]
test.each(kinds)(
  "a picture made from %s is forked: with its words it is the same, with others another",
  async (_, made, count) => {
    const asked = { ...made(), stepCount: 8, seed: 5, width: 64, height: 64 }
    const id = await generate(host, room.roomId, asked)
    const parent = await results.done(id)
    const same = await results.done(await fork(guest, id, parent.recipe.prompt, 0))
    expect(same.assetId).toBe(parent.assetId)
    const branch = await results.done(await fork(guest, id, "a storm at night", 0))
    expect(branch).toMatchObject({
      ...{ parentIds: [id], origin: { kind: "fork", of: id, stepsDone: 1 } },
      recipe: { ...parent.recipe, prompt: "a storm at night" },
    })
    expect(branch.assetId).not.toBe(parent.assetId)
    expect(splitFilm(await room.host.fetchAsset(room.roomId, branch.filmAssetId!)).length).toBe(count - 1)
    // The last step leaves nothing to do: a strength below 1 has fewer steps than were asked for.
    const last = { generationId: id, prompt: "too late", stepIndex: count - 1 }
    expect(await guest.fork(last)).toMatchObject({ code: "steps/out-of-range" })
    if (!("maskAssetId" in asked)) return
    const pixels = async (assetId: string) =>
      await sharp(await room.host.fetchAsset(room.roomId, assetId))
        .removeAlpha()
        .raw()
        .toBuffer()
    const mask = await sharp(await room.host.fetchAsset(room.roomId, inputs.mask))
      .greyscale()
      .raw()
      .toBuffer()
    const [source, repainted] = [await pixels(inputs.source), await pixels(branch.assetId)]
    expect(repainted.length).toBe(mask.length * 3)
    expect(repainted.findIndex((value, i) => mask[Math.floor(i / 3)] === 0 && value !== source[i])).toBe(-1)
  },
)

test("a repaint is forked while it runs: both come to their end", async () => {
  const made = { sourceAssetId: inputs.source, maskAssetId: inputs.mask, stepCount: 40, width: 64, height: 64 }
  const id = await generate(host, room.roomId, made)
  await eventually(() => host.previews.some((preview) => preview.generationId === id && preview.stepIndex >= 1))
  const forkId = await fork(guest, id, "a red door", 1)
  expect(results.record(id)?.state).toBe("running")
  const [parent, branch] = [await results.done(id), await results.done(forkId)]
  expect(branch.origin).toEqual({ kind: "fork", of: id, stepsDone: 2 })
  expect(branch.assetId).not.toBe(parent.assetId)
})

test("everybody in the room knows what can be forked, who comes later too, and when its engine has gone that it cannot", async () => {
  const id = await generate(host, room.roomId, { stepCount: 2, width: 64, height: 64 })
  await results.done(id)
  for (const socket of [host, guest]) await eventually(() => socket.forkable(room.roomId).includes(id))
  const late = await enterRoom(await room.join("viewer"), room.roomId)
  await eventually(() => late.forkable(room.roomId).includes(id))
  const elsewhere = await makeRoom(running.url)
  const stranger = await enterRoom(elsewhere.host, elsewhere.roomId)
  expect(stranger.forkable(room.roomId)).toEqual([])
  for (const pid of running.wired.enginePids()) process.kill(pid, "SIGKILL")
  for (const socket of [host, guest, late]) await eventually(() => socket.forkable(room.roomId).length === 0)
  expect(await host.fork({ generationId: id, prompt: "x" })).toMatchObject({ code: "step/not-kept" })
  late.close()
  stranger.close()
})
