/**
 * Edits of a picture in its place: repainting what a mask covers, and growing beyond an edge. Each makes its pictures
 * here, sends them, asks, and lets the element show the new generation; undo brings the old picture and its mask back.
 */

import { replacePicture } from "../../lib/document/edits.ts"
import { isMaskEmpty } from "../../lib/document/masks.ts"
import { boxOf, type CanvasElement } from "../../lib/document/schema.ts"
import type { Side } from "../../lib/geometry/grow-box.ts"
import { MAX_SIDE_PX } from "../../lib/job/generation.ts"
import { encodeGreyPng } from "../../lib/mask/grey-png.ts"
import { rasteriseMask } from "../../lib/mask/rasterise-mask.ts"
import type { GenerationRequest } from "../../lib/protocol/messages.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { extendedBox, extensionMask, planExtension } from "../_generation/extend-picture.ts"
import { type Intent, planIntent } from "../_generation/intents.ts"
import { keepLatestEdit } from "../_generation/keep-latest-edit.ts"
import { extendedPng, readPicture, repaintSize, scaledPng } from "../_generation/picture-bytes.ts"
import { sourceOfPicture } from "../_generation/picture-source.ts"
import { showToast } from "../_ui/toasts.tsx"
import type { RoomSession } from "./room-session.ts"
import { uploadPicture } from "./upload-picture.ts"

/** What the settings say about any picture; sizes are the source's own here. */
type RequestFields = Partial<Omit<GenerationRequest, "roomId" | "prompt">>

export interface EditParts {
  readonly roomId: string
  readonly session: RoomSession
  readonly canvas: CanvasController
}

export interface EditWords {
  /** What stands in the prompt. */
  readonly words: string
  readonly fields: RequestFields
}

/** Repaints what the element's mask covers. What stands in the way is told to the person. */
export async function repaintPicture(
  parts: EditParts,
  element: CanvasElement,
  how: EditWords & { readonly intent: Intent; readonly strength: number },
): Promise<void> {
  const mask = parts.canvas.masks.read(element.id)
  if (isMaskEmpty(mask)) return refuse("Paint with the mask brush what of the picture should change.")
  const source = await openSource(parts, element)
  if (!source) return
  const { widthPx, heightPx } = source
  const plan = planIntent(how.intent, how.words, { own: source.words, without: how.fields.negativePrompt ?? "" })
  const inverted = mask.inverted !== plan.swaps
  const raster = rasteriseMask({ ...mask, inverted }, widthPx, heightPx, { feather: plan.feather })
  if (!raster.some((value) => value > 0)) return refuse("The mask is empty: nothing of the picture would change.")
  await askInPlace(parts, element, {
    ...ownFields(how.fields),
    prompt: plan.prompt,
    ...(plan.negativePrompt && { negativePrompt: plan.negativePrompt }),
    ...(how.strength < 1 && { strength: how.strength }),
    source,
    mask: raster,
  })
}

/** Lets the picture grow beyond one of its edges. */
export async function extendPicture(
  parts: EditParts,
  element: CanvasElement,
  how: EditWords & { readonly side: Side; readonly share?: number | undefined },
): Promise<void> {
  const source = await openSource(parts, element)
  if (!source) return
  const { widthPx, heightPx } = source
  const extension = planExtension(widthPx, heightPx, how.side, how.share)
  if (!extension) return refuse(`A picture has at most ${MAX_SIDE_PX} px a side: this one cannot grow further there.`)
  const picture = await readPicture(parts.session.assetUrl(source.assetId))
  const grown = await uploadPicture(parts.roomId, await extendedPng(picture, extension))
  picture.close()
  if (!grown) return
  const plan = planIntent("fill", how.words, { own: source.words, without: how.fields.negativePrompt ?? "" })
  await askInPlace(parts, element, {
    ...ownFields(how.fields),
    prompt: plan.prompt,
    ...(plan.negativePrompt && { negativePrompt: plan.negativePrompt }),
    source: { ...source, assetId: grown.assetId, widthPx: extension.widthPx, heightPx: extension.heightPx },
    mask: extensionMask(extension, source),
    box: extendedBox(element, extension, source),
  })
}

interface OpenSource {
  readonly assetId: string
  readonly widthPx: number
  readonly heightPx: number
  readonly parentIds: string[]
  readonly words: string
}

/** The element's picture at a size that can be repainted. Larger ones, which only people bring along, are scaled down. */
async function openSource({ roomId, session }: EditParts, element: CanvasElement): Promise<OpenSource | undefined> {
  const source = sourceOfPicture(element, (id) => session.generations.view(id).record, "repaint")
  if (!source.ok) {
    refuse(source.message)
    return undefined
  }
  const { assetId, parentIds, words } = source
  if (source.size) return { assetId, parentIds, words, ...source.size }
  const picture = await readPicture(session.assetUrl(assetId))
  const { widthPx, heightPx, isScaled } = repaintSize(picture)
  const scaled = isScaled ? await uploadPicture(roomId, await scaledPng(picture, widthPx, heightPx)) : { assetId }
  picture.close()
  if (!scaled) return undefined
  if (isScaled) showToast(`The picture was scaled to ${widthPx} × ${heightPx} px: larger ones cannot be repainted.`)
  return { assetId: scaled.assetId, parentIds, words, widthPx, heightPx }
}

async function askInPlace(
  { roomId, session, canvas }: EditParts,
  element: CanvasElement,
  edit: RequestFields & {
    readonly prompt: string
    readonly source: OpenSource
    readonly mask: Uint8Array
    readonly box?: { readonly position: [number, number]; readonly size: [number, number] }
  },
): Promise<void> {
  const { source, mask, box, ...fields } = edit
  const png = encodeGreyPng(mask, source.widthPx, source.heightPx)
  const uploaded = await uploadPicture(roomId, new Blob([png as BlobPart], { type: "image/png" }))
  if (!uploaded) return
  const generationId = await session.request({
    ...fields,
    sourceAssetId: source.assetId,
    maskAssetId: uploaded.assetId,
    parentIds: source.parentIds,
    elementId: element.id,
  })
  if (!generationId) return
  if (!canvas.element(element.id)) {
    // Deleted meanwhile: what was asked for is shown all the same.
    canvas.insertGeneration(generationId, boxOf(element))
    return
  }
  const { documents, generations } = session
  const show = () =>
    documents.edits.commit(() =>
      replacePicture(documents.canvas, element.id, { generationId, ...(box && { box }) }, documents.edits.origin),
    )
  show()
  keepLatestEdit({
    canvas: documents.canvas,
    elementId: element.id,
    generationId,
    recordOf: (id) => generations.view(id).record,
    subscribe: (listener) => generations.subscribe(listener),
    show,
  })
}

/** A repaint has its source's size, and its own words about what is not to be seen. */
function ownFields({
  width: _width,
  height: _height,
  negativePrompt: _without,
  ...fields
}: RequestFields): RequestFields {
  return fields
}

function refuse(message: string): void {
  showToast(message, "bad")
}
