/**
 * What is drawn in a part of the board, as a picture: what a frame's drawing is sent as. Without words of the chrome,
 * selections and cursors; pictures in the making are left out, finished ones are in it.
 */
import type { CanvasElement, ElementId } from "../../lib/document/schema.ts"
import type { Box } from "../../lib/geometry/geometry.ts"
import { drawElement, type PaintSettings } from "./draw-element.ts"
import type { Scene } from "./scene.ts"
import { LIGHT_THEME } from "./theme.ts"

/** What of a box counts as drawn: everything but frames, and pictures that are not there yet. Back first. */
export function drawnIn(scene: Scene, box: Box): CanvasElement[] {
  return scene
    .search(box)
    .map((entry) => entry.element)
    .filter(
      (element) =>
        element.kind !== "frame" &&
        (element.kind !== "generation" ||
          scene.settings.generations.show(element.generationId).record?.state === "done"),
    )
}

/**
 * Draws a box of the board on white, whole and centred, into `widthPx` × `heightPx` pixels. On light paper whoever
 * looks: what is sent must not depend on a person's theme.
 */
export function renderRegion(
  context: CanvasRenderingContext2D,
  scene: Scene,
  box: Box,
  size: { readonly widthPx: number; readonly heightPx: number },
  skip: ReadonlySet<ElementId> = new Set(),
): void {
  const { widthPx, heightPx } = size
  const scale = Math.min(widthPx / Math.max(box.width, 1), heightPx / Math.max(box.height, 1))
  const settings: PaintSettings = { ...scene.settings, theme: LIGHT_THEME, scale }
  context.save()
  context.fillStyle = "#ffffff"
  context.fillRect(0, 0, widthPx, heightPx)
  context.translate((widthPx - box.width * scale) / 2, (heightPx - box.height * scale) / 2)
  context.scale(scale, scale)
  context.beginPath()
  context.rect(0, 0, box.width, box.height)
  context.clip()
  context.translate(-box.x, -box.y)
  for (const element of drawnIn(scene, box)) {
    if (skip.has(element.id)) continue
    const [x, y] = element.position
    const [width, height] = element.size
    context.save()
    context.translate(x + width / 2, y + height / 2)
    context.rotate((element.rotation * Math.PI) / 180)
    context.translate(-width / 2, -height / 2)
    drawElement(context, element, settings)
    context.restore()
  }
  context.restore()
}
