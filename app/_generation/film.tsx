"use client"
import { BookmarkPlus } from "lucide-react"
import { useEffect, useState } from "react"
import { splitFilm } from "../../lib/film/film.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import { Button } from "../_ui/button.tsx"
import { Slider } from "../_ui/slider.tsx"
import { ForkButton } from "./fork-button.tsx"
import { type FilmFrame, forkableFrames } from "./fork-step.ts"
import type { GenerationStore, StepPreview } from "./generation-store.ts"

export interface FilmProps {
  readonly generationId: string
  readonly record: GenerationRecord
  readonly store: GenerationStore
  readonly assetUrl: (assetId: string) => string
  readonly mayGenerate: boolean
  /** Whether an engine holds the steps, so that they can be gone on from. */
  readonly isForkable: boolean
  /** Makes a picture of one step, 0-based. */
  readonly onKeepStep: (stepIndex: number) => void
  /** Goes on from one step, 0-based, with other words. */
  readonly onFork: (prompt: string, stepIndex: number) => void
}

/** Every step of the making, to scrub through: live while it is made, from the film asset afterwards. */
export function Film(props: FilmProps) {
  const { generationId, store, assetUrl, record } = props
  const [frames, setFrames] = useState<readonly FilmFrame[]>([])
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
        setFrames(urls.map((url, stepIndex) => ({ url, stepIndex })))
      })
      // Offline the steps seen live are shown, or none.
      .catch(() => undefined)
    return () => {
      abort.abort()
      for (const url of urls) URL.revokeObjectURL(url)
    }
  }, [filmAssetId, assetUrl])

  const liveFrames = useLiveFrames(live)
  const shown = frames.length > 0 ? frames : liveFrames
  const at = chosen === undefined ? shown.length - 1 : nearestTo(shown, chosen)
  const choose = (frame: FilmFrame | undefined) => setChosen(frame?.stepIndex)
  const runSteps = frames.length > 0 ? frames.length : stepCount
  // The last step of a finished picture is the picture; the steps of one that has failed are gone.
  const canKeep = record.state === "running" || (filmAssetId !== undefined && at < shown.length - 1)
  const status =
    record.state === "queued"
      ? "waiting"
      : shown.length > 0
        ? `step ${shown[at]!.stepIndex + 1} of ${runSteps}`
        : record.state

  return (
    <section aria-label="Film">
      <h2 className="mb-2 flex items-baseline justify-between font-semibold">
        Film <span className="text-[12px] font-normal text-soft tabular-nums">{status}</span>
      </h2>
      {shown.length > 0 ? (
        <>
          <img
            src={shown[at]!.url}
            alt={`Step ${shown[at]!.stepIndex + 1}`}
            className="mb-2 aspect-square w-full rounded-lg border border-line object-contain"
          />
          <div className="flex gap-1 overflow-hidden">
            {thinned(shown, 8).map((frame) => (
              <button
                key={frame.stepIndex}
                type="button"
                aria-label={`Step ${frame.stepIndex + 1}`}
                aria-current={frame === shown[at]}
                onClick={() => choose(frame)}
                className={`min-w-0 flex-1 overflow-hidden rounded-md border ${frame === shown[at] ? "border-accent ring-1 ring-accent" : "border-line"}`}
              >
                <img src={frame.url} alt="" className="aspect-square w-full object-cover" />
              </button>
            ))}
          </div>
          {shown.length > 1 && (
            <Slider
              label="Step of the film"
              className="mt-2"
              min={0}
              max={shown.length - 1}
              value={at}
              onChange={(index) => choose(shown[index])}
            />
          )}
          {props.mayGenerate && (
            <div className="relative mt-1.5 flex flex-wrap gap-1.5 empty:hidden">
              {canKeep && (
                <Button look="chip" onClick={() => props.onKeepStep(shown[at]!.stepIndex)}>
                  <BookmarkPlus size={13} /> Keep this step
                </Button>
              )}
              <ForkButton
                frames={forkableFrames(shown, runSteps)}
                stepCount={runSteps}
                chosen={chosen}
                onChoose={choose}
                isHeld={props.isForkable}
                prompt={record.recipe.prompt}
                onFork={props.onFork}
              />
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
function useLiveFrames(steps: readonly StepPreview[]): readonly FilmFrame[] {
  const [urls] = useState(() => new Map<Blob, string>())
  useEffect(
    () => () => {
      for (const url of urls.values()) URL.revokeObjectURL(url)
      urls.clear()
    },
    [urls],
  )
  return steps.map(({ bytes, stepIndex }) => {
    const url = urls.get(bytes) ?? URL.createObjectURL(bytes)
    urls.set(bytes, url)
    return { url, stepIndex }
  })
}

/** The last frame that is no later than a step. */
function nearestTo(frames: readonly FilmFrame[], stepIndex: number): number {
  return Math.max(
    0,
    frames.findLastIndex((frame) => frame.stepIndex <= stepIndex),
  )
}

function thinned(frames: readonly FilmFrame[], most: number): readonly FilmFrame[] {
  if (frames.length <= most) return frames
  return Array.from({ length: most }, (_, i) => frames[Math.round((i * (frames.length - 1)) / (most - 1))]!)
}
