"use client"
/** Comments on the board: pins over everything that is drawn, each with what people wrote there. */
import { Check } from "lucide-react"
import { Popover } from "radix-ui"
import { type ReactNode, useEffect, useState } from "react"
import {
  addComment,
  addNote,
  type Comment,
  type CommentNote,
  type CommentPin,
  deleteNote,
  type NewNote,
  pinAt,
  readComments,
  setResolved,
} from "../../lib/document/comments.ts"
import { boxOf } from "../../lib/document/schema.ts"
import { boundsOfRotated, type ScreenPoint, toScreen } from "../../lib/geometry/geometry.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import { colourOfPerson } from "../../lib/protocol/presence.ts"
import { mayWrite } from "../../lib/protocol/roles.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { newId } from "../_document/new-id.ts"
import { useObservable } from "../_document/observable.ts"
import { useDocument } from "../_document/use-document.ts"
import { Button } from "../_ui/button.tsx"
import { PopoverPanel } from "../_ui/popover-panel.tsx"
import { Avatar } from "./avatar.tsx"
import { focusWriting, hasUnsentWords, Thread, Writing } from "./comment-thread.tsx"
import { useScreenBox } from "./prompt-place.tsx"
import type { RoomSession } from "./room-session.ts"

interface CommentLayerProps {
  readonly info: RoomInfo
  readonly session: RoomSession
  readonly canvas: CanvasController
}

export function CommentLayer({ info, session, canvas }: CommentLayerProps) {
  const { talk } = session.documents
  const comments = useDocument(talk, readComments)
  const [openId, setOpenId] = useState<string | undefined>(undefined)
  const [draft, setDraft] = useState<CommentPin | undefined>(undefined)
  const [showsResolved, setShowsResolved] = useState(false)
  const mayComment = mayWrite(info.role, "talk")

  useEffect(() => {
    canvas.placeComment.set(
      mayComment
        ? ({ point, elementId }) => {
            const element = elementId === undefined ? undefined : canvas.element(elementId)
            const on = element && { id: element.id, bounds: boundsOfRotated(boxOf(element), element.rotation) }
            setOpenId(undefined)
            setDraft(pinAt(point, on))
          }
        : undefined,
    )
    return () => canvas.placeComment.set(undefined)
  }, [canvas, mayComment])

  const noteOf = (text: string): NewNote => ({
    personId: info.personId,
    name: info.name.slice(0, 80) || "Guest",
    text,
    writtenAtMs: Date.now(),
  })
  const shown = comments.filter((comment) => !comment.isResolved || showsResolved || comment.id === openId)
  const resolvedCount = comments.filter((comment) => comment.isResolved).length

  return (
    <section aria-label="Comments" className="pointer-events-none absolute inset-0 overflow-hidden">
      {shown.map((comment) => (
        <PlacedPin
          key={comment.id}
          canvas={canvas}
          pin={comment.pin}
          open={openId === comment.id}
          onOpenChange={(open) => setOpenId(open ? comment.id : undefined)}
          label={describe(comment)}
          face={<Face note={comment.notes[0]!} count={comment.notes.length} dim={comment.isResolved} />}
        >
          <Thread
            comment={comment}
            info={info}
            mayComment={mayComment}
            onAnswer={(text) => addNote(talk, { commentId: comment.id, noteId: newId(), note: noteOf(text) })}
            onDelete={(note) => deleteNote(talk, comment.id, note.id)}
            onResolve={(isResolved) => {
              setResolved(talk, comment.id, isResolved)
              if (isResolved) setOpenId(undefined)
            }}
          />
        </PlacedPin>
      ))}
      {draft && (
        <PlacedPin
          key={`${draft.position}`}
          canvas={canvas}
          pin={draft}
          open
          onOpenChange={(open) => {
            if (open) return
            setDraft(undefined)
            canvas.focus()
          }}
          label="New comment"
          face={<Avatar name={info.name} colour={colourOfPerson(info.personId)} size={24} />}
        >
          <Writing
            label="New comment"
            placeholder="Say something about this…"
            onSend={(text) => {
              addComment(talk, { id: newId(), pin: draft, noteId: newId(), note: noteOf(text) })
              setDraft(undefined)
              canvas.focus()
            }}
          />
        </PlacedPin>
      )}
      {resolvedCount > 0 && (
        <Button
          look="chip"
          aria-pressed={showsResolved}
          onClick={() => setShowsResolved(!showsResolved)}
          className="pointer-events-auto absolute right-4 bottom-14 bg-panel max-sm:hidden"
        >
          <Check size={12} /> {showsResolved ? "hide" : "show"} {resolvedCount} resolved
        </Button>
      )}
    </section>
  )
}

function describe({ notes, isResolved }: Comment): string {
  const [first] = notes
  const answers = notes.length === 1 ? "" : `, ${notes.length - 1} ${notes.length === 2 ? "answer" : "answers"}`
  return `Comment by ${first!.name}: ${first!.text.slice(0, 80)}${answers}${isResolved ? ", resolved" : ""}`
}

/** A pin where it belongs on screen, and what it opens. Beyond the window there is none. */
function PlacedPin(props: {
  readonly canvas: CanvasController
  readonly pin: CommentPin
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly label: string
  readonly face: ReactNode
  readonly children: ReactNode
}) {
  const place = usePlace(props.canvas, props.pin)
  const isSeen = place.x > -8 && place.y > -8 && place.x < window.innerWidth + 8 && place.y < window.innerHeight + 40
  if (!isSeen && !props.open) return null
  return (
    <Popover.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Popover.Trigger asChild>
        <button
          type="button"
          aria-label={props.label}
          title={props.label}
          // The corner that points is where the pin was set.
          style={{ left: place.x, top: place.y }}
          className={`panel pointer-events-auto absolute flex size-[34px] -translate-y-full items-center justify-center rounded-full rounded-bl-[4px] ${props.open ? "ring-2 ring-accent" : ""}`}
        >
          {props.face}
        </button>
      </Popover.Trigger>
      <PopoverPanel
        label={props.label}
        // On a phone there is no room beside it.
        side={window.innerWidth < 640 ? "bottom" : "right"}
        align="start"
        className="flex max-h-[min(420px,70dvh)] w-72 flex-col p-3"
        onOpenAutoFocus={(event) => {
          // Who opens it wants to read, or to write: not the button that stands first.
          if (focusWriting(event.currentTarget as HTMLElement)) event.preventDefault()
        }}
        // The board's keys are not meant while somebody writes.
        onKeyDown={(event) => event.stopPropagation()}
        onInteractOutside={(event) => {
          // A press beside it must not take away what is written and not sent.
          if (event.target instanceof Element && hasUnsentWords()) event.preventDefault()
        }}
      >
        {props.children}
      </PopoverPanel>
    </Popover.Root>
  )
}

/** Where a pin is, CSS pixels of the window: on its element while that is there, else where it was set. */
function usePlace(canvas: CanvasController, { position, element }: CommentPin): ScreenPoint {
  const camera = useObservable(canvas.camera)
  const box = useScreenBox(canvas, element?.id)
  if (!element || !box) return toScreen(camera, { x: position[0], y: position[1] })
  return { x: box.x + element.at[0] * box.width, y: box.y + element.at[1] * box.height }
}

function Face({ note, count, dim }: { note: CommentNote; count: number; dim: boolean }) {
  return (
    <>
      <Avatar name={note.name} colour={colourOfPerson(note.personId)} size={24} dim={dim} />
      {count > 1 && (
        <span
          aria-hidden="true"
          data-count={count}
          className="absolute -top-1 -right-1 inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[10px] font-semibold text-on-accent tabular-nums before:content-[attr(data-count)]"
        />
      )}
    </>
  )
}
