"use client"
/** The panel of the selected picture: its film and recipe, and what can be made of it. */
import type { GenerationRecord } from "../../lib/job/generation.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import { mayCancel, mayGenerate } from "../../lib/protocol/roles.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { useObservable } from "../_document/observable.ts"
import { PicturePanel } from "../_generation/picture-panel.tsx"
import { useRecords } from "../_generation/use-records.ts"
import { PictureActions, putResult } from "./picture-actions.tsx"
import { showOnBoard } from "./put-on-board.ts"
import type { RoomSession } from "./room-session.ts"
import type { StripState } from "./use-strip.ts"

export function SelectedPicture(props: {
  readonly generationId: string
  readonly info: RoomInfo
  readonly session: RoomSession
  readonly canvas: CanvasController
  readonly strips: StripState
  readonly onUseAgain: (record: GenerationRecord) => void
  readonly onBranch: (record: GenerationRecord) => void
  readonly onLineage: (generationId: string) => void
}) {
  const { generationId, info, session, canvas } = props
  const { socket } = session
  const forkable = useObservable(socket.forkable)
  const tool = useObservable(canvas.tool)
  const record = useRecords(session.documents.results).find(({ id }) => id === generationId)
  const canGenerate = mayGenerate(info.role)
  return (
    <div
      // On a phone it would lie over the picture that is being painted on.
      className={`pointer-events-none absolute top-[72px] right-3 bottom-16 flex items-start sm:right-4 ${tool === "mask" ? "max-sm:hidden" : ""}`}
    >
      <PicturePanel
        key={generationId}
        generationId={generationId}
        store={session.generations}
        assetUrl={session.assetUrl}
        mayGenerate={canGenerate}
        isForkable={forkable.includes(generationId)}
        mayCancel={canGenerate && record !== undefined && mayCancel(info.role, info.personId, record.authorId)}
        onUseAgain={props.onUseAgain}
        onKeepStep={(stepIndex) => {
          void putResult({ session, canvas }, generationId, socket.keepStep(generationId, stepIndex))
        }}
        onFork={(prompt, stepIndex) => {
          void putResult({ session, canvas }, generationId, socket.fork(generationId, prompt, stepIndex))
        }}
        actions={
          record && (
            <PictureActions
              record={record}
              session={session}
              strips={props.strips}
              mayGenerate={canGenerate}
              info={info}
              onBranch={props.onBranch}
              onLineage={() => props.onLineage(record.id)}
            />
          )
        }
        onRetry={({ id }) => session.retry(id)}
        onCancel={session.cancel}
        onSelect={(id) => showOnBoard(session, canvas, id)}
      />
    </div>
  )
}
