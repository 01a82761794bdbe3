"use client"
/** What can be made of a picture that is there: variations to choose from, a branch, a picture of one step. */
import { GitBranch, LayoutGrid, Network } from "lucide-react"
import type { Refusal } from "../../lib/errors.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import { STRIP_SIZE } from "../../lib/job/strips.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { Button } from "../_ui/button.tsx"
import { showToast } from "../_ui/toasts.tsx"
import { DownloadLarger } from "./download-larger.tsx"
import { putOnBoard } from "./put-on-board.ts"
import type { RoomSession } from "./room-session.ts"
import type { StripState } from "./use-strip.ts"

export function PictureActions(props: {
  readonly record: GenerationRecord
  readonly session: RoomSession
  readonly strips: StripState
  /** Whoever may only look is offered what does not make anything. */
  readonly mayGenerate: boolean
  readonly info: Pick<RoomInfo, "role" | "personId">
  readonly onBranch: (record: GenerationRecord) => void
  readonly onLineage: () => void
}) {
  const { record, session, strips } = props
  const { closedStrip } = strips
  return (
    <>
      {props.mayGenerate && record.state === "done" && (
        <Button look="chip" onClick={() => void vary(session, record)}>
          <LayoutGrid size={13} /> Vary ×{STRIP_SIZE}
        </Button>
      )}
      {props.mayGenerate && (
        <Button look="chip" onClick={() => props.onBranch(record)}>
          <GitBranch size={13} /> Branch here
        </Button>
      )}
      <Button look="chip" onClick={props.onLineage}>
        <Network size={13} /> Lineage
      </Button>
      {record.state === "done" &&
        ([2, 4] as const).map((factor) => (
          <DownloadLarger key={factor} record={record} factor={factor} session={session} info={props.info} />
        ))}
      {closedStrip && (
        <Button look="chip" onClick={() => strips.open(closedStrip.id)}>
          <LayoutGrid size={13} /> Show variations
        </Button>
      )}
    </>
  )
}

/** Asks for the same picture with other seeds, in one strip; what is refused has been told. */
async function vary(session: RoomSession, record: GenerationRecord): Promise<void> {
  const { seed: _seed, ...recipe } = record.recipe
  const variation = { of: record.id, strip: newStripId() }
  await Promise.all(Array.from({ length: STRIP_SIZE }, () => session.request({ ...recipe, variation })))
}

function newStripId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Makes a picture again with another seed, beside it; what is refused has been told. */
export async function runAgain(
  { session, canvas }: { session: RoomSession; canvas: CanvasController },
  record: GenerationRecord,
): Promise<void> {
  const { seed: _seed, ...recipe } = record.recipe
  const generationId = await session.request({ ...recipe, parentIds: record.parentIds })
  if (!generationId) return
  const { width: widthPx, height: heightPx } = recipe
  putOnBoard({ session, canvas }, { generationId, widthPx, heightPx, beside: record.id })
}

/** Puts what the server makes of a picture beside it, once it has said that it does. */
export async function putResult(
  { session, canvas }: { session: RoomSession; canvas: CanvasController },
  of: string,
  asked: Promise<{ ok: true; generationId: string } | Refusal>,
): Promise<void> {
  const ack = await asked
  if (!ack.ok) return showToast(ack.message, "bad")
  const recipe = session.generations.view(of).record?.recipe
  if (!recipe) return
  const { width: widthPx, height: heightPx } = recipe
  putOnBoard({ session, canvas }, { generationId: ack.generationId, widthPx, heightPx, beside: of })
}
