"use client"
import { Split } from "lucide-react"
import { Popover, RadioGroup } from "radix-ui"
import { useState } from "react"
import { MAX_PROMPT_LENGTH } from "../../lib/job/generation.ts"
import { Button } from "../_ui/button.tsx"
import { PopoverPanel } from "../_ui/popover-panel.tsx"
import { type FilmFrame, offeredFrame } from "./fork-step.ts"

const SHOWN_STEPS = 7

/** Asks after which step, and with which other words, a picture goes on. Not there where no step of it can be gone on from. */
export function ForkButton(props: {
  /** Steps that can be forked after, as far as the film shows them. */
  readonly frames: readonly FilmFrame[]
  readonly stepCount: number
  /** The step that the film shows, 0-based, where somebody chose it. */
  readonly chosen: number | undefined
  readonly onChoose: (frame: FilmFrame) => void
  /** Whether an engine still holds the steps. */
  readonly isHeld: boolean
  readonly prompt: string
  readonly onFork: (prompt: string, stepIndex: number) => void
}) {
  const { frames, stepCount, isHeld } = props
  const [open, setOpen] = useState(false)
  const [prompt, setPrompt] = useState(props.prompt)
  const offered = offeredFrame(frames, { chosen: props.chosen, stepCount })
  // What somebody writes does not vanish under their hands.
  if (!open && (!isHeld || !offered)) return null
  const isReady = isHeld && offered !== undefined && prompt.trim().length > 0
  const fork = () => {
    if (!isReady) return
    setOpen(false)
    props.onFork(prompt, offered.stepIndex)
  }
  // On a phone there is no room beside the panel.
  const isNarrow = open && window.innerWidth < 640
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button look="chip">
          <Split size={13} /> Fork here
        </Button>
      </Popover.Trigger>
      {/* The panel's edge, so that what opens lies beside the panel and not over it. After the trigger, which would else be it. */}
      <Popover.Anchor className="absolute top-0 left-0 h-7 w-0" />
      <PopoverPanel
        label="Fork"
        side={isNarrow ? "bottom" : "left"}
        align="start"
        sideOffset={isNarrow ? 8 : 28}
        className="w-[300px] p-4"
        // The board's keys are not meant while somebody writes.
        onKeyDown={(event) => event.stopPropagation()}
      >
        <p className="mb-2 flex items-baseline justify-between font-semibold">
          Fork
          <span className="text-[12px] font-normal text-soft tabular-nums">
            {offered && `after step ${offered.stepIndex + 1} of ${stepCount}`}
          </span>
        </p>
        {frames.length > 1 && offered && (
          <RadioGroup.Root
            aria-label="Step to go on from"
            orientation="horizontal"
            value={String(offered.stepIndex)}
            onValueChange={(value) => {
              const frame = frames.find(({ stepIndex }) => String(stepIndex) === value)
              if (frame) props.onChoose(frame)
            }}
            className="grid grid-cols-7 gap-1"
          >
            {shownFrames(frames, offered).map((frame) => (
              <RadioGroup.Item
                key={frame.stepIndex}
                value={String(frame.stepIndex)}
                aria-label={`Step ${frame.stepIndex + 1}`}
                className="overflow-hidden rounded-md border border-line aria-checked:border-accent aria-checked:ring-1 aria-checked:ring-accent"
              >
                <img src={frame.url} alt="" className="aspect-square w-full object-cover" />
              </RadioGroup.Item>
            ))}
          </RadioGroup.Root>
        )}
        <p role="status" className={`mt-2 text-[12px] ${isHeld ? "text-soft" : "text-bad"}`}>
          {isHeld
            ? "It goes on from there with other words. The earlier the step, the more they change."
            : "Its steps are no longer kept, so it cannot be forked any more. Branch here begins anew."}
        </p>
        <textarea
          aria-label="Words to go on with"
          value={prompt}
          rows={3}
          maxLength={MAX_PROMPT_LENGTH}
          onChange={(event) => setPrompt(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && !event.nativeEvent.isComposing) fork()
          }}
          className="mt-3 w-full resize-none rounded-lg border border-line bg-paper p-2 text-[15px]"
        />
        <Button look="accent" className="mt-2 h-8 w-full" disabled={!isReady} onClick={fork}>
          Fork
        </Button>
      </PopoverPanel>
    </Popover.Root>
  )
}

/** Evenly spread where there are many, with the offered one among them. */
function shownFrames(frames: readonly FilmFrame[], offered: FilmFrame): readonly FilmFrame[] {
  if (frames.length <= SHOWN_STEPS) return frames
  const spread = Array.from({ length: SHOWN_STEPS }, (_, i) =>
    Math.round((i * (frames.length - 1)) / (SHOWN_STEPS - 1)),
  )
  const at = frames.indexOf(offered)
  const nearest = spread.reduce((best, place) => (Math.abs(place - at) < Math.abs(best - at) ? place : best))
  return spread.map((place) => frames[place === nearest ? at : place]!)
}
