"use client"
import { CircleHelp, Home, Menu, Moon, Sun } from "lucide-react"
import { DropdownMenu } from "radix-ui"
import { useEffect, useState } from "react"
import { AppError } from "../../lib/errors.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import type { ConnectionStatus } from "../_document/room-documents.ts"
import { callApi } from "../_ui/api.ts"
import { Mark } from "../_ui/mark.tsx"
import { setTheme, useTheme } from "../_ui/theme.ts"
import { showToast } from "../_ui/toasts.tsx"

/** The room's name, whether everything is saved, and the menu. */
export function RoomTitle(props: {
  info: RoomInfo
  status: ConnectionStatus
  saved: boolean
  onChanged: () => void
  onHelp: () => void
}) {
  const theme = useTheme()
  const { info } = props
  const [title, setTitle] = useState(info.title)
  useEffect(() => setTitle(info.title), [info.title])

  const save = async () => {
    const next = title.trim()
    if (!next || next === info.title) return setTitle(info.title)
    try {
      await callApi(`/rooms/${info.roomId}`, { method: "PATCH", body: { title: next } })
      props.onChanged()
    } catch (error) {
      setTitle(info.title)
      showToast(error instanceof AppError ? error.message : "The title could not be changed.", "bad")
    }
  }

  return (
    <div className="panel flex h-[38px] items-center gap-2 pr-3 pl-1.5">
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <button
            type="button"
            aria-label="Menu"
            className="inline-flex h-7 items-center gap-1 rounded-lg px-1 hover:bg-hover aria-expanded:bg-hover"
          >
            <Mark /> <Menu size={13} className="text-soft" />
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content sideOffset={8} align="start" className="panel z-50 min-w-48 animate-rise p-1">
            <Item onSelect={() => setTheme(theme === "dark" ? "light" : "dark")}>
              {theme === "dark" ? <Sun size={15} /> : <Moon size={15} />} {theme === "dark" ? "Light" : "Dark"}
            </Item>
            <Item onSelect={props.onHelp}>
              <CircleHelp size={15} /> Keys and help
            </Item>
            <DropdownMenu.Separator className="my-1 h-px bg-line" />
            <DropdownMenu.Item asChild>
              <a
                href="/"
                className="flex items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none data-highlighted:bg-hover"
              >
                <Home size={15} /> All rooms
              </a>
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {info.role === "host" ? (
        <input
          aria-label="Title of the room"
          value={title}
          maxLength={120}
          onChange={(event) => setTitle(event.target.value)}
          onBlur={() => void save()}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key === "Enter") event.currentTarget.blur()
          }}
          className="field-sizing-content max-w-60 min-w-10 truncate rounded-md bg-transparent px-1 font-semibold outline-offset-0"
        />
      ) : (
        <h1 className="max-w-60 truncate px-1 font-semibold">{info.title}</h1>
      )}
      <SavedBadge status={props.status} saved={props.saved} />
    </div>
  )
}

function Item({ children, onSelect }: { children: React.ReactNode; onSelect: () => void }) {
  return (
    <DropdownMenu.Item
      onSelect={onSelect}
      className="flex items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none data-highlighted:bg-hover"
    >
      {children}
    </DropdownMenu.Item>
  )
}

/** “Saved” only when the server's log holds every change; it never guesses. */
function SavedBadge({ status, saved }: { status: ConnectionStatus; saved: boolean }) {
  const [text, tone] =
    status.state === "offline"
      ? ["Offline, your changes are kept here", "text-accent"]
      : status.state === "connecting"
        ? ["Connecting…", "text-soft"]
        : status.state === "denied"
          ? ["Disconnected", "text-bad"]
          : saved
            ? ["Saved", "text-good"]
            : ["Saving…", "text-soft"]
  return (
    <span role="status" className={`text-[12px] whitespace-nowrap ${tone}`}>
      {text}
    </span>
  )
}
