/** What the network is shown of masks, hidden pictures and sketches, where it has channels for them. */

import { createTensor, type Tensor } from "../tensor/tensor.ts"
import type { DiffusionModel, GenerationRequest, SpatialCondition } from "./model.ts"
import { type Picture, tensorFromPicture } from "./picture.ts"

/**
 * Channels for a run that repaints everything: mask 1 everywhere, nothing hidden, and the sketch if there is one.
 */
export async function wholeCondition(model: DiffusionModel, request: GenerationRequest): Promise<SpatialCondition> {
  return { ...wholeMask(model, request), ...(await sketchCondition(model, request.sketch)) }
}

function wholeMask(model: DiffusionModel, { widthPx, heightPx }: GenerationRequest): SpatialCondition {
  if (model.channels.mask === "none") return {}
  const [, , height, width] = model.latentShape(widthPx, heightPx)
  const mask = createTensor([1, 1, height, width])
  mask.data.fill(1)
  return { mask }
}

/** The sketch's latent, for networks with a sketch channel. */
export async function sketchCondition(model: DiffusionModel, sketch: Picture | undefined): Promise<SpatialCondition> {
  if (!sketch || !model.channels.sketch) return {}
  return { sketchLatent: await model.encodeImage(tensorFromPicture(sketch)) }
}

/**
 * The mask at the latent's size, each cell the mean of the pixels it stands for, [1, 1, h, w] in 0 to 1.
 * @param mask [heightPx, widthPx], 0 to 255
 */
export function latentMask(mask: Uint8Array, widthPx: number, heightPx: number, shape: readonly number[]): Tensor {
  const [height, width] = shape.slice(-2) as [number, number]
  const cellWidth = widthPx / width
  const cellHeight = heightPx / height
  const cells = createTensor([1, 1, height, width])
  for (let y = 0; y < heightPx; y++) {
    const row = Math.min(Math.floor(y / cellHeight), height - 1) * width
    for (let x = 0; x < widthPx; x++) {
      const cell = row + Math.min(Math.floor(x / cellWidth), width - 1)
      cells.data[cell] = (cells.data[cell] as number) + (mask[y * widthPx + x] as number)
    }
  }
  const full = 255 * cellWidth * cellHeight
  return { shape: cells.shape, data: cells.data.map((sum) => sum / full) }
}

/**
 * Channels for repainting a part: the mask, the source without what it covers, and the sketch if there is one.
 * @param mask [heightPx, widthPx], 0 to 255, of the source's size
 */
export async function partCondition(
  model: DiffusionModel,
  source: Picture,
  mask: Uint8Array,
  sketch: Picture | undefined,
): Promise<SpatialCondition> {
  const sketched = await sketchCondition(model, sketch)
  if (model.channels.mask === "none") return sketched
  const { widthPx, heightPx } = source
  const shape = model.latentShape(widthPx, heightPx)
  if (model.channels.mask === "soft") {
    const maskedLatent = await model.encodeImage(hideMasked(source, mask))
    return { ...sketched, mask: latentMask(mask, widthPx, heightPx, shape), maskedLatent }
  }
  const binary = mask.map((value) => (value >= 128 ? 255 : 0))
  const maskedLatent = await model.encodeImage(hideMasked(source, binary))
  return { ...sketched, mask: nearestMask(binary, widthPx, heightPx, shape), maskedLatent }
}

function nearestMask(mask: Uint8Array, widthPx: number, heightPx: number, shape: readonly number[]): Tensor {
  const [height, width] = shape.slice(-2) as [number, number]
  const cells = createTensor([1, 1, height, width])
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * heightPx) / height) * widthPx
    for (let x = 0; x < width; x++) {
      cells.data[y * width + x] = (mask[row + Math.floor((x * widthPx) / width)] as number) / 255
    }
  }
  return cells
}

/** Pixels [1, 3, H, W] in [-1, 1] times 1 - mask: what is hidden becomes 0, mid-grey. */
function hideMasked(picture: Picture, mask: Uint8Array): Tensor {
  const pixels = tensorFromPicture(picture)
  const area = mask.length
  return { ...pixels, data: pixels.data.map((value, i) => value * (1 - (mask[i % area] as number) / 255)) }
}
