/** What new elements are made with, and what changing it does to elements that are there. */
import type { ElementPatch } from "../../lib/document/edits.ts"
import type { CanvasElement, ElementOf } from "../../lib/document/schema.ts"
import { sizedFromTopLeft } from "./transform.ts"

/** What new elements are made with; setting it also changes what is selected. */
export interface CanvasStyle {
  readonly colour: string
  readonly fill: string
  readonly width: number
  readonly fontSize: number
  readonly noteColour: string
}

export const DEFAULT_STYLE: CanvasStyle = {
  colour: "#1d1b18",
  fill: "none",
  width: 4,
  fontSize: 24,
  noteColour: "#ffe08a",
}

/** The fields of an element that a change of style sets; undefined when it changes nothing of that kind. */
export function stylePatch(element: CanvasElement, change: Partial<CanvasStyle>): ElementPatch | undefined {
  const { colour, fill, width, fontSize, noteColour } = change
  switch (element.kind) {
    case "stroke":
      return definedPatch({ colour, width, ...boxOfWidth(element, width) })
    case "arrow":
      return definedPatch({ colour, width })
    case "rectangle":
    case "ellipse":
      return definedPatch({ colour, fill, width })
    case "text":
      return definedPatch({ colour, fontSize, ...boxOfFont(element, fontSize) })
    case "note":
      return definedPatch({ colour: noteColour })
    default:
      return undefined
  }
}

/** A stroke's box holds half its width on every side. */
function boxOfWidth(element: ElementOf<"stroke">, width: number | undefined): ElementPatch {
  if (width === undefined) return {}
  const by = width - element.width
  const [x, y] = element.position
  return {
    position: [x - by / 2, y - by / 2],
    size: [Math.max(width, element.size[0] + by), Math.max(width, element.size[1] + by)],
  }
}

/** Writing grows with its font, from its top left corner. */
function boxOfFont(element: ElementOf<"text">, fontSize: number | undefined): ElementPatch {
  if (fontSize === undefined) return {}
  const scale = fontSize / element.fontSize
  return sizedFromTopLeft(element, element.size[0] * scale, element.size[1] * scale)
}

function definedPatch(patch: Record<string, unknown>): ElementPatch | undefined {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined)
  return entries.length > 0 ? (Object.fromEntries(entries) as ElementPatch) : undefined
}
