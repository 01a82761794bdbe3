"use client"
/** Comments on the board: pins over everything that is drawn, each with what people wrote there. */
import { Check, RotateCcw, Send, Trash2 } from "lucide-react"
import { Popover } from "radix-ui"
import { type KeyboardEvent, type ReactNode, useEffect, useState } from "react"
import {
  addComment,
  addNote,
  type Comment,
  type CommentNote,
  type CommentPin,
  deleteNote,
  MAX_NOTE_LENGTH,
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
import { Button, IconButton } from "../_ui/button.tsx"
import { PopoverPanel } from "../_ui/popover-panel.tsx"
import { Avatar } from "./avatar.tsx"
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
          const field = (event.currentTarget as HTMLElement).querySelector<HTMLElement>("textarea[data-comment]")
          if (!field) return
          event.preventDefault()
          field.focus()
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

const hasUnsentWords = () =>
  [...document.querySelectorAll<HTMLTextAreaElement>("textarea[data-comment]")].some((field) => field.value.trim())

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

function Thread(props: {
  readonly comment: Comment
  readonly info: RoomInfo
  readonly mayComment: boolean
  readonly onAnswer: (text: string) => void
  readonly onDelete: (note: CommentNote) => void
  readonly onResolve: (isResolved: boolean) => void
}) {
  const { comment, info } = props
  const { isResolved } = comment
  return (
    <>
      <div className="mb-1 flex items-center justify-between">
        <span className="font-semibold">{isResolved ? "Resolved" : "Comment"}</span>
        {props.mayComment && (
          <IconButton
            label={isResolved ? "Open again" : "Resolve"}
            className="size-7"
            onClick={() => props.onResolve(!isResolved)}
          >
            {isResolved ? <RotateCcw size={15} /> : <Check size={15} />}
          </IconButton>
        )}
      </div>
      <ul className="-mx-1 flex flex-col gap-2.5 overflow-y-auto px-1 pb-1">
        {comment.notes.map((note) => (
          <li key={note.id} className="group">
            <div className="flex items-center gap-2">
              <Avatar name={note.name} colour={colourOfPerson(note.personId)} size={22} />
              <span className="min-w-0 flex-1 truncate font-medium">{note.name}</span>
              <time dateTime={new Date(note.writtenAtMs).toISOString()} className="text-[12px] text-soft">
                {timeOf(note.writtenAtMs)}
              </time>
              {props.mayComment && (note.personId === info.personId || info.role === "host") && (
                <button
                  type="button"
                  aria-label="Delete this note"
                  title="Delete this note"
                  onClick={() => props.onDelete(note)}
                  className="inline-flex size-6 items-center justify-center rounded-md text-soft opacity-0 group-hover:opacity-100 hover:bg-hover hover:text-bad focus-visible:opacity-100 pointer-coarse:opacity-100"
                >
                  <Trash2 size={13} />
                </button>
              )}
            </div>
            <p className="mt-0.5 pl-[30px] break-words whitespace-pre-wrap">{note.text}</p>
          </li>
        ))}
      </ul>
      {props.mayComment && <Writing label="Answer" placeholder="Answer…" onSend={props.onAnswer} />}
    </>
  )
}

/** Today the hour, else the day. */
function timeOf(ms: number): string {
  const at = new Date(ms)
  return at.toDateString() === new Date().toDateString()
    ? at.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })
    : at.toLocaleDateString(undefined, { day: "numeric", month: "short" })
}

/** Enter sends, Shift Enter is a new line. */
function Writing(props: {
  readonly label: string
  readonly placeholder: string
  readonly onSend: (text: string) => void
}) {
  const [text, setText] = useState("")
  const words = text.trim()
  const send = () => {
    if (words === "") return
    props.onSend(words)
    setText("")
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <div className="mt-2 flex items-end gap-1.5">
      <textarea
        data-comment
        aria-label={props.label}
        placeholder={props.placeholder}
        value={text}
        maxLength={MAX_NOTE_LENGTH}
        rows={Math.min(6, Math.max(1, text.split("\n").length))}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="min-h-9 min-w-0 flex-1 resize-none rounded-lg border border-line bg-paper px-2.5 py-1.5"
      />
      <IconButton label="Send" shortcut="Enter" disabled={words === ""} onClick={send}>
        <Send size={15} />
      </IconButton>
    </div>
  )
}
