/** Picks the loop a request asks for: the one entry the engine uses. */

import { createRng } from "../../lib/random/rng.ts"
import { checkRequest } from "./check-request.ts"
import { imageToImage } from "./image-to-image.ts"
import { inpaint } from "./inpaint.ts"
import type { DiffusionModel, GenerationEvent, GenerationRequest } from "./model.ts"
import { textToImage } from "./text-to-image.ts"

export interface GenerateOptions {
  /** No step is begun after it is aborted. */
  readonly signal?: AbortSignal
}

/**
 * Runs a request: a step event after every denoising step, then one result.
 * A mask repaints a part, a source is changed as a whole, a sketch is shown to networks with a channel for it and
 * is the source for the others.
 *
 * @throws AppError job/cancelled, or the code of what the request asks beyond the model (see `checkRequest`)
 */
export async function* generate(
  model: DiffusionModel,
  request: GenerationRequest,
  { signal }: GenerateOptions = {},
): AsyncGenerator<GenerationEvent, void, void> {
  checkRequest(model, request)
  const options = { rng: createRng(request.seed), ...(signal && { signal }) }
  const source = request.source ?? (model.channels.sketch ? undefined : request.sketch)
  if (source && request.mask) yield* inpaint(model, request, source, request.mask, options)
  else if (source) yield* imageToImage(model, request, source, options)
  else yield* textToImage(model, request, options)
}
