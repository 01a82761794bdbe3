/** Where lines break, and how small a note's writing must be to fit. Pure: measuring is passed in. */

export const LINE_HEIGHT = 1.3
/** A note's padding on each side, as a share of its shorter side. */
const NOTE_PADDING = 0.1
const MIN_NOTE_FONT = 6

/** Width of a text in canvas units at one font size. */
export type Measure = (text: string, fontSize: number) => number

export interface TextLines {
  readonly lines: readonly string[]
  readonly fontSize: number
  readonly width: number
  readonly height: number
}

/** Breaks at newlines only: a text element is as wide as its longest line. */
export function layoutText(text: string, fontSize: number, measure: Measure): TextLines {
  const lines = text.split("\n")
  const width = Math.max(...lines.map((line) => measure(line, fontSize)), 0)
  return { lines, fontSize, width, height: lines.length * fontSize * LINE_HEIGHT }
}

/** Breaks at spaces, and inside a word only where it alone is wider than `maxWidth`. */
export function wrapText(text: string, maxWidth: number, fontSize: number, measure: Measure): string[] {
  const lines: string[] = []
  for (const paragraph of text.split("\n")) {
    let line = ""
    for (const word of paragraph.split(/(?<= )/)) {
      if (line !== "" && measure((line + word).trimEnd(), fontSize) > maxWidth) {
        lines.push(line.trimEnd())
        line = ""
      }
      line += word
      while (measure(line.trimEnd(), fontSize) > maxWidth && [...line].length > 1) {
        const fitting = longestFit(line, maxWidth, fontSize, measure)
        lines.push(fitting)
        line = line.slice(fitting.length)
      }
    }
    lines.push(line.trimEnd())
  }
  return lines
}

/** The largest size at which the text fits a note of `width` × `height` without breaking a word. */
export function fitNote(text: string, width: number, height: number, measure: Measure): TextLines {
  const padding = notePadding(width, height)
  const innerWidth = Math.max(1, width - 2 * padding)
  const innerHeight = Math.max(1, height - 2 * padding)
  const longestWord = text.split(/\s+/).reduce((a, b) => (b.length > a.length ? b : a), "")
  let fontSize = Math.min(width, height) * 0.13
  for (;;) {
    const lines = wrapText(text, innerWidth, fontSize, measure)
    const textHeight = lines.length * fontSize * LINE_HEIGHT
    const fits = textHeight <= innerHeight && measure(longestWord, fontSize) <= innerWidth
    if (fits || fontSize <= MIN_NOTE_FONT) return { lines, fontSize, width: innerWidth, height: textHeight }
    fontSize = Math.max(MIN_NOTE_FONT, fontSize * 0.92)
  }
}

export function notePadding(width: number, height: number): number {
  return Math.min(width, height) * NOTE_PADDING
}

/**
 * Where a caret before character `index` stands in laid-out lines, in canvas units from their top left. Spaces that
 * a line break swallowed stand at the line's end.
 */
export function caretPlace(
  text: string,
  index: number,
  { lines, fontSize }: Pick<TextLines, "lines" | "fontSize">,
  measure: Measure,
): { readonly x: number; readonly y: number } {
  let at = 0
  for (let row = 0; row < lines.length; row++) {
    const line = lines[row]!
    // Lines are pieces of the text in order, apart from the breaks and trimmed spaces between them.
    const start = Math.max(at, text.indexOf(line, at))
    const end = start + line.length
    const next = lines[row + 1]
    const nextStart = next === undefined ? text.length + 1 : Math.max(end, text.indexOf(next, end))
    if (index < nextStart || next === undefined) {
      const before = text.slice(start, Math.min(index, end))
      return { x: measure(before, fontSize), y: row * fontSize * LINE_HEIGHT }
    }
    at = end
  }
  return { x: 0, y: 0 }
}

/** One line, cut with an ellipsis so that it fits. */
export function ellipsize(text: string, maxWidth: number, fontSize: number, measure: Measure): string {
  const line = text.replace(/\s+/g, " ").trim()
  if (measure(line, fontSize) <= maxWidth) return line
  const fitting = longestFit(line, maxWidth - measure("…", fontSize), fontSize, measure)
  return `${fitting.trimEnd()}…`
}

function longestFit(line: string, maxWidth: number, fontSize: number, measure: Measure): string {
  const characters = [...line]
  let low = 1
  let high = characters.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (measure(characters.slice(0, middle).join(""), fontSize) <= maxWidth) low = middle
    else high = middle - 1
  }
  return characters.slice(0, low).join("")
}
