"use client"
/** What the prompt does to the selected picture or frame: intents of a mask, starting from it, growing it. */
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Expand } from "lucide-react"
import { Popover } from "radix-ui"
import type { ReactNode } from "react"
import type { Side } from "../../lib/geometry/grow-box.ts"
import { Button } from "../_ui/button.tsx"
import { PopoverPanel } from "../_ui/popover-panel.tsx"
import { LabelledSlider } from "../_ui/slider.tsx"
import { INTENT_NAMES, INTENTS, type Intent } from "./intents.ts"

/** This person's choices about the next edit, kept while the page is open. */
export interface EditSettings {
  readonly intent: Intent
  /** How much of what a mask covers may change; 1 repaints it from nothing. */
  readonly maskStrength: number
  /** How much of the selected picture may change; undefined: only its words count, and the new one branches. */
  readonly pictureStrength: number | undefined
  /** A selected frame's drawing is what the picture follows. */
  readonly finishesDrawing: boolean
  /** sketch: it says where things are; picture: its colours count too, and strength says how much may change. */
  readonly drawingIs: "sketch" | "picture"
  readonly drawingStrength: number
}

export const DEFAULT_EDIT: EditSettings = {
  intent: "fill",
  maskStrength: 1,
  pictureStrength: undefined,
  finishesDrawing: false,
  drawingIs: "sketch",
  // Most of it may change: a drawing is not how the picture is to look.
  drawingStrength: 0.75,
}

/** What "from this picture" begins with: the composition stays, and much of the colour. */
export const FROM_PICTURE_STRENGTH = 0.6

interface EditChipsProps {
  /** mask: a picture with a mask; picture: one without; drawing: a frame with something drawn in it. */
  readonly subject: "mask" | "picture" | "drawing"
  readonly edit: EditSettings
  readonly onEdit: (edit: EditSettings) => void
  readonly onExtend: (side: Side) => void
  /** Whether the chosen model takes a sketch; if not, a drawing can only be a picture to start from. */
  readonly canSketch: boolean
  readonly busy: boolean
}

export function EditChips({ subject, edit, onEdit, onExtend, canSketch, busy }: EditChipsProps) {
  const isSketch = canSketch && edit.drawingIs === "sketch"
  return (
    <div role="toolbar" aria-label="Edit" className="mt-2 flex flex-wrap items-center gap-1.5">
      {subject === "mask" && (
        <>
          {INTENTS.map((intent) => (
            <Toggle
              key={intent}
              on={edit.intent === intent}
              title={INTENT_NAMES[intent].help}
              onClick={() => onEdit({ ...edit, intent })}
            >
              {INTENT_NAMES[intent].name}
            </Toggle>
          ))}
          <StrengthChip
            strength={edit.maskStrength}
            help="Below 100 % the new region keeps some of the old one: it is refined, not replaced."
            onChange={(maskStrength) => onEdit({ ...edit, maskStrength })}
          />
        </>
      )}
      {subject === "picture" && (
        <>
          <Toggle
            on={edit.pictureStrength !== undefined}
            title="Start from this picture instead of from noise alone"
            onClick={() =>
              onEdit({
                ...edit,
                pictureStrength: edit.pictureStrength === undefined ? FROM_PICTURE_STRENGTH : undefined,
              })
            }
          >
            from this picture
          </Toggle>
          {edit.pictureStrength !== undefined && (
            <StrengthChip
              strength={edit.pictureStrength}
              help="How much may change: little keeps the picture, much keeps only a trace of it."
              onChange={(pictureStrength) => onEdit({ ...edit, pictureStrength })}
            />
          )}
          <ExtendChip onExtend={onExtend} busy={busy} />
        </>
      )}
      {subject === "drawing" && (
        <>
          <Toggle
            on={edit.finishesDrawing}
            title="What is drawn in the frame is what the picture follows"
            onClick={() => onEdit({ ...edit, finishesDrawing: !edit.finishesDrawing })}
          >
            finish our drawing
          </Toggle>
          {edit.finishesDrawing && canSketch && (
            <Toggle
              on={isSketch}
              title="Only shapes and places count; else the drawing is the picture to start from, colours and all"
              onClick={() => onEdit({ ...edit, drawingIs: isSketch ? "picture" : "sketch" })}
            >
              as a sketch
            </Toggle>
          )}
          {edit.finishesDrawing && !isSketch && (
            <StrengthChip
              strength={edit.drawingStrength}
              help="How much of the drawing may change."
              onChange={(drawingStrength) => onEdit({ ...edit, drawingStrength })}
            />
          )}
        </>
      )}
    </div>
  )
}

function Toggle(props: { on: boolean; title: string; onClick: () => void; children: ReactNode }) {
  return (
    <Button
      look="chip"
      aria-pressed={props.on}
      title={props.title}
      onClick={props.onClick}
      className="aria-pressed:border-accent aria-pressed:bg-hover aria-pressed:text-ink"
    >
      {props.children}
    </Button>
  )
}

export function StrengthChip(props: { strength: number; help: string; onChange: (strength: number) => void }) {
  const percent = Math.round(props.strength * 100)
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button look="chip">strength {percent} %</Button>
      </Popover.Trigger>
      <PopoverPanel label="Strength" className="w-72 p-4">
        <LabelledSlider
          label="Strength"
          shown={`${percent} %`}
          help={props.help}
          min={5}
          max={100}
          step={5}
          value={percent}
          onChange={(chosen) => props.onChange(chosen / 100)}
        />
      </PopoverPanel>
    </Popover.Root>
  )
}

const DIRECTIONS: readonly { side: Side; label: string; icon: ReactNode }[] = [
  { side: "left", label: "Extend to the left", icon: <ArrowLeft size={15} /> },
  { side: "up", label: "Extend upwards", icon: <ArrowUp size={15} /> },
  { side: "down", label: "Extend downwards", icon: <ArrowDown size={15} /> },
  { side: "right", label: "Extend to the right", icon: <ArrowRight size={15} /> },
]

function ExtendChip({ onExtend, busy }: { onExtend: (side: Side) => void; busy: boolean }) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button look="chip" aria-label="Extend">
          <Expand size={12} /> extend
        </Button>
      </Popover.Trigger>
      <PopoverPanel label="Extend" className="w-64 p-4">
        <p className="font-medium">Extend</p>
        <p className="mb-2 text-[12px] text-soft">
          The picture grows by half of its side there; the words say what comes into view, or its own words do.
        </p>
        <div className="flex gap-2">
          {DIRECTIONS.map(({ side, label, icon }) => (
            <Popover.Close key={side} asChild>
              <Button aria-label={label} title={label} disabled={busy} onClick={() => onExtend(side)}>
                {icon}
              </Button>
            </Popover.Close>
          ))}
        </div>
      </PopoverPanel>
    </Popover.Root>
  )
}
