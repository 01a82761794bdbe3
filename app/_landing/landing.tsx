"use client"
import { ArrowRight, X } from "lucide-react"
import Link from "next/link"
import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"
import { AppError } from "../../lib/errors.ts"
import type { RoomLinks } from "../../lib/protocol/messages.ts"
import { callApi } from "../_ui/api.ts"
import { guestName } from "../_ui/guest-name.ts"
import { Mark } from "../_ui/mark.tsx"
import { forgetRoom, type RecentRoom, readRecentRooms } from "../_ui/recent-rooms.ts"
import { Board } from "./board.tsx"

/** The first glance: what it is, shown, and one button. */
export function Landing() {
  const router = useRouter()
  const [title, setTitle] = useState("")
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | undefined>(undefined)

  const makeRoom = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      const body = title.trim() ? { title: title.trim() } : {}
      const room = await callApi<{ roomId: string; links: RoomLinks }>("/rooms", { method: "POST", body })
      // A host without a name is nobody to talk to; the room works without it, so a failure here does not matter.
      await callApi(`/rooms/${room.roomId}/me`, { method: "PATCH", body: { name: guestName() } }).catch(() => undefined)
      router.push(`/room/${room.roomId}`)
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : "The room could not be made.")
      setBusy(false)
    }
  }

  return (
    <main className="relative flex min-h-dvh flex-col overflow-hidden">
      <header className="flex items-center gap-2.5 px-6 py-5 sm:px-10">
        <Mark size={26} />
        <span className="text-[16px] font-semibold tracking-tight">Emulsion</span>
      </header>
      <div className="mx-auto grid w-full max-w-[1280px] flex-1 grid-cols-[minmax(0,1fr)] items-center gap-10 px-6 pb-12 sm:px-10 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
        <section className="max-w-xl">
          <h1 className="text-[40px] leading-[1.08] font-semibold tracking-[-0.022em] sm:text-[52px]">
            Pictures develop
            <br />
            where you draw together.
          </h1>
          <p className="mt-5 text-[16px] leading-relaxed text-soft">
            One board for all of you. Draw, write, and prompt on it, and watch a diffusion model paint into it: every
            step, for everyone, at the same place.
          </p>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void makeRoom()
            }}
            className="panel mt-8 flex max-w-md items-center gap-2 p-1.5"
          >
            <input
              aria-label="Name of the room"
              placeholder="Name it, or leave it open"
              value={title}
              maxLength={120}
              onChange={(event) => setTitle(event.target.value)}
              className="h-10 min-w-0 flex-1 bg-transparent px-2.5 text-[14px] outline-none placeholder:text-soft"
            />
            <button
              type="submit"
              disabled={busy}
              className="inline-flex h-10 items-center gap-2 rounded-[9px] bg-accent px-4 text-[14px] font-medium whitespace-nowrap text-on-accent transition hover:brightness-95 disabled:opacity-60"
            >
              {busy ? "Opening…" : "Make a room"} <ArrowRight size={16} />
            </button>
          </form>
          {problem && (
            <p role="alert" className="mt-3 text-bad">
              {problem}
            </p>
          )}
          <p className="mt-3 text-soft">No account. Send the link, and they are in.</p>
          <RecentRooms />
        </section>
        <Board />
      </div>
    </main>
  )
}

function RecentRooms() {
  const [rooms, setRooms] = useState<RecentRoom[]>([])
  useEffect(() => setRooms(readRecentRooms()), [])
  if (rooms.length === 0) return null
  return (
    <section aria-label="Recent rooms" className="mt-10">
      <h2 className="mb-1 font-medium text-soft">Recent rooms</h2>
      <ul className="-mx-2.5 max-w-md">
        {rooms.slice(0, 5).map((room) => (
          <li key={room.roomId} className="group flex items-center rounded-lg hover:bg-hover">
            <Link
              href={`/room/${room.roomId}`}
              className="flex min-w-0 flex-1 items-baseline gap-3 rounded-lg px-2.5 py-1.5"
            >
              <span className="truncate text-[14px] font-medium">{room.title}</span>
              <span className="shrink-0 text-soft">{since(room.visitedAtMs)}</span>
            </Link>
            <button
              type="button"
              aria-label={`Take ${room.title} off this list`}
              className="mr-1 inline-flex size-7 items-center justify-center rounded-md text-soft opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
              onClick={() => {
                forgetRoom(room.roomId)
                setRooms(readRecentRooms())
              }}
            >
              <X size={14} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function since(atMs: number): string {
  const days = Math.floor((Date.now() - atMs) / 86_400_000)
  if (days === 0) return "today"
  if (days === 1) return "yesterday"
  return new Date(atMs).toLocaleDateString(undefined, { day: "numeric", month: "short" })
}
