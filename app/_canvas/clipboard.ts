/**
 * Copy, cut and paste: elements as our own format (and their words as plain text), pictures from anywhere, and text
 * from anywhere as a text element. Dropped files take the same way.
 */
import { z } from "zod"
import { addElements, copiedGroups, deleteElements, type NewElement, plainElement } from "../../lib/document/edits.ts"
import { addMaskCopy, copyMask, parseMaskCopy } from "../../lib/document/masks.ts"
import type { CanvasElement, ElementId } from "../../lib/document/schema.ts"
import { type Box, type CanvasPoint, toCanvas, unionOf } from "../../lib/geometry/geometry.ts"
import type { CanvasCore } from "./canvas-core.ts"
import { measureWith } from "./measure-text.ts"
import { layoutText } from "./text-layout.ts"

const FORMAT = "application/x-emulsion-elements+json"
const MAX_PASTED_TEXT = 5000
const MAX_PASTED_ELEMENTS = 2000

const clipboardSchema = z.object({
  version: z.literal(1),
  elements: z.array(z.record(z.string(), z.unknown())).max(MAX_PASTED_ELEMENTS),
})

export interface ClipboardParts {
  insertImages(files: readonly Blob[], at: CanvasPoint): Promise<void>
  /** Where the pointer was last, or the middle of the window. */
  pasteAt(): CanvasPoint
}

export function attachClipboard(core: CanvasCore, surface: HTMLElement, parts: ClipboardParts): () => void {
  const abort = new AbortController()
  const { signal } = abort
  const isOurs = () => document.activeElement === surface || document.activeElement === document.body

  const copy = (event: ClipboardEvent): boolean => {
    const elements = core.selected()
    if (!isOurs() || elements.length === 0 || !event.clipboardData) return false
    event.clipboardData.setData(
      FORMAT,
      JSON.stringify({ version: 1, elements: elements.map((element) => packElement(core, element)) }),
    )
    event.clipboardData.setData("text/plain", elements.map(textOf).filter(Boolean).join("\n"))
    event.preventDefault()
    return true
  }

  const onPaste = (event: ClipboardEvent) => {
    const data = event.clipboardData
    if (!isOurs() || core.readOnly.get() || !data) return
    event.preventDefault()
    const at = parts.pasteAt()
    const files = [...data.files].filter((file) => file.type.startsWith("image/"))
    const ours = data.getData(FORMAT)
    const text = data.getData("text/plain").slice(0, MAX_PASTED_TEXT)
    if (ours) pasteElements(core, ours, at)
    else if (files.length > 0) void parts.insertImages(files, at)
    else if (text.trim()) pasteText(core, text, at)
  }

  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    if (core.readOnly.get()) return
    const files = [...(event.dataTransfer?.files ?? [])].filter((file) => file.type.startsWith("image/"))
    const origin = surface.getBoundingClientRect()
    const at = toCanvas(core.camera.get(), { x: event.clientX - origin.left, y: event.clientY - origin.top })
    if (files.length > 0) void parts.insertImages(files, at)
    else if ((event.dataTransfer?.files.length ?? 0) > 0)
      core.callbacks.notify?.("Only pictures can be dropped on the board.")
  }

  document.addEventListener("copy", (event) => copy(event), { signal })
  document.addEventListener(
    "cut",
    (event) => {
      if (core.readOnly.get() || !copy(event)) return
      const { canvas, edits } = core.documents
      const ids = core.selected().flatMap(({ id, locked }) => (locked ? [] : [id]))
      edits.commit(() => deleteElements(canvas, ids, edits.origin))
    },
    { signal },
  )
  document.addEventListener("paste", onPaste, { signal })
  surface.addEventListener("dragover", (event) => event.preventDefault(), { signal })
  surface.addEventListener("drop", onDrop, { signal })
  return () => abort.abort()
}

function textOf(element: CanvasElement): string {
  if (element.kind === "text" || element.kind === "note") return element.text.toString()
  return element.kind === "frame" ? element.title.toString() : ""
}

function packElement(core: CanvasCore, element: CanvasElement): Record<string, unknown> {
  const { id, index: _index, ...fields } = plainElement(element)
  const mask = copyMask(core.documents.canvas, id as ElementId)
  return packBytes({ ...fields, ...(mask && { mask }) }) as Record<string, unknown>
}

/** The same value with bytes as text, however deep they lie. */
function packBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return { base64: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join("")) }
  }
  if (Array.isArray(value)) return value.map(packBytes)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, packBytes(part)]))
}

/** Pastes elements around a point. What was copied elsewhere and cannot be read is left out by the scene. */
function pasteElements(core: CanvasCore, json: string, at: CanvasPoint): void {
  const parsed = parseJson(json)
  if (!parsed) {
    core.callbacks.notify?.("What was copied could not be read.")
    return
  }
  const elements = parsed.elements.map((element) => unpackBytes(element) as Record<string, unknown>)
  const bounds = unionOf(elements.flatMap((element) => boxOfFields(element) ?? []))
  if (!bounds) return
  const dx = at.x - bounds.x - bounds.width / 2
  const dy = at.y - bounds.y - bounds.height / 2
  const nameOf = ({ group }: Record<string, unknown>) => (typeof group === "string" ? group : undefined)
  const groupOf = copiedGroups(elements.map(nameOf), core.newId)
  const additions = elements.flatMap((element) => {
    const box = boxOfFields(element)
    if (!box) return []
    const { mask, group: _group, ...fields } = element
    const moved = {
      ...fields,
      ...groupOf(nameOf(element)),
      position: [box.x + dx, box.y + dy],
      author: core.author(),
      locked: false,
    }
    return [{ id: core.newId(), element: moved as unknown as NewElement, mask: parseMaskCopy(mask) }]
  })
  const { canvas, edits } = core.documents
  edits.commit(() => {
    addElements(canvas, additions, edits.origin)
    for (const { id, mask: copy } of additions) {
      if (copy) addMaskCopy(canvas, id, { copy, newId: core.newId }, edits.origin)
    }
  })
  const readable = additions.map(({ id }) => id).filter((id: ElementId) => core.scene.get(id))
  core.selection.set(new Set(readable))
}

function parseJson(json: string): z.infer<typeof clipboardSchema> | undefined {
  try {
    return clipboardSchema.parse(JSON.parse(json))
  } catch {
    return undefined
  }
}

const packedBytes = z.object({ base64: z.string() })

function unpackBytes(value: unknown): unknown {
  const bytes = packedBytes.safeParse(value)
  if (bytes.success) return Uint8Array.from(atob(bytes.data.base64), (letter) => letter.charCodeAt(0))
  if (Array.isArray(value)) return value.map(unpackBytes)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unpackBytes(part)]))
}

const boxFields = z.object({ position: z.tuple([z.number(), z.number()]), size: z.tuple([z.number(), z.number()]) })

function boxOfFields(fields: Record<string, unknown>): Box | undefined {
  const parsed = boxFields.safeParse(fields)
  if (!parsed.success) return undefined
  const { position, size } = parsed.data
  return { x: position[0], y: position[1], width: size[0], height: size[1] }
}

function pasteText(core: CanvasCore, text: string, at: CanvasPoint): void {
  const { colour, fontSize } = core.style.get()
  const { width, height } = layoutText(text, fontSize, measureWith(core.theme.get().fontFamily))
  const id = core.add({
    kind: "text",
    position: [at.x - width / 2, at.y - height / 2],
    size: [width, height],
    rotation: 0,
    author: core.author(),
    locked: false,
    text,
    colour,
    fontSize,
  })
  core.selection.set(new Set([id]))
}
