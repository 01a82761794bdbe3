"use client"
/** "Download 2×" and "4×": a finished picture made larger by an engine, then saved; kept in the room for the next time. */
import { Download, LoaderCircle } from "lucide-react"
import { useEffect, useState } from "react"
import type { GenerationRecord, UpscaleFactor } from "../../lib/job/generation.ts"
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
  readonly personId: string
  readonly mayGenerate: boolean
}) {
  const { record, factor, session } = props
  const larger = useLarger(session, record.id, factor)
  /** The one this person asked for: saved as soon as it is there. */
  const [awaited, setAwaited] = useState<string | undefined>(undefined)
  const name = `${fileName(record.recipe.prompt)}-${factor}x.png`
  const isDone = larger?.state === "done"
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
      <a href={url} download={name} className={LOOK}>
        <Download size={13} /> Download {factor}×
      </a>
    )
  }
  if (larger?.state === "queued" || larger?.state === "running") {
    const mayStop = larger.authorId === props.personId
    const words = larger.state === "queued" ? "waiting" : `${percentOf(larger)} %`
    return (
      <Button
        look="chip"
        disabled={!mayStop}
        title={mayStop ? "Cancel" : `${larger.authorName} asked for it`}
        onClick={() => session.cancel(larger.id)}
      >
        <LoaderCircle size={13} className="animate-spin" /> {factor}×, {words}
      </Button>
    )
  }
  if (!props.mayGenerate) return null
  return (
    <Button
      look="chip"
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
