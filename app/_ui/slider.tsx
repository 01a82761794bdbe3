"use client"
import { Slider as Parts } from "radix-ui"

interface SliderProps {
  /** What it sets, for those who hear it. */
  readonly label: string
  readonly min: number
  readonly max: number
  readonly step?: number
  readonly value: number
  readonly onChange: (value: number) => void
  readonly className?: string
}

/** One value on a line. */
export function Slider({ label, min, max, step = 1, value, onChange, className = "" }: SliderProps) {
  return (
    <Parts.Root
      min={min}
      max={max}
      step={step}
      value={[value]}
      onValueChange={([chosen]) => chosen !== undefined && onChange(chosen)}
      className={`relative flex h-6 touch-none items-center select-none ${className}`}
    >
      <Parts.Track className="relative h-1 grow rounded-full bg-line">
        <Parts.Range className="absolute h-full rounded-full bg-accent" />
      </Parts.Track>
      <Parts.Thumb aria-label={label} className="block size-4 rounded-full border border-line bg-panel shadow-panel" />
    </Parts.Root>
  )
}

interface LabelledSliderProps extends Omit<SliderProps, "className"> {
  /** The value as people read it. */
  readonly shown: string
  readonly help: string
}

/** A slider with its name and value above and what it does below. */
export function LabelledSlider({ shown, help, ...slider }: LabelledSliderProps) {
  return (
    <div>
      <div className="flex justify-between font-medium">
        <span>{slider.label}</span>
        <span className="text-soft tabular-nums">{shown}</span>
      </div>
      <Slider {...slider} className="mt-2" />
      <p className="mt-1 text-[12px] text-soft">{help}</p>
    </div>
  )
}
