import { createHash, randomBytes } from "node:crypto"
import { readdir, stat } from "node:fs/promises"
import { request as httpRequest } from "node:http"
import { join } from "node:path"
import { crc32, deflateSync } from "node:zlib"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeRoom, type Person, type TestRoom } from "../support/connect-client.ts"
import { type RunningRoomServer, startRoomServer } from "../support/start-server.ts"

let running: RunningRoomServer
let room: TestRoom
beforeAll(async () => {
  running = await startRoomServer()
  room = await makeRoom(running.url)
})
afterAll(() => running.close())

const upload = (person: Person, bytes: Uint8Array) => person.call("POST", `/api/rooms/${room.roomId}/assets`, bytes)
const refusalOf = (code: string) => ({ ok: false, code, message: expect.any(String) })

const picture = (width = 60, height = 40) => sharp({ create: { width, height, channels: 3, background: "#c06030" } })

async function fetchAsset(person: Person, assetId: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${running.url}/api/rooms/${room.roomId}/assets/${assetId}`, {
    headers: { authorization: `Bearer ${person.token}`, ...headers },
  })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

describe("pictures that are taken", () => {
  test.each(["png", "jpeg", "webp", "gif", "avif"] as const)(
    "%s is decoded, encoded afresh and served",
    async (format) => {
      const sent = await picture()[format]().toBuffer()
      const answer = await upload(room.host, sent)
      expect(answer).toMatchObject({ status: 201, body: { width: 60, height: 40 } })
      const { response, bytes } = await fetchAsset(room.host, String(answer.body.assetId))
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(answer.body.assetId)
      expect(response.headers.get("cache-control")).toBe("private, max-age=31536000, immutable")
      expect(response.headers.get("x-content-type-options")).toBe("nosniff")
      expect(response.headers.get("content-security-policy")).toContain("sandbox")
      expect(response.headers.get("content-type")).toMatch(/^image\/(png|jpeg|webp)$/)
      expect(await sharp(bytes).metadata()).toMatchObject({ width: 60, height: 40 })
    },
  )

  test("a transparent mask comes back pixel for pixel", async () => {
    const raw = randomBytes(32 * 32 * 4)
    const sent = await sharp(raw, { raw: { width: 32, height: 32, channels: 4 } })
      .png()
      .toBuffer()
    const { body } = await upload(room.host, sent)
    const { bytes } = await fetchAsset(room.host, String(body.assetId))
    expect((await sharp(bytes).ensureAlpha().raw().toBuffer()).equals(raw)).toBe(true)
  })

  test("places and cameras are stripped, and the picture stands upright", async () => {
    const sent = await picture(60, 40)
      .withExif({ IFD0: { Copyright: "me" }, IFD3: { GPSLatitudeRef: "N" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    expect((await sharp(sent).metadata()).orientation).toBe(6)
    const { body } = await upload(room.host, sent)
    expect(body).toMatchObject({ width: 40, height: 60 })
    const { bytes } = await fetchAsset(room.host, String(body.assetId))
    const metadata = await sharp(bytes).metadata()
    expect(metadata.exif).toBeUndefined()
    expect(metadata.orientation).toBeUndefined()
  })

  test("what hides behind a picture does not survive", async () => {
    const sent = Buffer.concat([await picture().png().toBuffer(), Buffer.from("<script>alert(1)</script>")])
    const { body } = await upload(room.host, sent)
    const { bytes } = await fetchAsset(room.host, String(body.assetId))
    expect(bytes.includes("<script>")).toBe(false)
  })

  test("the same picture twice is one asset, one file, readable by its owner alone", async () => {
    const sent = await picture(10, 10).png().toBuffer()
    const [a, b] = await Promise.all([upload(room.host, sent), upload(room.host, sent)])
    expect(a!.body.assetId).toBe(b!.body.assetId)
    const folder = join(running.dataFolder, "assets", String(a!.body.assetId).slice(0, 2))
    const files = (await readdir(folder)).filter((name) => name.startsWith(String(a!.body.assetId)))
    expect(files).toEqual([a!.body.assetId])
    expect((await stat(join(folder, files[0]!))).mode & 0o077).toBe(0)
  })

  test("a known picture is not sent again", async () => {
    const { body } = await upload(room.host, await picture().png().toBuffer())
    const etag = `"${body.assetId}"`
    const { response, bytes } = await fetchAsset(room.host, String(body.assetId), { "if-none-match": etag })
    expect([response.status, response.headers.get("etag"), bytes.length]).toEqual([304, etag, 0])
  })
})

describe("who may", () => {
  test("viewers and commenters see pictures and add none", async () => {
    const sent = await picture().png().toBuffer()
    const { body } = await upload(room.host, sent)
    for (const role of ["viewer", "commenter"] as const) {
      const person = await room.join(role)
      expect(await upload(person, sent)).toMatchObject({ status: 403, body: refusalOf("role/forbidden") })
      expect((await fetchAsset(person, String(body.assetId))).response.status).toBe(200)
    }
    expect((await upload(await room.join("editor"), sent)).status).toBe(201)
  })

  test("a hash opens nothing outside its room", async () => {
    const { body } = await upload(room.host, await picture(11, 11).png().toBuffer())
    const other = await makeRoom(running.url)
    const answer = await other.host.call("GET", `/api/rooms/${other.roomId}/assets/${body.assetId}`)
    expect(answer).toMatchObject({ status: 404, body: refusalOf("asset/not-found") })
    expect((await fetchAsset(other.host, String(body.assetId))).response.status).toBe(404)
    expect((await fetch(`${running.url}/api/rooms/${room.roomId}/assets/${body.assetId}`)).status).toBe(401)
  })
})

describe("pictures that are refused", () => {
  /** A PNG whose header declares any size; its data is a few zeros. */
  function hugePng(width: number, height: number): Buffer {
    const chunk = (type: string, data: Buffer) => {
      const body = Buffer.concat([Buffer.from(type), data])
      const length = Buffer.alloc(4)
      length.writeUInt32BE(data.length)
      const sum = Buffer.alloc(4)
      sum.writeUInt32BE(crc32(body))
      return Buffer.concat([length, body, sum])
    }
    const header = Buffer.alloc(13)
    header.writeUInt32BE(width, 0)
    header.writeUInt32BE(height, 4)
    header.set([8, 0, 0, 0, 0], 8)
    return Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      chunk("IHDR", header),
      chunk("IDAT", deflateSync(Buffer.alloc(1000))),
      chunk("IEND", Buffer.alloc(0)),
    ])
  }

  test("2.5 gigapixels in a few bytes are refused by the header, at once", async () => {
    const at = performance.now()
    const answer = await upload(room.host, hugePng(50_000, 50_000))
    expect(answer).toMatchObject({ status: 413, body: refusalOf("asset/too-large") })
    expect(answer.body.message).toContain("4096")
    expect(performance.now() - at).toBeLessThan(500)
  })

  test("one row over the pixel limit is refused, the limit itself is taken", async () => {
    expect((await upload(room.host, await picture(4096, 4096).webp().toBuffer())).status).toBe(201)
    expect((await upload(room.host, await picture(4096, 4097).png().toBuffer())).status).toBe(413)
  }, 60_000)

  test.each([
    ["an SVG", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>x</script></svg>', "SVG"],
    ["an SVG with a prologue", '<?xml version="1.0"?>\n<!-- x -->\n<svg/>', "SVG"],
    ["a PDF", "%PDF-1.7 …", "PDF"],
    ["a web page", "<!doctype html><p>hello", "PNG"],
    ["a BMP", "BM\x36\x00\x00\x00", "PNG"],
    ["a TIFF", "II*\x00\x08\x00\x00\x00", "PNG"],
  ])("%s is refused with a word on what to send instead", async (_what, text, word) => {
    const answer = await upload(room.host, Buffer.from(text))
    expect(answer).toMatchObject({ status: 415, body: refusalOf("asset/unsupported") })
    expect(answer.body.message).toContain(word)
  })

  test("cut off, damaged and empty pictures are refused", async () => {
    const noise = sharp(randomBytes(200 * 200 * 3), { raw: { width: 200, height: 200, channels: 3 } })
    for (const format of ["png", "jpeg", "webp", "gif"] as const) {
      const whole = await noise.clone()[format]().toBuffer()
      const answer = await upload(room.host, whole.subarray(0, whole.length >> 1))
      expect(answer, format).toMatchObject({ status: 422, body: refusalOf("asset/damaged") })
    }
    expect((await upload(room.host, Buffer.from("\x89PNG\r\n\x1a\n", "latin1"))).status).toBe(422)
    expect((await upload(room.host, new Uint8Array(0))).status).toBe(422)
  })

  test("an animation of many pictures is kept as its first, whatever its length", async () => {
    const frames = Buffer.concat(Array.from({ length: 300 }, (_, i) => Buffer.alloc(64 * 64 * 3, (i * 97) % 251)))
    const sent = await sharp(frames, { raw: { width: 64, height: 64 * 300, channels: 3, pageHeight: 64 } })
      .webp({ loop: 0 })
      .toBuffer()
    expect((await sharp(sent).metadata()).pages).toBeGreaterThan(100)
    const answer = await upload(room.host, sent)
    expect(answer.body).toMatchObject({ width: 64, height: 64 })
  })

  test("300 MB are refused at the header, and the sender gets to read why", async () => {
    const answer = await sendRaw({ declaredBytes: 300 * 2 ** 20, chunks: 4 })
    expect(answer).toMatchObject({ status: 413, body: refusalOf("asset/too-large") })
  })

  test("more than 20 MB are refused while they come, when nothing declares them", async () => {
    const answer = await sendRaw({ chunks: 30 })
    expect(answer).toMatchObject({ status: 413, body: refusalOf("asset/too-large") })
    expect(process.memoryUsage().rss).toBeLessThan(1.5e9)
  })

  test("an upload that breaks off leaves nothing and harms nobody", async () => {
    const { hostname, port } = new URL(running.url)
    const sending = httpRequest({
      hostname,
      port,
      method: "POST",
      path: `/api/rooms/${room.roomId}/assets`,
      headers: { authorization: `Bearer ${room.host.token}`, "content-length": 1000 },
    })
    sending.on("error", () => undefined)
    sending.write(Buffer.alloc(10))
    await new Promise((resolve) => setTimeout(resolve, 50))
    sending.destroy()
    expect((await upload(room.host, await picture().png().toBuffer())).status).toBe(201)
  })

  /** Sends 1 MB chunks, chunked unless a length is declared. */
  function sendRaw(options: { declaredBytes?: number; chunks: number }) {
    const { hostname, port } = new URL(running.url)
    return new Promise<{ status: number; body: unknown }>((resolve, reject) => {
      const sending = httpRequest({
        hostname,
        port,
        method: "POST",
        path: `/api/rooms/${room.roomId}/assets`,
        headers: {
          authorization: `Bearer ${room.host.token}`,
          ...(options.declaredBytes !== undefined && { "content-length": options.declaredBytes }),
        },
      })
      sending.on("response", (response) => {
        let text = ""
        response.on("data", (chunk) => {
          text += chunk
        })
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) })
          sending.destroy()
        })
      })
      sending.on("error", reject)
      for (let i = 0; i < options.chunks; i++) sending.write(Buffer.alloc(2 ** 20))
      if (options.declaredBytes === undefined) sending.end()
    })
  }
})
