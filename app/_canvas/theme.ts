/** The colours of the board. Chrome has the same tokens as CSS variables in globals.css. */

export interface CanvasTheme {
  readonly name: "light" | "dark"
  readonly paper: string
  readonly dots: string
  readonly panel: string
  readonly line: string
  readonly ink: string
  readonly softInk: string
  readonly accent: string
  readonly accentInk: string
  readonly good: string
  readonly fontFamily: string
}

const fontFamily = '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", sans-serif'

export const LIGHT_THEME: CanvasTheme = {
  name: "light",
  paper: "#f4f1ea",
  dots: "#ddd7ca",
  panel: "#fffdfa",
  line: "#e6e0d4",
  ink: "#1d1b18",
  softInk: "#6f685d",
  accent: "#d1431b",
  accentInk: "#ffffff",
  good: "#2f7d4f",
  fontFamily,
}

export const DARK_THEME: CanvasTheme = {
  name: "dark",
  paper: "#141312",
  dots: "#262422",
  panel: "#1e1c1a",
  line: "#322f2b",
  ink: "#f1ece4",
  softInk: "#a0978a",
  accent: "#ff6a3d",
  accentInk: "#1b0e08",
  good: "#6fce95",
  fontFamily,
}

/** What people draw with. The first is ink itself: black on light paper, white on dark. */
export const INK_COLOURS = [
  { name: "Ink", value: "#1d1b18" },
  { name: "Grey", value: "#857c70" },
  { name: "Red", value: "#d9481f" },
  { name: "Amber", value: "#d99a1c" },
  { name: "Green", value: "#2f7d4f" },
  { name: "Teal", value: "#1f8a97" },
  { name: "Blue", value: "#2f6db0" },
  { name: "Violet", value: "#7a4fb3" },
  { name: "Rose", value: "#c2507a" },
] as const

export const NOTE_COLOURS = [
  { name: "Yellow", value: "#ffe08a" },
  { name: "Mint", value: "#bfe3d0" },
  { name: "Rose", value: "#f8c9c4" },
  { name: "Sky", value: "#c5dcf5" },
  { name: "Lilac", value: "#ddd0f3" },
  { name: "Paper", value: "#fffdfa" },
] as const

/** The writing on a sticky note: notes keep their colours in the dark, so their ink stays dark too. */
export const NOTE_INK = "#29251f"

/** Ink drawn on light paper must not vanish on dark paper, nor the other way round. */
export function themedColour(colour: string, theme: CanvasTheme): string {
  const lower = colour.toLowerCase()
  if (lower === LIGHT_THEME.ink || lower === DARK_THEME.ink || lower === "#000000") return theme.ink
  return colour
}
