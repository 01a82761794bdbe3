/** How far an element's ink reaches: what a tile must be redrawn for, and what the index finds. */

import { boxOf, type CanvasElement, type ElementOf } from "../../lib/document/schema.ts"
import { type Box, boundsOfRotated, inflate } from "../../lib/geometry/geometry.ts"
import { layoutText, type Measure } from "./text-layout.ts"

/** Canvas units by which the soft shadow of a note or picture leaves its box. */
export function shadowReach(width: number, height: number): number {
  return Math.min(18, Math.min(width, height) * 0.12)
}

/**
 * The box around everything an element paints, canvas units.
 * @param measure widths of writing here: whoever wrote it may have had another font, and so another size
 */
export function paintedBounds(element: CanvasElement, measure: Measure): Box {
  return inflate(boundsOfRotated(boxOf(element), element.rotation), outreachOf(element, measure))
}

function outreachOf(element: CanvasElement, measure: Measure): number {
  switch (element.kind) {
    case "stroke":
      // Full pressure draws half as wide again as the width the box was made with.
      return element.width * 0.5 + 1
    case "rectangle":
    case "ellipse":
      return element.width / 2 + 1
    case "arrow":
      return arrowHeadLength(element.width) + element.width
    case "text":
      // Descenders and accents lean out of their line.
      return element.fontSize * 0.25 + overflowOf(element, measure)
    case "note":
    case "image":
    case "generation":
      return shadowReach(...element.size) + 2
    case "frame":
      return 2
  }
}

function overflowOf(element: ElementOf<"text">, measure: Measure): number {
  const { width, height } = layoutText(element.text.toString(), element.fontSize, measure)
  return Math.max(0, width - element.size[0], height - element.size[1])
}

export function arrowHeadLength(width: number): number {
  return 8 + width * 2.5
}
