/**
 * What a shipped model's files must be, byte for byte: `manifest.json` beside them,
 * `{ "unet/model.onnx": { "sha256": "…", "bytes": 123 }, … }`, checked before a graph is opened.
 */

import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { AppError } from "../lib/errors.ts"

/** A file inside the folder: no way up, no absolute path, forward slashes. */
export const InnerPath = z
  .string()
  .min(1)
  .refine(
    (path) => !/^[/\\]|\\|^[a-zA-Z]:/.test(path) && !path.split("/").some((part) => part === ".." || part === ""),
    {
      error: "must lie inside the model's folder",
    },
  )

export const ManifestSchema = z.record(
  InnerPath,
  z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().min(0) }),
)

export type Manifest = z.infer<typeof ManifestSchema>

export const MANIFEST_FILE = "manifest.json"

const MEND = "Install the model again (for House: restore models/house from the repository)."

/**
 * The folder's manifest, or undefined when it has none (a model somebody exported themselves).
 * @throws AppError model/damaged when it is there and cannot be read
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, MANIFEST_FILE)
  let text: string
  try {
    text = await readFile(path, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw new AppError("model/damaged", `${path} cannot be read. ${MEND}`, { cause: error })
  }
  try {
    return ManifestSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new AppError("model/damaged", `${path} is not a manifest of files with sha256 and bytes. ${MEND}`, {
      cause: error,
    })
  }
}

/** SHA-256 of a file in lower-case hex, read in pieces: graphs may be larger than memory. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256")
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) })) {
    hash.update(piece as Buffer)
  }
  return hash.digest("hex")
}

/**
 * Compares every listed file with the manifest; sizes first, so that a cut-off download is found at once.
 * @throws AppError model/missing or model/damaged naming the first file that is not as listed
 */
export async function verifyManifest(folder: string, manifest: Manifest, signal?: AbortSignal): Promise<void> {
  const files = Object.entries(manifest)
  for (const [file, { bytes }] of files) {
    const path = join(folder, file)
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error
      throw new AppError("model/missing", `${path} is missing. ${MEND}`, { cause: error })
    })
    if (found.size !== bytes) {
      throw new AppError("model/damaged", `${path} has ${found.size} bytes, its manifest says ${bytes}. ${MEND}`)
    }
  }
  for (const [file, { sha256 }] of files) {
    const path = join(folder, file)
    const found = await hashFile(path, signal)
    if (found !== sha256) {
      throw new AppError(
        "model/damaged",
        `${path} has the hash ${found.slice(0, 12)}…, its manifest says ${sha256.slice(0, 12)}…. ${MEND}`,
      )
    }
  }
}
