"use client"
/** The chips of a live frame: on and off, how fast it is, the seed, how far it may leave the drawing, and keeping a picture. */
import { Dices, Radio } from "lucide-react"
import { useEffect, useState } from "react"
import type { LiveSettings } from "../../lib/document/live-settings.ts"
import { Button } from "../_ui/button.tsx"
import { StrengthChip } from "./edit-chips.tsx"
import type { LivePictures } from "./live-pictures.ts"

const LOOK_EVERY_MS = 250

/** What a frame begins with when it goes live. `strength`: a drawing says where things are, not what they look like. */
export const DEFAULT_LIVE: Omit<LiveSettings, "seed"> = { on: true, strength: 0.75, stepsDrawing: 2 }

export function LiveControls(props: {
  readonly frameId: string
  readonly live: LiveSettings | undefined
  readonly pictures: LivePictures
  readonly hasEngine: boolean
  /** The model is shown the drawing and follows it: then there is no strength. */
  readonly canSketch: boolean
  readonly onLive: (live: LiveSettings) => void
  readonly onKeep: () => void
  readonly busy: boolean
}) {
  const { live, onLive } = props
  const isOn = live?.on === true
  const status = useStatus(props)
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
          {!props.canSketch && (
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
