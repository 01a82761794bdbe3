/** What people make of pictures that are there already, on a real server with a real engine process. */
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { splitFilm } from "../../lib/film/film.ts"
import { eventually, makeRoom, type TestRoom } from "../support/connect-client.ts"
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

const pixels = async (bytes: Uint8Array) => (await sharp(bytes).raw().toBuffer()).toString("base64")

test("a step of a finished picture becomes a picture: the film's own frame, with its recipe, parent and step", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const guest = await room.join("editor")
  const guestSocket = await enterRoom(guest, room.roomId)
  const id = await generate(socket, room.roomId, { stepCount: 4, seed: 3, width: 64, height: 64 })
  const parent = await results.done(id)

  const ack = await guestSocket.keep({ generationId: id, stepIndex: 1 })
  if (!ack.ok) throw new Error(ack.message)
  const kept = await results.done(ack.generationId)
  expect(kept).toMatchObject({
    recipe: parent.recipe,
    parentIds: [id],
    origin: { kind: "step", of: id, stepIndex: 1 },
    authorId: guest.personId,
    durationMs: 0,
  })
  const frame = splitFilm(await room.host.fetchAsset(room.roomId, parent.filmAssetId!))[1]!
  const picture = await guest.fetchAsset(room.roomId, kept.assetId)
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
  const kept = await results.done(ack.generationId)
  expect(await pixels(await room.host.fetchAsset(room.roomId, kept.assetId))).toBe(await pixels(shown.image))
  expect(await socket.keep({ generationId: id, stepIndex: 2 })).toMatchObject({ code: "step/not-kept" })
  socket.close()
})

test("keeping a step is refused to who may not, and for what is not there", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const id = await generate(socket, room.roomId, { stepCount: 2 })
  await results.done(id)
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
  const { recipe } = await results.done(id)
  const { seed, ...rest } = recipe
  const acks = await Promise.all(
    [0, 1, 2, 3].map(() => generate(socket, room.roomId, { ...rest, variation: { of: id, strip: "strip-number-1" } })),
  )
  const variations = await Promise.all(acks.map((each) => results.done(each)))
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

test("variations of a repainted picture are brothers, made from what that one was made from", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const upload = (picture: Buffer) => room.host.upload(room.roomId, picture)
  const solid = (background: string) =>
    sharp({ create: { width: 64, height: 64, channels: 3, background } })
      .png()
      .toBuffer()
  const [sourceAssetId, maskAssetId] = [await upload(await solid("teal")), await upload(await solid("white"))]
  const id = await generate(socket, room.roomId, { stepCount: 3, sourceAssetId, maskAssetId, width: 64, height: 64 })
  const { recipe } = await results.done(id)
  const { seed: _seed, ...rest } = recipe
  const variation = { of: id, strip: "strip-of-repaint" }
  const ids = await Promise.all([0, 1, 2].map(() => generate(socket, room.roomId, { ...rest, variation })))
  for (const record of await Promise.all(ids.map((each) => results.done(each)))) {
    expect(record.parentIds).toEqual([id])
    expect(record.recipe).toMatchObject(rest)
  }
  socket.close()
})

test("a running picture is forked: it goes on, and the branch goes on from its step with other words", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const guest = await enterRoom(await room.join("editor"), room.roomId)
  const id = await generate(socket, room.roomId, { stepCount: 12, seed: 5, width: 64, height: 64 })
  await eventually(() => socket.previews.some((preview) => preview.generationId === id && preview.stepIndex >= 2))
  const ack = await guest.fork({ generationId: id, prompt: "the same at night" })
  if (!ack.ok) throw new Error(ack.message)
  const [parent, branch] = [await results.done(id), await results.done(ack.generationId)]
  if (branch.origin?.kind !== "fork") throw new Error("no fork")
  expect(branch.origin.stepsDone).toBeGreaterThanOrEqual(3)
  expect(branch).toMatchObject({ parentIds: [id], recipe: { ...parent.recipe, prompt: "the same at night" } })
  expect(branch.assetId).not.toBe(parent.assetId)
  // Only what was left to do was done.
  const film = splitFilm(await room.host.fetchAsset(room.roomId, branch.filmAssetId!))
  expect(film.length).toBe(12 - branch.origin.stepsDone)

  // With the same words it ends as its parent did, bit for bit: it is the parent's latent that it went on from.
  const same = await socket.fork({ generationId: id, prompt: parent.recipe.prompt, stepIndex: 4 })
  if (!same.ok) throw new Error(same.message)
  expect((await results.done(same.generationId)).assetId).toBe(parent.assetId)
  for (const each of [socket, guest]) each.close()
})

test("malformed forks and enlargements get their own codes", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const id = await generate(socket, room.roomId, { stepCount: 3 })
  await results.done(id)
  const forks: [string, unknown][] = [
    ["prompt/empty", { generationId: id, prompt: " " }],
    ["prompt/too-long", { generationId: id, prompt: "x".repeat(501) }],
    ["steps/out-of-range", { generationId: id, prompt: "x", stepIndex: 2 }],
    ["steps/out-of-range", { generationId: id, prompt: "x", stepIndex: -1 }],
    ["generation/not-found", { generationId: "no-such-picture", prompt: "x" }],
    ["request/malformed", { generationId: id }],
    ["request/malformed", null],
  ]
  for (const [code, message] of forks) expect(await socket.fork(message)).toMatchObject({ ok: false, code })
  const upscales: [string, unknown][] = [
    ["request/malformed", { generationId: id, factor: 3 }],
    ["request/malformed", { factor: 2 }],
    ["generation/not-found", { generationId: "no-such-picture", factor: 2 }],
  ]
  for (const [code, message] of upscales) expect(await socket.upscale(message)).toMatchObject({ ok: false, code })
  const viewer = await enterRoom(await room.join("viewer"), room.roomId)
  expect(await viewer.upscale({ generationId: id, factor: 2 })).toMatchObject({ code: "role/forbidden" })
  expect(await viewer.fork({ generationId: id, prompt: "x" })).toMatchObject({ code: "role/forbidden" })
  for (const each of [socket, viewer]) each.close()
})

test("a finished picture is enlarged for download, tile by tile, once however often it is asked for", async () => {
  const socket = await enterRoom(room.host, room.roomId)
  const id = await generate(socket, room.roomId, { stepCount: 3, width: 128, height: 64 })
  expect(await socket.upscale({ generationId: id, factor: 2 })).toMatchObject({ code: "asset/not-found" })
  await results.done(id)
  const acks = await Promise.all([0, 1].map(() => socket.upscale({ generationId: id, factor: 2 })))
  expect(acks[0]).toEqual(acks[1])
  if (!acks[0]?.ok) throw new Error("refused")
  const large = await results.done(acks[0].generationId)
  expect(large).toMatchObject({ parentIds: [id], origin: { kind: "upscale", of: id, factor: 2 } })
  expect(large.filmAssetId).toBeUndefined()
  const picture = await room.host.fetchAsset(room.roomId, large.assetId)
  expect(await sharp(picture).metadata()).toMatchObject({ format: "png", width: 256, height: 128 })
  // Tiles are no steps of the picture: nothing of it is shown.
  expect(socket.previews.filter((preview) => preview.generationId === large.id)).toEqual([])
  expect(await socket.upscale({ generationId: large.id, factor: 2 })).toMatchObject({ code: "size/out-of-range" })
  expect(await socket.keep({ generationId: large.id, stepIndex: 0 })).toMatchObject({ code: "step/not-kept" })
  expect(await socket.fork({ generationId: large.id, prompt: "x" })).toMatchObject({ code: "step/not-kept" })
  socket.close()
})
