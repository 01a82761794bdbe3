/**
 * Writing on the board: a field that stands exactly where the canvas draws the text, bound to the shared text, so
 * that several people can write in one. A new text comes into being with its first letter.
 */
import type * as Y from "yjs"
import { deleteElements, updateElements } from "../../lib/document/edits.ts"
import { boxOf, type CanvasElement, type ElementId } from "../../lib/document/schema.ts"
import { type CanvasPoint, centreOf, rotatePoint, toScreen } from "../../lib/geometry/geometry.ts"
import { bindTextField, caretOf } from "../_document/bind-text-field.ts"
import type { CanvasCore, TextEditing } from "./canvas-core.ts"
import { measureWith } from "./measure-text.ts"
import { fitNote, LINE_HEIGHT, layoutText, notePadding } from "./text-layout.ts"
import { NOTE_INK, themedColour } from "./theme.ts"
import { sizedFromTopLeft } from "./transform.ts"

type Field = HTMLTextAreaElement | HTMLInputElement

interface Editor {
  readonly field: Field
  /** Undefined until the first letter of a new text. */
  id: ElementId | undefined
  readonly at: CanvasPoint
  stop: () => void
}

export function createTextEditing(
  core: CanvasCore,
  layer: HTMLElement,
  surface: HTMLElement,
  onClosed: (id: ElementId) => void,
): TextEditing & { destroy(): void } {
  let editor: Editor | undefined

  const openField = (field: Field, at: CanvasPoint, id: ElementId | undefined) => {
    field.className = "emulsion-text-field"
    field.spellcheck = false
    Object.assign(field.style, FIELD_STYLE)
    layer.append(field)
    const opened: Editor = { field, id, at, stop: () => undefined }
    editor = opened
    field.addEventListener("keydown", (event) => onKey(event as KeyboardEvent))
    field.addEventListener("blur", () => editing.close())
    const stops = [
      core.camera.subscribe(() => place(opened)),
      core.theme.subscribe(() => place(opened)),
      core.scene.onChange(({ removed }) => {
        // Somebody else deleted what is being written in.
        if (opened.id !== undefined && removed.includes(opened.id)) editing.close()
        else place(opened)
      }),
    ]
    opened.stop = () => {
      for (const stop of stops) stop()
    }
    core.documents.presence.update({ activity: "typing" })
    return opened
  }

  const bind = (opened: Editor, id: ElementId, text: Y.Text) => {
    opened.id = id
    core.live.editing = id
    core.requestDraw()
    const unbind = bindTextField(opened.field, text, {
      origin: core.documents.edits.origin,
      onChange: () => fitText(core, id),
      onShown: () => place(opened),
    })
    const shareCaret = () => {
      if (document.activeElement !== opened.field) return
      core.documents.presence.update({ caret: { text: id, ...caretOf(opened.field, text) } })
    }
    document.addEventListener("selectionchange", shareCaret)
    opened.field.addEventListener("input", shareCaret)
    const stopBefore = opened.stop
    opened.stop = () => {
      document.removeEventListener("selectionchange", shareCaret)
      unbind()
      stopBefore()
    }
  }

  const place = (opened: Editor) => {
    if (opened !== editor) return
    const element = opened.id === undefined ? undefined : core.scene.get(opened.id)?.element
    placeField(core, opened, element)
  }

  const onKey = (event: KeyboardEvent) => {
    // The board's keys are not meant while somebody writes.
    event.stopPropagation()
    if (event.isComposing) return
    const mod = event.ctrlKey || event.metaKey
    const letter = event.key.toLowerCase()
    if (mod && (letter === "z" || letter === "y")) {
      event.preventDefault()
      const { undo } = core.documents.edits
      if (letter === "y" || event.shiftKey) undo.redo()
      else undo.undo()
      return
    }
    const endsLine = event.key === "Enter" && (mod || editor?.field instanceof HTMLInputElement)
    if (event.key === "Escape" || event.key === "Tab" || endsLine) {
      event.preventDefault()
      editing.close()
      surface.focus({ preventScroll: true })
    }
  }

  const editing = {
    open(id: ElementId, options: { readonly isNew?: boolean; readonly selectAll?: boolean } = {}) {
      editing.close()
      const element = core.scene.get(id)?.element
      if (!element || element.locked || core.readOnly.get()) return
      const text = element.kind === "frame" ? element.title : "text" in element ? element.text : undefined
      if (!text) return
      const field = document.createElement(element.kind === "frame" ? "input" : "textarea")
      field.setAttribute("aria-label", element.kind === "frame" ? "Title of the frame" : "Text")
      const opened = openField(field, { x: element.position[0], y: element.position[1] }, id)
      bind(opened, id, text)
      place(opened)
      field.focus({ preventScroll: true })
      if (options.selectAll || element.kind === "frame") field.select()
      else field.setSelectionRange(field.value.length, field.value.length)
    },
    openNewText(at: CanvasPoint) {
      editing.close()
      if (core.readOnly.get()) return
      const { fontSize } = core.style.get()
      const field = document.createElement("textarea")
      field.setAttribute("aria-label", "Text")
      const start = { x: at.x, y: at.y - (fontSize * LINE_HEIGHT) / 2 }
      const opened = openField(field, start, undefined)
      const begin = () => {
        if (field.value === "" || opened.id !== undefined) return
        const id = addText(core, start, field.value)
        const added = core.scene.get(id)?.element
        if (added?.kind !== "text") return
        const caret = field.selectionStart
        core.selection.set(new Set([id]))
        bind(opened, id, added.text)
        field.setSelectionRange(caret, caret)
        place(opened)
      }
      const onInput = (event: Event) => {
        if (!(event as InputEvent).isComposing) begin()
      }
      field.addEventListener("input", onInput)
      field.addEventListener("compositionend", begin)
      place(opened)
      field.focus({ preventScroll: true })
    },
    close() {
      const closing = editor
      if (!closing) return
      editor = undefined
      closing.stop()
      core.live.editing = undefined
      core.documents.presence.update({ activity: null, caret: null })
      const element = closing.id === undefined ? undefined : core.scene.get(closing.id)?.element
      // An empty text is nothing: it could not even be clicked.
      if (element?.kind === "text" && element.text.toString().trim() === "") {
        const { canvas, edits } = core.documents
        edits.commit(() => deleteElements(canvas, [element.id], edits.origin))
      } else if (closing.id !== undefined) {
        onClosed(closing.id)
      }
      core.documents.edits.undo.stopCapturing()
      closing.field.remove()
      core.requestDraw()
    },
    destroy: () => editing.close(),
  }
  return editing
}

function addText(core: CanvasCore, at: CanvasPoint, text: string): ElementId {
  const { colour, fontSize } = core.style.get()
  const { width, height } = layoutText(text, fontSize, measureWith(core.theme.get().fontFamily))
  const id = core.newId()
  // Without `commit`: the letters that follow belong to the same step.
  core.documents.edits.undo.stopCapturing()
  core.addTo(id, {
    kind: "text",
    position: [at.x, at.y],
    size: [width, height],
    rotation: 0,
    author: core.author(),
    locked: false,
    text,
    colour,
    fontSize,
  })
  return id
}

/** A text element is as large as its words: whoever changes the words sets the size, in the same step. */
function fitText(core: CanvasCore, id: ElementId): void {
  const element = core.scene.get(id)?.element
  if (element?.kind !== "text") return
  const size = layoutText(element.text.toString(), element.fontSize, measureWith(core.theme.get().fontFamily))
  const { canvas, edits } = core.documents
  updateElements(canvas, new Map([[id, sizedFromTopLeft(element, size.width, size.height)]]), edits.origin)
}

const FIELD_STYLE: Partial<CSSStyleDeclaration> = {
  position: "absolute",
  left: "0",
  top: "0",
  margin: "0",
  border: "0",
  outline: "none",
  resize: "none",
  overflow: "hidden",
  background: "transparent",
  transformOrigin: "0 0",
  pointerEvents: "auto",
  fontWeight: "400",
  letterSpacing: "normal",
  boxSizing: "border-box",
  minHeight: "0",
}

function placeField(core: CanvasCore, editor: Editor, element: CanvasElement | undefined): void {
  const { field } = editor
  const theme = core.theme.get()
  const camera = core.camera.get()
  const measure = measureWith(theme.fontFamily)
  const style: Partial<CSSStyleDeclaration> = {
    fontFamily: theme.fontFamily,
    lineHeight: String(LINE_HEIGHT),
    caretColor: theme.accent,
  }
  if (element?.kind === "frame") {
    const { x, y } = toScreen(camera, { x: element.position[0], y: element.position[1] })
    Object.assign(field.style, style, {
      padding: "0 2px",
      fontSize: "12px",
      fontWeight: "500",
      color: theme.ink,
      width: `${Math.max(80, element.size[0] * camera.zoom)}px`,
      height: "18px",
      transform: `translate(${x - 1}px, ${y - 25}px)`,
    })
    return
  }
  const box = element ? boxOf(element) : { ...editor.at, width: 0, height: 0 }
  const rotation = element?.rotation ?? 0
  const corner = toScreen(camera, rotatePoint(box, centreOf(box), rotation))
  const transform = `translate(${corner.x}px, ${corner.y}px) rotate(${rotation}deg) scale(${camera.zoom})`
  if (element?.kind === "note") {
    const [width, height] = element.size
    const layout = fitNote(field.value, width, height, measure)
    Object.assign(field.style, style, {
      transform,
      whiteSpace: "pre-wrap",
      overflowWrap: "anywhere",
      fontSize: `${layout.fontSize}px`,
      color: NOTE_INK,
      padding: `${notePadding(width, height)}px`,
      width: `${width}px`,
      height: `${height}px`,
    })
    return
  }
  const fontSize = element?.kind === "text" ? element.fontSize : core.style.get().fontSize
  const colour = element?.kind === "text" ? element.colour : core.style.get().colour
  const layout = layoutText(field.value, fontSize, measure)
  Object.assign(field.style, style, {
    transform,
    whiteSpace: "pre",
    fontSize: `${fontSize}px`,
    color: themedColour(colour, theme),
    padding: "0",
    // Room for the letter about to be typed, so that the field never scrolls.
    width: `${layout.width + fontSize * 2}px`,
    height: `${layout.height + 2}px`,
  })
}
