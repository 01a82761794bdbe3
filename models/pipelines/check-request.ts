/** Refuses what a model cannot do, before anything is computed. */

import { AppError } from "../../lib/errors.ts"
import {
  type DiffusionModel,
  type GenerationRequest,
  MAX_GUIDANCE,
  MAX_PROMPT_CHARACTERS,
  MAX_STEP_COUNT,
  type ModelInfo,
} from "./model.ts"

/** The largest picture whose masked part may be repainted; only the mask's surroundings meet the network. */
const MAX_SOURCE_SIDE_PX = 8192

/** @throws AppError with the code of whatever is out of range or beyond the model */
export function checkRequest(model: DiffusionModel, request: GenerationRequest): void {
  checkNumbers(request)
  checkPrompts(request)
  checkSize(model.info, request)
  checkPictures(request)
  checkCapabilities(model, request)
}

function checkNumbers({ seed, stepCount, guidance, strength }: GenerationRequest): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new AppError("seed/out-of-range", `The seed must be a whole number from 0 to 2^53 - 1, got ${seed}.`)
  }
  if (!Number.isInteger(stepCount) || stepCount < 1 || stepCount > MAX_STEP_COUNT) {
    throw new AppError(
      "steps/out-of-range",
      `Steps must be a whole number from 1 to ${MAX_STEP_COUNT}, got ${stepCount}.`,
    )
  }
  if (!(guidance >= 0 && guidance <= MAX_GUIDANCE)) {
    throw new AppError("guidance/out-of-range", `Guidance must be from 0 to ${MAX_GUIDANCE}, got ${guidance}.`)
  }
  if (strength !== undefined && !(strength > 0 && strength <= 1)) {
    throw new AppError("strength/out-of-range", `The strength must be above 0 and at most 1, got ${strength}.`)
  }
}

function checkPrompts({ prompt, negativePrompt }: GenerationRequest): void {
  for (const text of [prompt, negativePrompt]) {
    if (text !== undefined && text.length > MAX_PROMPT_CHARACTERS) {
      throw new AppError(
        "prompt/too-long",
        `A prompt may have ${MAX_PROMPT_CHARACTERS} characters, this has ${text.length}.`,
      )
    }
  }
}

function checkSize({ sizes }: ModelInfo, { widthPx, heightPx, mask }: GenerationRequest): void {
  const sides = [widthPx, heightPx]
  if (mask) {
    if (sides.every((side) => Number.isInteger(side) && side >= 8 && side <= MAX_SOURCE_SIDE_PX)) return
    throw new AppError(
      "size/out-of-range",
      `A picture to repaint may have 8 to ${MAX_SOURCE_SIDE_PX} px a side, got ${widthPx}×${heightPx}.`,
    )
  }
  const fits = (side: number) => side >= sizes.minPx && side <= sizes.maxPx && side % sizes.multipleOfPx === 0
  if (sides.every(fits)) return
  const allowed =
    sizes.minPx === sizes.maxPx
      ? `${sizes.defaultWidthPx}×${sizes.defaultHeightPx} px only`
      : `${sizes.minPx} to ${sizes.maxPx} px a side in multiples of ${sizes.multipleOfPx}`
  throw new AppError("size/out-of-range", `This model makes pictures of ${allowed}, not ${widthPx}×${heightPx}.`)
}

function checkPictures(request: GenerationRequest): void {
  const { widthPx, heightPx, source, sketch, mask } = request
  for (const [name, picture] of [
    ["source", source],
    ["sketch", sketch],
  ] as const) {
    if (picture && (picture.widthPx !== widthPx || picture.heightPx !== heightPx)) {
      throw new AppError(
        "size/out-of-range",
        `The ${name} must have the size of the picture, ${widthPx}×${heightPx} px, got ${picture.widthPx}×${picture.heightPx}.`,
      )
    }
  }
  if (!mask) return
  if (mask.length !== widthPx * heightPx) {
    throw new AppError("mask/wrong-size", `The mask must have ${widthPx}×${heightPx} values, got ${mask.length}.`)
  }
  if (!source) throw new AppError("request/malformed", "A mask needs the picture it belongs to.")
  if (!mask.some((value) => value > 0)) throw new AppError("mask/empty", "The mask is empty: nothing would change.")
}

function checkCapabilities(model: DiffusionModel, request: GenerationRequest): void {
  const { capabilities } = model.info
  const cannot = (what: string) => new AppError("model/cannot", `${model.name} cannot ${what}.`)
  if (request.mask && !capabilities.inpaint) throw cannot("repaint a part of a picture: it has no image encoder")
  if (request.source && !capabilities.imageToImage) throw cannot("start from a picture: it has no image encoder")
  if (request.sketch && !capabilities.sketch) throw cannot("follow a sketch: it has no image encoder")
  const stepsDone = request.resume?.stepsDone ?? 1
  // How many steps a run has at most, its schedule says when it begins.
  if (Number.isInteger(stepsDone) && stepsDone >= 1) return
  throw new AppError("steps/out-of-range", `The kept step must be a whole number from 1, got ${stepsDone}.`)
}
