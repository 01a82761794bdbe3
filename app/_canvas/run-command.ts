/** Does what a key means. */
import { updateElements } from "../../lib/document/edits.ts"
import { boxOf } from "../../lib/document/schema.ts"
import { centreOf } from "../../lib/geometry/geometry.ts"
import type { CanvasController } from "./canvas-controller.ts"
import { type CanvasCore, EMPTY_SELECTION } from "./canvas-core.ts"
import type { ElementMirror } from "./element-mirror.ts"
import { withGroups } from "./groups.ts"
import type { KeyCommand } from "./keyboard.ts"
import type { PointerInput } from "./pointer-input.ts"
import { withContents } from "./selection.ts"
import { resizeBrush } from "./tools/mask-tool.ts"
import type { ShapeKind } from "./tools/shape-tools.ts"
import type { ToolName } from "./tools/tool.ts"
import { moveElements } from "./transform.ts"

const isForAll = (tool: ToolName) => tool === "select" || tool === "hand"

/** Tools whose element can be put somewhere without a drag. */
function isInserting(tool: ToolName): tool is ShapeKind | "text" {
  return !isForAll(tool) && tool !== "pen" && tool !== "eraser" && tool !== "mask" && tool !== "comment"
}

/** @returns a function that runs a command; false when it meant nothing here and belongs to the page */
export function createCommandRunner(parts: {
  readonly core: CanvasCore
  readonly controller: CanvasController
  readonly pointer: PointerInput
  readonly mirror: ElementMirror
}): (command: KeyCommand) => boolean {
  const { core, controller, pointer, mirror } = parts
  const { selection, tool, readOnly } = core

  const nudge = (dx: number, dy: number): boolean => {
    if (readOnly.get() || selection.get().size === 0) return false
    const moving = withContents(core.scene, core.selected()).filter((element) => !element.locked)
    const { canvas, edits } = core.documents
    edits.commit(() => updateElements(canvas, moveElements(moving, dx, dy), edits.origin))
    return true
  }

  const cycle = (step: 1 | -1): boolean => {
    const id = mirror.neighbour(step)
    selection.set(id === undefined ? EMPTY_SELECTION : new Set([id]))
    if (id !== undefined) controller.reveal(id)
    // Past the last element Tab goes on to the page: the board is no trap.
    return id !== undefined
  }

  const edit = (): boolean => {
    if (tool.get() === "comment") return comment()
    if (readOnly.get()) return false
    const [only, ...more] = core.selected()
    if (!only) return insertWithTool()
    if (more.length > 0) return false
    if (only.kind === "frame" && core.callbacks.editPrompt) core.callbacks.editPrompt(only.id)
    else core.text.open(only.id)
    return true
  }

  /** Without a mouse: on what is selected, or in the middle of the window. */
  const comment = (): boolean => {
    const place = core.placeComment.get()
    tool.set("select")
    const [only, ...more] = core.selected()
    const target = more.length === 0 ? only : undefined
    const middle = centreOf(target ? boxOf(target) : controller.visibleBox())
    place?.({ point: middle, ...(target && { elementId: target.id }) })
    return true
  }

  /** Without a mouse: choose a tool by its key, and Enter puts its element into the middle of the window. */
  const insertWithTool = (): boolean => {
    const chosen = tool.get()
    if (!isInserting(chosen)) return false
    controller.insertAtCentre(chosen)
    return true
  }

  return (command) => {
    switch (command.type) {
      case "tool":
        if (command.tool === "comment" ? !core.placeComment.get() : readOnly.get() && !isForAll(command.tool))
          return false
        controller.setTool(command.tool)
        return true
      case "nudge":
        return nudge(command.dx, command.dy)
      case "cycle":
        return cycle(command.step)
      case "edit":
        return edit()
      case "zoom":
        controller.zoomTo(core.camera.get().zoom * command.factor)
        return true
      case "zoomReset":
        controller.zoomTo(1)
        return true
      case "zoomFit":
        controller.zoomToFit()
        return true
      case "zoomSelection":
        controller.zoomToSelection()
        return true
      case "escape":
        if (pointer.cancel()) return true
        if (tool.get() !== "select") tool.set("select")
        else if (core.live.enteredGroup !== undefined) {
          // Out of the group, to the group: the next Escape lets go of it.
          core.live.enteredGroup = undefined
          selection.set(withGroups(core.scene, selection.get()))
        } else selection.set(EMPTY_SELECTION)
        return true
      case "delete":
        controller.deleteSelection()
        return true
      case "duplicate":
        controller.duplicateSelection()
        return true
      case "undo":
        controller.undo()
        return true
      case "redo":
        controller.redo()
        return true
      case "selectAll":
        controller.selectAll()
        return true
      case "swapEraser": {
        if (tool.get() !== "mask") return false
        const { brush } = core.masks
        brush.set({ ...brush.get(), erases: !brush.get().erases })
        return true
      }
      case "toFront":
      case "toBack":
        if (tool.get() === "mask") {
          resizeBrush(core, command.type === "toFront" ? 1.25 : 0.8)
          return true
        }
        if (selection.get().size === 0) return false
        controller.reorderSelection(command.type === "toFront" ? "front" : "back")
        return true
      case "lock":
        if (readOnly.get() || selection.get().size === 0) return false
        controller.toggleLock()
        return true
      case "group":
        controller.groupSelection()
        return true
      case "ungroup":
        controller.ungroupSelection()
        return true
      case "align":
        if (controller.partCount() > 1) controller.alignSelection(command.to)
        // Two habits meet on Alt+S: with nothing to align it turns snapping on and off.
        else if (command.to === "bottom") controller.snaps.set(!controller.snaps.get())
        else return false
        return true
      case "chooseImage":
        if (readOnly.get() || !core.callbacks.chooseImage) return false
        core.callbacks.chooseImage()
        return true
    }
  }
}
