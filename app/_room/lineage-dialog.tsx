"use client"
/** The family of a picture, drawn: each of its members can be shown on the board, branched from, or made again. */
import { GitBranch, RotateCcw, SquareArrowOutUpRight } from "lucide-react"
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import { type Lineage, type LineageNode, lineageOf } from "../../lib/job/lineage.ts"
import { GenerationImage, stateWords, useGeneration } from "../_generation/generation-image.tsx"
import { useRecords } from "../_generation/use-records.ts"
import { Button } from "../_ui/button.tsx"
import { Dialog } from "../_ui/dialog.tsx"
import type { RoomSession } from "./room-session.ts"

const THUMB_PX = 88
const COLUMN_PX = 140
const ROW_PX = 128
const MARGIN_PX = 10

export function LineageDialog(props: {
  readonly generationId: string
  readonly session: RoomSession
  readonly mayGenerate: boolean
  readonly onShow: (record: GenerationRecord) => void
  readonly onBranch: (record: GenerationRecord) => void
  readonly onRunAgain: (record: GenerationRecord) => void
  readonly onClose: () => void
}) {
  const { session, generationId } = props
  const records = useRecords(session.documents.results)
  const lineage = useMemo(() => lineageOf(records, generationId), [records, generationId])
  const [chosenId, setChosenId] = useState(generationId)
  /** Branched from once this is closed: while it is open it lets the focus go nowhere else. */
  const branched = useRef<GenerationRecord | undefined>(undefined)
  const chosen = lineage.nodes.find((node) => node.record.id === chosenId) ?? lineage.nodes[0]
  if (!chosen) return null
  const { record } = chosen
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => {
        if (!open) props.onClose()
      }}
      onCloseAutoFocus={(event) => {
        if (!branched.current) return
        event.preventDefault()
        props.onBranch(branched.current)
      }}
      title="Lineage"
      description="What this picture came from, and what came of it."
    >
      <Tree lineage={lineage} session={session} chosen={chosen} selfId={generationId} onChoose={setChosenId} />
      {lineage.leftOut > 0 && <p className="mt-2 text-[12px] text-soft">{lineage.leftOut} more are too far away.</p>}
      <div className="mt-3 border-t border-line pt-3">
        <p className="break-words">{record.recipe.prompt}</p>
        <p className="mt-0.5 text-[12px] text-soft">
          {[originWords(record), `by ${record.authorName}`, `seed ${record.recipe.seed}`].filter(Boolean).join(" · ")}
        </p>
        <div className="mt-2.5 flex flex-wrap gap-1.5">
          <Button onClick={() => props.onShow(record)}>
            <SquareArrowOutUpRight size={14} /> Show on the board
          </Button>
          {props.mayGenerate && (
            <>
              <Button
                onClick={() => {
                  branched.current = record
                  props.onClose()
                }}
              >
                <GitBranch size={14} /> Branch here
              </Button>
              <Button onClick={() => props.onRunAgain(record)}>
                <RotateCcw size={14} /> Run again
              </Button>
            </>
          )}
        </div>
      </div>
    </Dialog>
  )
}

function originWords(record: GenerationRecord): string {
  switch (record.origin?.kind) {
    case "variation":
      return "a variation"
    case "step":
      return `step ${record.origin.stepIndex + 1}, kept`
    case "fork":
      return `forked after step ${record.origin.stepsDone}`
    case "upscale":
      return `${record.origin.factor}× larger`
    case undefined:
      return ""
  }
}

interface TreeProps {
  readonly lineage: Lineage
  readonly session: RoomSession
  readonly chosen: LineageNode
  readonly selfId: string
  readonly onChoose: (generationId: string) => void
}

function Tree({ lineage, session, chosen, selfId, onChoose }: TreeProps) {
  const tree = useRef<HTMLElement>(null)
  const size = {
    width: lineage.columnCount * COLUMN_PX - (COLUMN_PX - THUMB_PX) + 2 * MARGIN_PX,
    height: lineage.rowCount * ROW_PX + 2 * MARGIN_PX,
  }
  const byId = new Map(lineage.nodes.map((node) => [node.record.id, node]))
  const focusNode = (id: string) =>
    tree.current?.querySelector<HTMLButtonElement>(`[data-node="${CSS.escape(id)}"]`)?.focus()

  // The picture whose family it is, in sight and under the keys at once.
  useEffect(() => {
    tree.current?.querySelector<HTMLButtonElement>(`[data-node="${CSS.escape(selfId)}"]`)?.focus()
  }, [selfId])

  const onKeyDown = (event: KeyboardEvent) => {
    const next = neighbourOf(lineage, chosen, event.key)
    if (!next) return
    event.preventDefault()
    event.stopPropagation()
    focusNode(next.record.id)
  }

  return (
    <div className="max-h-[46dvh] overflow-auto rounded-lg border border-line bg-paper">
      <section ref={tree} aria-label="Pictures of this family" className="relative" style={size} onKeyDown={onKeyDown}>
        <svg aria-hidden="true" width={size.width} height={size.height} className="absolute inset-0 text-soft">
          {lineage.edges.map(({ parentId, childId }) => (
            <path
              key={`${parentId}/${childId}`}
              d={branchPath(byId.get(parentId)!, byId.get(childId)!)}
              fill="none"
              stroke="currentColor"
              strokeWidth={1.4}
              strokeLinecap="round"
              strokeDasharray="0.1 4.5"
            />
          ))}
        </svg>
        {lineage.nodes.map((node) => (
          <TreeNode
            key={node.record.id}
            node={node}
            session={session}
            isChosen={node === chosen}
            isSelf={node.record.id === selfId}
            onChoose={() => onChoose(node.record.id)}
          />
        ))}
      </section>
    </div>
  )
}

function TreeNode(props: {
  readonly node: LineageNode
  readonly session: RoomSession
  readonly isChosen: boolean
  readonly isSelf: boolean
  readonly onChoose: () => void
}) {
  const { session, isChosen } = props
  const { record } = props.node
  const words = stateWords(useGeneration(session.generations, record.id))
  const { x, y } = placeOf(props.node)
  return (
    <button
      type="button"
      data-node={record.id}
      tabIndex={isChosen ? 0 : -1}
      aria-current={isChosen}
      aria-label={[record.recipe.prompt, originWords(record), words, props.isSelf ? "the selected picture" : ""]
        .filter(Boolean)
        .join(", ")}
      onClick={props.onChoose}
      onFocus={props.onChoose}
      className="absolute text-left"
      style={{ left: x, top: y, width: THUMB_PX }}
    >
      <GenerationImage
        store={session.generations}
        assetUrl={session.assetUrl}
        generationId={record.id}
        className={`rounded-md border bg-hover ${isChosen ? "border-accent ring-2 ring-accent" : "border-line"}`}
      />
      <span className={`mt-1 block truncate text-[11px] ${props.isSelf ? "font-semibold" : "text-soft"}`}>
        {words || record.recipe.prompt}
      </span>
    </button>
  )
}

function placeOf(node: LineageNode): { x: number; y: number } {
  return { x: MARGIN_PX + node.column * COLUMN_PX, y: MARGIN_PX + node.row * ROW_PX }
}

function branchPath(parent: LineageNode, child: LineageNode): string {
  const [from, to] = [placeOf(parent), placeOf(child)]
  const [x1, y1, x2, y2] = [from.x + THUMB_PX, from.y + THUMB_PX / 2, to.x, to.y + THUMB_PX / 2]
  const bend = (x2 - x1) / 2
  return `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`
}

/** Left to the parent, right to the first child, up and down within a column. */
function neighbourOf(lineage: Lineage, node: LineageNode, key: string): LineageNode | undefined {
  const byId = (id: string | undefined) => lineage.nodes.find((other) => other.record.id === id)
  const { id } = node.record
  const column = lineage.nodes.filter((other) => other.column === node.column)
  switch (key) {
    case "ArrowLeft":
      return byId(lineage.edges.find(({ childId }) => childId === id)?.parentId)
    case "ArrowRight":
      return byId(lineage.edges.find(({ parentId }) => parentId === id)?.childId)
    case "ArrowUp":
      return column[column.indexOf(node) - 1]
    case "ArrowDown":
      return column[column.indexOf(node) + 1]
    default:
      return undefined
  }
}
