"use client"
import type { EnginesMessage } from "../../lib/protocol/messages.ts"

/** What makes the pictures, and how long one takes; honest when there is none. */
export function EngineBadge({ engines }: { engines: EnginesMessage | undefined }) {
  if (!engines) return null
  const none = engines.engineCount === 0
  const words = none
    ? "no engine connected"
    : [
        `${engines.engineCount} ${engines.engineCount === 1 ? "engine" : "engines"}`,
        engines.medianMs !== undefined ? `${(engines.medianMs / 1000).toFixed(1)} s a picture` : undefined,
        engines.queuedCount > 0 ? `${engines.queuedCount} waiting` : undefined,
      ]
        .filter(Boolean)
        .join(" · ")
  return (
    <div role="status" className="panel pointer-events-auto flex h-8 items-center gap-2 px-3 text-[12px] text-soft">
      <span
        aria-hidden="true"
        className={`size-1.5 rounded-full ${none ? "bg-bad" : engines.busyCount > 0 ? "bg-accent" : "bg-good"}`}
      />
      {words}
    </div>
  )
}
