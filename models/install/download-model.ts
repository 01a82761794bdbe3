/**
 * Fetches a model from a hub that speaks Hugging Face's HTTP interface. Every file is checked against the hub's
 * own hash; what was cut off is taken up again where it ended; and only a whole, sound model is moved in place.
 */

import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { z } from "zod"
import { AppError } from "../../lib/errors.ts"
import { hashFile, InnerPath, MANIFEST_FILE, type Manifest } from "../manifest.ts"
import { expectFree } from "./add-model.ts"
import { checkModel, type ModelReport, PARTIAL_FOLDER } from "./installed-models.ts"

export interface DownloadOptions {
  /** "owner/name" */
  readonly hubId: string
  /** e.g. https://huggingface.co, without a final slash. */
  readonly hubUrl: string
  readonly installed: string
  readonly fetch: typeof fetch
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { file: string; doneBytes: number; totalBytes: number }) => void
}

const HubFile = z.object({
  rfilename: z.string(),
  size: z.int().min(0),
  /** git's hash of the content, for files kept in git itself. */
  blobId: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
  lfs: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }).nullish(),
})

const HubModel = z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/), siblings: z.array(HubFile) })

type HubFile = z.infer<typeof HubFile>

/** Parts that the pipelines read; a repository may hold the same weights for other programs as well. */
const WANTED =
  /^(?:model_index\.json|house\.json|README\.md|MODEL_CARD\.md|LICENSE[^/]*|(?:scheduler|tokenizer(?:_2)?|text_encoder(?:_2)?|unet|vae_encoder|vae_decoder)\/[^/]+\.(?:json|txt|onnx|onnx_data|onnx\.data))$/

/**
 * @returns what was installed
 * @throws AppError model/missing when the hub does not have it, model/damaged for a wrong hash, engine/failed when
 * the connection ends early (asking again goes on from there)
 */
export async function downloadModel(options: DownloadOptions): Promise<ModelReport> {
  const { hubId, installed } = options
  if (!/^\w[\w.-]*\/\w[\w.-]*$/.test(hubId)) {
    throw new AppError("config/invalid", `A hub's model is named owner/name, got "${hubId}".`)
  }
  const id = hubId.split("/")[1] as string
  await expectFree(installed, id)
  const { sha, siblings } = await readListing(options)
  const files = siblings.filter((file) => WANTED.test(file.rfilename) && InnerPath.safeParse(file.rfilename).success)
  if (!files.some((file) => file.rfilename.endsWith(".onnx"))) {
    throw new AppError("model/unsupported", `${hubId} holds no ONNX graphs in the diffusers layout.`)
  }
  const aside = join(installed, PARTIAL_FOLDER, `${id}-${sha.slice(0, 12)}`)
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0)
  const manifest: Manifest = {}
  let doneBytes = 0
  for (const file of files) {
    const before = doneBytes
    const report = (bytes: number) =>
      options.onProgress?.({ file: file.rfilename, doneBytes: before + bytes, totalBytes })
    manifest[file.rfilename] = { sha256: await fetchFile(options, sha, file, aside, report), bytes: file.size }
    doneBytes += file.size
  }
  await writeFile(join(aside, MANIFEST_FILE), JSON.stringify(manifest, null, 2))
  const report = await checkModel(aside).catch(async (error: unknown) => {
    // Whole and as the hub has it, yet no model for us: nothing of it is worth keeping.
    await rm(aside, { recursive: true, force: true })
    throw error
  })
  await rename(aside, join(installed, id))
  return { ...report, id, folder: join(installed, id) }
}

async function readListing({ hubId, hubUrl, fetch, signal }: DownloadOptions): Promise<z.infer<typeof HubModel>> {
  const response = await fetch(`${hubUrl}/api/models/${hubId}?blobs=true`, signal ? { signal } : {}).catch(
    (error: unknown) => {
      throw new AppError("engine/failed", `${hubUrl} cannot be reached: check the connection.`, { cause: error })
    },
  )
  if (!response.ok) {
    const reason =
      response.status === 404 || response.status === 401
        ? "is not there, or not open to everyone"
        : `answered ${response.status}`
    throw new AppError("model/missing", `${hubId} on ${hubUrl} ${reason}.`)
  }
  const parsed = HubModel.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success) throw new AppError("model/missing", `${hubUrl} did not answer like a hub for ${hubId}.`)
  return parsed.data
}

/** Makes `aside/file` whole and right; returns its SHA-256. */
async function fetchFile(
  options: DownloadOptions,
  revision: string,
  file: HubFile,
  aside: string,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const path = join(aside, file.rfilename)
  const whole = await stat(path).catch(() => undefined)
  if (whole?.size !== file.size) {
    const part = `${path}.part`
    await mkdir(dirname(path), { recursive: true })
    await fetchRest(options, revision, file, part, onBytes)
    await expectHash(part, file).catch(async (error: unknown) => {
      await rm(part, { force: true })
      throw error
    })
    await rename(part, path)
  }
  onBytes(file.size)
  return file.lfs?.sha256 ?? hashFile(path, options.signal)
}

/** Appends what `part` lacks. */
async function fetchRest(
  { hubId, hubUrl, fetch, signal }: DownloadOptions,
  revision: string,
  file: HubFile,
  part: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const had = (await stat(part).catch(() => undefined))?.size ?? 0
  if (had === file.size && had > 0) return
  const start = had < file.size ? had : 0
  const address = `${hubUrl}/${hubId}/resolve/${revision}/${file.rfilename.split("/").map(encodeURIComponent).join("/")}`
  const cutOff = (cause: unknown) =>
    new AppError(
      "engine/failed",
      `The download of ${file.rfilename} was cut off: ask again, it goes on where it ended.`,
      { cause },
    )
  const response = await fetch(address, {
    ...(signal && { signal }),
    ...(start > 0 && { headers: { range: `bytes=${start}-` } }),
  }).catch((error: unknown) => {
    throw cutOff(error)
  })
  if (!response.ok || !response.body) throw new AppError("model/missing", `${address} answered ${response.status}.`)
  // A server that ignores the range sends all of it again.
  let size = response.status === 206 ? start : 0
  const handle = await open(part, size > 0 ? "r+" : "w")
  try {
    for await (const piece of response.body) {
      await handle.write(piece, 0, piece.length, size)
      size += piece.length
      onBytes(size)
      if (size > file.size) break
    }
  } catch (error) {
    throw cutOff(error)
  } finally {
    await handle.close()
  }
  if (size < file.size) throw cutOff(new Error(`${size} of ${file.size} bytes came`))
}

/** @throws AppError model/damaged when the content is not what the hub says */
async function expectHash(path: string, file: HubFile): Promise<void> {
  const { size } = await stat(path)
  const wrong = () =>
    new AppError("model/damaged", `${file.rfilename} did not come as the hub lists it (wrong hash): ask again.`)
  if (size !== file.size) throw wrong()
  if (file.lfs) {
    if ((await hashFile(path)) !== file.lfs.sha256) throw wrong()
    return
  }
  if (file.blobId && (await gitHash(path, size)) !== file.blobId) throw wrong()
}

/** The name git gives a file's content. */
async function gitHash(path: string, bytes: number): Promise<string> {
  const hash = createHash("sha1").update(`blob ${bytes}\0`)
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest("hex")
}
