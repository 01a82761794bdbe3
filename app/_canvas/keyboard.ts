/**
 * What the keys do on the board. A letter is matched by the character typed, and by where the key lies when the
 * layout has no such letter there (Cyrillic, Greek …).
 */
import type { Alignment } from "./arrange.ts"
import type { ToolName } from "./tools/tool.ts"

export type KeyCommand =
  | { readonly type: "tool"; readonly tool: ToolName }
  | { readonly type: "nudge"; readonly dx: number; readonly dy: number }
  | { readonly type: "cycle"; readonly step: 1 | -1 }
  | { readonly type: "zoom"; readonly factor: number }
  | { readonly type: "align"; readonly to: Alignment }
  | {
      readonly type:
        | "delete"
        | "duplicate"
        | "undo"
        | "redo"
        | "selectAll"
        | "toFront"
        | "toBack"
        | "edit"
        | "escape"
        | "zoomReset"
        | "zoomFit"
        | "zoomSelection"
        | "chooseImage"
        | "swapEraser"
        | "lock"
        | "group"
        | "ungroup"
    }

const TOOL_KEYS: Readonly<Record<string, ToolName>> = {
  v: "select",
  h: "hand",
  p: "pen",
  b: "mask",
  d: "pen",
  e: "eraser",
  r: "rectangle",
  o: "ellipse",
  a: "arrow",
  t: "text",
  n: "note",
  f: "frame",
  c: "comment",
}

/** With Alt. */
const ALIGN_KEYS: Readonly<Record<string, Alignment>> = {
  a: "left",
  h: "centre",
  d: "right",
  w: "top",
  v: "middle",
  s: "bottom",
}

/** With Ctrl and Shift. */
const ALIGN_ARROWS: Readonly<Record<string, Alignment>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "top",
  ArrowDown: "bottom",
}

export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** The command of a key press on the board, undefined when it is not ours. */
export function commandOfKey(press: KeyPress): KeyCommand | undefined {
  const letter = letterOf(press)
  if (press.ctrlKey || press.metaKey) return modCommand(press, letter)
  if (press.altKey) return alignCommand(ALIGN_KEYS[letter])
  // The digits' row types other characters with shift, and on some layouts without: the place decides.
  if (press.shiftKey && press.code === "Digit0") return { type: "zoomReset" }
  if (press.shiftKey && press.code === "Digit1") return { type: "zoomFit" }
  if (press.shiftKey && press.code === "Digit2") return { type: "zoomSelection" }
  switch (press.key) {
    case "Delete":
    case "Backspace":
      return { type: "delete" }
    case "Escape":
      return { type: "escape" }
    case "Enter":
      return { type: "edit" }
    case "Tab":
      return { type: "cycle", step: press.shiftKey ? -1 : 1 }
    case "ArrowLeft":
      return nudge(press, -1, 0)
    case "ArrowRight":
      return nudge(press, 1, 0)
    case "ArrowUp":
      return nudge(press, 0, -1)
    case "ArrowDown":
      return nudge(press, 0, 1)
    case "+":
      return { type: "zoom", factor: 1.25 }
    case "-":
      return { type: "zoom", factor: 1 / 1.25 }
    case "=":
      return { type: "zoom", factor: 1.25 }
    case "[":
      return { type: "toBack" }
    case "]":
      return { type: "toFront" }
  }
  if (!press.shiftKey && (press.key === "9" || press.code === "Digit9")) return { type: "chooseImage" }
  if (press.code === "BracketLeft" && !isLatin(press.key)) return { type: "toBack" }
  if (press.code === "BracketRight" && !isLatin(press.key)) return { type: "toFront" }
  if (press.shiftKey) return letter === "l" ? { type: "lock" } : undefined
  if (letter === "x") return { type: "swapEraser" }
  const tool = TOOL_KEYS[letter]
  return tool && { type: "tool", tool }
}

const alignCommand = (to: Alignment | undefined): KeyCommand | undefined => to && { type: "align", to }

function modCommand(press: KeyPress, letter: string): KeyCommand | undefined {
  if (press.shiftKey && press.key in ALIGN_ARROWS) return alignCommand(ALIGN_ARROWS[press.key])
  switch (letter) {
    case "z":
      return { type: press.shiftKey ? "redo" : "undo" }
    case "y":
      return { type: "redo" }
    case "d":
      return { type: "duplicate" }
    case "a":
      return press.shiftKey ? undefined : { type: "selectAll" }
    case "u":
      return { type: "chooseImage" }
    case "g":
      return { type: press.shiftKey ? "ungroup" : "group" }
    case "l":
      return press.shiftKey ? { type: "lock" } : undefined
  }
  return undefined
}

function nudge(press: KeyPress, x: number, y: number): KeyCommand {
  const by = press.shiftKey ? 10 : 1
  return { type: "nudge", dx: x * by, dy: y * by }
}

function letterOf({ key, code }: KeyPress): string {
  if (isLatin(key)) return key.toLowerCase()
  return code.startsWith("Key") ? code.slice(3).toLowerCase() : ""
}

const isLatin = (key: string) => /^[a-z]$/i.test(key)
