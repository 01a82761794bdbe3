/** Copies a model's folder among the installed ones: checked first, copied aside, then moved in place at once. */

import { cp, mkdir, rename, rm, stat } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { AppError } from "../../lib/errors.ts"
import { checkModel, type ModelReport, PARTIAL_FOLDER } from "./installed-models.ts"

/** @throws AppError config/invalid when a model of this name is installed already */
export async function expectFree(installed: string, id: string): Promise<void> {
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(id)) {
    throw new AppError(
      "config/invalid",
      `A model's folder needs a name of letters, digits, dots and dashes, got "${id}".`,
    )
  }
  if (await stat(join(installed, id)).catch(() => undefined)) {
    throw new AppError(
      "config/invalid",
      `${join(installed, id)} is there already: remove it to install the model anew.`,
    )
  }
}

/**
 * @param folder a model in the diffusers ONNX layout @param installed where installed models live
 * @returns what was installed
 * @throws AppError whatever the model is refused with; then nothing has been written
 */
export async function addModel(folder: string, installed: string): Promise<ModelReport> {
  const source = resolve(folder)
  const id = basename(source)
  await expectFree(installed, id)
  const report = await checkModel(source)
  const aside = join(installed, PARTIAL_FOLDER, id)
  try {
    await mkdir(join(installed, PARTIAL_FOLDER), { recursive: true })
    await cp(source, aside, { recursive: true })
    await rename(aside, join(installed, id))
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  return { ...report, folder: join(installed, id) }
}
