"use client"
/** Variations of one picture under it: everybody watches them develop and votes; one of them goes on the board. */
import { Check, ThumbsUp, X } from "lucide-react"
import { type KeyboardEvent, useEffect, useRef, useState } from "react"
import { readVotes, setVote } from "../../lib/document/votes.ts"
import type { Box } from "../../lib/geometry/geometry.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import type { Strip } from "../../lib/job/strips.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import { mayGenerate, mayWrite } from "../../lib/protocol/roles.ts"
import { useDocument } from "../_document/use-document.ts"
import { GenerationImage, stateWords, useGeneration } from "../_generation/generation-image.tsx"
import { Button, IconButton } from "../_ui/button.tsx"
import { placeStrip } from "./place-strip.ts"
import type { RoomSession } from "./room-session.ts"

/** What the panel of the selected picture takes at the right. */
const PANEL_PX = 300

export function VariationStrip(props: {
  readonly info: RoomInfo
  readonly session: RoomSession
  readonly strip: Strip
  /** The varied picture in the window, where it stands on the board. */
  readonly anchor: Box | undefined
  readonly panelOpen: boolean
  readonly onChoose: (variation: GenerationRecord) => void
  readonly onClose: () => void
}) {
  const { info, session, strip } = props
  const { variations } = strip
  const [at, setAt] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const votes = useDocument(session.documents.talk, readVotes)
  const active = variations[Math.min(at, variations.length - 1)]!
  const canChoose = mayGenerate(info.role) && active.state === "done"

  const focusAt = (index: number) => {
    const next = (index + variations.length) % variations.length
    setAt(next)
    list.current?.querySelectorAll<HTMLButtonElement>("[data-variation]")[next]?.focus()
  }
  // Whoever asked for it goes on with the keys; the others are not torn from what they do.
  const isMine = strip.authorId === info.personId
  useEffect(() => {
    if (isMine) list.current?.querySelector<HTMLButtonElement>("[data-variation]")?.focus()
  }, [isMine])

  const onKeyDown = (event: KeyboardEvent) => {
    const isThumb = (event.target as HTMLElement).hasAttribute("data-variation")
    if (event.key === "ArrowRight" || event.key === "ArrowDown") focusAt(at + 1)
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") focusAt(at - 1)
    else if (event.key === "Home") focusAt(0)
    else if (event.key === "End") focusAt(variations.length - 1)
    else if (event.key === "Escape") props.onClose()
    else if (event.key === "Enter" && isThumb) {
      if (canChoose) props.onChoose(active)
    } else return
    event.preventDefault()
    // The board's keys are not meant.
    event.stopPropagation()
  }

  return (
    <section
      aria-label="Variations"
      className="panel pointer-events-auto absolute z-20 animate-rise p-3"
      style={placeStrip(props.anchor, {
        widthPx: window.innerWidth,
        heightPx: window.innerHeight,
        rightPx: props.panelOpen && window.innerWidth >= 900 ? PANEL_PX : 0,
      })}
      onKeyDown={onKeyDown}
    >
      <h2 className="mb-2 flex items-center justify-between gap-2">
        <span className="truncate font-semibold">
          Variations <span className="font-normal text-soft">by {strip.authorName}</span>
        </span>
        <IconButton label="Close" className="size-7" onClick={props.onClose}>
          <X size={15} />
        </IconButton>
      </h2>
      <ul ref={list} className="grid grid-cols-4 gap-2">
        {variations.map((variation, index) => (
          <Variation
            key={variation.id}
            session={session}
            generationId={variation.id}
            name={`Variation ${index + 1}`}
            isActive={variation.id === active.id}
            voters={[...(votes.get(variation.id) ?? [])]}
            info={info}
            onActivate={() => setAt(index)}
            onChoose={() => {
              if (mayGenerate(info.role) && variation.state === "done") props.onChoose(variation)
            }}
          />
        ))}
      </ul>
      <div className="mt-2 flex items-center justify-between gap-2 text-[12px] text-soft">
        <span className="truncate">
          <kbd className="font-sans">← →</kbd> browse{mayGenerate(info.role) && ", Enter chooses"}, Esc closes
        </span>
        {mayGenerate(info.role) && (
          <Button look="accent" className="h-8" disabled={!canChoose} onClick={() => props.onChoose(active)}>
            <Check size={14} /> Choose
          </Button>
        )}
      </div>
    </section>
  )
}

function Variation(props: {
  readonly session: RoomSession
  readonly info: RoomInfo
  readonly generationId: string
  readonly name: string
  readonly isActive: boolean
  readonly voters: readonly string[]
  readonly onActivate: () => void
  readonly onChoose: () => void
}) {
  const { session, info, generationId, voters } = props
  const view = useGeneration(session.generations, generationId)
  const words = stateWords(view)
  const isGiven = voters.includes(info.personId)
  const names = voters.map((id) => info.people.find((person) => person.personId === id)?.name ?? "somebody who left")
  const label = `${voters.length} ${voters.length === 1 ? "vote" : "votes"} for ${props.name.toLowerCase()}`
  return (
    <li className="min-w-0">
      <button
        type="button"
        data-variation
        tabIndex={props.isActive ? 0 : -1}
        aria-label={`${props.name}${words && `, ${words}`}`}
        aria-current={props.isActive}
        onClick={props.onActivate}
        onDoubleClick={props.onChoose}
        onFocus={props.onActivate}
        className={`relative block w-full overflow-hidden rounded-lg border bg-hover ${
          props.isActive ? "border-accent ring-2 ring-accent" : "border-line"
        }`}
      >
        <GenerationImage store={session.generations} assetUrl={session.assetUrl} generationId={generationId} />
        {words && (
          <span className="absolute inset-x-1 bottom-1 truncate rounded-full bg-black/65 px-2 py-0.5 text-[11px] text-white tabular-nums">
            {words}
          </span>
        )}
      </button>
      <button
        type="button"
        aria-label={label}
        aria-pressed={isGiven}
        title={names.join(", ") || "Nobody has voted for it yet"}
        disabled={!mayWrite(info.role, "talk")}
        onClick={() =>
          setVote(session.documents.talk, { variantId: generationId, personId: info.personId, isGiven: !isGiven })
        }
        className={`mt-1 flex h-7 w-full items-center justify-center gap-1 rounded-md border text-[12px] tabular-nums enabled:hover:bg-hover pointer-coarse:h-11 ${
          isGiven ? "border-accent text-accent" : "border-line text-soft"
        }`}
      >
        <ThumbsUp size={13} /> {voters.length}
      </button>
    </li>
  )
}
