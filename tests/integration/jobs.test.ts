/** A picture's whole way on a real server with a real engine process: asked for, watched, finished, cancelled. */
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { splitFilm } from "../../lib/film/film.ts"
import { eventually, makeRoom, type TestRoom } from "../support/connect-client.ts"
import {
  enterRoom,
  generate,
  openJobSocket,
  openResults,
  type RunningJobServer,
  startJobServer,
} from "../support/job-client.ts"

let running: RunningJobServer
let room: TestRoom
beforeAll(async () => {
  running = await startJobServer({ stepMs: 60 })
  room = await makeRoom(running.url)
})
afterAll(() => running.close())

const distinct = (images: readonly Uint8Array[]) =>
  new Set(images.map((image) => Buffer.from(image).toString("base64"))).size

test("a picture develops before two people, is finished in both documents, and its film has every step", async () => {
  const guest = await room.join("viewer")
  const [a, b] = [await enterRoom(room.host, room.roomId), await enterRoom(guest, room.roomId)]
  const [resultsA, resultsB] = [await openResults(room.host, room.roomId), await openResults(guest, room.roomId)]

  const id = await generate(a, room.roomId, { stepCount: 6, seed: 7, width: 128, height: 64 })
  const [endA, endB] = [await resultsA.done(id), await resultsB.done(id)]

  expect(endA).toEqual(endB)
  expect(endA).toMatchObject({
    state: "done",
    modelName: "Toy",
    authorId: room.host.personId,
    recipe: { seed: 7, stepCount: 6, width: 128, height: 64, modelId: "toy", prompt: "a lighthouse on a cliff" },
  })
  for (const { previews } of [a, b]) {
    expect(previews.map((preview) => preview.stepIndex)).toEqual([0, 1, 2, 3, 4, 5])
    expect(previews.every((preview) => preview.generationId === id && preview.stepCount === 6)).toBe(true)
    expect(distinct(previews.map((preview) => preview.image))).toBeGreaterThanOrEqual(3)
  }
  const typeOf = async (assetId: string) =>
    (await guest.call("GET", `/api/rooms/${room.roomId}/assets/${assetId}`)).headers.get("content-type")
  expect(await typeOf(endA.assetId)).toBe("image/png")
  expect(await typeOf(endA.filmAssetId!)).toBe("image/webp")
  const metadata = await sharp(await guest.fetchAsset(room.roomId, endA.assetId)).metadata()
  expect(metadata).toMatchObject({ format: "png", width: 128, height: 64 })
  expect(metadata.xmp?.toString()).toContain("trainedAlgorithmicMedia")
  const frames = splitFilm(await guest.fetchAsset(room.roomId, endA.filmAssetId!))
  expect(frames.length).toBe(6)
  expect(frames.map((frame) => Buffer.from(frame))).toEqual(a.previews.map((preview) => Buffer.from(preview.image)))
  for (const each of [a, b, resultsA, resultsB]) each.close()
})

test("the same recipe makes the same picture, to the byte", async () => {
  const a = await enterRoom(room.host, room.roomId)
  const results = await openResults(room.host, room.roomId)
  const first = await results.ended(await generate(a, room.roomId, { seed: 11, stepCount: 2 }))
  const again = await results.ended(await generate(a, room.roomId, { seed: 11, stepCount: 2 }))
  const other = await results.ended(await generate(a, room.roomId, { seed: 12, stepCount: 2 }))
  if (first.state !== "done" || again.state !== "done" || other.state !== "done") throw new Error("not done")
  expect(again.assetId).toBe(first.assetId)
  expect(other.assetId).not.toBe(first.assetId)
  a.close()
  results.close()
})

test("whoever comes late sees the newest step at once", async () => {
  const a = await enterRoom(room.host, room.roomId)
  const id = await generate(a, room.roomId, { stepCount: 20 })
  await eventually(() => a.previews.some((preview) => preview.stepIndex === 5))
  const late = await openJobSocket(await room.join("viewer"))
  const before = a.previews.length
  await late.enter(room.roomId)
  await eventually(() => late.previews.length > 0)
  // Everything of the first picture it saw is from then on: the newest step, not the first.
  expect(late.previews[0]).toMatchObject({ generationId: id, stepCount: 20 })
  expect(late.previews[0]!.stepIndex).toBeGreaterThanOrEqual(before - 1)
  const results = await openResults(room.host, room.roomId)
  expect(results.record(id)).toMatchObject({ state: "running", stepCount: 20 })
  await a.cancel({ generationId: id })
  for (const each of [a, late, results]) each.close()
})

test("its author cancels a running picture: no step follows, and the engine takes the next", async () => {
  const editor = await room.join("editor")
  const a = await enterRoom(editor, room.roomId)
  const results = await openResults(editor, room.roomId)
  const id = await generate(a, room.roomId, { stepCount: 50 })
  await eventually(() => a.previews.length >= 2)
  expect(await a.cancel({ generationId: id })).toEqual({ ok: true })
  const seen = a.previews.length
  expect(await results.ended(id)).toMatchObject({ state: "cancelled", stepIndex: seen - 1 })
  const next = await results.ended(await generate(a, room.roomId, { stepCount: 2 }), 2_000)
  expect(next.state).toBe("done")
  expect(a.previews.filter((preview) => preview.generationId === id).length).toBe(seen)
  expect(await a.cancel({ generationId: id })).toMatchObject({ ok: false, code: "generation/finished" })
  a.close()
  results.close()
})

test("the host cancels anybody's picture, others only their own, and what nobody knows is not found", async () => {
  const [author, other] = [await room.join("editor"), await room.join("editor")]
  const [a, b, host] = [
    await enterRoom(author, room.roomId),
    await enterRoom(other, room.roomId),
    await enterRoom(room.host, room.roomId),
  ]
  const results = await openResults(author, room.roomId)
  const [runs, waits] = [await generate(a, room.roomId, { stepCount: 50 }), await generate(a, room.roomId)]
  expect(await b.cancel({ generationId: runs })).toMatchObject({ ok: false, code: "generation/not-yours" })
  expect(results.record(runs)?.state).not.toBe("cancelled")
  expect(await host.cancel({ generationId: waits })).toEqual({ ok: true })
  expect(await results.ended(waits)).toMatchObject({ state: "cancelled", stepIndex: -1 })
  expect(await host.cancel({ generationId: runs })).toEqual({ ok: true })
  expect((await results.ended(runs)).state).toBe("cancelled")
  expect(await a.cancel({ generationId: "nobody-knows-it" })).toMatchObject({ code: "generation/not-found" })
  expect(await a.cancel({ generation: 1 })).toMatchObject({ code: "request/malformed" })
  // A stranger cannot tell somebody else's picture from one that does not exist.
  const elsewhere = await makeRoom(running.url)
  const stranger = await enterRoom(elsewhere.host, elsewhere.roomId)
  expect(await stranger.cancel({ generationId: runs })).toMatchObject({ code: "generation/not-found" })
  for (const each of [a, b, host, stranger, results]) each.close()
})

test("who waits is told honestly how many are before them", async () => {
  const a = await enterRoom(room.host, room.roomId)
  const results = await openResults(room.host, room.roomId)
  const ids = [
    await generate(a, room.roomId, { stepCount: 8 }),
    await generate(a, room.roomId, { stepCount: 8 }),
    await generate(a, room.roomId, { stepCount: 8 }),
  ]
  // The engine may still be stopping what the test before has cancelled: told so, then told anew.
  const placeOf = (id: string) => {
    const record = results.record(id)
    return record?.state === "queued" ? record.ahead : record?.state
  }
  await eventually(() => placeOf(ids[1]!) === 1 && placeOf(ids[2]!) === 2)
  for (const id of ids) expect((await results.ended(id)).state).toBe("done")
  a.close()
  results.close()
})

test("lookers on do not generate, strangers not at all, and nothing before room:enter", async () => {
  for (const role of ["viewer", "commenter"] as const) {
    const socket = await enterRoom(await room.join(role), room.roomId)
    expect(await socket.request({ roomId: room.roomId, prompt: "mine" })).toMatchObject({ code: "role/forbidden" })
    socket.close()
  }
  const elsewhere = await makeRoom(running.url)
  const stranger = await openJobSocket(elsewhere.host)
  expect(await stranger.enter(room.roomId)).toMatchObject({ code: "room/not-found" })
  expect(await stranger.request({ roomId: room.roomId, prompt: "mine" })).toMatchObject({ code: "room/not-found" })
  const early = await openJobSocket(room.host)
  expect(await early.request({ roomId: room.roomId, prompt: "mine" })).toMatchObject({ code: "room/not-found" })
  for (const each of [stranger, early]) each.close()
})

test("a person who is removed sees and asks nothing more, at once", async () => {
  const person = await room.join("editor")
  const [out, host] = [await enterRoom(person, room.roomId), await enterRoom(room.host, room.roomId)]
  const removed = new Promise((resolve) => out.socket.once("room:removed", resolve))
  await room.host.call("PATCH", `/api/rooms/${room.roomId}/people/${person.personId}`, { removed: true })
  expect(await removed).toEqual({ roomId: room.roomId })
  const results = await openResults(room.host, room.roomId)
  await results.ended(await generate(host, room.roomId, { stepCount: 3 }))
  expect(out.previews).toEqual([])
  expect(await out.request({ roomId: room.roomId, prompt: "mine" })).toMatchObject({ code: "room/not-found" })
  for (const each of [out, host, results]) each.close()
})

test("a picture is made from a picture, and a part of one repainted while the rest stays to the pixel", async () => {
  const source = await sharp({ create: { width: 96, height: 64, channels: 3, background: "#336699" } })
    .png()
    .toBuffer()
  const half = await sharp({ create: { width: 48, height: 64, channels: 3, background: "#ffffff" } })
    .png()
    .toBuffer()
  const mask = await sharp({ create: { width: 96, height: 64, channels: 3, background: "#000000" } })
    .composite([{ input: half, left: 0, top: 0 }])
    .png()
    .toBuffer()
  const [sourceAssetId, maskAssetId] = [
    await room.host.upload(room.roomId, source),
    await room.host.upload(room.roomId, mask),
  ]
  const a = await enterRoom(room.host, room.roomId)
  const results = await openResults(room.host, room.roomId)
  const end = await results.done(await generate(a, room.roomId, { sourceAssetId, maskAssetId, stepCount: 3 }))
  const painted = await sharp(await room.host.fetchAsset(room.roomId, end.assetId))
    .removeAlpha()
    .raw()
    .toBuffer()
  const at = (x: number, y: number) => [...painted.subarray((y * 96 + x) * 3, (y * 96 + x) * 3 + 3)]
  expect(painted.length).toBe(96 * 64 * 3)
  expect(at(95, 10)).toEqual([0x33, 0x66, 0x99])
  expect(at(4, 10)).not.toEqual([0x33, 0x66, 0x99])
  expect(await a.request({ roomId: room.roomId, prompt: "x", sourceAssetId, maskAssetId, width: 64 })).toMatchObject({
    code: "mask/wrong-size",
  })
  // With strength, fewer steps run than were asked for, and the film has as many as ran.
  const partly = await results.done(
    await generate(a, room.roomId, { sourceAssetId, strength: 0.5, stepCount: 8, width: 96, height: 64 }),
  )
  const steps = a.previews.filter((preview) => preview.generationId === partly.id)
  expect(steps[0]!.stepCount).toBeLessThan(8)
  expect(splitFilm(await room.host.fetchAsset(room.roomId, partly.filmAssetId!)).length).toBe(steps[0]!.stepCount)
  a.close()
  results.close()
})

test("health and metrics say how the engines and the jobs are", async () => {
  const health = await (await fetch(`${running.url}/healthz`)).json()
  expect(health).toMatchObject({ ok: true, engines: { connected: 1, waitingJobs: 0 } })
  const metrics = await (await fetch(`${running.url}/metrics`)).text()
  const value = (line: string) => Number(new RegExp(`^${line} (\\S+)$`, "m").exec(metrics)?.[1])
  expect(value('emulsion_jobs_ended_total\\{state="done",code=""\\}')).toBeGreaterThanOrEqual(1)
  expect(value('emulsion_jobs_ended_total\\{state="cancelled",code=""\\}')).toBeGreaterThanOrEqual(1)
  expect(value("emulsion_previews_sent_total")).toBeGreaterThan(0)
  expect(value("emulsion_preview_bytes_total")).toBeGreaterThan(value("emulsion_previews_sent_total"))
  expect(value("emulsion_step_seconds_count")).toBeGreaterThan(0)
  expect(value("emulsion_job_seconds_count")).toBeGreaterThan(0)
  expect(value("emulsion_engines_connected")).toBe(1)
})
