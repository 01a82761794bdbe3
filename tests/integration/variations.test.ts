/** What people make of pictures that are there already, on a real server with a real engine process. */
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { splitFilm } from "../../lib/film/film.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import { eventually, makeRoom, type Person, type TestRoom } from "../support/connect-client.ts"
import {
  enterRoom,
  generate,
  openResults,
  type ResultsView,
  type RunningJobServer,
  startJobServer,
} from "../support/job-client.ts"

let running: RunningJobServer
let room: TestRoom
let results: ResultsView
beforeAll(async () => {
  running = await startJobServer({ stepMs: 40 })
  room = await makeRoom(running.url)
  results = await openResults(room.host, room.roomId)
})
afterAll(async () => {
  results?.close()
  await running?.close()
})

async function fetchAsset(person: Person, assetId: string): Promise<Uint8Array> {
  const response = await fetch(`${running.url}/api/rooms/${room.roomId}/assets/${assetId}`, {
    headers: { cookie: `emulsion=${person.token}` },
  })
  expect(response.status).toBe(200)
  return new Uint8Array(await response.arrayBuffer())
}

type Done = Extract<GenerationRecord, { state: "done" }>

async function finished(generationId: string): Promise<Done> {
  const record = await results.ended(generationId)
  if (record.state !== "done") throw new Error(`${generationId} ended as ${record.state}`)
  return record
}

const pixels = async (bytes: Uint8Array) => (await sharp(bytes).raw().toBuffer()).toString("base64")

test("a step of a finished picture becomes a picture: the film's own frame, with its recipe, parent and step", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const guest = await room.join("editor")
  const guestSocket = await enterRoom(guest, room.roomId)
  const id = await generate(socket, room.roomId, { stepCount: 4, seed: 3, width: 64, height: 64 })
  const parent = await finished(id)

  const ack = await guestSocket.keep({ generationId: id, stepIndex: 1 })
  if (!ack.ok) throw new Error(ack.message)
  const kept = await finished(ack.generationId)
  expect(kept).toMatchObject({
    recipe: parent.recipe,
    parentIds: [id],
    origin: { kind: "step", of: id, stepIndex: 1 },
    authorId: guest.personId,
    durationMs: 0,
  })
  const frame = splitFilm(await fetchAsset(room.host, parent.filmAssetId!))[1]!
  const picture = await fetchAsset(guest, kept.assetId)
  expect(await pixels(picture)).toBe(await pixels(frame))
  expect((await sharp(picture).metadata()).xmp?.toString()).toContain("trainedAlgorithmicMedia")
  for (const each of [socket, guestSocket]) each.close()
})

test("a step of a picture in the making can be kept, also when the picture is cancelled afterwards", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const id = await generate(socket, room.roomId, { stepCount: 40 })
  await eventually(() => socket.previews.some((preview) => preview.generationId === id && preview.stepIndex === 2))
  const shown = socket.previews.find((preview) => preview.generationId === id && preview.stepIndex === 2)!
  const ack = await socket.keep({ generationId: id, stepIndex: 2 })
  expect(await socket.keep({ generationId: id, stepIndex: 39 })).toMatchObject({ code: "steps/out-of-range" })
  await socket.cancel({ generationId: id })
  if (!ack.ok) throw new Error(ack.message)
  const kept = await finished(ack.generationId)
  expect(await pixels(await fetchAsset(room.host, kept.assetId))).toBe(await pixels(shown.image))
  expect(await socket.keep({ generationId: id, stepIndex: 2 })).toMatchObject({ code: "step/not-kept" })
  socket.close()
})

test("keeping a step is refused to who may not, and for what is not there", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const id = await generate(socket, room.roomId, { stepCount: 2 })
  await finished(id)
  const cases: [string, unknown][] = [
    ["generation/not-found", { generationId: "no-such-picture", stepIndex: 0 }],
    ["steps/out-of-range", { generationId: id, stepIndex: 2 }],
    ["steps/out-of-range", { generationId: id, stepIndex: -1 }],
    ["steps/out-of-range", { generationId: id, stepIndex: 0.5 }],
    ["request/malformed", { stepIndex: 0 }],
    ["request/malformed", "no object"],
  ]
  for (const [code, message] of cases) expect(await socket.keep(message)).toMatchObject({ ok: false, code })
  const before = results.all().length
  for (const role of ["viewer", "commenter"] as const) {
    const looker = await enterRoom(await room.join(role), room.roomId)
    expect(await looker.keep({ generationId: id, stepIndex: 0 })).toMatchObject({ code: "role/forbidden" })
    looker.close()
  }
  // Somebody of another room: for them there is no such picture.
  const elsewhere = await makeRoom(running.url)
  const stranger = await enterRoom(elsewhere.host, elsewhere.roomId)
  expect(await stranger.keep({ generationId: id, stepIndex: 0 })).toMatchObject({ code: "generation/not-found" })
  stranger.close()
  socket.close()
  expect(results.all().length).toBe(before)
})

test("four variations share the recipe but not the seed, and say what they vary", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const id = await generate(socket, room.roomId, { stepCount: 2, seed: 3, width: 64, height: 64 })
  const { recipe } = await finished(id)
  const { seed, ...rest } = recipe
  const acks = await Promise.all(
    [0, 1, 2, 3].map(() => generate(socket, room.roomId, { ...rest, variation: { of: id, strip: "strip-number-1" } })),
  )
  const variations = await Promise.all(acks.map(finished))
  for (const variation of variations) {
    expect(variation).toMatchObject({ parentIds: [id], origin: { kind: "variation", of: id, strip: "strip-number-1" } })
    expect(variation.recipe).toMatchObject(rest)
  }
  expect(new Set([seed, ...variations.map((variation) => variation.recipe.seed)]).size).toBe(5)
  const asked = (variation: unknown) => socket.request({ roomId: room.roomId, ...rest, variation })
  expect(await asked({ of: "no-such-picture", strip: "strip-number-2" })).toMatchObject({
    code: "generation/not-found",
  })
  for (const malformed of [7, {}, { of: id }, { of: id, strip: "short" }]) {
    expect(await asked(malformed)).toMatchObject({ code: "request/malformed" })
  }
  socket.close()
})
