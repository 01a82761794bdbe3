/** Aligning and distributing what is selected, as patches of the document. */
import type { CanvasElement } from "../../lib/document/schema.ts"
import { type Box, unionOf } from "../../lib/geometry/geometry.ts"
import { moveElements, type Patches } from "./transform.ts"

export const ALIGNMENTS = ["left", "centre", "right", "top", "middle", "bottom"] as const
export type Alignment = (typeof ALIGNMENTS)[number]

/** What is moved as one: its box decides where to, and everything in it goes along. */
export interface Part {
  readonly box: Box
  readonly moving: readonly CanvasElement[]
}

/** Moves every part to one edge, or the middle, of the box around all of them. */
export function alignParts(parts: readonly Part[], to: Alignment): Patches {
  const around = unionOf(parts.map((part) => part.box))
  if (!around) return new Map()
  return movedParts(parts, ({ box }) => {
    switch (to) {
      case "left":
        return [around.x - box.x, 0]
      case "centre":
        return [around.x + around.width / 2 - box.x - box.width / 2, 0]
      case "right":
        return [around.x + around.width - box.x - box.width, 0]
      case "top":
        return [0, around.y - box.y]
      case "middle":
        return [0, around.y + around.height / 2 - box.y - box.height / 2]
      case "bottom":
        return [0, around.y + around.height - box.y - box.height]
    }
  })
}

/** Makes the gaps between neighbours equal; the outermost two stay. Fewer than three parts have nothing to share out. */
export function distributeParts(parts: readonly Part[], along: "x" | "y"): Patches {
  if (parts.length < 3) return new Map()
  const start = ({ box }: Part) => (along === "x" ? box.x : box.y)
  const length = ({ box }: Part) => (along === "x" ? box.width : box.height)
  const sorted = [...parts].sort((a, b) => start(a) + length(a) / 2 - start(b) - length(b) / 2)
  const [first, last] = [sorted[0]!, sorted.at(-1)!]
  const free = start(last) + length(last) - start(first) - sorted.reduce((sum, part) => sum + length(part), 0)
  const gap = free / (sorted.length - 1)
  let next = start(first)
  const targets = new Map<Part, number>()
  for (const part of sorted) {
    targets.set(part, next)
    next += length(part) + gap
  }
  return movedParts(parts, (part) => {
    const by = targets.get(part)! - start(part)
    return along === "x" ? [by, 0] : [0, by]
  })
}

function movedParts(parts: readonly Part[], offsetOf: (part: Part) => readonly [number, number]): Patches {
  const patches: Patches = new Map()
  for (const part of parts) {
    const [dx, dy] = offsetOf(part)
    if (dx === 0 && dy === 0) continue
    for (const [id, patch] of moveElements(part.moving, dx, dy)) patches.set(id, patch)
  }
  return patches
}
