/**
 * A live frame's settings, one value on the frame's element (`live`): whether its picture is redrawn while people draw in
 * it, and how. A frame without it, or with one that cannot be read, is not live.
 */
import type * as Y from "yjs"
import { z } from "zod"

export const liveSettingsSchema = z.object({
  on: z.boolean(),
  /** Fixed, so that only what is drawn changes the picture. */
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  /** How far the picture may leave the drawing where the model starts from it; above 0 up to 1. */
  strength: z.number().gt(0).max(1),
  /** Denoising steps while somebody draws. */
  stepsDrawing: z.number().int().min(1).max(50),
  /** Steps once nobody has drawn for a moment; the model's own number when absent. */
  stepsRest: z.number().int().min(1).max(50).optional(),
})
export type LiveSettings = z.infer<typeof liveSettingsSchema>

/** Sets a frame's live settings as one step. Nothing when the element is gone or is no frame. */
export function setLiveSettings(doc: Y.Doc, frameId: string, live: LiveSettings, origin: unknown): void {
  doc.transact(() => {
    const map = doc.getMap<Y.Map<unknown>>("elements").get(frameId)
    if (map?.get("kind") === "frame") map.set("live", { ...live })
  }, origin)
}
