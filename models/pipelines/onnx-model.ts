/**
 * A model made of ONNX graphs, behind the interface of model.ts: prompts to conditions, one guided network
 * evaluation, pictures to latents and back.
 */

import { AppError } from "../../lib/errors.ts"
import type { Scheduler } from "../schedulers/scheduler.ts"
import { affine, combine, createTensor, type Tensor } from "../tensor/tensor.ts"
import { type LatentColours, previewLatent } from "./latent-preview.ts"
import type { DiffusionModel, ModelInfo, NoisePrediction, PromptCondition } from "./model.ts"
import type { Graph } from "./onnx-session.ts"
import { type Picture, pictureFromTensor } from "./picture.ts"
import { type EncodedText, encodeText, type TextEncoder } from "./text-conditions.ts"
import { type ChannelPlan, guidanceEmbedding, joinChannels, timeIds } from "./unet-inputs.ts"

export interface OnnxModelParts {
  readonly id: string
  readonly name: string
  readonly info: ModelInfo
  readonly encoders: readonly TextEncoder[]
  readonly unet: Graph
  readonly vaeEncoder: Graph | undefined
  readonly vaeDecoder: Graph
  readonly scheduler: Scheduler
  readonly channelPlan: ChannelPlan
  readonly latentChannels: number
  /** Pixels a latent cell stands for, each way. */
  readonly cellPx: number
  /** Network latent = (autoencoder latent − shift) · scale. */
  readonly latentScale: number
  readonly latentShift: number
  /** Length of the guidance embedding, for consistency models. */
  readonly guidanceEmbeddingSize: number
  /** Empty negative prompts are all zeros instead of an encoded empty text. */
  readonly zeroEmptyPrompt: boolean
  /** What a flow map's second time is: the step's end, or its start again; undefined without one. */
  readonly secondTime: "next" | "same"
  /** Noise levels fall evenly from 1 to 0, instead of as the scheduler's configuration spaces them. */
  readonly evenSigmas: boolean
  /** Undefined: previews are decoded. */
  readonly previewColours: LatentColours | undefined
}

interface TextCondition extends PromptCondition {
  readonly text: EncodedText
  /** Encoded only when guidance will use it. */
  readonly negative: EncodedText | undefined
  readonly widthPx: number
  readonly heightPx: number
}

/** The graphs are the model's from here on: `close` closes them. */
export function createOnnxModel(parts: OnnxModelParts): DiffusionModel {
  const { unet, vaeEncoder, vaeDecoder, encoders, cellPx } = parts
  const embedsGuidance = unet.inputs.has("timestep_cond")
  const encode = rememberTexts((text) => encodeText(encoders, text))
  let closed = false
  let hiddenPicture: Tensor | undefined

  const expectOpen = () => {
    if (closed) throw new AppError("engine/failed", `${parts.name} is closed.`)
  }

  const encodeImage = async (pixels: Tensor): Promise<Tensor> => {
    expectOpen()
    if (!vaeEncoder) throw new AppError("model/cannot", `${parts.name} has no image encoder (vae_encoder/model.onnx).`)
    const output = Object.values(await vaeEncoder.run({ sample: pixels }))[0] as Tensor
    const latent = meanOf(output, parts.latentChannels)
    return affine(latent, parts.latentScale, -parts.latentShift * parts.latentScale)
  }

  // The last step's preview and the result are one picture, asked for twice.
  const decoded = new WeakMap<Tensor, Promise<Picture>>()
  const decode = (latent: Tensor): Promise<Picture> => {
    const known = decoded.get(latent) ?? decodeLatent(latent)
    decoded.set(latent, known)
    return known
  }
  const decodeLatent = async (latent: Tensor): Promise<Picture> => {
    expectOpen()
    const raw = affine(latent, 1 / parts.latentScale, parts.latentShift)
    return pictureFromTensor(Object.values(await vaeDecoder.run({ latent_sample: raw }))[0] as Tensor)
  }

  /** What a network with mask channels is shown of the picture when all of it is masked. */
  const hiddenLatent = async (shape: readonly number[]): Promise<Tensor> => {
    // House learned zeros for it; Stable Diffusion the encoding of mid-grey.
    if (parts.channelPlan !== "masked" || !vaeEncoder) return createTensor(shape)
    const [, , height, width] = shape as [number, number, number, number]
    if (!hiddenPicture || hiddenPicture.shape.some((size, axis) => size !== shape[axis])) {
      hiddenPicture = await encodeImage(createTensor([1, 3, height * cellPx, width * cellPx]))
    }
    return hiddenPicture
  }

  const predict = async (input: NoisePrediction): Promise<Tensor> => {
    expectOpen()
    const condition = input.condition as TextCondition
    const hidden =
      parts.channelPlan === "latent" || input.space.maskedLatent
        ? createTensor(input.sample.shape)
        : await hiddenLatent(input.sample.shape)
    const sample = joinChannels(parts.channelPlan, input.sample, input.space, hidden)
    const evaluate = async (text: EncodedText, negative: boolean): Promise<Tensor> => {
      const feeds = unetFeeds(parts, { sample, input, text, condition, negative })
      return Object.values(await unet.run(feeds))[0] as Tensor
    }
    const wanted = await evaluate(condition.text, false)
    if (!condition.negative) return wanted
    // Ho & Salimans 2022, arXiv:2207.12598, equation 6.
    const unwanted = await evaluate(condition.negative, true)
    return combine([1, unwanted], [input.guidance, combine([1, wanted], [-1, unwanted])])
  }

  return {
    id: parts.id,
    name: parts.name,
    info: parts.info,
    channels: {
      mask: ({ latent: "none", masked: "binary", "masked-sketch": "soft" } as const)[parts.channelPlan],
      sketch: parts.channelPlan === "masked-sketch",
    },
    createSchedule: (stepCount, strength) =>
      parts.scheduler.createSchedule(stepCount, {
        ...(strength !== undefined && { strength }),
        ...(parts.evenSigmas && { sigmas: Array.from({ length: stepCount }, (_, i) => 1 - i / stepCount) }),
      }),
    latentShape: (widthPx, heightPx) => [1, parts.latentChannels, heightPx / cellPx, widthPx / cellPx],
    encodePrompt: async (request): Promise<TextCondition> => {
      expectOpen()
      const { prompt, negativePrompt = "", widthPx, heightPx } = request
      const text = await encode(prompt)
      const guided = request.guidance > 1 && !embedsGuidance
      const negative = guided ? negativeOf(parts, negativePrompt, await encode(negativePrompt)) : undefined
      return { text, negative, promptRest: text.rest, widthPx, heightPx }
    },
    predict,
    encodeImage,
    decode,
    preview: async (denoised) => {
      if (!parts.previewColours) return decode(denoised)
      const [, , height, width] = denoised.shape as [number, number, number, number]
      return previewLatent(denoised, parts.previewColours, width * cellPx, height * cellPx)
    },
    close: async () => {
      if (closed) return
      closed = true
      const graphs = [...encoders.map((encoder) => encoder.graph), unet, vaeEncoder, vaeDecoder]
      for (const graph of graphs) await graph?.close()
    },
  }
}

function negativeOf(parts: OnnxModelParts, negativePrompt: string, encoded: EncodedText): EncodedText {
  if (negativePrompt !== "" || !parts.zeroEmptyPrompt) return encoded
  return {
    hidden: createTensor(encoded.hidden.shape),
    pooled: encoded.pooled && createTensor(encoded.pooled.shape),
    rest: "",
  }
}

/** How many prompts are kept encoded: a live frame asks for the same two again and again. */
const REMEMBERED_TEXTS = 16

/** Keeps the latest answers, oldest out first; failures are not kept. */
export function rememberTexts<T>(encode: (text: string) => Promise<T>): (text: string) => Promise<T> {
  const known = new Map<string, T>()
  return async (text) => {
    const answer = known.get(text) ?? (await encode(text))
    known.delete(text)
    known.set(text, answer)
    const oldest = known.keys().next().value
    if (known.size > REMEMBERED_TEXTS && oldest !== undefined) known.delete(oldest)
    return answer
  }
}

/** The mean of an encoder's output: itself, or the first half where mean and log-variance are given. */
function meanOf(output: Tensor, channels: number): Tensor {
  const [batch, given, height, width] = output.shape as [number, number, number, number]
  if (batch !== 1 || given !== 2 * channels) return output
  return createTensor([1, channels, height, width], output.data.slice(0, channels * height * width))
}

interface Evaluation {
  readonly sample: Tensor
  readonly input: NoisePrediction
  readonly text: EncodedText
  readonly condition: TextCondition
  readonly negative: boolean
}

/** All inputs the UNet might ask for; those it does not have are left out by the graph itself. */
function unetFeeds(
  parts: OnnxModelParts,
  { sample, input, text, condition, negative }: Evaluation,
): Record<string, Tensor> {
  const { inputs } = parts.unet
  const single = (value: number) => createTensor([1], Float32Array.of(value))
  const feeds: Record<string, Tensor> = {
    sample,
    timestep: single(input.timestep),
    timestep_r: single(parts.secondTime === "next" ? input.timestepNext : input.timestep),
    encoder_hidden_states: text.hidden,
  }
  if (inputs.has("text_embeds")) {
    if (!text.pooled)
      throw new AppError("model/unsupported", `${parts.unet.file} wants text_embeds, which no text encoder here gives.`)
    feeds.text_embeds = text.pooled
  }
  if (inputs.has("time_ids")) feeds.time_ids = timeIds(parts.unet, condition.widthPx, condition.heightPx, negative)
  if (inputs.has("timestep_cond")) feeds.timestep_cond = guidanceEmbedding(input.guidance, parts.guidanceEmbeddingSize)
  return feeds
}
