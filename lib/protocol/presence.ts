/**
 * What travels in the canvas document's awareness: who is where, and gestures that are not finished.
 * The server overwrites `person` on every message: a name or colour cannot be forged.
 */
import { z } from "zod"
import { ROLES } from "./roles.ts"

const finite = z.number().min(-1e7).max(1e7)

export const presencePersonSchema = z.object({
  personId: z.string().max(64),
  name: z.string().max(80),
  role: z.enum(ROLES),
})

/** A stroke while it is drawn: flat [x, y, pressure, …] in canvas units, thinned to fit the awareness limit. */
export const inkSchema = z.object({
  id: z.string().max(64),
  points: z.array(z.number()).max(1500),
  colour: z.string().max(16),
  width: z.number().min(0.5).max(200),
  /** Set when it is a stroke of a mask: of which element, in its mask units (`lib/document/masks.ts`), points too. */
  mask: z.object({ target: z.string().max(64), width: z.number().min(0.5).max(2048), erases: z.boolean() }).optional(),
})

export const presenceSchema = z.object({
  person: presencePersonSchema.optional(),
  cursor: z.tuple([finite, finite]).nullish(),
  /** Element ids under this person's selection. */
  selection: z.array(z.string().max(64)).max(200).optional(),
  ink: inkSchema.nullish(),
  /** Elements being moved, resized or rotated: their boxes as they would be: [x, y, width, height, rotation]. */
  drag: z.record(z.string().max(64), z.tuple([finite, finite, finite, finite, finite])).nullish(),
  /** What this person is doing, for the words beside the cursor. */
  activity: z.enum(["drawing", "typing", "prompting", "idle"]).nullish(),
  /** Caret in a shared text: which text, and relative positions encoded by Yjs as base64. */
  caret: z.object({ text: z.string().max(80), anchor: z.string().max(400), head: z.string().max(400) }).nullish(),
  /** What of the board this person's window shows: [x, y, width, height]. */
  view: z.tuple([finite, finite, z.number().positive().max(1e7), z.number().positive().max(1e7)]).nullish(),
  /** The client this one follows: so that two never follow each other in a ring. */
  follows: z.number().int().nonnegative().nullish(),
  /** A host who asks everybody to follow. */
  presenting: z.boolean().optional(),
  /** Live frames in view that this person could send the drawing of: by these everybody knows who does. */
  live: z.array(z.string().max(64)).max(8).optional(),
})
export type Presence = z.infer<typeof presenceSchema>

/** Reads another client's awareness state; a malformed one answers undefined and is not drawn. */
export function parsePresence(value: unknown): Presence | undefined {
  const parsed = presenceSchema.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

/** Colours people are known by: contrast at least 4.5 : 1 under white text. */
export const PERSON_COLOURS = [
  "#b0456b",
  "#2f7d4f",
  "#2f6db0",
  "#8a6a2f",
  "#7a4fb3",
  "#b3502f",
  "#1f7a86",
  "#a03c9a",
  "#5a6f1f",
  "#4858c4",
] as const

/** The same person has the same colour on every screen, without anybody storing it. */
export function colourOfPerson(personId: string): string {
  let hash = 0
  for (let i = 0; i < personId.length; i++) hash = (Math.imul(hash, 31) + personId.charCodeAt(i)) | 0
  return PERSON_COLOURS[Math.abs(hash) % PERSON_COLOURS.length]!
}
