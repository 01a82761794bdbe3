"use client"
import { Dices, Lock } from "lucide-react"
import { Popover } from "radix-ui"
import { type ReactNode, useId, useState } from "react"
import type * as Y from "yjs"
import { MAX_PROMPT_LENGTH, MAX_SEED } from "../../lib/job/generation.ts"
import type { EnginesMessage } from "../../lib/protocol/messages.ts"
import type { OtherPresence } from "../_document/presence.ts"
import { Button } from "../_ui/button.tsx"
import { PopoverPanel } from "../_ui/popover-panel.tsx"
import { LabelledSlider } from "../_ui/slider.tsx"
import { chosenModel, type GenerateSettings } from "./generate-settings.ts"
import { type SharedCaret, SharedTextarea } from "./shared-textarea.tsx"

/** Three ways in, for an empty room: each a picture that shows what this is within seconds. */
export const EXAMPLE_PROMPTS = [
  "a sailing ship at sunset, watercolour",
  "a lighthouse by the sea at night",
  "a hot air balloon above the clouds",
] as const

export interface PromptBarProps {
  readonly text: Y.Text
  /** Names this text among the room's, for "… is typing". */
  readonly textKey: string
  readonly origin: unknown
  readonly engines: EnginesMessage | undefined
  readonly settings: GenerateSettings
  readonly onSettings: (settings: GenerateSettings) => void
  readonly onGenerate: () => void
  readonly onCaret: (caret: SharedCaret) => void
  readonly others: readonly OtherPresence[]
  /** Shown where the bar would say what it is for: "in the frame", "from the selected picture". */
  readonly target: string
  readonly examples: readonly string[]
  readonly busy: boolean
  readonly hint?: ReactNode
  /** What the words are used for, where that is a choice: above the settings. */
  readonly tools?: ReactNode
  /** What the button says; "Generate" by default. */
  readonly action?: string
  /** The edit has words of its own when the prompt is empty. */
  readonly mayBeEmpty?: boolean
}

/** The prompt that everybody edits, the few settings, and the button. */
export function PromptBar(props: PromptBarProps) {
  const [value, setValue] = useState(() => props.text.toString())
  const model = chosenModel(props.settings, props.engines?.models ?? [])
  const tooLong = value.length > MAX_PROMPT_LENGTH
  const empty = value.trim().length === 0
  const lacksWords = empty && props.mayBeEmpty !== true
  const typing = props.others.filter((other) => other.activity === "prompting" && other.caret?.text === props.textKey)

  const generate = () => {
    if (!lacksWords && !tooLong && props.engines) props.onGenerate()
  }
  const words = typing.map((other) => other.name).join(", ")

  return (
    <section
      aria-label="Prompt"
      className="panel pointer-events-auto w-full border-accent px-3.5 pt-3 pb-2.5 has-[textarea:focus]:shadow-[0_0_0_1px_var(--accent),var(--shadow)]"
    >
      <SharedTextarea
        text={props.text}
        origin={props.origin}
        writers={typing}
        label="Prompt, shared by everyone in the room"
        placeholder="Describe a picture…"
        invalid={tooLong}
        onValue={setValue}
        onCaret={props.onCaret}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && !event.nativeEvent.isComposing) {
            event.preventDefault()
            generate()
          }
          if (event.key === "Escape") event.currentTarget.blur()
          // The board's keys are not meant while somebody writes.
          event.stopPropagation()
        }}
      />
      {tooLong && (
        <p role="alert" className="mt-1 text-[12px] text-bad">
          {value.length} of {MAX_PROMPT_LENGTH} characters: shorten it to generate.
        </p>
      )}
      {props.hint}
      {empty && props.examples.length > 0 && (
        <div className="mt-2 flex flex-wrap gap-1.5">
          {props.examples.map((example) => (
            <Button
              key={example}
              look="chip"
              className="max-w-full"
              onClick={() => {
                props.text.doc?.transact(() => props.text.insert(0, example), props.origin)
                if (props.engines) props.onGenerate()
              }}
            >
              <span className="truncate">{example}</span>
            </Button>
          ))}
        </div>
      )}
      {props.tools}
      <div className="mt-2 flex items-center gap-1.5 max-sm:flex-wrap">
        <ModelChip {...props} />
        <StepsChip {...props} />
        <SeedChip settings={props.settings} onSettings={props.onSettings} />
        <MoreChip {...props} />
        <span
          className="ml-auto min-w-0 flex-1 truncate pl-2 text-right text-[12px] text-soft max-sm:hidden"
          aria-live="polite"
        >
          {words ? `${words} ${typing.length > 1 ? "are" : "is"} typing` : props.target}
        </span>
        <Button
          look="accent"
          className="h-8 shrink-0 max-sm:h-10 max-sm:w-full"
          disabled={lacksWords || tooLong || !model || props.busy}
          onClick={generate}
          title={props.engines && !model ? "No engine is connected" : undefined}
        >
          {props.action ?? "Generate"}{" "}
          <kbd className="font-sans font-normal pointer-coarse:hidden">{isApple() ? "⌘↵" : "Ctrl ↵"}</kbd>
        </Button>
      </div>
    </section>
  )
}

function isApple(): boolean {
  return typeof navigator !== "undefined" && /Mac|iP/.test(navigator.platform)
}

function ChipPopover({
  label,
  name,
  about,
  children,
}: {
  label: ReactNode
  /** What it is called by those who hear it, if the words on it say too little; it holds those words. */
  name?: string
  /** What it opens. */
  about: string
  children: ReactNode
}) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button look="chip" aria-label={name}>
          {label}
        </Button>
      </Popover.Trigger>
      <PopoverPanel label={about} className="w-72 p-4">
        {children}
      </PopoverPanel>
    </Popover.Root>
  )
}

type SettingsProps = Pick<PromptBarProps, "settings" | "onSettings" | "engines">

function ModelChip({ settings, onSettings, engines }: SettingsProps) {
  const models = engines?.models ?? []
  const model = chosenModel(settings, models)
  if (!model) {
    return (
      <span className="inline-flex h-7 items-center rounded-full border border-line px-2.5 text-[12px] text-soft">
        no engine
      </span>
    )
  }
  const shown = `${model.name} · ${settings.width ?? model.sizes.width}`
  return (
    <ChipPopover label={shown} name={`Model: ${shown}`} about="Model">
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1.5 font-medium">Model</legend>
        {models.map((candidate) => (
          <label key={candidate.id} className="flex items-baseline gap-2 rounded-md p-1.5 hover:bg-hover">
            <input
              type="radio"
              name="model"
              className="accent-accent"
              checked={candidate.id === model.id}
              onChange={() =>
                onSettings({ ...settings, modelId: candidate.id, stepCount: undefined, guidance: undefined })
              }
            />
            <span>
              {candidate.name}
              <span className="block text-[12px] text-soft">
                {candidate.sizes.width} × {candidate.sizes.height} px · {candidate.defaultSteps} steps
              </span>
            </span>
          </label>
        ))}
      </fieldset>
    </ChipPopover>
  )
}

function StepsChip({ settings, onSettings, engines }: SettingsProps) {
  const model = chosenModel(settings, engines?.models ?? [])
  const steps = settings.stepCount ?? model?.defaultSteps ?? 8
  const max = Math.min(model?.maxSteps ?? 50, 50)
  const shown = `${steps} ${steps === 1 ? "step" : "steps"}`
  return (
    <ChipPopover label={shown} name={`Denoising: ${shown}`} about="Denoising steps">
      <LabelledSlider
        label="Steps"
        shown={`${steps}`}
        value={steps}
        min={1}
        max={max}
        onChange={(stepCount) => onSettings({ ...settings, stepCount })}
        help="How many times the noise is cleaned a little. More takes longer and shows more detail."
      />
    </ChipPopover>
  )
}

function SeedChip({ settings, onSettings }: Omit<SettingsProps, "engines">) {
  const id = useId()
  const locked = settings.seed !== undefined
  return (
    <ChipPopover
      about="Seed"
      label={
        <>
          seed {locked ? settings.seed : "random"} {locked ? <Lock size={12} /> : <Dices size={13} />}
        </>
      }
    >
      <label htmlFor={id} className="font-medium">
        Seed
      </label>
      <p className="mb-2 text-[12px] text-soft">
        The same seed and words give the same picture. Random throws the dice each time.
      </p>
      <div className="flex gap-2">
        <input
          id={id}
          inputMode="numeric"
          placeholder="random"
          value={settings.seed ?? ""}
          onChange={(event) => {
            const digits = event.target.value.replace(/\D/g, "").slice(0, 10)
            onSettings({ ...settings, seed: digits === "" ? undefined : Math.min(Number(digits), MAX_SEED) })
          }}
          className="h-9 w-full min-w-0 rounded-lg border border-line bg-paper px-2.5"
        />
        <Button
          onClick={() => onSettings({ ...settings, seed: crypto.getRandomValues(new Uint16Array(1))[0]! })}
          aria-label="Throw the dice"
        >
          <Dices size={15} />
        </Button>
        <Button disabled={!locked} onClick={() => onSettings({ ...settings, seed: undefined })}>
          Random
        </Button>
      </div>
    </ChipPopover>
  )
}

function MoreChip({ settings, onSettings, engines }: SettingsProps) {
  const id = useId()
  const model = chosenModel(settings, engines?.models ?? [])
  const guidance = settings.guidance ?? model?.defaultGuidance ?? 1
  const sizes = model ? sizeChoices(model.sizes) : []
  return (
    <ChipPopover label="more" name="more settings" about="More settings">
      <div className="flex flex-col gap-4">
        <LabelledSlider
          label="Guidance"
          shown={`${guidance}`}
          value={guidance}
          min={0}
          max={15}
          step={0.5}
          onChange={(value) => onSettings({ ...settings, guidance: value })}
          help="How strictly the picture follows the words."
        />
        {sizes.length > 1 && (
          <label className="flex items-center justify-between gap-3 font-medium">
            Size
            <select
              value={`${settings.width ?? model?.sizes.width}x${settings.height ?? model?.sizes.height}`}
              onChange={(event) => {
                const [width, height] = event.target.value.split("x").map(Number)
                onSettings({ ...settings, width, height })
              }}
              className="h-9 rounded-lg border border-line bg-paper px-2"
            >
              {sizes.map(([width, height]) => (
                <option key={`${width}x${height}`} value={`${width}x${height}`}>
                  {width} × {height}
                </option>
              ))}
            </select>
          </label>
        )}
        <div>
          <label htmlFor={id} className="font-medium">
            Without
          </label>
          <input
            id={id}
            value={settings.negativePrompt}
            maxLength={MAX_PROMPT_LENGTH}
            placeholder="what the picture should not show"
            onChange={(event) => onSettings({ ...settings, negativePrompt: event.target.value })}
            className="mt-1 h-9 w-full rounded-lg border border-line bg-paper px-2.5"
          />
        </div>
        {model && (
          <p className="text-[12px] text-soft">
            {model.name} · {model.licence}
          </p>
        )}
      </div>
    </ChipPopover>
  )
}

function sizeChoices(sizes: {
  width: number
  height: number
  min: number
  max: number
  multiple: number
}): [number, number][] {
  if (sizes.min === sizes.max) return [[sizes.width, sizes.height]]
  const fits = (side: number) => side >= sizes.min && side <= sizes.max && side % sizes.multiple === 0
  const sides = [128, 256, 384, 512, 640, 768, 1024].filter(fits)
  const choices: [number, number][] = sides.map((side) => [side, side])
  const { width } = sizes
  for (const side of [width * 0.75, width * 1.5]) {
    if (fits(side)) choices.push([width, side], [side, width])
  }
  return choices
}
