"use client"
import { Check, Copy } from "lucide-react"
import { useEffect, useState } from "react"
import { AppError } from "../../lib/errors.ts"
import type { PersonInfo, RoomInfo } from "../../lib/protocol/messages.ts"
import { colourOfPerson } from "../../lib/protocol/presence.ts"
import { ROLES, type Role } from "../../lib/protocol/roles.ts"
import { callApi } from "../_ui/api.ts"
import { Button } from "../_ui/button.tsx"
import { Dialog } from "../_ui/dialog.tsx"
import { showToast } from "../_ui/toasts.tsx"
import { Avatar } from "./avatar.tsx"

const LINK_ROLES = ["editor", "commenter", "viewer"] as const
const WORDS: Record<Role, { name: string; can: string }> = {
  host: { name: "Host", can: "everything, and decides who may what" },
  editor: { name: "Editor", can: "draws, writes and generates" },
  commenter: { name: "Commenter", can: "looks and comments" },
  viewer: { name: "Viewer", can: "looks" },
}

/** Links by role, and the people with theirs. The host hands out links of every role; others pass on their own. */
export function ShareDialog(props: {
  open: boolean
  onOpenChange: (open: boolean) => void
  info: RoomInfo
  onChanged: () => void
}) {
  const { info, open, onChanged } = props
  const links = info.links
  // Who is online is asked for when somebody looks, not kept.
  useEffect(() => {
    if (open) onChanged()
  }, [open, onChanged])
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="Share this room"
      wide
      description="Whoever has a link comes in at once, without an account."
    >
      {links ? (
        <ul className="mb-4 flex flex-col gap-2">
          {LINK_ROLES.map((role) => (
            <LinkRow key={role} role={role} link={new URL(links[role], location.href).href} />
          ))}
        </ul>
      ) : (
        <div className="mb-4">
          <LinkRow role={info.role} link={location.href} />
          <p className="mt-2 text-[12px] text-soft">The host hands out links of other kinds.</p>
        </div>
      )}
      <h3 className="mb-2 font-semibold">People</h3>
      <ul className="flex max-h-64 flex-col gap-1 overflow-auto">
        {info.people.map((person) => (
          <PersonRow key={person.personId} person={person} info={info} onChanged={props.onChanged} />
        ))}
      </ul>
    </Dialog>
  )
}

function LinkRow({ role, link }: { role: Role; link: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link)
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    } catch {
      // Without permission (plain http on a network) the link is selected in its field instead.
      showToast("Copying is not allowed here: select the link and copy it.")
    }
  }
  return (
    <li className="flex list-none items-center gap-3 rounded-lg border border-line p-2 pl-3">
      <div className="w-44 shrink-0 max-sm:w-24">
        <div className="font-medium">{WORDS[role].name}</div>
        <div className="text-[12px] text-soft">{WORDS[role].can}</div>
      </div>
      <input
        readOnly
        aria-label={`Link for a ${role}`}
        value={link}
        onFocus={(event) => event.target.select()}
        className="h-9 min-w-0 flex-1 truncate rounded-lg border border-line bg-paper px-2 text-[12px] text-soft"
      />
      <Button onClick={() => void copy()} aria-label={`Copy the link for a ${role}`}>
        {copied ? <Check size={15} className="text-good" /> : <Copy size={15} />}
        {copied ? "Copied" : "Copy"}
      </Button>
    </li>
  )
}

function PersonRow({ person, info, onChanged }: { person: PersonInfo; info: RoomInfo; onChanged: () => void }) {
  const self = person.personId === info.personId
  const change = async (body: { role?: Role; removed?: true }) => {
    try {
      await callApi(`/rooms/${info.roomId}/people/${person.personId}`, { method: "PATCH", body })
      onChanged()
    } catch (error) {
      showToast(error instanceof AppError ? error.message : "That did not work.", "bad")
    }
  }
  return (
    <li className="flex items-center gap-2.5 py-1">
      <Avatar name={person.name} colour={colourOfPerson(person.personId)} dim={!person.online} />
      <span className="min-w-0 flex-1 truncate">
        {person.name} {self && <span className="text-soft">(you)</span>}
      </span>
      {info.role === "host" && !self ? (
        <>
          <select
            aria-label={`Role of ${person.name}`}
            value={person.role}
            onChange={(event) => void change({ role: event.target.value as Role })}
            className="h-8 rounded-lg border border-line bg-panel px-1.5"
          >
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {WORDS[role].name}
              </option>
            ))}
          </select>
          <Button look="chip" onClick={() => void change({ removed: true })}>
            Remove
          </Button>
        </>
      ) : (
        <span className="text-soft">{WORDS[person.role].name}</span>
      )}
    </li>
  )
}
