"use client"
import { BadgeCheck, Copy, Download, RotateCcw, X } from "lucide-react"
import type { ReactNode } from "react"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import { Button } from "../_ui/button.tsx"
import { fileName } from "./file-name.ts"
import { Film, type FilmProps } from "./film.tsx"
import { useGeneration } from "./generation-image.tsx"

export interface PicturePanelProps extends Omit<FilmProps, "record"> {
  readonly mayCancel: boolean
  /** What else can be made of this picture: buttons. */
  readonly actions?: ReactNode
  readonly onUseAgain: (record: GenerationRecord) => void
  readonly onRetry: (record: GenerationRecord) => void
  readonly onCancel: (generationId: string) => void
  readonly onSelect: (generationId: string) => void
}

/** Film, recipe and origin of the selected picture. */
export function PicturePanel(props: PicturePanelProps) {
  const { store, generationId } = props
  const view = useGeneration(store, generationId)
  const { record } = view
  if (!record) return null
  return (
    <aside
      aria-label="Selected picture"
      className="panel pointer-events-auto flex max-h-full w-[280px] flex-col gap-3 overflow-auto p-4"
    >
      <Film {...props} record={record} />
      <hr className="border-line" />
      <Recipe {...props} record={record} />
      <div className="flex flex-wrap gap-1.5">
        {props.mayGenerate && (
          <Button look="chip" onClick={() => props.onUseAgain(record)}>
            <Copy size={13} /> Use again
          </Button>
        )}
        {props.actions}
        {props.mayGenerate && (record.state === "failed" || record.state === "cancelled") && (
          <Button look="chip" onClick={() => props.onRetry(record)}>
            <RotateCcw size={13} /> Retry
          </Button>
        )}
        {record.state === "done" && (
          <a
            href={props.assetUrl(record.assetId)}
            download={`${fileName(record.recipe.prompt)}.png`}
            className="inline-flex h-7 items-center gap-1.5 rounded-full border border-line px-2.5 text-[12px] text-soft hover:bg-hover hover:text-ink"
          >
            <Download size={13} /> Download
          </a>
        )}
        {props.mayCancel && (record.state === "queued" || record.state === "running") && (
          <Button look="chip" onClick={() => props.onCancel(generationId)}>
            <X size={13} /> Cancel
          </Button>
        )}
      </div>
      {record.state === "done" && (
        <>
          <hr className="border-line" />
          <p className="flex items-center gap-2 text-[12px] text-soft">
            <BadgeCheck size={15} /> AI-generated, and marked so in the file
          </p>
        </>
      )}
    </aside>
  )
}

function Recipe({ record, store, onSelect }: PicturePanelProps & { record: GenerationRecord }) {
  const { recipe } = record
  return (
    <section aria-label="Recipe">
      <h2 className="mb-2 font-semibold">Recipe</h2>
      <dl className="grid grid-cols-[72px_1fr] gap-x-2 gap-y-1">
        <Row name="prompt">{recipe.prompt}</Row>
        {recipe.negativePrompt && <Row name="without">{recipe.negativePrompt}</Row>}
        {record.parentIds.length > 0 && (
          <Row name="parents">
            {record.parentIds.map((id) => (
              <button
                key={id}
                type="button"
                className="mr-1 text-left underline decoration-line underline-offset-2"
                onClick={() => onSelect(id)}
              >
                {store.view(id).record?.recipe.prompt.slice(0, 40) ?? "a picture"}
              </button>
            ))}
          </Row>
        )}
        <Row name="seed">{recipe.seed}</Row>
        <Row name="steps">{recipe.stepCount}</Row>
        <Row name="guidance">{recipe.guidance}</Row>
        <Row name="size">
          {recipe.width} × {recipe.height}
        </Row>
        <Row name="model">{record.state === "done" ? record.modelName : recipe.modelId}</Row>
        <Row name="by">{record.authorName}</Row>
        {record.state === "done" && record.durationMs > 0 && (
          <Row name="took">{(record.durationMs / 1000).toFixed(1)} s</Row>
        )}
        {record.state === "failed" && <Row name="failed">{record.message}</Row>}
      </dl>
    </section>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 break-words tabular-nums">{children}</dd>
    </>
  )
}
