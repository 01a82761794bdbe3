/**
 * Comments, in the `talk` document: `comment-pins` maps a comment's id to where it is pinned, `comment-notes` a note's id to
 * what somebody wrote there, `comments-resolved` a comment's id to true.
 *
 * Flat maps of values that never change: of pins set and notes written at once none is lost, and nobody's words are
 * merged with another's.
 */
import type * as Y from "yjs"
import { z } from "zod"
import type { ElementId } from "./schema.ts"

export const MAX_NOTE_LENGTH = 2000

const shortId = z.string().min(1).max(64)
const coordinate = z.number().min(-1e7).max(1e7)

const pinSchema = z.object({
  /** Where it was set, canvas units; where it stays when its element goes. */
  position: z.tuple([coordinate, coordinate]),
  /** The element it was set on, and where in its bounds: shares of width and height. */
  element: z.object({ id: shortId, at: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]) }).optional(),
})
export type CommentPin = z.infer<typeof pinSchema>

const noteSchema = z.object({
  commentId: shortId,
  personId: shortId,
  /** As the person was called then. */
  name: z.string().min(1).max(80),
  text: z.string().min(1).max(MAX_NOTE_LENGTH),
  writtenAtMs: z.number().min(0).max(8.64e15),
})
export type NewNote = Omit<z.infer<typeof noteSchema>, "commentId">
export type CommentNote = NewNote & { readonly id: string }

export interface Comment {
  readonly id: string
  readonly pin: CommentPin
  /** Oldest first; never empty. */
  readonly notes: readonly CommentNote[]
  readonly isResolved: boolean
}

const pinsOf = (talk: Y.Doc): Y.Map<unknown> => talk.getMap("comment-pins")
const notesOf = (talk: Y.Doc): Y.Map<unknown> => talk.getMap("comment-notes")
const resolvedOf = (talk: Y.Doc): Y.Map<unknown> => talk.getMap("comments-resolved")

/** Every comment that has words, oldest first. What another program wrote there wrongly is left out. */
export function readComments(talk: Y.Doc): Comment[] {
  const notes = new Map<string, CommentNote[]>()
  for (const [id, value] of notesOf(talk).entries()) {
    const parsed = noteSchema.safeParse(value)
    if (!parsed.success) continue
    const { commentId, ...note } = parsed.data
    notes.set(commentId, [...(notes.get(commentId) ?? []), { id, ...note }])
  }
  const comments: Comment[] = []
  for (const [id, value] of pinsOf(talk).entries()) {
    const pin = pinSchema.safeParse(value)
    const written = notes.get(id)?.sort(byAge)
    if (!pin.success || !written) continue
    comments.push({ id, pin: pin.data, notes: written, isResolved: resolvedOf(talk).get(id) === true })
  }
  return comments.sort((a, b) => byAge(a.notes[0]!, b.notes[0]!))
}

function byAge(a: CommentNote, b: CommentNote): number {
  return a.writtenAtMs - b.writtenAtMs || (a.id < b.id ? -1 : 1)
}

/** Sets a pin with its first note. Both ids must be new. */
export function addComment(
  talk: Y.Doc,
  comment: { readonly id: string; readonly pin: CommentPin; readonly noteId: string; readonly note: NewNote },
): void {
  talk.transact(() => {
    pinsOf(talk).set(comment.id, comment.pin)
    addNote(talk, { commentId: comment.id, noteId: comment.noteId, note: comment.note })
  })
}

/** Answers a comment; one that was resolved is open again. */
export function addNote(
  talk: Y.Doc,
  answer: { readonly commentId: string; readonly noteId: string; readonly note: NewNote },
): void {
  talk.transact(() => {
    notesOf(talk).set(answer.noteId, { commentId: answer.commentId, ...answer.note })
    resolvedOf(talk).delete(answer.commentId)
  })
}

/** Takes a note away; with its last note a comment goes. */
export function deleteNote(talk: Y.Doc, commentId: string, noteId: string): void {
  talk.transact(() => {
    notesOf(talk).delete(noteId)
    if (readComments(talk).some(({ id }) => id === commentId)) return
    pinsOf(talk).delete(commentId)
    resolvedOf(talk).delete(commentId)
  })
}

export function setResolved(talk: Y.Doc, commentId: string, isResolved: boolean): void {
  if (isResolved) resolvedOf(talk).set(commentId, true)
  else resolvedOf(talk).delete(commentId)
}

/** A pin on an element's bounds, or on the board alone. */
export function pinAt(
  point: { readonly x: number; readonly y: number },
  on?: { readonly id: ElementId; readonly bounds: { x: number; y: number; width: number; height: number } },
): CommentPin {
  const position: [number, number] = [point.x, point.y]
  if (!on) return { position }
  const share = (at: number, from: number, length: number) =>
    length > 0 ? Math.min(1, Math.max(0, (at - from) / length)) : 0
  const { x, y, width, height } = on.bounds
  return { position, element: { id: on.id, at: [share(point.x, x, width), share(point.y, y, height)] } }
}
