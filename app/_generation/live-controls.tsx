"use client"
/** The chips of a live frame: on and off, how fine and how fast it is, the seed, how far it may leave the drawing, and keeping a picture. */
import { Dices, Gauge, Radio } from "lucide-react"
import { Popover, RadioGroup } from "radix-ui"
import { useEffect, useState } from "react"
import type { LiveSettings } from "../../lib/document/live-settings.ts"
import type { ModelSummary } from "../../lib/protocol/engine-messages.ts"
import { Button } from "../_ui/button.tsx"
import { PopoverPanel } from "../_ui/popover-panel.tsx"
import { StrengthChip } from "./edit-chips.tsx"
import type { LivePictures } from "./live-pictures.ts"
import { LIVE_QUALITIES, qualityOfSteps, stepsOfQuality, wordsOfSteps } from "./live-quality.ts"

const LOOK_EVERY_MS = 250

/** What a frame begins with when it goes live. `strength`: a drawing says where things are, not what they look like. */
export const DEFAULT_LIVE: Omit<LiveSettings, "seed"> = { on: true, strength: 0.75, stepsDrawing: 2 }

export function LiveControls(props: {
  readonly frameId: string
  readonly live: LiveSettings | undefined
  readonly pictures: LivePictures
  /** The model that draws; undefined while no engine is connected. */
  readonly model: ModelSummary | undefined
  readonly onLive: (live: LiveSettings) => void
  readonly onKeep: () => void
  readonly busy: boolean
}) {
  const { live, onLive } = props
  const isOn = live?.on === true
  const { model } = props
  const status = useStatus({ ...props, hasEngine: model !== undefined })
  const seed = () => crypto.getRandomValues(new Uint16Array(1))[0]!
  return (
    <div role="toolbar" aria-label="Live frame" className="mt-2 flex flex-wrap items-center gap-1.5">
      <Button
        look="chip"
        aria-pressed={isOn}
        title="The frame's picture is redrawn while people draw in it"
        onClick={() => onLive(live ? { ...live, on: !live.on } : { ...DEFAULT_LIVE, seed: seed() })}
        className="aria-pressed:border-accent aria-pressed:bg-hover aria-pressed:text-ink"
      >
        <Radio size={12} /> Live
      </Button>
      {isOn && (
        <>
          {model && <QualityChip live={live} model={model} onLive={onLive} />}
          {/* A model that is shown the drawing follows it: then there is no strength. */}
          {!model?.canSketch && (
            <StrengthChip
              strength={live.strength}
              help="How far the picture may leave the drawing."
              onChange={(strength) => onLive({ ...live, strength })}
            />
          )}
          <Button
            look="chip"
            title="Another seed: another picture of the same"
            onClick={() => onLive({ ...live, seed: seed() })}
          >
            <Dices size={13} /> seed {live.seed}
          </Button>
          <Button look="chip" disabled={!status.hasPicture || props.busy} onClick={props.onKeep}>
            Keep
          </Button>
          <span role="status" aria-label="Live frame" className="text-[12px] text-soft tabular-nums">
            {status.words}
          </span>
        </>
      )}
    </div>
  )
}

function QualityChip(props: {
  readonly live: LiveSettings
  readonly model: ModelSummary
  readonly onLive: (live: LiveSettings) => void
}) {
  const { live, model } = props
  const quality = qualityOfSteps(live, model)
  const shown = quality ?? `${live.stepsDrawing} / ${live.stepsRest ?? model.defaultSteps} steps`
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button look="chip" aria-label={`Quality: ${shown}`} title={wordsOfSteps(live, model)}>
          <Gauge size={12} /> {shown}
        </Button>
      </Popover.Trigger>
      <PopoverPanel label="Quality" align="start" className="w-[280px] p-2">
        <RadioGroup.Root
          aria-label="Quality of the live picture"
          value={quality ?? ""}
          onValueChange={(value) => {
            const chosen = LIVE_QUALITIES.find((each) => each === value)
            if (!chosen) return
            const { stepsRest: _rest, ...others } = live
            props.onLive({ ...others, ...stepsOfQuality(chosen, model) })
          }}
          className="flex flex-col gap-0.5"
        >
          {LIVE_QUALITIES.map((each) => (
            <RadioGroup.Item
              key={each}
              value={each}
              aria-label={each}
              className="group flex items-center gap-2.5 rounded-lg px-2 py-1.5 text-left hover:bg-hover"
            >
              <span className="flex size-4 shrink-0 items-center justify-center rounded-full border border-line group-aria-checked:border-accent">
                <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
              </span>
              <span>
                <span className="block font-medium">{each}</span>
                <span className="block text-[12px] text-soft tabular-nums">
                  {wordsOfSteps(stepsOfQuality(each, model), model)}
                </span>
              </span>
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
      </PopoverPanel>
    </Popover.Root>
  )
}

function useStatus(props: { frameId: string; pictures: LivePictures; hasEngine: boolean }) {
  const { frameId, pictures, hasEngine } = props
  const [status, setStatus] = useState({ words: "", hasPicture: false })
  useEffect(() => {
    const look = () => {
      const words = wordsOf(pictures, frameId, hasEngine)
      const hasPicture = pictures.has(frameId)
      setStatus((before) =>
        before.words === words && before.hasPicture === hasPicture ? before : { words, hasPicture },
      )
    }
    look()
    const timer = setInterval(look, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [frameId, pictures, hasEngine])
  return status
}

function wordsOf(pictures: LivePictures, frameId: string, hasEngine: boolean): string {
  if (!hasEngine) return "paused: no engine"
  const problem = pictures.problem(frameId)
  if (problem) return problem
  const fps = pictures.fps(frameId)
  if (fps === undefined) return "at rest"
  return fps >= 1 ? `${Math.round(fps)} fps` : "live"
}
