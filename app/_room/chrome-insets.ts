import type { Insets } from "../_canvas/canvas-core.ts"

/** Narrower windows lay the picture's panel over the board anyhow. */
const WIDE_PX = 900

/** What the panels cover while a picture is selected: it is shown beside them, not under them. */
export function chromeInsets(): Insets {
  return { top: 96, right: window.innerWidth >= WIDE_PX ? 320 : 16, bottom: 80, left: 16 }
}
