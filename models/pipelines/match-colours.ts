/**
 * Moves a generated part to the colours of the picture it is laid into. What the model should have kept shows by how much it is off,
 * place by place; between, that error is carried on smoothly, so that no edge of the mask shows as a step in colour.
 *
 * Source: Gortler et al. 1996, "The Lumigraph", §3.4 (push-pull), on cells of 8 px: averages over the picture's finer error.
 */

import type { BoxPx, Picture } from "./picture.ts"

const CELL_PX = 8

/** Beyond this a difference is no rendering error but another picture. */
const MAX_OFFSET = 20

/** One level of the pyramid: sums of errors (three channels a cell) and how much of each cell is known. */
interface Grid {
  readonly width: number
  readonly height: number
  readonly sums: Float32Array
  readonly weights: Float32Array
}

/**
 * What to add to each byte of `part`, [heightPx, widthPx, 3] of the box; all 0 where nothing of the picture is kept in it.
 * @param share how much of the part shows, for the whole picture, see `compositeShare`; where it is 0 the picture is kept
 */
export function colourOffsets(picture: Picture, part: Picture, box: BoxPx, share: Float32Array): Float32Array {
  const levels = [cellErrors(picture, part, box, share)]
  for (let top = levels[0] as Grid; top.width > 1 || top.height > 1; top = levels.at(-1) as Grid)
    levels.push(halve(top))
  const filled = fill(levels)
  const { width, height } = levels[0] as Grid
  const offsets = new Float32Array(box.widthPx * box.heightPx * 3)
  for (let y = 0; y < box.heightPx; y++) {
    for (let x = 0; x < box.widthPx; x++) {
      sampleGrid(filled, width, height, (x + 0.5) / CELL_PX, (y + 0.5) / CELL_PX, offsets, (y * box.widthPx + x) * 3)
    }
  }
  return offsets
}

function cellErrors(picture: Picture, part: Picture, box: BoxPx, share: Float32Array): Grid {
  const grid = createGrid(Math.ceil(box.widthPx / CELL_PX), Math.ceil(box.heightPx / CELL_PX))
  for (let y = 0; y < box.heightPx; y++) {
    for (let x = 0; x < box.widthPx; x++) {
      const pixel = (box.y + y) * picture.widthPx + box.x + x
      if (share[pixel] !== 0) continue
      const cell = Math.floor(y / CELL_PX) * grid.width + Math.floor(x / CELL_PX)
      grid.weights[cell] = (grid.weights[cell] as number) + 1 / CELL_PX ** 2
      for (let channel = 0; channel < 3; channel++) {
        const error =
          (picture.rgb[pixel * 3 + channel] as number) - (part.rgb[(y * box.widthPx + x) * 3 + channel] as number)
        const place = cell * 3 + channel
        grid.sums[place] = (grid.sums[place] as number) + error / CELL_PX ** 2
      }
    }
  }
  return grid
}

function createGrid(width: number, height: number): Grid {
  return { width, height, sums: new Float32Array(width * height * 3), weights: new Float32Array(width * height) }
}

function halve(from: Grid): Grid {
  const to = createGrid(Math.ceil(from.width / 2), Math.ceil(from.height / 2))
  for (let y = 0; y < from.height; y++) {
    for (let x = 0; x < from.width; x++) {
      const cell = y * from.width + x
      const parent = (y >> 1) * to.width + (x >> 1)
      to.weights[parent] = (to.weights[parent] as number) + (from.weights[cell] as number)
      for (let channel = 0; channel < 3; channel++) {
        const place = parent * 3 + channel
        to.sums[place] = (to.sums[place] as number) + (from.sums[cell * 3 + channel] as number)
      }
    }
  }
  return to
}

/** Down from the top: a cell takes its own mean as far as it is known, and what the level above says for the rest. */
function fill(levels: readonly Grid[]): Float32Array {
  const top = levels.at(-1) as Grid
  let above = new Float32Array(3)
  let aboveWidth = 1
  let aboveHeight = 1
  const guess = new Float32Array(3)
  for (const level of [top, ...levels.slice(0, -1).reverse()]) {
    const values = new Float32Array(level.width * level.height * 3)
    for (let y = 0; y < level.height; y++) {
      for (let x = 0; x < level.width; x++) {
        const cell = y * level.width + x
        const weight = level.weights[cell] as number
        const known = Math.min(weight * 2, 1)
        sampleGrid(above, aboveWidth, aboveHeight, (x + 0.5) / 2, (y + 0.5) / 2, guess, 0)
        for (let channel = 0; channel < 3; channel++) {
          const mean = weight === 0 ? 0 : (level.sums[cell * 3 + channel] as number) / weight
          const own = Math.min(Math.max(mean, -MAX_OFFSET), MAX_OFFSET)
          values[cell * 3 + channel] = known * own + (1 - known) * (guess[channel] as number)
        }
      }
    }
    above = values
    aboveWidth = level.width
    aboveHeight = level.height
  }
  return above
}

/** Bilinear: cell (i, j) has its value at (i + 0.5, j + 0.5); writes three channels to `to` from `at`. */
function sampleGrid(
  values: Float32Array,
  width: number,
  height: number,
  x: number,
  y: number,
  to: Float32Array,
  at: number,
): void {
  const column = Math.min(Math.max(x - 0.5, 0), width - 1)
  const row = Math.min(Math.max(y - 0.5, 0), height - 1)
  const left = Math.floor(column)
  const top = Math.floor(row)
  const right = Math.min(left + 1, width - 1)
  const bottom = Math.min(top + 1, height - 1)
  const across = column - left
  const down = row - top
  for (let channel = 0; channel < 3; channel++) {
    const value = (i: number, j: number) => values[(j * width + i) * 3 + channel] as number
    const upper = value(left, top) * (1 - across) + value(right, top) * across
    const lower = value(left, bottom) * (1 - across) + value(right, bottom) * across
    to[at + channel] = upper * (1 - down) + lower * down
  }
}
