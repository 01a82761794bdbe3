/**
 * From a mask's strokes to one byte a pixel. Only +, −, ×, ÷ and √, which are exact to the last bit everywhere: every
 * browser and the server get the same mask from the same strokes.
 */
import { MASK_UNITS, type Mask, type MaskStroke } from "../document/masks.ts"

/** A mask in the making: strokes may go on being applied to it. */
export interface MaskRaster {
  readonly widthPx: number
  readonly heightPx: number
  /** [heightPx, widthPx], 255 = painted. */
  readonly data: Uint8Array
  /** [heightPx, widthPx], which stroke covered a pixel last: its place in the list plus one, 0 for none. */
  readonly paintedBy: Uint16Array
}

/**
 * @param mask `feather` undefined counts as `options.feather`
 * @param options.feather share of the shorter side by which edges fade, default 0
 * @returns [heightPx, widthPx], 255 = repaint, 0 = keep; a new array
 */
export function rasteriseMask(
  mask: Mask,
  widthPx: number,
  heightPx: number,
  options: { readonly feather?: number } = {},
): Uint8Array {
  const raster = createMaskRaster(widthPx, heightPx)
  applyMaskStrokes(raster, mask.strokes)
  return finishMask(raster, { inverted: mask.inverted, feather: mask.feather ?? options.feather ?? 0 })
}

export function createMaskRaster(widthPx: number, heightPx: number): MaskRaster {
  const area = widthPx * heightPx
  return { widthPx, heightPx, data: new Uint8Array(area), paintedBy: new Uint16Array(area) }
}

/** A copy that strokes may be applied to without changing the other. */
export function copyMaskRaster(raster: MaskRaster): MaskRaster {
  return { ...raster, data: raster.data.slice(), paintedBy: raster.paintedBy.slice() }
}

/** Paints strokes onto `raster`, which is changed. @param first number of the first stroke in `paintedBy`, default 1 */
export function applyMaskStrokes(raster: MaskRaster, strokes: readonly MaskStroke[], first = 1): void {
  strokes.forEach((stroke, i) => {
    applyStroke(raster, stroke, Math.min(first + i, 65_535))
  })
}

/** The mask of a raster as it is to be used; a new array. @param how.feather share of the shorter side */
export function finishMask(
  raster: MaskRaster,
  how: { readonly inverted: boolean; readonly feather: number },
): Uint8Array {
  const { widthPx, heightPx } = raster
  const data = how.inverted ? raster.data.map((value) => 255 - value) : raster.data.slice()
  const radius = Math.round((how.feather * Math.min(widthPx, heightPx)) / 2)
  return radius > 0 ? blurTwice(data, widthPx, heightPx, radius) : data
}

function applyStroke(raster: MaskRaster, stroke: MaskStroke, number: number): void {
  const { widthPx, heightPx } = raster
  const { erases } = stroke
  const radius = (stroke.width / MASK_UNITS / 2) * widthPx
  const places = stroke.points.map(({ x, y }) => ({ x: (x / MASK_UNITS) * widthPx, y: (y / MASK_UNITS) * heightPx }))
  const first = places[0]
  if (!first) return
  if (places.length === 1) applySegment(raster, { from: first, to: first, radius, number, erases })
  for (let i = 1; i < places.length; i++) {
    applySegment(raster, { from: places[i - 1]!, to: places[i]!, radius, number, erases })
  }
}

interface Segment {
  readonly from: { readonly x: number; readonly y: number }
  readonly to: { readonly x: number; readonly y: number }
  readonly radius: number
  readonly number: number
  readonly erases: boolean
}

/** A line with round ends: each pixel is covered as far as its centre lies inside, over one pixel of edge. */
function applySegment({ data, paintedBy, widthPx, heightPx }: MaskRaster, segment: Segment): void {
  const { from, to, radius, erases } = segment
  const dx = to.x - from.x
  const dy = to.y - from.y
  const lengthSquared = dx * dx + dy * dy
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - radius - 1))
  const right = Math.min(widthPx - 1, Math.ceil(Math.max(from.x, to.x) + radius + 1))
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - radius - 1))
  const bottom = Math.min(heightPx - 1, Math.ceil(Math.max(from.y, to.y) + radius + 1))
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - from.x
      const py = y + 0.5 - from.y
      const along = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared))
      const ox = px - along * dx
      const oy = py - along * dy
      const covered = radius + 0.5 - Math.sqrt(ox * ox + oy * oy)
      if (covered <= 0) continue
      const share = Math.round(Math.min(1, covered) * 255)
      const i = y * widthPx + x
      const before = data[i]!
      if (erases) data[i] = Math.min(before, 255 - share)
      else if (share > 0 && share >= before) {
        data[i] = share
        paintedBy[i] = segment.number
      }
    }
  }
}

/** Two box blurs: a triangle `4·radius` wide. What lies beyond the border counts as the border's own. */
function blurTwice(data: Uint8Array, widthPx: number, heightPx: number, radius: number): Uint8Array {
  let plane = Float64Array.from(data)
  for (let pass = 0; pass < 2; pass++) {
    const across = new Float64Array(plane.length)
    for (let y = 0; y < heightPx; y++)
      blurLine(plane, across, { start: y * widthPx, stride: 1, length: widthPx }, radius)
    const both = new Float64Array(plane.length)
    for (let x = 0; x < widthPx; x++) blurLine(across, both, { start: x, stride: widthPx, length: heightPx }, radius)
    plane = both
  }
  // Rounded up, so that a pixel the blur reaches is never lost; exact zeros stay zero.
  return Uint8Array.from(plane, (value) => Math.min(255, Math.ceil(value - 1e-6)))
}

function blurLine(
  from: Float64Array,
  to: Float64Array,
  line: { readonly start: number; readonly stride: number; readonly length: number },
  radius: number,
): void {
  const { start, stride, length } = line
  const last = start + (length - 1) * stride
  const at = (place: number) => from[Math.min(Math.max(place, start), last)]!
  let sum = 0
  for (let i = -radius; i <= radius; i++) sum += at(start + i * stride)
  for (let i = 0; i < length; i++) {
    const place = start + i * stride
    to[place] = sum / (2 * radius + 1)
    sum += at(place + (radius + 1) * stride) - at(place - radius * stride)
  }
}
