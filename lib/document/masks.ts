/**
 * Masks: which part of a picture on the board is to be repainted. They stand beside the elements, in two maps of the
 * canvas document, because a mask is nothing one could select, move or copy by itself: it belongs to its picture.
 *
 * mask-strokes: Y.Map<stroke id, one immutable value>   several people paint one mask; each stroke is one undo step
 * mask-states:  Y.Map<element id, one value>            inverted or not, and how soft the edge is
 */
import type * as Y from "yjs"
import { z } from "zod"
import { AppError } from "../errors.ts"
import type { StrokePoint } from "../stroke/pack-points.ts"
import { packPoints, unpackPoints } from "../stroke/pack-points.ts"
import type { ElementId } from "./schema.ts"

/**
 * A mask's own space: the picture's box is this many units wide and as many high, whatever its size on the board,
 * so that strokes move and grow with their picture. Packed points keep an eighth: 8192 places a side.
 */
export const MASK_UNITS = 1024

/** The softest edge: a tenth of the picture's shorter side. */
export const MAX_FEATHER = 0.1

const shortId = z.string().min(1).max(64)

const maskStrokeSchema = z.object({
  /** The element whose mask this is a part of. */
  target: shortId,
  points: z.custom<Uint8Array>((value) => value instanceof Uint8Array, "expected bytes"),
  /** Diameter of the brush, in mask units of the picture's width. */
  width: z
    .number()
    .min(0.5)
    .max(2 * MASK_UNITS),
  erases: z.boolean(),
  author: shortId,
  /** Later strokes have a higher one; where two people took the same, the id decides. */
  order: z.number().int().min(0),
})

const maskStateSchema = z.object({
  /** What is painted is kept, and the rest repainted. */
  inverted: z.boolean().default(false),
  /** How far the edge fades, as a share of the picture's shorter side; absent: as the intent has it. */
  feather: z.number().min(0).max(MAX_FEATHER).optional(),
})

export interface MaskStroke {
  readonly id: string
  /** In mask units, relative to the picture's top left. */
  readonly points: readonly StrokePoint[]
  readonly width: number
  readonly erases: boolean
  readonly author: string
}

export interface Mask {
  /** In the order they apply. */
  readonly strokes: readonly MaskStroke[]
  readonly inverted: boolean
  readonly feather: number | undefined
}

export interface NewMaskStroke {
  readonly target: ElementId
  readonly points: readonly StrokePoint[]
  readonly width: number
  readonly erases: boolean
  readonly author: string
}

export function maskStrokesOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap("mask-strokes")
}

export function maskStatesOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap("mask-states")
}

/** Everything of a canvas document that holds masks: what undo has to know. */
export function maskTypesOf(doc: Y.Doc): [Y.Map<unknown>, Y.Map<unknown>] {
  return [maskStrokesOf(doc), maskStatesOf(doc)]
}

/** The mask of an element; strokes that cannot be read are left out, as elements are. */
export function readMask(doc: Y.Doc, target: ElementId): Mask {
  const strokes: (MaskStroke & { order: number })[] = []
  for (const [id, value] of maskStrokesOf(doc).entries()) {
    const stroke = parseStroke(id, value, target)
    if (stroke) strokes.push(stroke)
  }
  strokes.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
  const state = maskStateSchema.safeParse(maskStatesOf(doc).get(target) ?? {})
  return {
    strokes,
    inverted: state.success && state.data.inverted,
    feather: state.success ? state.data.feather : undefined,
  }
}

/** Nothing was painted and nothing inverted: there is no mask. */
export function isMaskEmpty(mask: Mask): boolean {
  return !mask.inverted && !mask.strokes.some((stroke) => !stroke.erases)
}

/** The element a stroke belongs to, without reading its points. */
export function targetOfMaskStroke(value: unknown): ElementId | undefined {
  const target = (value as { target?: unknown } | null | undefined)?.target
  return typeof target === "string" ? target : undefined
}

/** Adds one finished stroke; `id` must be new. @throws {AppError} request/too-large when it has too many points */
export function addMaskStroke(doc: Y.Doc, id: string, stroke: NewMaskStroke, origin: unknown): void {
  const value = maskStrokeSchema.parse({
    ...stroke,
    points: packPoints(stroke.points),
    order: nextOrder(doc, stroke.target),
  })
  doc.transact(() => maskStrokesOf(doc).set(id, value), origin)
}

/** Sets how a mask is read; both are one value, so that they change together. */
export function setMaskState(
  doc: Y.Doc,
  target: ElementId,
  change: { readonly inverted?: boolean; readonly feather?: number | undefined },
  origin: unknown,
): void {
  const { inverted, feather } = readMask(doc, target)
  const next = { inverted, feather, ...change }
  if (next.feather !== undefined && !(next.feather >= 0 && next.feather <= MAX_FEATHER)) {
    throw new AppError("request/malformed", `A mask's edge is 0 to ${MAX_FEATHER} of the picture, got ${next.feather}.`)
  }
  const value = { inverted: next.inverted, ...(next.feather !== undefined && { feather: next.feather }) }
  doc.transact(() => maskStatesOf(doc).set(target, value), origin)
}

const maskCopySchema = z.object({
  strokes: z.array(maskStrokeSchema.pick({ points: true, width: true, erases: true, author: true })).max(5_000),
  state: maskStateSchema,
})
/** A mask by itself, to be given to another picture. */
export type MaskCopy = z.infer<typeof maskCopySchema>

/** @returns undefined when it is none */
export function parseMaskCopy(value: unknown): MaskCopy | undefined {
  const parsed = maskCopySchema.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

/** @returns undefined when the element has no mask */
export function copyMask(doc: Y.Doc, target: ElementId): MaskCopy | undefined {
  const { strokes, inverted, feather } = readMask(doc, target)
  if (strokes.length === 0 && !maskStatesOf(doc).has(target)) return undefined
  return {
    strokes: strokes.map(({ points, width, erases, author }) => ({
      points: packPoints(points),
      ...{ width, erases, author },
    })),
    state: { inverted, ...(feather !== undefined && { feather }) },
  }
}

/** Gives an element that has no mask a copy of one, as one step. */
export function addMaskCopy(
  doc: Y.Doc,
  target: ElementId,
  { copy, newId }: { readonly copy: MaskCopy; readonly newId: () => string },
  origin: unknown,
): void {
  doc.transact(() => {
    for (const [order, stroke] of copy.strokes.entries()) maskStrokesOf(doc).set(newId(), { target, ...stroke, order })
    maskStatesOf(doc).set(target, { ...copy.state })
  }, origin)
}

/** Takes away the masks of elements, as one step. */
export function clearMasks(doc: Y.Doc, targets: Iterable<ElementId>, origin: unknown): void {
  const gone = new Set(targets)
  const strokes = maskStrokesOf(doc)
  const states = maskStatesOf(doc)
  if (gone.size === 0 || (strokes.size === 0 && states.size === 0)) return
  doc.transact(() => {
    for (const [id, value] of [...strokes.entries()]) {
      const target = targetOfMaskStroke(value)
      if (target !== undefined && gone.has(target)) strokes.delete(id)
    }
    for (const target of gone) if (states.has(target)) states.delete(target)
  }, origin)
}

function nextOrder(doc: Y.Doc, target: ElementId): number {
  let last = -1
  for (const value of maskStrokesOf(doc).values()) {
    const order = (value as { order?: unknown } | null)?.order
    if (targetOfMaskStroke(value) === target && typeof order === "number") last = Math.max(last, order)
  }
  return last + 1
}

function parseStroke(id: string, value: unknown, target: ElementId): (MaskStroke & { order: number }) | undefined {
  if (targetOfMaskStroke(value) !== target) return undefined
  const parsed = maskStrokeSchema.safeParse(value)
  if (!parsed.success) return undefined
  const { points, width, erases, author, order } = parsed.data
  try {
    return { id, points: unpackPoints(points), width, erases, author, order }
  } catch {
    // Damaged bytes: as if it were not there, and breaks nothing else.
    return undefined
  }
}
