/** Which models are installed on this machine, and what one of them is: for `npm run models`. */

import { readdir, stat } from "node:fs/promises"
import { totalmem } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { loadModel } from "../pipelines/load-model.ts"
import type { ModelInfo } from "../pipelines/model.ts"

/** Ignored by git: models that people add. */
export const INSTALLED_FOLDER = fileURLToPath(new URL("../installed", import.meta.url))

/** Half-finished installs wait here, in a folder that `listModels` passes over. */
export const PARTIAL_FOLDER = ".partial"

export interface ModelReport {
  readonly id: string
  readonly name: string
  readonly folder: string
  readonly bytes: number
  readonly info: ModelInfo
  /** Why the machine may find it hard; empty when nothing speaks against it. */
  readonly warnings: readonly string[]
}

/** Folders with a model_index.json in `installed`, sorted by name; none when the folder does not exist. */
export async function listModels(installed: string): Promise<string[]> {
  const names = await readdir(installed).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return []
    throw error
  })
  const folders: string[] = []
  for (const name of names.sort()) {
    if (name === PARTIAL_FOLDER) continue
    const found = await stat(join(installed, name, "model_index.json")).catch(() => undefined)
    if (found?.isFile()) folders.push(join(installed, name))
  }
  return folders
}

/** Bytes of all files below a folder. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  }
  return bytes
}

/**
 * Loads a model as an engine would, and says what it is.
 * @param memoryBytes the machine's memory, by default its own
 * @throws AppError whatever loading refuses it with
 */
export async function checkModel(folder: string, memoryBytes: number = totalmem()): Promise<ModelReport> {
  const model = await loadModel(folder)
  try {
    const bytes = await folderBytes(folder)
    const warnings: string[] = []
    // Weights are held once, and the largest activations of a decoder come on top.
    if (bytes * 1.5 > memoryBytes) {
      warnings.push(`needs about ${gigabytes(bytes * 1.5)} of memory, this machine has ${gigabytes(memoryBytes)}`)
    }
    if (bytes > 500e6 && model.info.device === "cpu")
      warnings.push("will take seconds a step without a graphics device")
    return { id: model.id, name: model.name, folder, bytes, info: model.info, warnings }
  } finally {
    await model.close()
  }
}

/** "1.73 GB", "38.2 MB" */
export function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`
}
