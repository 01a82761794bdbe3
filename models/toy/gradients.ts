/** The toy's world: colour gradients, each picked by a prompt's hash. */

import { createRng, type Rng } from "../../lib/random/rng.ts"
import { createTensor, type Tensor } from "../tensor/tensor.ts"

/** A generator seeded by text: FNV-1a over its UTF-16 units. */
export function rngOfText(text: string): Rng {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return createRng(hash >>> 0)
}

/**
 * One gradient of a prompt: two colours of its own across the picture at an angle of its own.
 * @param variant which of the prompt's gradients, a whole number
 * @param shape [1, 3, h, w]
 * @returns values in [-1, 1]
 */
export function gradientMean(prompt: string, variant: number, shape: readonly number[]): Tensor {
  const rng = rngOfText(`${prompt}\u0000${variant}`)
  const [, , height, width] = shape as [number, number, number, number]
  const angle = rng.next() * 2 * Math.PI
  const colours = [0, 1].map(() => [0, 1, 2].map(() => rng.next() * 1.8 - 0.9))
  const mean = createTensor(shape)
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const along = Math.cos(angle) * ((x + 0.5) / width - 0.5) + Math.sin(angle) * ((y + 0.5) / height - 0.5)
        const share = Math.min(Math.max(along + 0.5, 0), 1)
        const [from, to] = colours.map((colour) => colour[channel] as number) as [number, number]
        mean.data[(channel * height + y) * width + x] = from + (to - from) * share
      }
    }
  }
  return mean
}
