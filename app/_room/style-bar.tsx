"use client"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { INK_COLOURS, NOTE_COLOURS } from "../_canvas/theme.ts"
import { useObservable } from "../_document/observable.ts"

const WIDTHS = [
  { name: "Thin", value: 2, dot: 4 },
  { name: "Medium", value: 4, dot: 8 },
  { name: "Thick", value: 10, dot: 13 },
] as const

const DRAWING_TOOLS = new Set(["pen", "rectangle", "ellipse", "arrow", "text"])

const INKED_KINDS = ["stroke", "rectangle", "ellipse", "arrow", "text"]

/** What the style bar is about now; undefined while there is nothing to style, and so no bar. */
export function useStyleSubject(canvas: CanvasController): { inked: boolean; kinds: ReadonlySet<string> } | undefined {
  const tool = useObservable(canvas.tool)
  const selection = useObservable(canvas.selection)
  const kinds = new Set<string>([...selection].map((id) => canvas.element(id)?.kind ?? ""))
  const notes = tool === "note" || (tool === "select" && kinds.has("note"))
  const inked = DRAWING_TOOLS.has(tool) || (tool === "select" && INKED_KINDS.some((kind) => kinds.has(kind)))
  return notes || inked ? { inked, kinds } : undefined
}

/** Colour and width for what is drawn next, and for what is selected; there only while it means something. */
export function StyleBar({ canvas }: { canvas: CanvasController }) {
  const tool = useObservable(canvas.tool)
  const style = useObservable(canvas.style)
  const subject = useStyleSubject(canvas)
  if (!subject) return null
  const { inked, kinds } = subject
  const colours = inked ? INK_COLOURS : NOTE_COLOURS
  const current = inked ? style.colour : style.noteColour
  const hasWidth = tool !== "text" && inked
  const canFill = tool === "rectangle" || tool === "ellipse" || kinds.has("rectangle") || kinds.has("ellipse")

  return (
    <div
      role="toolbar"
      aria-label="Style"
      className="panel flex max-w-full animate-rise items-center gap-1 overflow-x-auto px-2 py-1"
    >
      {colours.map(({ name, value }, i) => (
        <button
          key={value}
          type="button"
          aria-label={name}
          aria-pressed={current === value}
          title={name}
          onClick={() => canvas.setStyle(inked ? { colour: value } : { noteColour: value })}
          className={`inline-flex size-7 shrink-0 items-center justify-center rounded-lg pointer-coarse:size-10 ${current === value ? "bg-hover ring-1 ring-line" : "hover:bg-hover"}`}
        >
          <span
            className="size-4 rounded-full border border-black/10"
            // The first ink is black on light paper and white on dark: it is the colour of ink.
            style={{ background: inked && i === 0 ? "var(--ink)" : value }}
          />
        </button>
      ))}
      {hasWidth && (
        <>
          <span aria-hidden="true" className="mx-1 h-5 w-px bg-line" />
          {WIDTHS.map(({ name, value, dot }) => (
            <button
              key={value}
              type="button"
              aria-label={`${name} line`}
              aria-pressed={style.width === value}
              title={name}
              onClick={() => canvas.setStyle({ width: value })}
              className={`inline-flex size-7 shrink-0 items-center justify-center rounded-lg pointer-coarse:size-10 ${style.width === value ? "bg-hover ring-1 ring-line" : "hover:bg-hover"}`}
            >
              <span className="rounded-full bg-ink" style={{ width: dot, height: dot }} />
            </button>
          ))}
        </>
      )}
      {canFill && (
        <button
          type="button"
          aria-pressed={style.fill !== "none"}
          onClick={() => canvas.setStyle({ fill: style.fill === "none" ? style.colour : "none" })}
          className={`ml-1 h-7 rounded-lg px-2 text-[12px] ${style.fill !== "none" ? "bg-hover ring-1 ring-line" : "text-soft hover:bg-hover"}`}
        >
          Fill
        </button>
      )}
    </div>
  )
}
