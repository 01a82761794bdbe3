/**
 * What a model is to whoever uses it: House, the toy and any Stable Diffusion export alike.
 *
 *   const model = await loadModel(folder, { threadCount: 2 });   // load-model.ts
 *   const model = createToyModel({ stepDelayMs: 20 });           // ../toy/toy-model.ts
 *   for await (const event of generate(model, request, { signal })) {   // generate.ts
 *     if (event.type === "step") publish(await event.preview());
 *     else keep(event.image);
 *   }
 *   await model.close();
 *
 * The loops themselves are in text-to-image.ts, image-to-image.ts and inpaint.ts.
 */

import type { Schedule } from "../schedulers/scheduler.ts"
import type { Tensor } from "../tensor/tensor.ts"
import type { Picture } from "./picture.ts"

/** What a person asks for. Pictures and the mask are in pixels; see each field for its shape. */
export interface GenerationRequest {
  /** 0 to `MAX_PROMPT_CHARACTERS` characters; words beyond the encoder's window are cut off. */
  readonly prompt: string
  readonly negativePrompt?: string
  /** An integer from 0 to 2^53 - 1; the same request with the same seed gives the same picture. */
  readonly seed: number
  /** 1 to 150 denoising steps. */
  readonly stepCount: number
  /** Classifier-free guidance scale, 0 to 30; 1 or less runs one network pass a step. */
  readonly guidance: number
  readonly widthPx: number
  readonly heightPx: number
  /** The picture to start from; must have exactly `widthPx` × `heightPx`. */
  readonly source?: Picture
  /** [heightPx, widthPx], 255 = repaint, 0 = keep exactly, between = a soft edge. Needs `source`. */
  readonly mask?: Uint8Array
  /** Coloured blocks or lines that the picture should follow; same size as the picture. */
  readonly sketch?: Picture
  /** How much of `source` may change, above 0 up to 1; 1 by default for inpainting, else 0.6. */
  readonly strength?: number
  /**
   * Goes on from a kept step of another run ("fork"): everything but the words must be as in that run, its source, mask,
   * sketch and strength as well.
   */
  readonly resume?: {
    /** `latent` of the kept step, copied, not mutated; [1, C, h, w] of the same size and model. */
    readonly latent: Tensor
    /** How many of the run's own steps are already done: at least 1, and at least one is left. */
    readonly stepsDone: number
  }
}

/** One denoising step that is done. */
export interface GenerationStep {
  readonly type: "step"
  /** 0 to `count - 1`. With `strength` below 1, `count` is smaller than the request's `stepCount`. */
  readonly index: number
  readonly count: number
  /** The schedule's timestep this step started from. */
  readonly timestep: number
  /** Noise level this step ended at, in the scheduler's own measure; 0 after the last step. */
  readonly sigma: number
  /** The latent after this step, [1, C, h, w]; fresh each step, the receiver may keep it. */
  readonly latent: Tensor
  /** The clean estimate x̂₀ this step was made with, [1, C, h, w]; previews show this. */
  readonly denoised: Tensor
  /** The estimate as a picture: decoded where the decoder is cheap, else a linear view of the latent enlarged. */
  preview(): Promise<Picture>
}

/** The finished picture; the last event of every run that was not cancelled. */
export interface GenerationResult {
  readonly type: "result"
  readonly image: Picture
  /** The final latent, [1, C, h, w]. */
  readonly latent: Tensor
  /** Tokens of the prompt that the text encoder could not take in, as text; empty when all fitted. */
  readonly promptRest: string
}

export type GenerationEvent = GenerationStep | GenerationResult

export interface ModelCapabilities {
  readonly imageToImage: boolean
  readonly inpaint: boolean
  readonly sketch: boolean
  /** Whether guidance above 1 (and so a negative prompt) has an effect. */
  readonly guidance: boolean
}

/** Which pictures the model makes. Where `minPx === maxPx` there is just the one size. */
export interface ModelSizes {
  readonly defaultWidthPx: number
  readonly defaultHeightPx: number
  readonly minPx: number
  readonly maxPx: number
  /** Width and height must be multiples of this. */
  readonly multipleOfPx: number
}

export interface ModelInfo {
  readonly defaultSteps: number
  readonly defaultGuidance: number
  readonly sizes: ModelSizes
  readonly capabilities: ModelCapabilities
  /** SPDX expression or the licence's name; "unknown" when the folder says nothing. */
  readonly licence: string
  /** Where it runs: "cpu", "cuda", "webgpu" …, and why others were not taken. */
  readonly device: string
  readonly deviceNotes: readonly string[]
}

/** A prompt made ready for the network; only the model that made it can read it. */
export interface PromptCondition {
  /** See `GenerationResult.promptRest`. */
  readonly promptRest: string
}

/** What is known of the picture besides the prompt, at the latent's size; channels a network lacks are left out. */
export interface SpatialCondition {
  /** [1, 1, h, w], 1 = repaint, 0 = keep. */
  readonly mask?: Tensor
  /** Latent of the source with the masked part at mid-grey, [1, C, h, w]; absent when all of it is masked. */
  readonly maskedLatent?: Tensor
  /** Latent of the sketch, [1, C, h, w]. */
  readonly sketchLatent?: Tensor
}

export interface NoisePrediction {
  /** The scheduler's scaled model input, [1, C, h, w]; not mutated. */
  readonly sample: Tensor
  readonly timestep: number
  /** Where this step will end, for networks that are told (flow maps); 0 at the last step. */
  readonly timestepNext: number
  readonly condition: PromptCondition
  readonly guidance: number
  readonly space: SpatialCondition
}

/**
 * A loaded model. One generation at a time: calls must not overlap.
 * The parts below `info` are for the loops in this folder; the engine needs `id`, `name`, `info` and `close`.
 */
export interface DiffusionModel {
  readonly id: string
  readonly name: string
  readonly info: ModelInfo
  /**
   * Which extra input channels the network has. A "soft" mask channel takes each cell's mean, a "binary" one
   * the nearest pixel, 0 or 1, as Stable Diffusion's nine-channel networks were trained.
   */
  readonly channels: { readonly mask: "soft" | "binary" | "none"; readonly sketch: boolean }
  /**
   * The steps of one run, as the model's `scheduler_config.json` asks.
   * @param strength above 0 up to 1 (default): see `ScheduleOptions`
   */
  createSchedule(stepCount: number, strength?: number): Schedule
  /** [1, C, h, w] of a picture of this size. */
  latentShape(widthPx: number, heightPx: number): readonly [number, number, number, number]
  encodePrompt(request: GenerationRequest): Promise<PromptCondition>
  /** The network's output in the scheduler's prediction type, guidance applied, [1, C, h, w]. */
  predict(input: NoisePrediction): Promise<Tensor>
  /**
   * Scaled latent (the distribution's mean), [1, C, h, w], of pixels [1, 3, H, W] in [-1, 1].
   * @throws AppError model/cannot when there is no encoder
   */
  encodeImage(pixels: Tensor): Promise<Tensor>
  decode(latent: Tensor): Promise<Picture>
  /** Cheaper than `decode` where decoding is dear. */
  preview(denoised: Tensor): Promise<Picture>
  /** Releases sessions and memory; further calls throw. */
  close(): Promise<void>
}

export const MAX_PROMPT_CHARACTERS = 2000
export const MAX_STEP_COUNT = 150
export const MAX_GUIDANCE = 30
