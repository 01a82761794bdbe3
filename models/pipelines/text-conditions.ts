/**
 * From prompts to what the network is told of them, whichever encoders the folder has: one encoder (House, Stable
 * Diffusion 1 and 2), or two joined, with a pooled vector (SDXL).
 */

import { AppError } from "../../lib/errors.ts"
import { concatenate, createTensor, type Tensor } from "../tensor/tensor.ts"
import type { Graph } from "./onnx-session.ts"
import type { PromptTokenizer } from "./tokenizer.ts"

export interface TextEncoder {
  readonly graph: Graph
  readonly tokenizer: PromptTokenizer
  /** Tokens the graph takes. */
  readonly length: number
}

export interface EncodedText {
  /** [1, L, D] */
  readonly hidden: Tensor
  /** [1, P], or undefined when no encoder gives a pooled vector. */
  readonly pooled: Tensor | undefined
  readonly rest: string
}

/**
 * The window of an encoder: the graph's own length when it is fixed, else its tokenizer's, else 77 (CLIP's).
 * @throws AppError model/unsupported when the graph takes no `input_ids`
 */
export function encoderLength(graph: Graph, tokenizer: PromptTokenizer): number {
  const input = graph.inputs.get("input_ids")
  if (!input)
    throw new AppError("model/unsupported", `${graph.file} takes no "input_ids": it is no text encoder we know.`)
  const fixed = input.shape[1]
  if (typeof fixed === "number" && fixed > 0) return fixed
  return tokenizer.maxLength ?? 77
}

/**
 * Runs the largest token id through the encoder, which fails when the tokenizer was made for another one.
 * @throws AppError model/damaged naming the tokenizer
 */
export async function checkTokenizerFits(encoder: TextEncoder, tokenizerPart: string): Promise<void> {
  const { graph, tokenizer, length } = encoder
  const ids = createTensor([1, length])
  ids.data.fill(tokenizer.largestId)
  try {
    await graph.run(feedsOf(graph, ids))
  } catch (error) {
    throw new AppError(
      "model/damaged",
      `${tokenizerPart} does not fit ${graph.file}: its token ${tokenizer.largestId} is beyond the encoder's vocabulary. Take both from the same export.`,
      { cause: error },
    )
  }
}

function feedsOf(graph: Graph, ids: Tensor): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = { input_ids: ids }
  if (graph.inputs.has("attention_mask")) {
    const mask = createTensor(ids.shape)
    mask.data.fill(1)
    feeds.attention_mask = mask
  }
  return feeds
}

/**
 * @param encoders one or two; two are joined in the last axis, and the last encoder gives the pooled vector
 * @throws AppError model/unsupported, engine/failed
 */
export async function encodeText(encoders: readonly TextEncoder[], text: string): Promise<EncodedText> {
  const parts: EncodedText[] = []
  for (const { graph, tokenizer, length } of encoders) {
    const { ids, rest } = tokenizer.encode(text, length)
    const outputs = await graph.run(feedsOf(graph, createTensor([1, length], Float32Array.from(ids))))
    const name = hiddenOutput(graph, encoders.length > 1)
    parts.push({ hidden: outputs[name] as Tensor, pooled: outputs.text_embeds ?? outputs.pooler_output, rest })
  }
  const last = parts.at(-1) as EncodedText
  const rests = parts.map((part) => part.rest).sort((a, b) => b.length - a.length)
  return {
    hidden: concatenate(
      parts.map((part) => part.hidden),
      2,
    ),
    pooled: last.pooled,
    rest: rests[0] ?? "",
  }
}

/** SDXL reads the layer before the last (`hidden_states[-2]`), single encoders end on their last. */
function hiddenOutput(graph: Graph, penultimate: boolean): string {
  const layers = [...graph.outputs.keys()]
    .map((name) => /^hidden_states\.(\d+)$/.exec(name)?.[1])
    .filter((layer) => layer !== undefined)
    .map(Number)
  if (penultimate) {
    const layer = Math.max(...layers) - 1
    if (layers.includes(layer)) return `hidden_states.${layer}`
    throw new AppError(
      "model/unsupported",
      `${graph.file} lacks the outputs hidden_states.*: export it with output_hidden_states.`,
    )
  }
  if (graph.outputs.has("last_hidden_state")) return "last_hidden_state"
  throw new AppError(
    "model/unsupported",
    `${graph.file} has no output "last_hidden_state": it is no text encoder we know.`,
  )
}
