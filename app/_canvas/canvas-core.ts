/**
 * What the parts of one canvas share: the scene, the camera, the selection, and what is in this person's hand and
 * not in the document yet. Tools change it, the drawing reads it.
 */
import type * as Y from "yjs"
import type { NewElement } from "../../lib/document/edits.ts"
import type { CanvasElement, ElementId } from "../../lib/document/schema.ts"
import type { Box, Camera, CanvasPoint } from "../../lib/geometry/geometry.ts"
import type { Side } from "../../lib/geometry/grow-box.ts"
import type { StrokePoint } from "../../lib/stroke/pack-points.ts"
import type { Observable, Settable } from "../_document/observable.ts"
import type { PresenceChannel } from "../_document/presence.ts"
import type { LocalEdits } from "../_document/undo.ts"
import type { CanvasStyle } from "./canvas-style.ts"
import type { LiveFrameView } from "./live-frame-view.ts"
import type { MaskInk, MaskOverlays } from "./mask-overlays.ts"
import type { PictureMasks } from "./picture-masks.ts"
import type { Scene } from "./scene.ts"
import type { Guide } from "./snapping.ts"
import type { CanvasTheme } from "./theme.ts"
import type { ToolName } from "./tools/tool.ts"
import type { Patches } from "./transform.ts"

/** The parts of a room's documents the canvas needs. */
export interface CanvasDocuments {
  readonly canvas: Y.Doc
  readonly edits: LocalEdits
  readonly presence: PresenceChannel
}

export interface Ink {
  readonly id: ElementId
  readonly points: readonly StrokePoint[]
  readonly colour: string
  readonly width: number
  /** Set when it is part of a mask: its points and this width are then in mask units. */
  readonly mask?: MaskInk
}

/** What is in the hand: drawn on the live layer, never in the document. */
export interface Live {
  /** How selected elements would be if the gesture ended now. */
  patches: Patches
  /** While copying by alt-drag the originals stay where they are. */
  isCopying: boolean
  ink: Ink | undefined
  maskInk: MaskInk | undefined
  /** Where the mask brush is, canvas units. */
  brush: CanvasPoint | undefined
  /** How a picture would be if its edge were let go now. */
  growing: { readonly box: Box; readonly rotation: number } | undefined
  draft: CanvasElement | undefined
  marquee: Box | undefined
  /** The lines that what is in the hand has snapped to. */
  guides: readonly Guide[]
  /** A press chooses elements of this group one by one, instead of the whole of it. */
  enteredGroup: string | undefined
  erasing: ReadonlySet<ElementId>
  hovered: ElementId | undefined
  /** The element whose text stands in an editor over the canvas. */
  editing: ElementId | undefined
}

/** Small buttons and labels drawn over elements, as last drawn: where a press lands. CSS pixels of the container. */
export interface Chip {
  readonly kind: "cancel" | "retry" | "label"
  readonly elementId: ElementId
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface CanvasCallbacks {
  /** A picture was dropped, pasted or chosen: upload it and answer what to insert, or undefined when it was refused. */
  readonly uploadImage?: (file: Blob) => Promise<{ assetId: string; width: number; height: number } | undefined>
  readonly cancelGeneration?: (generationId: string) => void
  readonly retryGeneration?: (generationId: string) => void
  /** Enter on a selected frame: put the caret into its prompt. Without it Enter renames the frame. */
  readonly editPrompt?: (frameId: ElementId) => void
  /** Mod+U or 9: choose a picture from this machine. */
  readonly chooseImage?: () => void
  /** Something the person should know: "This picture could not be inserted …". */
  readonly notify?: (message: string) => void
}

/** Begins a comment at a place on the board, or on an element. */
export type PlaceComment = (place: { readonly point: CanvasPoint; readonly elementId?: ElementId }) => void

/** Lets a picture grow beyond an edge. `share`: of the side's length, above 0. */
export type Extend = (pull: { readonly id: ElementId; readonly side: Side; readonly share: number }) => void

export interface TextEditing {
  open(id: ElementId, options?: { readonly isNew?: boolean; readonly selectAll?: boolean }): void
  /** An editor at a place where nothing is yet: the text element comes into being with its first letter. */
  openNewText(at: CanvasPoint): void
  close(): void
}

export interface CanvasCore {
  readonly documents: CanvasDocuments
  readonly scene: Scene
  readonly camera: Settable<Camera>
  /** CSS pixels of the container. */
  readonly viewSize: Observable<{ readonly width: number; readonly height: number }>
  readonly selection: Settable<ReadonlySet<ElementId>>
  readonly tool: Settable<ToolName>
  readonly snaps: Settable<boolean>
  readonly style: Settable<CanvasStyle>
  readonly theme: Observable<CanvasTheme>
  readonly readOnly: Observable<boolean>
  readonly live: Live
  readonly chips: Chip[]
  readonly callbacks: CanvasCallbacks
  readonly text: TextEditing
  readonly masks: PictureMasks
  /** Set while this person may have pictures made: then their edges can be pulled. */
  readonly extend: Settable<Extend | undefined>
  /** Set while this person may comment: what a press with the comment tool does. */
  readonly placeComment: Settable<PlaceComment | undefined>
  readonly maskOverlays: MaskOverlays
  readonly liveFrames: LiveFrameView
  readonly author: () => string
  readonly newId: () => ElementId
  requestDraw(): void
  /** Adds one element as one undo step and keeps its live picture until the tiles have it. */
  add(element: NewElement, id?: ElementId): ElementId
  /** Adds an element under the open undo step, for what goes on being typed. */
  addTo(id: ElementId, element: NewElement): void
  /** Elements of the selection that are still there, back first. */
  selected(): CanvasElement[]
}

export const EMPTY_SELECTION: ReadonlySet<ElementId> = new Set()

/** How far panels reach over the board from each edge of the window, CSS pixels. */
export interface Insets {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}

export const NO_INSETS: Insets = { top: 0, right: 0, bottom: 0, left: 0 }

/** Pixels a pointer may wander before a press is a drag. */
export function dragThreshold(pointerType: string): number {
  return pointerType === "touch" ? 6 : 4
}

/** Canvas units around thin lines within which they are hit. */
export function hitTolerance(core: CanvasCore, pointerType = "mouse"): number {
  return (pointerType === "touch" ? 14 : 6) / core.camera.get().zoom
}
