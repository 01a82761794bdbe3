"use client"
import { Magnet, Minus, Plus } from "lucide-react"

export function ZoomBar(props: {
  zoom: number
  /** Whether moved elements snap; undefined for whoever moves none. */
  snaps: boolean | undefined
  onSnaps: (on: boolean) => void
  onZoom: (factor: number) => void
  onReset: () => void
  onHelp: () => void
}) {
  const button = "inline-flex size-7 items-center justify-center rounded-lg hover:bg-hover pointer-coarse:size-11"
  return (
    <div className="panel pointer-events-auto flex h-8 items-center px-0.5 text-[12px]">
      <button type="button" aria-label="Zoom out" className={button} onClick={() => props.onZoom(1 / 1.25)}>
        <Minus size={13} />
      </button>
      <button
        type="button"
        aria-label={`Zoom ${Math.round(props.zoom * 100)} %, back to 100 %`}
        className="h-7 min-w-14 rounded-lg px-1 font-semibold tabular-nums hover:bg-hover"
        onClick={props.onReset}
      >
        {Math.round(props.zoom * 100)} %
      </button>
      <button type="button" aria-label="Zoom in" className={button} onClick={() => props.onZoom(1.25)}>
        <Plus size={13} />
      </button>
      {props.snaps !== undefined && (
        <button
          type="button"
          aria-label="Snap to other elements"
          aria-pressed={props.snaps}
          title="Snap to other elements (Alt+S; Ctrl while dragging does the opposite)"
          className={`${button} aria-pressed:text-accent`}
          onClick={() => props.onSnaps(!props.snaps)}
        >
          <Magnet size={13} />
        </button>
      )}
      <button type="button" aria-label="Keys and help" className={`${button} text-soft`} onClick={props.onHelp}>
        ?
      </button>
    </div>
  )
}
