"use client"
import { useEffect, useState } from "react"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { useObservable } from "../_document/observable.ts"
import type { PresenceChannel } from "../_document/presence.ts"
import { createFollowing, type Following } from "./following.ts"

export function useFollowing(canvas: CanvasController | undefined, presence: PresenceChannel): Following | undefined {
  const [following, setFollowing] = useState<Following | undefined>(undefined)
  useEffect(() => {
    if (!canvas) return
    const created = createFollowing(canvas, presence)
    setFollowing(created)
    return () => {
      setFollowing(undefined)
      created.destroy()
    }
  }, [canvas, presence])
  return following
}

/** The window's edge in the colour of whom it follows, and the way out; or the word that everybody is asked to follow. */
export function FollowFrame({ following }: { following: Following }) {
  const leader = useObservable(following.leader)
  const isPresenting = useObservable(following.isPresenting)
  useEffect(() => {
    if (!leader) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) following.stop()
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [leader, following])
  if (!leader && !isPresenting) return null
  const colour = leader?.colour ?? "var(--accent)"
  return (
    <div className="pointer-events-none absolute inset-0 z-20" style={{ boxShadow: `inset 0 0 0 3px ${colour}` }}>
      <div
        role="status"
        className="pointer-events-auto absolute top-0 left-1/2 flex h-8 -translate-x-1/2 items-center gap-2 rounded-b-lg px-3 max-sm:top-14 max-sm:rounded-lg font-medium"
        style={{ background: colour, color: leader ? "#ffffff" : "var(--on-accent)" }}
      >
        {leader ? `Following ${leader.name}` : "You present: everybody follows"}
        <button
          type="button"
          className="rounded-md px-1.5 py-0.5 underline underline-offset-2"
          onClick={() => (leader ? following.stop() : following.present(false))}
        >
          Stop
        </button>
      </div>
    </div>
  )
}
