/**
 * Repaints what a mask covers. The network sees the mask's surroundings at its own size; networks with mask
 * channels are told what to keep, others have it put back after every step; and in the end the part is
 * laid over the picture in pixels, so that nothing outside the mask changes.
 */

import { createTensor, type Tensor } from "../tensor/tensor.ts"
import { compositePicture, compositeShare, featherFor } from "./composite.ts"
import {
  beginRun,
  denoiseStep,
  drawNoise,
  type LoopOptions,
  plannedStepCount,
  startFromNoise,
  stepEvent,
  throwIfAborted,
} from "./denoise.ts"
import { boundsOfMask, planMaskRegion } from "./mask-region.ts"
import type { DiffusionModel, GenerationEvent, GenerationRequest } from "./model.ts"
import { cropPicture, cropPlane, type Picture, resizePicture, resizePlane, tensorFromPicture } from "./picture.ts"
import { latentMask, partCondition } from "./spatial-condition.ts"

/**
 * Cells that may change after a step: those whose mask is above the share of steps still to come. A cell of mask
 * 0.3 follows the source for seven tenths of the way and is free for the rest; one of mask 0 is never free.
 * Source: Levin & Fried 2023, arXiv:2306.00950 (differential diffusion), algorithm 1.
 * @param mask [1, 1, h, w], 0 to 1
 * @param remaining share of the run's steps still to come, 0 after the last
 */
export function freeCells(mask: Tensor, remaining: number): Tensor {
  return { shape: mask.shape, data: mask.data.map((value) => (value > remaining ? 1 : 0)) }
}

/** `free`·latent + (1 − free)·kept, the one-channel `free` for every channel. */
export function keepCells(latent: Tensor, kept: Tensor, free: Tensor): Tensor {
  const area = free.data.length
  const data = latent.data.map((value, i) => (free.data[i % area] === 0 ? (kept.data[i] as number) : value))
  return { shape: latent.shape, data }
}

/** What the network works on: the mask's surroundings at a size it makes. */
function cutOut(model: DiffusionModel, request: GenerationRequest, source: Picture, mask: Uint8Array) {
  const { widthPx, heightPx } = source
  const bounds = boundsOfMask(mask, widthPx, heightPx) ?? { x: 0, y: 0, widthPx, heightPx }
  const region = planMaskRegion(bounds, widthPx, heightPx, model.info.sizes)
  const { box } = region
  const resize = (picture: Picture) => resizePicture(cropPicture(picture, box), region.widthPx, region.heightPx)
  return {
    box,
    source: resize(source),
    mask: resizePlane(box, 1, cropPlane(mask, widthPx, 1, box), region.widthPx, region.heightPx),
    sketch: request.sketch && resize(request.sketch),
  }
}

/**
 * @param request checked by `checkRequest`; its size may be larger than the model makes
 * @param mask [heightPx, widthPx], 255 = repaint
 * @throws AppError steps/out-of-range, tensor/shape when the kept step does not fit
 * @throws AppError job/cancelled before a step when `signal` is aborted
 */
export async function* inpaint(
  model: DiffusionModel,
  request: GenerationRequest,
  source: Picture,
  mask: Uint8Array,
  { rng, signal }: LoopOptions,
): AsyncGenerator<GenerationEvent, void, void> {
  throwIfAborted(signal)
  const part = cutOut(model, request, source, mask)
  const share = compositeShare(mask, source.widthPx, source.heightPx, featherFor(source.widthPx, source.heightPx))
  const stitch = (made: Picture) =>
    compositePicture(source, resizePicture(made, part.box.widthPx, part.box.heightPx), part.box, share)

  const { guidance, strength = 1 } = request
  const schedule = model.createSchedule(plannedStepCount(request.stepCount, strength), strength)
  const condition = await model.encodePrompt({
    ...request,
    widthPx: part.source.widthPx,
    heightPx: part.source.heightPx,
  })
  const space = await partCondition(model, part.source, part.mask, part.sketch)
  const shape = model.latentShape(part.source.widthPx, part.source.heightPx)
  const blend = model.channels.mask === "none"
  // A network with mask channels that starts from nothing never needs the whole source's latent.
  const clean = blend || strength < 1 ? await model.encodeImage(tensorFromPicture(part.source)) : createTensor(shape)
  const cells = latentMask(part.mask, part.source.widthPx, part.source.heightPx, shape)

  // One noise for the whole run: fresh noise between steps would break solvers that remember earlier steps.
  const noise = drawNoise(rng, shape)
  const begun = strength === 1 ? startFromNoise(schedule, noise) : schedule.addNoise(clean, noise, schedule.startIndex)
  const run = beginRun(schedule, begun, { resume: request.resume, rng })
  let { latent } = run
  for (let index = run.first; index < run.end; index++) {
    throwIfAborted(signal)
    const output = await denoiseStep({ model, schedule, index, latent, condition, guidance, space, rng })
    latent = output.sample
    if (blend) {
      const free = freeCells(cells, (run.end - 1 - index) / (run.end - schedule.startIndex))
      latent = keepCells(latent, schedule.addNoise(clean, noise, index + 1), free)
    }
    const made = { latent, denoised: output.denoised }
    yield stepEvent(run, index, made, async (shown) => stitch(await model.preview(shown)))
  }
  throwIfAborted(signal)
  yield { type: "result", image: stitch(await model.decode(latent)), latent, promptRest: condition.promptRest }
}
