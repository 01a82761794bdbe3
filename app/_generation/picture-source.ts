/** Which picture an edit starts from: what stands on the board, or what it is about to become. */
import type { CanvasElement } from "../../lib/document/schema.ts"
import { type GenerationRecord, MAX_PARENTS } from "../../lib/job/generation.ts"

export type PictureSource =
  | {
      readonly ok: true
      readonly assetId: string
      /** Pixels; undefined for a picture somebody brought along: whoever decodes it knows. */
      readonly size: { readonly widthPx: number; readonly heightPx: number } | undefined
      readonly parentIds: string[]
      /** The picture's own words. */
      readonly words: string
    }
  | { readonly ok: false; readonly message: string }

/**
 * @param recordOf the record of a generation
 * @param use repaint: also a picture being repainted will do, since the server makes one upon the other
 */
export function sourceOfPicture(
  element: CanvasElement,
  recordOf: (generationId: string) => GenerationRecord | undefined,
  use: "repaint" | "whole",
): PictureSource {
  if (element.kind === "image") {
    return { ok: true, assetId: element.assetId, size: undefined, parentIds: [], words: element.alt }
  }
  const record = element.kind === "generation" ? recordOf(element.generationId) : undefined
  if (!record) return { ok: false, message: "Choose a picture first." }
  const { recipe } = record
  const size = { widthPx: recipe.width, heightPx: recipe.height }
  if (record.state === "done") {
    return { ok: true, assetId: record.assetId, size, parentIds: [record.id], words: recipe.prompt }
  }
  if (use === "repaint" && recipe.maskAssetId && recipe.sourceAssetId) {
    const isComing = record.state === "queued" || record.state === "running"
    // What failed is nobody's parent: the edit goes on from what it was made of.
    const parentIds = isComing ? [record.id] : record.parentIds.slice(0, MAX_PARENTS)
    return { ok: true, assetId: recipe.sourceAssetId, size, parentIds, words: recipe.prompt }
  }
  const isOver = record.state === "failed" || record.state === "cancelled"
  return {
    ok: false,
    message: isOver
      ? "This picture was not finished: there is nothing to start from."
      : "Wait until the picture is finished.",
  }
}
