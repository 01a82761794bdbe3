/** An element in words, for whoever does not see the board. */
import type { CanvasElement } from "../../lib/document/schema.ts"
import type { GenerationView } from "./generation-view.ts"

const KIND_NAMES: Readonly<Record<CanvasElement["kind"], string>> = {
  stroke: "stroke",
  rectangle: "rectangle",
  ellipse: "ellipse",
  arrow: "arrow",
  text: "text",
  note: "sticky note",
  frame: "frame",
  image: "image",
  generation: "generated picture",
}

export function describeElement(element: CanvasElement, generations: GenerationView): string {
  const kind = KIND_NAMES[element.kind]
  const words = wordsOf(element, generations)
  return [words, kind, element.locked && "locked"].filter(Boolean).join(", ")
}

function wordsOf(element: CanvasElement, generations: GenerationView): string {
  switch (element.kind) {
    case "text":
    case "note":
      return shorten(element.text.toString())
    case "frame":
      return shorten(element.title.toString())
    case "image":
      return element.alt
    case "generation": {
      const { record, stepIndex } = generations.show(element.generationId)
      if (!record) return ""
      const by = `${shorten(record.recipe.prompt)} by ${record.authorName}`
      if (record.state === "running") {
        return `${by}, step ${Math.max(record.stepIndex, stepIndex ?? -1) + 1} of ${record.stepCount}`
      }
      return record.state === "done" ? by : `${by}, ${record.state}`
    }
    default:
      return ""
  }
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim()
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
