/** How visible the borders of tiles are in an enlarged picture: the change across them, as a share of the change beside them. */
import type { Picture } from "../../models/pipelines/picture.ts"
import { tileStarts } from "../../models/pipelines/upscale.ts"

/** Lines on either side of a border that it is compared with. */
const BESIDE = 12

/**
 * @param options.cellPx only lines that begin a cell are looked at, where a model draws in cells larger than a pixel
 * @returns for each border within the picture, of columns and of rows: the mean difference of the pixels on both sides,
 *   divided by the median of what it is at the lines around; 1 where nothing shows
 */
export function seamGradients(
  picture: Picture,
  options: { readonly tileLengthPx: number; readonly tileCellPx?: number; readonly cellPx?: number },
): number[] {
  const { tileLengthPx, cellPx = 1, tileCellPx = cellPx } = options
  const along = (total: number, changeAt: (line: number) => number) => {
    const starts = tileStarts(total, tileLengthPx, tileCellPx)
    const borders = new Set(
      starts.flatMap((start) => [start, start + tileLengthPx]).filter((at) => at > 0 && at < total),
    )
    const change = Array.from({ length: total }, (_, line) => (line % cellPx === 0 && line > 0 ? changeAt(line) : 0))
    return [...borders].map((border) => {
      const around = change.filter(
        (_, line) =>
          line > 0 && line % cellPx === 0 && !borders.has(line) && Math.abs(line - border) <= BESIDE * cellPx,
      )
      return (change[border] as number) / medianOf(around)
    })
  }
  const { widthPx, heightPx, rgb } = picture
  const difference = (a: number, b: number) => {
    let sum = 0
    for (let channel = 0; channel < 3; channel++) {
      sum += Math.abs((rgb[a * 3 + channel] as number) - (rgb[b * 3 + channel] as number))
    }
    return sum
  }
  return [
    ...along(widthPx, (x) => {
      let sum = 0
      for (let y = 0; y < heightPx; y++) sum += difference(y * widthPx + x, y * widthPx + x - 1)
      return sum / heightPx
    }),
    ...along(heightPx, (y) => {
      let sum = 0
      for (let x = 0; x < widthPx; x++) sum += difference(y * widthPx + x, (y - 1) * widthPx + x)
      return sum / widthPx
    }),
  ]
}

export function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
