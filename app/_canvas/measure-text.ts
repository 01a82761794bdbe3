/** Measures text with the browser's own canvas, once for every (text, family). */
import { LINE_HEIGHT, type Measure } from "./text-layout.ts"

const REFERENCE_SIZE = 100
const MAX_KEPT = 20_000

const caches = new Map<string, Map<string, number>>()
let context: CanvasRenderingContext2D | null = null

/** Widths scale with the size, so one measurement at 100 units serves every size. */
export function measureWith(fontFamily: string): Measure {
  let widths = caches.get(fontFamily)
  if (!widths) {
    widths = new Map()
    caches.set(fontFamily, widths)
  }
  const known = widths
  return (text, fontSize) => {
    let width = known.get(text)
    if (width === undefined) {
      context ??= document.createElement("canvas").getContext("2d")
      if (!context) return text.length * fontSize * 0.55
      context.font = `${REFERENCE_SIZE}px ${fontFamily}`
      width = context.measureText(text).width
      if (known.size > MAX_KEPT) known.clear()
      known.set(text, width)
    }
    return (width * fontSize) / REFERENCE_SIZE
  }
}

const baselines = new Map<string, number>()

/**
 * Where a line's baseline lies below its top, in font sizes: as CSS lays a line out, so that a text being edited
 * in the page stands where the canvas draws it.
 */
export function baselineOf(fontFamily: string): number {
  let baseline = baselines.get(fontFamily)
  if (baseline === undefined) {
    context ??= document.createElement("canvas").getContext("2d")
    if (!context) return 1
    context.font = `${REFERENCE_SIZE}px ${fontFamily}`
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText("x")
    baseline = (LINE_HEIGHT - (ascent + descent) / REFERENCE_SIZE) / 2 + ascent / REFERENCE_SIZE
    baselines.set(fontFamily, baseline)
  }
  return baseline
}

/** A font came in after text was measured with its fallback. */
export function forgetMeasurements(): void {
  for (const widths of caches.values()) widths.clear()
  baselines.clear()
}
