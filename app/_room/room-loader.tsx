"use client"
import dynamic from "next/dynamic"
import Link from "next/link"
import { useCallback, useEffect, useState } from "react"
import { AppError } from "../../lib/errors.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import { callApi } from "../_ui/api.ts"
import { Button } from "../_ui/button.tsx"
import { guestName } from "../_ui/guest-name.ts"
import { Mark } from "../_ui/mark.tsx"
import { forgetRoom, rememberRoom } from "../_ui/recent-rooms.ts"

// The documents live in browsers alone: rendered on the server, Yjs would be there twice and check itself wrongly.
const Room = dynamic(() => import("./room.tsx").then((module) => module.Room), { ssr: false })

type Loaded =
  | { state: "loading" }
  | { state: "in"; info: RoomInfo }
  | { state: "out"; message: string; canRetry: boolean }

/** Joins by the link's secret (in the fragment, so it never reaches a log), then shows the room. */
export function RoomLoader({ roomId }: { roomId: string }) {
  const [loaded, setLoaded] = useState<Loaded>({ state: "loading" })

  const load = useCallback(async () => {
    setLoaded((before) => (before.state === "in" ? before : { state: "loading" }))
    try {
      const info = await joinRoom(roomId)
      setLoaded({ state: "in", info })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code === "room/not-found") forgetRoom(roomId)
      setLoaded({
        state: "out",
        message:
          error.code === "room/not-found" || error.code === "session/missing"
            ? "This room does not exist, or you need the whole link to come in: ask whoever sent it for the link from “Share”."
            : error.message,
        canRetry: error.code !== "room/not-found" && error.code !== "session/missing",
      })
    }
  }, [roomId])

  useEffect(() => {
    void load()
    // Another link to the same room (pasted over this one) may carry another role.
    const onHash = () => void load()
    window.addEventListener("hashchange", onHash)
    return () => window.removeEventListener("hashchange", onHash)
  }, [load])

  const refresh = useCallback(async () => {
    try {
      const info = await callApi<RoomInfo>(`/rooms/${roomId}`)
      rememberRoom({ roomId, title: info.title, visitedAtMs: Date.now() })
      setLoaded({ state: "in", info })
    } catch (error) {
      if (error instanceof AppError && error.code === "room/not-found") {
        setLoaded({ state: "out", message: "You are not in this room any more.", canRetry: false })
      }
    }
  }, [roomId])

  const leave = useCallback((message: string) => setLoaded({ state: "out", message, canRetry: true }), [])

  switch (loaded.state) {
    case "loading":
      return (
        <main className="flex h-dvh items-center justify-center text-soft" aria-busy="true">
          <span className="flex items-center gap-3">
            <Mark /> Opening the room…
          </span>
        </main>
      )
    case "out":
      return (
        <main className="flex h-dvh flex-col items-center justify-center gap-4 p-8 text-center">
          <Mark size={40} />
          <h1 className="text-xl font-semibold">You can’t come in here</h1>
          <p className="max-w-md text-soft">{loaded.message}</p>
          <div className="flex gap-2">
            {loaded.canRetry && <Button onClick={() => void load()}>Try again</Button>}
            <Link
              href="/"
              className="inline-flex h-9 items-center rounded-lg bg-accent px-4 font-medium text-on-accent"
            >
              To the start
            </Link>
          </div>
        </main>
      )
    case "in":
      // A new role is a new set of permissions everywhere: the room is built again with it.
      return <Room key={loaded.info.role} info={loaded.info} onChanged={refresh} onOut={leave} />
  }
}

async function joinRoom(roomId: string): Promise<RoomInfo> {
  const secret = decodeURIComponent(location.hash.slice(1))
  if (secret) {
    await callApi(`/rooms/${roomId}/join`, { method: "POST", body: { secret, name: guestName() } })
  }
  const info = await callApi<RoomInfo>(`/rooms/${roomId}`)
  // What people copy from the address bar must not make them hosts: the host's own bar holds the editors' link.
  if (info.links) {
    const { hash } = new URL(info.links.editor, location.href)
    history.replaceState(history.state, "", hash)
  }
  rememberRoom({ roomId, title: info.title, visitedAtMs: Date.now() })
  return info
}
