/**
 * Prompts to token ids of a fixed length: cut to the encoder's window, ended and padded as it was trained.
 * The tokenizing itself is @huggingface/tokenizers'; CLIP's old pair of files is turned into its one-file form.
 */

import { join } from "node:path"
import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers"
import { z } from "zod"
import { AppError } from "../../lib/errors.ts"
import { clipTokenizerJson } from "./clip-tokenizer.ts"
import { missing, readJsonIfThere, readTextIfThere } from "./model-files.ts"

export interface PromptTokens {
  /** Exactly the asked length. */
  readonly ids: readonly number[]
  /** The prompt's last words, as far as they did not fit; empty when all did. */
  readonly rest: string
}

export interface PromptTokenizer {
  /** The window the tokenizer's files speak of, or undefined when they do not. */
  readonly maxLength: number | undefined
  /** The largest id it can give. */
  readonly largestId: number
  /** @param length the encoder's window, begin and end tokens included */
  encode(text: string, length: number): PromptTokens
}

const SpecialToken = z
  .union([z.string(), z.object({ content: z.string() }).transform((token) => token.content)])
  .nullable()
  .optional()

const TokenizerConfig = z.looseObject({
  model_max_length: z.number().optional(),
  pad_token: SpecialToken,
  bos_token: SpecialToken,
  eos_token: SpecialToken,
  unk_token: SpecialToken,
})

const TokenizerFile = z.looseObject({
  model: z.looseObject({
    vocab: z.union([
      z.record(z.string(), z.int().min(0)),
      z
        .array(z.tuple([z.string(), z.number()]))
        .transform((list) => Object.fromEntries(list.map(([word], i) => [word, i]))),
    ]),
  }),
  added_tokens: z.array(z.looseObject({ id: z.int().min(0), content: z.string() })).default([]),
})

/**
 * Reads `tokenizer.json`, or `vocab.json` and `merges.txt`, with `tokenizer_config.json`.
 * @param folder the model's folder @param part "tokenizer" or "tokenizer_2"
 * @throws AppError model/missing, model/damaged
 */
export async function readTokenizer(folder: string, part: string): Promise<PromptTokenizer> {
  const config = (await readJsonIfThere(folder, join(part, "tokenizer_config.json"), TokenizerConfig)) ?? {}
  const special = (await readJsonIfThere(folder, join(part, "special_tokens_map.json"), TokenizerConfig)) ?? {}
  const raw = await readTokenizerJson(folder, part)
  const file = TokenizerFile.parse(raw)
  const idOf = (token: string | null | undefined): number | undefined => {
    if (token === null || token === undefined) return undefined
    return file.added_tokens.find((added) => added.content === token)?.id ?? file.model.vocab[token]
  }
  const tokenizer = createTokenizer(folder, part, raw, config)
  const padId = idOf(config.pad_token) ?? idOf(special.pad_token) ?? idOf(config.eos_token) ?? 0
  const ids = [...Object.values(file.model.vocab), ...file.added_tokens.map((token) => token.id)]
  const window = config.model_max_length
  return {
    // Exporters write 1e30 for "no limit".
    maxLength: window !== undefined && window < 1e6 ? window : undefined,
    largestId: ids.reduce((largest, id) => Math.max(largest, id), 0),
    encode: (text, length) => encodePrompt(tokenizer, padId, text, length),
  }
}

async function readTokenizerJson(folder: string, part: string): Promise<unknown> {
  const whole = await readJsonIfThere(folder, join(part, "tokenizer.json"), TokenizerFile)
  if (whole) return whole
  const vocab = await readJsonIfThere(folder, join(part, "vocab.json"), z.record(z.string(), z.int().min(0)))
  const merges = await readTextIfThere(folder, join(part, "merges.txt"))
  if (!vocab) throw missing(folder, join(part, "tokenizer.json"))
  if (merges === undefined) throw missing(folder, join(part, "merges.txt"))
  return clipTokenizerJson(vocab, merges)
}

function createTokenizer(folder: string, part: string, file: unknown, config: object): HuggingFaceTokenizer {
  try {
    return new HuggingFaceTokenizer(file as object, config)
  } catch (error) {
    throw new AppError("model/damaged", `${join(folder, part)} does not make a tokenizer: copy the model again.`, {
      cause: error,
    })
  }
}

function encodePrompt(tokenizer: HuggingFaceTokenizer, padId: number, text: string, length: number): PromptTokens {
  const all = tokenizer.encode(text).ids
  const pad = (ids: readonly number[]) => [...ids, ...new Array<number>(length - ids.length).fill(padId)]
  if (all.length <= length) return { ids: pad(all), rest: "" }
  // The end token stays, since encoders read the whole prompt's meaning off it.
  const ids = [...all.slice(0, length - 1), all.at(-1) as number]
  return { ids, rest: wordsBeyond(tokenizer, text, length) }
}

/** The words from the first that does not fit whole; found by halving, since more words never make fewer tokens. */
function wordsBeyond(tokenizer: HuggingFaceTokenizer, text: string, length: number): string {
  const words = text.split(/\s+/).filter((word) => word !== "")
  let fitting = 0
  let beyond = words.length
  while (beyond - fitting > 1) {
    const middle = Math.floor((fitting + beyond) / 2)
    if (tokenizer.encode(words.slice(0, middle).join(" ")).ids.length <= length) fitting = middle
    else beyond = middle
  }
  return words.slice(fitting).join(" ")
}
