/** Where a picture of the room stands on the board: brought there when it is nowhere yet. */
import { boxOf, type ElementOf, readElements } from "../../lib/document/schema.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { placePicture } from "../_generation/place-picture.ts"
import { chromeInsets } from "./chrome-insets.ts"
import type { RoomSession } from "./room-session.ts"

/** The element that shows a generation; the frontmost where there are several. */
export function elementOfGeneration(session: RoomSession, generationId: string): ElementOf<"generation"> | undefined {
  return readElements(session.documents.canvas).findLast(
    (element): element is ElementOf<"generation"> =>
      element.kind === "generation" && element.generationId === generationId,
  )
}

/** Selects a picture and moves to it; answers false when it does not stand on the board. */
export function showOnBoard(session: RoomSession, canvas: CanvasController, generationId: string): boolean {
  const element = elementOfGeneration(session, generationId)
  if (!element) return false
  canvas.select([element.id])
  canvas.reveal(element.id, chromeInsets())
  return true
}

/** Puts a picture beside its relative, or free where that is not on the board, and shows it. */
export function putOnBoard(
  { session, canvas }: { session: RoomSession; canvas: CanvasController },
  picture: { generationId: string; widthPx: number; heightPx: number; beside: string | undefined },
): void {
  const beside = picture.beside === undefined ? undefined : elementOfGeneration(session, picture.beside)
  const box = placePicture({
    widthPx: picture.widthPx,
    heightPx: picture.heightPx,
    taken: readElements(session.documents.canvas).map(boxOf),
    view: canvas.visibleBox(),
    parent: beside && boxOf(beside),
  })
  const id = canvas.insertGeneration(picture.generationId, box)
  canvas.select([id])
  canvas.reveal(id, chromeInsets())
}
