import { createHash } from "node:crypto"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { mkdtemp, rm, stat } from "node:fs/promises"
import { createServer, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { addModel } from "./add-model.ts"
import { downloadModel } from "./download-model.ts"
import { checkModel, listModels } from "./installed-models.ts"

const SOURCE = fileURLToPath(new URL("../../tests/fixtures/pipelines/sd-turbo", import.meta.url))

/** What the hub does wrong. */
interface Faults {
  /** Ends the connection after so many bytes of this file, once. */
  cut?: { file: string; bytes: number } | undefined
  /** Changes a byte of this file. */
  flip?: string
  /** Lists more files, which it does not have. */
  extra?: string[]
  /** Ignores ranges. */
  deaf?: boolean
}

let server: Server
let hubUrl: string
let installed: string
let faults: Faults
/** The answer that is being cut. */
let held: ServerResponse | undefined
let asked: { path: string; range: string | undefined }[]

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((name) =>
  statSync(join(SOURCE, name)).isFile(),
)
const hashOf = (kind: string, data: Buffer, head = "") => createHash(kind).update(head).update(data).digest("hex")

function listing() {
  const siblings = [...files.map((name) => relative("", name)), ...(faults.extra ?? [])].map((name) => {
    const data = files.includes(name) ? readFileSync(join(SOURCE, name)) : Buffer.of(1)
    const lfs = name.endsWith(".onnx") ? { sha256: hashOf("sha256", data) } : undefined
    return { rfilename: name, size: data.length, blobId: hashOf("sha1", data, `blob ${data.length}\0`), lfs }
  })
  return { sha: "a".repeat(40), siblings }
}

beforeEach(async () => {
  faults = {}
  asked = []
  installed = join(await mkdtemp(join(tmpdir(), "emulsion-installed-")), "models")
  server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "")
    asked.push({ path, range: request.headers.range })
    if (path === "/api/models/somebody/tiny?blobs=true") return response.end(JSON.stringify(listing()))
    const name = path.replace(`/somebody/tiny/resolve/${"a".repeat(40)}/`, "")
    if (!files.includes(name)) return response.writeHead(404).end()
    const data = Buffer.from(readFileSync(join(SOURCE, name)))
    if (faults.flip === name) data[10] = (data[10] as number) ^ 1
    const start = faults.deaf ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0)
    response.writeHead(start > 0 ? 206 : 200, { "content-length": data.length - start })
    if (faults.cut?.file !== name) return response.end(data.subarray(start))
    const { bytes } = faults.cut
    faults.cut = undefined
    // Cut once the client has stored a piece: a connection that breaks at once takes back what was on its way.
    held = response
    return response.write(data.subarray(start, bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  held = undefined
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(join(installed, ".."), { recursive: true, force: true })
})

const get = (hubId = "somebody/tiny", onProgress?: (progress: { doneBytes: number; totalBytes: number }) => void) =>
  downloadModel({ hubId, hubUrl, installed, fetch, ...(onProgress && { onProgress }) })

const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ name: "AppError", code, message: expect.stringMatching(message) })

describe("downloading a model", () => {
  test("brings it whole, says how far it is, and leaves it checked and installed", async () => {
    const seen: number[] = []
    let total = 0
    const report = await get("somebody/tiny", ({ doneBytes, totalBytes }) => {
      seen.push(doneBytes)
      total = totalBytes
    })
    expect(report.id).toBe("tiny")
    expect(await listModels(installed)).toEqual([join(installed, "tiny")])
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(total)
    expect(asked.some(({ path }) => path.includes("golden.json"))).toBe(false)
    // its manifest now guards it
    await expect(checkModel(report.folder)).resolves.toMatchObject({ id: "tiny" })
  })

  test.each([false, true])("goes on where it was cut off (a server that ignores ranges: %s)", async (deaf) => {
    faults = { cut: { file: "unet/model.onnx", bytes: 100_000 }, deaf }
    const cutOnceStored = () => held?.destroy()
    await expect(get("somebody/tiny", cutOnceStored)).rejects.toEqual(
      refusal("engine/failed", /unet\/model.onnx was cut off: ask again/),
    )
    expect(await listModels(installed)).toEqual([])
    const before = asked.length
    await get()
    const again = asked.slice(before).filter(({ path }) => path.includes("resolve"))
    expect(again.find(({ path }) => path.endsWith("unet/model.onnx"))?.range).toMatch(/^bytes=[1-9]\d*-$/)
    expect(again.some(({ path }) => path.endsWith("scheduler_config.json"))).toBe(false)
    expect(await listModels(installed)).toHaveLength(1)
  })

  test.each(["unet/model.onnx", "tokenizer/vocab.json"])("refuses a changed %s and keeps none of it", async (file) => {
    faults = { flip: file }
    await expect(get()).rejects.toEqual(refusal("model/damaged", /wrong hash/))
    expect(await listModels(installed)).toEqual([])
    faults = {}
    await expect(get()).resolves.toMatchObject({ id: "tiny" })
  })

  test("never writes outside its folder, whatever the hub lists", async () => {
    faults = { extra: ["unet/../../../evil.json", "/etc/evil.json", "..\\evil.json"] }
    await get()
    expect(asked.some(({ path }) => path.includes("evil"))).toBe(false)
  })

  test("of what the hub lacks, or of no sensible name, is refused", async () => {
    await expect(get("somebody/other")).rejects.toEqual(refusal("model/missing", /not there/))
    for (const name of ["tiny", "a/b/c", "../x", "a/..", ""]) {
      await expect(get(name)).rejects.toEqual(refusal("config/invalid", /./))
    }
    await get()
    await expect(get()).rejects.toEqual(refusal("config/invalid", /is there already/))
  })
})

describe("adding a folder", () => {
  test("copies a sound model among the installed ones", async () => {
    const report = await addModel(SOURCE, installed)
    expect(report).toMatchObject({ id: "sd-turbo", folder: join(installed, "sd-turbo") })
    expect(await listModels(installed)).toEqual([join(installed, "sd-turbo")])
    await expect(addModel(SOURCE, installed)).rejects.toEqual(refusal("config/invalid", /is there already/))
  })

  test("refuses a folder that is no model, and writes nothing", async () => {
    await expect(addModel(join(SOURCE, "unet"), installed)).rejects.toEqual(
      refusal("model/missing", /model_index.json is missing/),
    )
    await expect(stat(installed)).rejects.toThrow(/ENOENT/)
  })

  test("a model larger than the machine's memory is warned of", async () => {
    const { warnings } = await checkModel(SOURCE, 1_000_000)
    expect(warnings).toEqual([expect.stringMatching(/needs about .* of memory, this machine has 1.0 MB/)])
  })
})
