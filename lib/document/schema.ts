/**
 * The shape of a room's three Yjs documents. SPEC.md has the rules; edits.ts writes, this file reads.
 *
 * canvas:  elements: Y.Map<ElementId, Y.Map<field, value>>   prompt: Y.Text (the room's prompt, no frame selected)
 *          mask-strokes, mask-states: masks of pictures (masks.ts)
 * results: generations: Y.Map<GenerationId, GenerationRecord>   (the server alone writes)
 * talk:    comments (comments.ts), votes (votes.ts): people who may comment write here
 *
 * Values that change together are one value: 1,000 moves of one `position` cost 159 bytes, of x and y 10,022.
 */
import * as Y from "yjs"
import { z } from "zod"
import type { Box } from "../geometry/geometry.ts"
import { liveSettingsSchema } from "./live-settings.ts"

export const DOCUMENT_NAMES = ["canvas", "talk", "results"] as const
export type DocumentName = (typeof DOCUMENT_NAMES)[number]

export type ElementId = string
export type ElementKind =
  | "stroke"
  | "rectangle"
  | "ellipse"
  | "arrow"
  | "text"
  | "note"
  | "frame"
  | "image"
  | "generation"

const finite = z.number().min(-1e7).max(1e7)
const pair = z.tuple([finite, finite])
const colour = z.string().regex(/^#[0-9a-f]{6}$/i)
const optionalColour = z.union([colour, z.literal("none")])
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const shortId = z.string().min(1).max(64)

const common = {
  /** Top left of the unrotated box, canvas units. */
  position: pair,
  /** Width and height of the unrotated box, canvas units, ≥ 0. */
  size: z.tuple([z.number().min(0).max(1e6), z.number().min(0).max(1e6)]),
  /** Degrees clockwise about the box's centre. */
  rotation: finite.default(0),
  /** Fractional index: elements are drawn in the order (index, id). */
  index: z.string().min(1).max(512),
  /** Who made it. */
  author: shortId.default("unknown"),
  /** Cannot be moved, changed or deleted on the board until it is unlocked. */
  locked: z.boolean().default(false),
  /** Elements that name the same group are chosen and moved together. */
  group: shortId.optional().catch(undefined),
}

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, "expected bytes")
const text = z.custom<Y.Text>((value) => value instanceof Y.Text, "expected a Y.Text")

const ElementFields = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("stroke"), ...common, points: bytes, colour, width: z.number().min(0.5).max(200) }),
  z.object({
    kind: z.literal("rectangle"),
    ...common,
    colour: optionalColour,
    fill: optionalColour,
    width: z.number().min(0).max(200),
  }),
  z.object({
    kind: z.literal("ellipse"),
    ...common,
    colour: optionalColour,
    fill: optionalColour,
    width: z.number().min(0).max(200),
  }),
  /** `ends`: start and end point relative to `position`. */
  z.object({
    kind: z.literal("arrow"),
    ...common,
    ends: z.tuple([finite, finite, finite, finite]),
    colour,
    width: z.number().min(0.5).max(200),
  }),
  z.object({ kind: z.literal("text"), ...common, text, colour, fontSize: z.number().min(4).max(800) }),
  z.object({ kind: z.literal("note"), ...common, text, colour }),
  z.object({
    kind: z.literal("frame"),
    ...common,
    title: text,
    prompt: text,
    live: liveSettingsSchema.optional().catch(undefined),
  }),
  z.object({ kind: z.literal("image"), ...common, assetId: hash, alt: z.string().max(500).default("") }),
  z.object({ kind: z.literal("generation"), ...common, generationId: shortId }),
])

/** One element as read: plain values, except bytes and the shared `Y.Text`s, which stay live. */
export type CanvasElement = { readonly id: ElementId } & Readonly<z.infer<typeof ElementFields>>
export type ElementOf<K extends ElementKind> = Extract<CanvasElement, { kind: K }>

/** The shared element map of a canvas document. */
export function elementsOf(doc: Y.Doc): Y.Map<Y.Map<unknown>> {
  return doc.getMap("elements")
}

/** The prompt people edit together when no frame is selected. */
export function roomPromptOf(doc: Y.Doc): Y.Text {
  return doc.getText("prompt")
}

export function generationsOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap("generations")
}

/**
 * Reads one element. An element that some other program wrote wrongly, or a later edition of ours wrote, answers
 * undefined: it is kept in the document and not drawn, rather than breaking the room for everybody.
 */
export function parseElement(id: ElementId, map: unknown): CanvasElement | undefined {
  if (!(map instanceof Y.Map)) return undefined
  const fields: Record<string, unknown> = {}
  for (const [key, value] of map.entries()) fields[key] = value
  const parsed = ElementFields.safeParse(fields)
  return parsed.success ? { id, ...parsed.data } : undefined
}

/** Every readable element in drawing order: back first. */
export function readElements(doc: Y.Doc): CanvasElement[] {
  const elements: CanvasElement[] = []
  for (const [id, map] of elementsOf(doc).entries()) {
    const element = parseElement(id, map)
    if (element) elements.push(element)
  }
  return elements.sort(compareElements)
}

/** Drawing order: fractional index first, id where two people took the same slot at once. */
export function compareElements(a: CanvasElement, b: CanvasElement): number {
  if (a.index !== b.index) return a.index < b.index ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

export function boxOf(element: CanvasElement): Box {
  return {
    x: element.position[0],
    y: element.position[1],
    width: element.size[0],
    height: element.size[1],
  }
}
