"use client"
/** What people wrote at one pin, and where one answers. */
import { Check, RotateCcw, Send, Trash2 } from "lucide-react"
import { type KeyboardEvent, useState } from "react"
import { type Comment, type CommentNote, MAX_NOTE_LENGTH } from "../../lib/document/comments.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import { colourOfPerson } from "../../lib/protocol/presence.ts"
import { IconButton } from "../_ui/button.tsx"
import { Avatar } from "./avatar.tsx"

/** Marks the field that a press beside the panel must not take words from. */
const FIELD = "textarea[data-comment]"

export const hasUnsentWords = () =>
  [...document.querySelectorAll<HTMLTextAreaElement>(FIELD)].some((field) => field.value.trim())

/** Puts the caret where one writes; false where nothing can be written. */
export function focusWriting(panel: HTMLElement): boolean {
  const field = panel.querySelector<HTMLElement>(FIELD)
  field?.focus()
  return field !== null
}

export function Thread(props: {
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
export function Writing(props: {
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
