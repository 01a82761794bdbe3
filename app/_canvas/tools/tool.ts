/** What a tool is: it turns a press of the pointer into a gesture. */
import type { CanvasPoint, ScreenPoint } from "../../../lib/geometry/geometry.ts"

export const TOOL_NAMES = [
  "select",
  "hand",
  "pen",
  "mask",
  "eraser",
  "rectangle",
  "ellipse",
  "arrow",
  "text",
  "note",
  "frame",
  "comment",
] as const
export type ToolName = (typeof TOOL_NAMES)[number]

/** Where the pointer was at one moment. Pressure 0..1. */
export interface PointerSample {
  readonly screen: ScreenPoint
  readonly point: CanvasPoint
  readonly pressure: number
}

export interface PointerState extends PointerSample {
  readonly pointerType: string
  readonly shift: boolean
  readonly alt: boolean
  readonly mod: boolean
  /** Every place since the last event, newest last: a pen moves faster than frames are drawn. */
  readonly samples: readonly PointerSample[]
}

/** One press of the pointer, from down to up. */
export interface Gesture {
  /** Held near the window's edge, the board moves on under it. */
  readonly scrollsAtEdge?: boolean
  move(state: PointerState): void
  up(state: PointerState): void
  /** Escape, a second finger, a lost pointer: as if it had never begun. */
  cancel(): void
}

export interface Tool {
  readonly cursor: string
  down(state: PointerState): Gesture | undefined
  /** The pointer moves with no button down; answers the cursor for here. */
  hover?(state: PointerState): string | undefined
  /** Answers false when a double press means nothing here and is two presses. */
  doublePress?(state: PointerState): boolean
}
