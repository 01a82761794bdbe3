/** Reading the small files of a model's folder, each refusal naming the file and the mend. */

import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { z } from "zod"
import { AppError } from "../../lib/errors.ts"
import { parsePythonJson } from "../schedulers/config.ts"

/** A text file's content. @throws AppError model/missing */
export async function readText(folder: string, file: string): Promise<string> {
  const text = await readTextIfThere(folder, file)
  if (text === undefined) throw missing(folder, file)
  return text
}

/** A text file's content, or undefined when there is no such file. */
export async function readTextIfThere(folder: string, file: string): Promise<string | undefined> {
  const path = join(folder, file)
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ENOENT" || code === "ENOTDIR") return undefined
    throw new AppError("model/damaged", `${path} cannot be read (${code ?? "unknown error"}).`, { cause: error })
  }
}

/** A JSON file in its schema's form. @throws AppError model/missing, model/damaged */
export async function readJson<S extends z.ZodType>(folder: string, file: string, schema: S): Promise<z.infer<S>> {
  return parseJsonFile(folder, file, await readText(folder, file), schema)
}

/** As `readJson`, or undefined when there is no such file. @throws AppError model/damaged */
export async function readJsonIfThere<S extends z.ZodType>(
  folder: string,
  file: string,
  schema: S,
): Promise<z.infer<S> | undefined> {
  const text = await readTextIfThere(folder, file)
  return text === undefined ? undefined : parseJsonFile(folder, file, text, schema)
}

function parseJsonFile<S extends z.ZodType>(folder: string, file: string, text: string, schema: S): z.infer<S> {
  const path = join(folder, file)
  let value: unknown
  try {
    value = parsePythonJson(text)
  } catch (error) {
    throw new AppError("model/damaged", `${path} is not valid JSON: copy or export the model again.`, { cause: error })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join(".") || "its content"
  throw new AppError("model/damaged", `${path}: ${field}: ${issue?.message ?? "malformed"}.`, { cause: parsed.error })
}

/** The refusal of a folder that lacks a file. */
export function missing(folder: string, file: string): AppError {
  return new AppError(
    "model/missing",
    `${join(folder, file)} is missing: a model is a folder in the diffusers ONNX layout (model_index.json, scheduler/, tokenizer/, text_encoder/, unet/, vae_decoder/).`,
  )
}
