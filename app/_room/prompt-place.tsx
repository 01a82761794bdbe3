"use client"
/** Where the prompt stands: under what is being made, never in a far corner. */
import { useEffect, useState } from "react"
import type { ElementId } from "../../lib/document/schema.ts"
import type { Box } from "../../lib/geometry/geometry.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"

const BAR_WIDTH_PX = 580

/** Where an element is on screen, CSS pixels of the window. */
export function useScreenBox(canvas: CanvasController, id: ElementId | undefined): Box | undefined {
  const [box, setBox] = useState<Box | undefined>(undefined)
  useEffect(() => {
    if (!id) return setBox(undefined)
    const observable = canvas.screenBoxOf(id)
    const read = () => setBox(observable.get())
    read()
    return observable.subscribe(read)
  }, [canvas, id])
  return id ? box : undefined
}

/** Under the anchor where there is room for it, else at the bottom of the window above the tools. */
export function PromptPlace(props: {
  anchor: Box | undefined
  panelOpen: boolean
  bottomPx: number
  barHeight: number
  children: React.ReactNode
}) {
  const size = useWindowSize()
  const width = Math.min(BAR_WIDTH_PX, size.width - 24)
  const { anchor, barHeight } = props
  const fits =
    anchor !== undefined &&
    size.width >= 720 &&
    anchor.y + anchor.height > 60 &&
    anchor.y + anchor.height + 12 + barHeight < size.height - props.bottomPx &&
    anchor.x + anchor.width > 0 &&
    anchor.x < size.width
  const right = props.panelOpen && size.width >= 900 ? 312 : 16
  const style = fits
    ? {
        left: Math.max(16, Math.min(anchor.x, size.width - right - width)),
        top: anchor.y + anchor.height + 16,
        width,
      }
    : { left: Math.max(12, (size.width - width) / 2), bottom: props.bottomPx, width }
  return (
    <div className="pointer-events-none absolute z-10" style={style}>
      {props.children}
    </div>
  )
}

function useWindowSize(): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState(() => ({ width: window.innerWidth, height: window.innerHeight }))
  useEffect(() => {
    const onResize = () => setSize({ width: window.innerWidth, height: window.innerHeight })
    window.addEventListener("resize", onResize)
    return () => window.removeEventListener("resize", onResize)
  }, [])
  return size
}
