"use client"
import { Blend, Brush, Contrast, Eraser, Trash2 } from "lucide-react"
import { Popover } from "radix-ui"
import { MAX_FEATHER } from "../../lib/document/masks.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { MAX_BRUSH_SIZE, MIN_BRUSH_SIZE } from "../_canvas/picture-masks.ts"
import { useObservable } from "../_document/observable.ts"
import { IconButton } from "../_ui/button.tsx"
import { PopoverPanel } from "../_ui/popover-panel.tsx"
import { Slider } from "../_ui/slider.tsx"

/** The mask brush's size, and what can be done with the selected picture's mask; there while the brush is. */
export function MaskBar({ canvas }: { canvas: CanvasController }) {
  const tool = useObservable(canvas.tool)
  const brush = useObservable(canvas.masks.brush)
  const selection = useObservable(canvas.selection)
  useObservable(canvas.masks.version)
  if (tool !== "mask") return null
  const target = selection.size === 1 ? [...selection][0] : undefined
  const mask = target === undefined ? undefined : canvas.masks.read(target)
  const hasMask = mask !== undefined && (mask.strokes.length > 0 || mask.inverted)

  return (
    <div
      role="toolbar"
      aria-label="Mask brush"
      className="panel flex max-w-full animate-rise items-center gap-1 overflow-x-auto px-2 py-1"
    >
      <IconButton
        label={brush.erases ? "Paint" : "Erase"}
        shortcut="X"
        className="size-7"
        onClick={() => canvas.masks.brush.set({ ...brush, erases: !brush.erases })}
      >
        {brush.erases ? <Eraser size={15} /> : <Brush size={15} />}
      </IconButton>
      <Slider
        label="Brush size"
        value={brush.size}
        min={MIN_BRUSH_SIZE}
        max={MAX_BRUSH_SIZE}
        className="w-28"
        onChange={(size) => canvas.masks.brush.set({ ...brush, size })}
      />
      <span aria-hidden="true" className="mx-1 h-5 w-px bg-line" />
      <IconButton
        label="Invert the mask"
        className="size-7"
        active={mask?.inverted ?? false}
        disabled={target === undefined}
        onClick={() => target !== undefined && canvas.masks.setState(target, { inverted: !mask?.inverted })}
      >
        <Contrast size={15} />
      </IconButton>
      <Popover.Root>
        <Popover.Trigger asChild>
          <button
            type="button"
            aria-label="Soft edge"
            title="Soft edge"
            disabled={!hasMask}
            className="inline-flex size-7 items-center justify-center rounded-lg enabled:hover:bg-hover disabled:opacity-40 pointer-coarse:size-10"
          >
            <Blend size={15} />
          </button>
        </Popover.Trigger>
        <PopoverPanel label="Soft edge" className="p-3">
          <p className="mb-1 text-[12px] text-soft">
            {mask?.feather === undefined
              ? "Edge: as the intent has it"
              : `Edge: ${percent(mask.feather)} of the picture`}
          </p>
          <Slider
            label="Soft edge"
            value={Math.round((mask?.feather ?? 0) * 1000)}
            min={0}
            max={MAX_FEATHER * 1000}
            step={5}
            className="w-28"
            onChange={(value) => target !== undefined && canvas.masks.setState(target, { feather: value / 1000 })}
          />
        </PopoverPanel>
      </Popover.Root>
      <IconButton
        label="Clear the mask"
        className="size-7"
        disabled={!hasMask}
        onClick={() => target !== undefined && canvas.masks.clear(target)}
      >
        <Trash2 size={15} />
      </IconButton>
    </div>
  )
}

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`
