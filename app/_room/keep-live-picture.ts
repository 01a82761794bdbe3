/** Puts what a live frame shows on the board as a picture like any other: asked for with the same drawing, seed and words. */
import { boxOf, type ElementOf, readElements } from "../../lib/document/schema.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { DEFAULT_EDIT } from "../_generation/edit-chips.tsx"
import { placePicture } from "../_generation/place-picture.ts"
import { chromeInsets } from "./chrome-insets.ts"
import { drawingOf } from "./frame-drawing.ts"
import type { RoomSession } from "./room-session.ts"

/**
 * Stands beside its frame, so that the next live picture is not drawn from it. Nothing when it is refused; the person has
 * been told.
 * @throws when this browser cannot encode the drawing
 */
export async function keepLivePicture(
  { roomId, session, canvas }: { roomId: string; session: RoomSession; canvas: CanvasController },
  frame: ElementOf<"frame">,
): Promise<void> {
  const { live } = frame
  const model = session.socket.engines.get()?.models[0]
  if (!live || !model) return
  const size = { widthPx: model.sizes.width, heightPx: model.sizes.height }
  const edit = { ...DEFAULT_EDIT, drawingStrength: live.strength }
  const from = await drawingOf(roomId, canvas, { frame, size, edit, canSketch: model.canSketch })
  if (!from) return
  const generationId = await session.request({
    ...from,
    // As the live picture was made, also by a model that starts from a sketch it has no channel for.
    strength: live.strength,
    prompt: frame.prompt.toString(),
    seed: live.seed,
    stepCount: Math.min(live.stepsRest ?? model.defaultSteps, model.maxSteps),
    modelId: model.id,
    width: size.widthPx,
    height: size.heightPx,
  })
  if (!generationId) return
  const box = placePicture({
    ...size,
    taken: readElements(session.documents.canvas).map(boxOf),
    view: canvas.visibleBox(),
    parent: boxOf(frame),
  })
  canvas.reveal(canvas.insertGeneration(generationId, box), chromeInsets())
}
