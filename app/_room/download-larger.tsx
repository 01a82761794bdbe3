"use client"
/** "Download 2×" and "4×": a finished picture made larger by an engine, then saved; all see it come, and it is kept for the next time. */
import { Download, LoaderCircle, X } from "lucide-react"
import { useEffect, useState } from "react"
import type { GenerationRecord, UpscaleFactor } from "../../lib/job/generation.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import { mayCancel, mayGenerate } from "../../lib/protocol/roles.ts"
import { fileName } from "../_generation/file-name.ts"
import { useRecords } from "../_generation/use-records.ts"
import { Button } from "../_ui/button.tsx"
import { showToast } from "../_ui/toasts.tsx"
import type { RoomSession } from "./room-session.ts"

const LOOK =
  "inline-flex h-7 items-center gap-1.5 rounded-full border border-line px-2.5 text-[12px] text-soft hover:bg-hover hover:text-ink"

export function DownloadLarger(props: {
  readonly record: GenerationRecord
  readonly factor: UpscaleFactor
  readonly session: RoomSession
  readonly info: Pick<RoomInfo, "role" | "personId">
}) {
  const { record, factor, session } = props
  const larger = useLarger(session, record.id, factor)
  /** The one this person asked for: saved as soon as it is there. */
  const [awaited, setAwaited] = useState<string | undefined>(undefined)
  const name = `${fileName(record.recipe.prompt)}-${factor}x.png`
  const isDone = larger?.state === "done"
  const { width, height } = record.recipe
  const size = `${width * factor} × ${height * factor} px`
  const url = isDone ? session.assetUrl(larger.assetId) : undefined
  const isAwaited = awaited !== undefined && awaited === larger?.id

  useEffect(() => {
    if (!isAwaited || !url) return
    setAwaited(undefined)
    save(url, name)
  }, [isAwaited, url, name])
  const failure = isAwaited && larger?.state === "failed" ? larger.message : undefined
  useEffect(() => {
    if (!failure) return
    setAwaited(undefined)
    showToast(failure, "bad")
  }, [failure])

  if (url) {
    return (
      <a href={url} download={name} title={size} className={LOOK}>
        <Download size={13} /> Download {factor}×
      </a>
    )
  }
  if (larger?.state === "queued" || larger?.state === "running") {
    const words = `${factor}×, ${larger.state === "queued" ? "waiting" : `${percentOf(larger)} %`}`
    const { role, personId } = props.info
    if (!mayGenerate(role) || !mayCancel(role, personId, larger.authorId)) {
      return (
        <span title={`${size}, for ${larger.authorName}`} className={`${LOOK} tabular-nums hover:bg-transparent`}>
          <LoaderCircle size={13} className="animate-spin" /> <span>{words}</span>
        </span>
      )
    }
    return (
      <Button look="chip" aria-label={`Cancel ${words}`} title={size} onClick={() => session.cancel(larger.id)}>
        <LoaderCircle size={13} className="animate-spin" /> <span className="tabular-nums">{words}</span>
        <X size={13} />
      </Button>
    )
  }
  if (!mayGenerate(props.info.role)) return null
  return (
    <Button
      look="chip"
      title={size}
      onClick={() =>
        void session.socket.upscale(record.id, factor).then((ack) => {
          if (ack.ok) setAwaited(ack.generationId)
          else showToast(ack.message, "bad")
        })
      }
    >
      <Download size={13} /> Download {factor}×
    </Button>
  )
}

/** The newest enlargement of a picture that came, or may still come, to something. */
function useLarger(session: RoomSession, id: string, factor: UpscaleFactor): GenerationRecord | undefined {
  const records = useRecords(session.documents.results)
  let newest: GenerationRecord | undefined
  for (const record of records) {
    const { origin } = record
    if (origin?.kind !== "upscale" || origin.of !== id || origin.factor !== factor) continue
    if (!newest || record.requestedAtMs > newest.requestedAtMs) newest = record
  }
  return newest
}

function percentOf({ stepIndex, stepCount }: { stepIndex: number; stepCount: number }): number {
  return Math.round((100 * (stepIndex + 1)) / Math.max(stepCount, 1))
}

function save(url: string, name: string): void {
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
}
