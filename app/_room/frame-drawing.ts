/** What people drew in a frame, on its way to become a picture. */
import { boxOf, type CanvasElement } from "../../lib/document/schema.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import type { EditSettings } from "../_generation/edit-chips.tsx"
import { drawPng } from "../_generation/picture-bytes.ts"
import { uploadPicture } from "./upload-picture.ts"

/**
 * A frame's drawing as fields of a request: for the model to follow as a sketch, or to start from as a picture.
 * Undefined when it could not be uploaded; the person has been told.
 * @throws when this browser cannot encode it
 */
export async function drawingOf(
  roomId: string,
  canvas: CanvasController,
  what: {
    readonly frame: CanvasElement
    readonly size: { readonly widthPx: number; readonly heightPx: number }
    readonly edit: EditSettings
    readonly canSketch: boolean
  },
) {
  const { frame, size, edit } = what
  const png = await drawPng(size.widthPx, size.heightPx, (context) => canvas.renderRegion(context, boxOf(frame), size))
  const drawing = await uploadPicture(roomId, png)
  if (!drawing) return undefined
  return what.canSketch && edit.drawingIs === "sketch"
    ? { sketchAssetId: drawing.assetId }
    : { sourceAssetId: drawing.assetId, strength: edit.drawingStrength }
}
