/** A rough picture straight from a latent, for models whose decoder is too dear to run at every step. */

import { createTensor, type Tensor } from "../tensor/tensor.ts"
import { type Picture, pictureFromTensor, resizePicture } from "./picture.ts"

export interface LatentColours {
  /** [C][3]: what one unit of each channel adds to red, green and blue in [-1, 1]. */
  readonly factors: readonly (readonly number[])[]
  readonly bias: readonly number[]
}

/** Stable Diffusion 1 and 2; least-squares fits that circulate with ComfyUI. */
export const STABLE_DIFFUSION_COLOURS: LatentColours = {
  factors: [
    [0.3512, 0.2297, 0.3227],
    [0.325, 0.4974, 0.235],
    [-0.2829, 0.1762, 0.2721],
    [-0.212, -0.2616, -0.7177],
  ],
  bias: [0, 0, 0],
}

/** SDXL; from the same source. */
export const SDXL_COLOURS: LatentColours = {
  factors: [
    [0.3651, 0.4232, 0.4341],
    [-0.2533, -0.0042, 0.1068],
    [0.1076, 0.1111, -0.0362],
    [-0.3165, -0.2492, -0.2188],
  ],
  bias: [0.1084, -0.0175, -0.0011],
}

/** Grey by the mean of all channels: the shapes at least, where no colours are known. */
export function greyColours(channels: number): LatentColours {
  return {
    factors: Array.from({ length: channels }, () => [1 / channels, 1 / channels, 1 / channels]),
    bias: [0, 0, 0],
  }
}

/**
 * rgb = Mᵀz + b for every cell, enlarged to the picture's size.
 * @param latent [1, C, h, w], scaled as the network sees it
 */
export function previewLatent(latent: Tensor, colours: LatentColours, widthPx: number, heightPx: number): Picture {
  const [, channels, height, width] = latent.shape as [number, number, number, number]
  const area = height * width
  const rgb = createTensor([1, 3, height, width])
  for (let colour = 0; colour < 3; colour++) {
    for (let cell = 0; cell < area; cell++) {
      let sum = colours.bias[colour] as number
      for (let channel = 0; channel < channels; channel++) {
        sum += (colours.factors[channel]?.[colour] ?? 0) * (latent.data[channel * area + cell] as number)
      }
      rgb.data[colour * area + cell] = sum
    }
  }
  return resizePicture(pictureFromTensor(rgb), widthPx, heightPx)
}
