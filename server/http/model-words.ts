/** The word lists that shipped models bring for the prompt box, ready to send. */
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { gzip } from "node:zlib"

/** Installed models bring none: a large model's vocabulary is no list. */
const FILES: Readonly<Record<string, string>> = {
  house: fileURLToPath(new URL("../../models/house/words.json", import.meta.url)),
}

const packed = new Map<string, Promise<Buffer | undefined>>()

/** @returns the model's `words.json`, gzipped, or undefined when it has none */
export function readModelWords(modelId: string): Promise<Buffer | undefined> {
  const file = FILES[modelId]
  if (!file) return Promise.resolve(undefined)
  let words = packed.get(modelId)
  if (!words) {
    words = readFile(file).then(
      (text) => promisify(gzip)(text),
      () => undefined,
    )
    packed.set(modelId, words)
  }
  return words
}
