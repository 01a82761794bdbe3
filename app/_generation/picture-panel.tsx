"use client"
import { BadgeCheck, BookmarkPlus, Copy, Download, RotateCcw, X } from "lucide-react"
import { Slider } from "radix-ui"
import { type ReactNode, useEffect, useState } from "react"
import { splitFilm } from "../../lib/film/film.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import { keepsSteps } from "../../lib/job/kept-steps.ts"
import { Button } from "../_ui/button.tsx"
import { fileName } from "./file-name.ts"
import { ForkButton } from "./fork-button.tsx"
import { useGeneration } from "./generation-image.tsx"
import type { GenerationStore, StepPreview } from "./generation-store.ts"

export interface PicturePanelProps {
  readonly generationId: string
  readonly store: GenerationStore
  readonly assetUrl: (assetId: string) => string
  readonly mayCancel: boolean
  readonly mayGenerate: boolean
  /** Makes a picture of one step, 0-based. */
  readonly onKeepStep: (stepIndex: number) => void
  /** Goes on from one step, 0-based, or from the newest, with other words. */
  readonly onFork: (prompt: string, stepIndex: number | undefined) => void
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
      <Film key={`${generationId}/${record.state}`} {...props} record={record} />
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

/** Every step of the making, to scrub through: live while it is made, from the film asset afterwards. */
function Film(props: PicturePanelProps & { record: GenerationRecord }) {
  const { generationId, store, assetUrl, record } = props
  const [frames, setFrames] = useState<readonly string[]>([])
  const [chosen, setChosen] = useState<number | undefined>(undefined)
  const live = store.steps(generationId)
  const filmAssetId = record.state === "done" ? record.filmAssetId : undefined
  const stepCount = live.at(-1)?.stepCount ?? record.recipe.stepCount

  useEffect(() => {
    if (!filmAssetId) return
    const abort = new AbortController()
    let urls: string[] = []
    fetch(assetUrl(filmAssetId), { signal: abort.signal })
      .then((response) => response.arrayBuffer())
      .then((film) => {
        if (abort.signal.aborted) return
        urls = splitFilm(new Uint8Array(film)).map((frame) =>
          URL.createObjectURL(new Blob([frame as BlobPart], { type: "image/webp" })),
        )
        setFrames(urls)
      })
      // Offline the steps seen live are shown, or none.
      .catch(() => undefined)
    return () => {
      abort.abort()
      for (const url of urls) URL.revokeObjectURL(url)
    }
  }, [filmAssetId, assetUrl])

  const liveUrls = useStepUrls(live)
  const shown = frames.length > 0 ? frames : liveUrls
  const at = Math.min(chosen ?? shown.length - 1, shown.length - 1)
  // A slow connection misses steps: what is shown third may be the fifth.
  const keptIndex = frames.length > 0 ? at : (live[at]?.stepIndex ?? at)
  // The last step of a finished picture is the picture; the steps of one that has failed are gone.
  const canKeep = record.state === "running" || (filmAssetId !== undefined && at < shown.length - 1)
  const status =
    record.state === "queued"
      ? "waiting"
      : shown.length > 0
        ? `step ${at + 1} of ${Math.max(stepCount, shown.length)}`
        : record.state

  return (
    <section aria-label="Film">
      <h2 className="mb-2 flex items-baseline justify-between font-semibold">
        Film <span className="text-[12px] font-normal text-soft tabular-nums">{status}</span>
      </h2>
      {shown.length > 0 ? (
        <>
          <img
            src={shown[at]}
            alt={`Step ${at + 1}`}
            className="mb-2 aspect-square w-full rounded-lg border border-line object-contain"
          />
          <div className="flex gap-1 overflow-hidden">
            {thinned(shown, 8).map(({ url, index }) => (
              <button
                key={index}
                type="button"
                aria-label={`Step ${index + 1}`}
                aria-current={index === at}
                onClick={() => setChosen(index)}
                className={`min-w-0 flex-1 overflow-hidden rounded-md border ${index === at ? "border-accent ring-1 ring-accent" : "border-line"}`}
              >
                <img src={url} alt="" className="aspect-square w-full object-cover" />
              </button>
            ))}
          </div>
          {shown.length > 1 && (
            <Slider.Root
              aria-label="Step of the film"
              min={0}
              max={shown.length - 1}
              value={[at]}
              onValueChange={([value]) => setChosen(value)}
              className="relative mt-2 flex h-5 touch-none items-center select-none"
            >
              <Slider.Track className="relative h-1 grow rounded-full bg-line">
                <Slider.Range className="absolute h-full rounded-full bg-accent" />
              </Slider.Track>
              <Slider.Thumb
                aria-label="Step of the film"
                className="block size-3.5 rounded-full border border-line bg-panel shadow-panel"
              />
            </Slider.Root>
          )}
          {props.mayGenerate && (
            <div className="mt-1.5 flex flex-wrap gap-1.5 empty:hidden">
              {canKeep && (
                <Button look="chip" onClick={() => props.onKeepStep(keptIndex)}>
                  <BookmarkPlus size={13} /> Keep this step
                </Button>
              )}
              {canKeep && keepsSteps(record.recipe) && (
                <ForkButton
                  step={chosen === undefined ? undefined : keptIndex + 1}
                  prompt={record.recipe.prompt}
                  onFork={(prompt) => props.onFork(prompt, chosen === undefined ? undefined : keptIndex)}
                />
              )}
            </div>
          )}
        </>
      ) : (
        <p className="text-[12px] text-soft">
          {record.state === "queued" ? "The steps appear here as the picture develops." : "No steps were kept."}
        </p>
      )}
    </section>
  )
}

/** An address for each step, made once: a picture that is there already does not blink when the next one comes. */
function useStepUrls(steps: readonly StepPreview[]): readonly string[] {
  const [urls] = useState(() => new Map<Blob, string>())
  useEffect(
    () => () => {
      for (const url of urls.values()) URL.revokeObjectURL(url)
      urls.clear()
    },
    [urls],
  )
  return steps.map(({ bytes }) => {
    const url = urls.get(bytes) ?? URL.createObjectURL(bytes)
    urls.set(bytes, url)
    return url
  })
}

function thinned(urls: readonly string[], most: number): { url: string; index: number }[] {
  const all = urls.map((url, index) => ({ url, index }))
  if (all.length <= most) return all
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))]!)
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
