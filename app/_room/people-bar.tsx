"use client"
import { Presentation } from "lucide-react"
import { Popover } from "radix-ui"
import { useState } from "react"
import { AppError } from "../../lib/errors.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import { colourOfPerson } from "../../lib/protocol/presence.ts"
import { useObservable } from "../_document/observable.ts"
import type { OtherPresence } from "../_document/presence.ts"
import { callApi } from "../_ui/api.ts"
import { Button } from "../_ui/button.tsx"
import { saveName } from "../_ui/guest-name.ts"
import { PopoverPanel } from "../_ui/popover-panel.tsx"
import { showToast } from "../_ui/toasts.tsx"
import { Avatar } from "./avatar.tsx"
import type { Following } from "./following.ts"

const SHOWN = 4

/** Who is here: oneself first, then the others; the list names everyone and what they are doing, and one is followed from there. */
export function PeopleBar(props: {
  info: RoomInfo
  others: readonly OtherPresence[]
  onChanged: () => void
  following: Following | undefined
}) {
  const { info, following } = props
  // One person with two tabs is one person.
  const others = [
    ...new Map(props.others.map((other) => [other.person?.personId ?? String(other.clientId), other])).values(),
  ].filter((other) => other.person?.personId !== info.personId)
  const rest = others.length + 1 - SHOWN
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button
          type="button"
          className="panel flex h-[38px] items-center px-1.5"
          aria-label={others.length === 0 ? "Only you are here" : `${others.length + 1} people here`}
        >
          <span className="flex -space-x-1.5">
            <Avatar name={info.name} colour={colourOfPerson(info.personId)} />
            {others.slice(0, rest > 0 ? SHOWN - 2 : SHOWN - 1).map((other) => (
              <Avatar key={other.clientId} name={other.name} colour={other.colour} />
            ))}
            {rest > 0 && (
              <span
                aria-hidden="true"
                data-more={`+${rest + 1}`}
                className="inline-flex size-7 items-center justify-center rounded-full border-2 border-panel bg-soft text-[11px] font-semibold text-panel before:content-[attr(data-more)]"
              />
            )}
          </span>
        </button>
      </Popover.Trigger>
      <PopoverPanel label="People here" align="end" className="w-72 p-3">
        <OwnName info={info} onChanged={props.onChanged} />
        <ul className="mt-2 flex max-h-80 flex-col overflow-auto">
          {others.map((other) => (
            <li key={other.clientId}>
              <button
                type="button"
                title={`Follow ${other.name}`}
                onClick={() => following?.follow(other.clientId)}
                className="flex w-full items-center gap-2.5 rounded-lg p-1.5 text-left hover:bg-hover"
              >
                <Avatar name={other.name} colour={other.colour} />
                <span className="min-w-0 flex-1 truncate">{other.name}</span>
                <span className="text-[12px] text-soft">{wordsFor(other)}</span>
              </button>
            </li>
          ))}
        </ul>
        {info.role === "host" && following && others.length > 0 && <Present following={following} />}
        {others.length === 0 && <p className="p-1.5 text-soft">Nobody else is here yet. Send somebody the link.</p>}
      </PopoverPanel>
    </Popover.Root>
  )
}

function Present({ following }: { following: Following }) {
  const isPresenting = useObservable(following.isPresenting)
  return (
    <Button className="mt-2 w-full" aria-pressed={isPresenting} onClick={() => following.present(!isPresenting)}>
      <Presentation size={15} /> {isPresenting ? "Stop presenting" : "Present: everybody follows me"}
    </Button>
  )
}

function wordsFor(other: OtherPresence): string {
  switch (other.activity) {
    case "drawing":
      return "drawing"
    case "typing":
      return "writing"
    case "prompting":
      return "prompting"
    default:
      return other.person?.role === "viewer" ? "viewer" : ""
  }
}

function OwnName({ info, onChanged }: { info: RoomInfo; onChanged: () => void }) {
  const [name, setName] = useState(info.name)
  const trimmed = name.trim()
  const save = async () => {
    if (!trimmed || trimmed === info.name) return
    try {
      await callApi(`/rooms/${info.roomId}/me`, { method: "PATCH", body: { name: trimmed } })
      saveName(trimmed)
      onChanged()
    } catch (error) {
      showToast(error instanceof AppError ? error.message : "The name could not be changed.", "bad")
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      className="flex items-center gap-2"
    >
      <Avatar name={trimmed || info.name} colour={colourOfPerson(info.personId)} />
      <input
        aria-label="Your name"
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.target.value)}
        className="h-9 min-w-0 flex-1 rounded-lg border border-line bg-paper px-2.5"
      />
      <Button type="submit" disabled={!trimmed || trimmed === info.name}>
        Save
      </Button>
    </form>
  )
}
