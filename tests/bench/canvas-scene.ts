/**
 * The board of the canvas benchmark: so many elements, 60 % pen strokes of 40 points, 30 % shapes, notes and text, 10 %
 * pictures, spread over a plane as wide as a window. The same for every count and every page that draws it.
 */
import sharp from "sharp"
import type { NewElement } from "../../lib/document/edits.ts"
import { createRng, type Rng } from "../../lib/random/rng.ts"
import { packPoints, type StrokePoint } from "../../lib/stroke/pack-points.ts"

/** Canvas units between one element's place and the next. */
const SPACING = 130
const ASPECT = 1.6
const COLOURS = ["#1d1b18", "#b0456b", "#2f7d4f", "#2f6db0", "#8a6a2f", "#7a4fb3", "#b3502f"]
const WORDS = ["morning light", "sketch this first", "keep the boats small", "more fog?", "who drew that", "yes!"]
const SEED = 20
const PICTURE_PX = 256

export interface SceneElement {
  readonly id: string
  readonly element: NewElement
  /** A stroke's points, relative to its position, for pages that do not read packed ones. */
  readonly points?: readonly StrokePoint[]
}

/** @param assetIds the pictures to place; at least one */
export function makeScene(count: number, assetIds: readonly string[]): SceneElement[] {
  const rng = createRng(SEED)
  const columns = Math.ceil(Math.sqrt(count * ASPECT))
  return Array.from({ length: count }, (_, i) => {
    const x = (i % columns) * SPACING + rng.next() * 60
    const y = Math.floor(i / columns) * SPACING + rng.next() * 60
    return makeElement(i, [Math.round(x), Math.round(y)], rng, assetIds)
  })
}

function makeElement(i: number, position: [number, number], rng: Rng, assetIds: readonly string[]): SceneElement {
  const id = `bench-${i}`
  const common = { position, rotation: 0, author: "bench", locked: false }
  const colour = COLOURS[rng.nextInt(COLOURS.length)]!
  const words = WORDS[rng.nextInt(WORDS.length)]!
  const share = rng.nextInt(10)
  if (share < 6) {
    const points = makeStroke(rng)
    const width = Math.max(...points.map(({ x }) => x))
    const height = Math.max(...points.map(({ y }) => y))
    const element = { kind: "stroke", ...common, size: [width, height], points: packPoints(points), colour, width: 4 }
    return { id, points, element: element as NewElement }
  }
  if (share === 6) {
    return { id, element: { kind: "rectangle", ...common, size: [110, 80], colour, fill: "none", width: 3 } }
  }
  if (share === 7) {
    return { id, element: { kind: "ellipse", ...common, size: [100, 90], colour, fill: "#f3e3b3", width: 3 } }
  }
  if (share === 8 && rng.next() < 0.5) {
    return { id, element: { kind: "note", ...common, size: [120, 100], text: words, colour: "#ffe08a" } }
  }
  if (share === 8)
    return { id, element: { kind: "text", ...common, size: [150, 30], text: words, colour, fontSize: 20 } }
  const assetId = assetIds[rng.nextInt(assetIds.length)]!
  return { id, element: { kind: "image", ...common, size: [128, 128], assetId, alt: "" } }
}

/** 40 points of a wandering hand within about 120 × 120 units, shifted so that its box begins at 0, 0. */
function makeStroke(rng: Rng): StrokePoint[] {
  const points: { x: number; y: number; pressure: number }[] = []
  let angle = rng.next() * Math.PI * 2
  let [x, y] = [60, 60]
  for (let i = 0; i < 40; i++) {
    angle += (rng.next() - 0.5) * 0.9
    x = Math.min(120, Math.max(0, x + Math.cos(angle) * 6))
    y = Math.min(120, Math.max(0, y + Math.sin(angle) * 6))
    points.push({ x, y, pressure: 0.3 + 0.4 * rng.next() })
  }
  const left = Math.min(...points.map((point) => point.x))
  const top = Math.min(...points.map((point) => point.y))
  return points.map((point) => ({ x: point.x - left, y: point.y - top, pressure: point.pressure }))
}

/** Pictures of 256 px with enough in them that drawing one is not drawing a plain colour. PNG. */
export async function makePictures(count: number): Promise<Buffer[]> {
  const rng = createRng(SEED + 1)
  return await Promise.all(
    Array.from({ length: count }, () => {
      const waves = Array.from({ length: 3 }, () => [rng.next() * 0.08, rng.next() * 0.08, rng.next() * 6] as const)
      const rgb = new Uint8Array(PICTURE_PX * PICTURE_PX * 3)
      for (let i = 0; i < rgb.length; i++) {
        const [x, y] = [Math.floor(i / 3) % PICTURE_PX, Math.floor(i / 3 / PICTURE_PX)]
        const [fx, fy, phase] = waves[i % 3]!
        rgb[i] = 150 + 90 * Math.sin(x * fx + y * fy + phase)
      }
      return sharp(rgb, { raw: { width: PICTURE_PX, height: PICTURE_PX, channels: 3 } })
        .png()
        .toBuffer()
    }),
  )
}
