/** One step of a picture as a picture of its own: a frame cut out of the film, marked like every other result. */
import sharp from "sharp"
import { AppError } from "../../lib/errors.ts"
import { splitFilm } from "../../lib/film/film.ts"
import { generatedXmp } from "../assets/generated-xmp.ts"

/**
 * @param film animated WebP, not mutated
 * @param stepIndex 0-based
 * @returns the frame, a still WebP
 * @throws {AppError} steps/out-of-range, asset/damaged when the film is no WebP
 */
export function frameOfFilm(film: Uint8Array, stepIndex: number): Uint8Array {
  const frames = splitFilm(film)
  const frame = frames[stepIndex]
  if (!frame) throw noSuchStep(stepIndex, frames.length)
  return frame
}

export function noSuchStep(stepIndex: number, stepCount: number): AppError {
  const has = stepCount === 0 ? "no step yet" : `${stepCount} step${stepCount === 1 ? "" : "s"}`
  return new AppError("steps/out-of-range", `This picture has ${has}, so there is no step ${stepIndex + 1} to keep.`)
}

/**
 * @param frame still WebP as the engine sent it
 * @returns PNG, marked as made by a model
 * @throws {AppError} asset/damaged
 */
export async function encodeStep(frame: Uint8Array, prompt: string): Promise<Uint8Array> {
  try {
    return await sharp(frame).png({ compressionLevel: 6 }).withXmp(generatedXmp(prompt)).toBuffer()
  } catch (cause) {
    throw new AppError("asset/damaged", "This step's picture cannot be decoded.", { cause })
  }
}
