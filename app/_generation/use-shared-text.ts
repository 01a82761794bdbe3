"use client"
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react"
import * as Y from "yjs"
import { replaceText } from "../../lib/document/edits.ts"

/**
 * Binds a textarea to a shared text: local typing becomes the smallest edit, others' edits appear without moving the
 * caret's place in the words. While an input method composes, nothing is written into the field.
 */
export function useSharedText(
  text: Y.Text,
  field: RefObject<HTMLTextAreaElement | null>,
  origin: unknown,
): { value: string; onInput: () => void } {
  const [value, setValue] = useState(() => text.toString())
  const selection = useRef<{ start: Y.RelativePosition; end: Y.RelativePosition } | undefined>(undefined)

  useEffect(() => {
    setValue(text.toString())
    const keepCaret = () => {
      const element = field.current
      if (!element || document.activeElement !== element) return
      selection.current = {
        start: Y.createRelativePositionFromTypeIndex(text, element.selectionStart),
        end: Y.createRelativePositionFromTypeIndex(text, element.selectionEnd),
      }
    }
    const onChange = (_event: Y.YTextEvent, transaction: Y.Transaction) => {
      if (transaction.origin === origin && transaction.local) selection.current = undefined
      setValue(text.toString())
    }
    // Relative positions must be taken before a remote edit is applied.
    text.doc?.on("beforeTransaction", keepCaret)
    text.observe(onChange)
    return () => {
      text.doc?.off("beforeTransaction", keepCaret)
      text.unobserve(onChange)
    }
  }, [text, field, origin])

  useLayoutEffect(() => {
    const element = field.current
    const kept = selection.current
    selection.current = undefined
    if (!element || !kept || !text.doc || document.activeElement !== element) return
    const start = Y.createAbsolutePositionFromRelativePosition(kept.start, text.doc)
    const end = Y.createAbsolutePositionFromRelativePosition(kept.end, text.doc)
    if (start && end) element.setSelectionRange(start.index, end.index)
  }, [value, text, field])

  return {
    value,
    onInput: () => {
      if (field.current) replaceText(text, field.current.value, origin)
    },
  }
}
