/** One picture of a live frame, from its drawing: no previews, no film, nothing kept. It knows no socket. */
import sharp from "sharp"
import { AppError } from "../../lib/errors.ts"
import { type LiveStart, MAX_LIVE_SIDE_PX } from "../../lib/protocol/live-messages.ts"
import { generate } from "../../models/pipelines/generate.ts"
import type { DiffusionModel, GenerationRequest } from "../../models/pipelines/model.ts"
import type { Picture } from "../../models/pipelines/picture.ts"
import { encodePreview } from "./encode-picture.ts"

export interface RunLiveOptions {
  readonly signal: AbortSignal
  /** Awaited between steps: lets a cancel be heard. */
  readonly onStep: () => Promise<void>
}

/**
 * @returns WebP
 * @throws {AppError} job/cancelled when `signal` was aborted: the current step is finished, none is begun
 * @throws {AppError} asset/damaged, or whatever the model refuses the recipe with
 */
export async function runLive(model: DiffusionModel, live: LiveStart, options: RunLiveOptions): Promise<Buffer> {
  const { prompt, negativePrompt, seed, stepCount, guidance, strength, width: widthPx, height: heightPx } = live.recipe
  const drawing = await decodeDrawing(live.image, widthPx, heightPx)
  const request: GenerationRequest = {
    prompt,
    negativePrompt,
    seed,
    stepCount,
    guidance,
    widthPx,
    heightPx,
    [live.use]: drawing,
    ...(strength !== undefined && { strength }),
  }
  for await (const event of generate(model, request, { signal: options.signal })) {
    if (event.type === "step") await options.onStep()
    else if (!options.signal.aborted) return await encodePreview(event.image)
  }
  throw new AppError("job/cancelled", "The live picture was stopped.")
}

async function decodeDrawing(bytes: Uint8Array, widthPx: number, heightPx: number): Promise<Picture> {
  try {
    const rgb = await sharp(bytes, { limitInputPixels: MAX_LIVE_SIDE_PX ** 2 })
      .resize(widthPx, heightPx, { fit: "fill" })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .raw()
      .toBuffer()
    return { widthPx, heightPx, rgb: new Uint8Array(rgb) }
  } catch (cause) {
    throw new AppError("asset/damaged", "The drawing of a live frame cannot be decoded.", { cause })
  }
}
