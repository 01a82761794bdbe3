/**
 * Binds a text field outside React to a shared text: typing becomes the smallest edit, others' edits appear without
 * moving the caret's place in the words, and nothing is written into the field while an input method composes.
 */
import * as buffer from "lib0/buffer"
import * as Y from "yjs"
import { changeBetween, mapChange, mapIndex, type TextDelta } from "./text-merge.ts"

/**
 * @param options.onChange called inside the transaction of each typed change, to change what goes with it
 * @param options.onShown  called whenever the field shows another text
 * @returns a function that unbinds
 */
export function bindTextField(
  field: HTMLTextAreaElement | HTMLInputElement,
  text: Y.Text,
  options: { readonly origin: unknown; readonly onChange?: () => void; readonly onShown?: () => void },
): () => void {
  let shown = text.toString()
  let isComposing = false
  let isTyping = false
  const waiting: TextDelta[] = []
  field.value = shown

  const show = (start: number, end: number) => {
    shown = text.toString()
    field.value = shown
    if (document.activeElement === field) field.setSelectionRange(start, end)
    options.onShown?.()
  }

  const takeTyped = () => {
    const change = changeBetween(shown, field.value)
    if (change) {
      const mapped = mapChange(change, waiting)
      isTyping = true
      text.doc?.transact(() => {
        if (mapped.removed > 0) text.delete(mapped.start, mapped.removed)
        if (mapped.inserted) text.insert(mapped.start, mapped.inserted)
        options.onChange?.()
      }, options.origin)
      isTyping = false
      if (waiting.length > 0) show(mapped.start + mapped.inserted.length, mapped.start + mapped.inserted.length)
      else shown = field.value
    } else if (waiting.length > 0) {
      const place = (index: number | null) => waiting.reduce((at, delta) => mapIndex(at, delta), index ?? 0)
      show(place(field.selectionStart), place(field.selectionEnd))
    }
    waiting.length = 0
    options.onShown?.()
  }

  const onShared = (event: Y.YTextEvent) => {
    if (isTyping) return
    if (isComposing) {
      waiting.push(event.delta as TextDelta)
      return
    }
    const delta = event.delta as TextDelta
    show(mapIndex(field.selectionStart ?? 0, delta), mapIndex(field.selectionEnd ?? 0, delta))
  }

  const onInput = () => {
    if (!isComposing) takeTyped()
  }
  const onCompositionStart = () => {
    isComposing = true
  }
  const onCompositionEnd = () => {
    isComposing = false
    takeTyped()
  }

  text.observe(onShared)
  field.addEventListener("input", onInput)
  field.addEventListener("compositionstart", onCompositionStart)
  field.addEventListener("compositionend", onCompositionEnd)
  return () => {
    text.unobserve(onShared)
    field.removeEventListener("input", onInput)
    field.removeEventListener("compositionstart", onCompositionStart)
    field.removeEventListener("compositionend", onCompositionEnd)
  }
}

/** A field's caret as it travels in presence: positions that stay with their letters whatever others type. */
export function caretOf(field: HTMLTextAreaElement | HTMLInputElement, text: Y.Text): { anchor: string; head: string } {
  const encode = (index: number | null) =>
    buffer.toBase64(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index ?? 0)))
  return { anchor: encode(field.selectionStart), head: encode(field.selectionEnd) }
}

/** Where another's caret is in the text now; undefined when its text is gone or what came cannot be read. */
export function caretIndex(head: string, text: Y.Text): number | undefined {
  if (!text.doc || head === "") return undefined
  try {
    const position = Y.decodeRelativePosition(buffer.fromBase64(head))
    const absolute = Y.createAbsolutePositionFromRelativePosition(position, text.doc)
    return absolute?.type === text ? absolute.index : undefined
  } catch {
    return undefined
  }
}
