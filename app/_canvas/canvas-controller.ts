/** What the page can ask of a canvas, and what a canvas asks of the page. */
import type { CanvasElement, ElementId } from "../../lib/document/schema.ts"
import type { Box, Camera, CanvasPoint } from "../../lib/geometry/geometry.ts"
import type { Observable, Settable } from "../_document/observable.ts"
import type { Arranging } from "./arrange-selection.ts"
import type { CanvasCallbacks, CanvasDocuments, Extend, Insets, PlaceComment } from "./canvas-core.ts"
import type { CanvasStyle } from "./canvas-style.ts"
import type { BoardView } from "./draw-scene.ts"
import type { GenerationView } from "./generation-view.ts"
import type { LiveFrameView } from "./live-frame-view.ts"
import type { DrawingNow } from "./live-frames.ts"
import type { PictureMasks } from "./picture-masks.ts"
import type { Scene } from "./scene.ts"
import type { CanvasTheme } from "./theme.ts"
import type { ShapeKind } from "./tools/shape-tools.ts"
import type { ToolName } from "./tools/tool.ts"

export interface CanvasOptions {
  readonly container: HTMLElement
  readonly documents: CanvasDocuments
  readonly theme: CanvasTheme
  readonly readOnly?: boolean
  readonly generationView?: GenerationView
  readonly liveFrames?: LiveFrameView
  readonly assetUrl: (assetId: string) => string
  /** Who new elements are by: the person's id. */
  readonly author: () => string
  readonly callbacks?: CanvasCallbacks
  /** Whether keys pressed while nothing that takes keys has the focus are meant for this canvas; default true. */
  readonly ownsKeys?: boolean
}

export interface CanvasController extends Arranging {
  readonly tool: Observable<ToolName>
  readonly camera: Observable<Camera>
  readonly selection: Observable<ReadonlySet<ElementId>>
  readonly style: Observable<CanvasStyle>
  readonly masks: PictureMasks
  /** What pulling a picture's edge outwards does; unset, edges cannot be pulled. */
  readonly extend: Settable<Extend | undefined>
  /** What a press with the comment tool does; unset, there is no such tool. */
  readonly placeComment: Settable<PlaceComment | undefined>
  readonly canUndo: Observable<boolean>
  readonly canRedo: Observable<boolean>
  setTool(tool: ToolName): void
  setCamera(camera: Camera): void
  /** Zooms about the middle of the window. */
  zoomTo(zoom: number): void
  zoomToFit(): void
  zoomToSelection(): void
  /** Moves so far that the element is in the window. */
  reveal(id: ElementId, insets?: Insets): void
  /** The part of the board that is seen, canvas units. */
  visibleBox(): Box
  select(ids: Iterable<ElementId>): void
  selectAll(): void
  /** The selected elements, back first. */
  selectedElements(): CanvasElement[]
  element(id: ElementId): CanvasElement | undefined
  elements(): CanvasElement[]
  deleteSelection(): void
  duplicateSelection(): void
  reorderSelection(to: "front" | "back"): void
  undo(): void
  redo(): void
  /** Sets what new elements look like, and changes the selected ones. */
  setStyle(style: Partial<CanvasStyle>): void
  /** Inserts an uploaded picture at its natural size (at most 480 units wide), centred on `at` or the window. */
  insertImage(picture: { assetId: string; width: number; height: number; alt?: string }, at?: CanvasPoint): ElementId
  /** Makes the place where a generation is seen. */
  insertGeneration(generationId: string, box: Box): ElementId
  insertAtCentre(kind: ShapeKind | "text"): void
  editText(id: ElementId): void
  /** Uploads and inserts files: what the file button calls. */
  insertFiles(files: readonly Blob[]): Promise<void>
  /** Draws a box of the board on white into a context of that many pixels: what a frame's drawing is sent as. */
  renderRegion(context: CanvasRenderingContext2D, box: Box, size: { widthPx: number; heightPx: number }): void
  /** What is drawn in a box of the board, with what is still in somebody's hand. */
  drawingIn(box: Box): DrawingNow
  /** Whether anything but frames is drawn in a box of the board. */
  isDrawnIn(box: Box): boolean
  setTheme(theme: CanvasTheme): void
  setReadOnly(readOnly: boolean): void
  /** Where an element is in the container, CSS pixels, following camera, edits and drags; undefined while it is not. */
  screenBoxOf(id: ElementId): Observable<Box | undefined>
  focus(): void
  /** Whether the board shows its newest state at the exact scale. */
  isSettled(): boolean
  /** The scene and its Konva nodes: for export and tests. */
  readonly scene: Scene
  readonly board: BoardView
  destroy(): void
}
