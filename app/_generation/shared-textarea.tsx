"use client"
import { type KeyboardEvent, useEffect, useRef, useState } from "react"
import type * as Y from "yjs"
import { bindTextField, caretIndex, caretOf } from "../_document/bind-text-field.ts"
import type { OtherPresence } from "../_document/presence.ts"

const MAX_HEIGHT_PX = 118
const TYPE = "text-[15px] leading-[1.45] whitespace-pre-wrap break-words"

/** The caret in a shared text, as presence carries it; null when this person has left the field. */
export type SharedCaret = { readonly anchor: string; readonly head: string } | null

/** A text that several people write at once, each seeing the others' carets in their colours. */
export function SharedTextarea(props: {
  readonly text: Y.Text
  readonly origin: unknown
  /** Those whose caret is in this text. */
  readonly writers: readonly OtherPresence[]
  readonly label: string
  readonly placeholder: string
  readonly invalid: boolean
  readonly onValue: (value: string) => void
  readonly onCaret: (caret: SharedCaret) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void
}) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [value, setValue] = useState(() => props.text.toString())
  const [scrollTop, setScrollTop] = useState(0)
  const { text, origin } = props
  const onValue = useRef(props.onValue)
  onValue.current = props.onValue

  useEffect(() => {
    const element = field.current
    if (!element) return
    const shown = () => {
      setValue(element.value)
      onValue.current(element.value)
      // Grows with its words, then scrolls.
      element.style.height = "0px"
      element.style.height = `${Math.min(element.scrollHeight, MAX_HEIGHT_PX)}px`
    }
    const unbind = bindTextField(element, text, { origin, onShown: shown })
    shown()
    return unbind
  }, [text, origin])

  const tellCaret = () => {
    if (field.current && document.activeElement === field.current) props.onCaret(caretOf(field.current, text))
  }

  return (
    <div className="relative overflow-hidden">
      <textarea
        ref={field}
        data-prompt
        rows={1}
        placeholder={props.placeholder}
        aria-label={props.label}
        aria-invalid={props.invalid}
        spellCheck={false}
        className={`relative block w-full resize-none bg-transparent text-ink outline-none placeholder:text-soft ${TYPE}`}
        onFocus={tellCaret}
        onSelect={tellCaret}
        onBlur={() => props.onCaret(null)}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
        onKeyDown={props.onKeyDown}
      />
      <Carets text={text} value={value} writers={props.writers} scrollTop={scrollTop} />
    </div>
  )
}

/** The same words again, unseen, so that each caret stands where its letter is. */
function Carets(props: { text: Y.Text; value: string; writers: readonly OtherPresence[]; scrollTop: number }) {
  const places = props.writers
    .flatMap((writer) => {
      const index = caretIndex(writer.caret?.head ?? "", props.text)
      return index === undefined ? [] : [{ writer, index }]
    })
    .sort((a, b) => a.index - b.index)
  if (places.length === 0) return null
  let from = 0
  const parts = places.map(({ writer, index }) => {
    const before = props.value.slice(from, index)
    from = index
    return (
      <span key={writer.clientId}>
        {before}
        <span className="relative">
          <span
            className="absolute top-[0.1em] -left-px h-[1.15em] w-0.5 rounded-full"
            style={{ background: writer.colour }}
            title={writer.name}
          />
        </span>
      </span>
    )
  })
  return (
    <div
      aria-hidden="true"
      className={`pointer-events-none absolute inset-x-0 top-0 text-transparent ${TYPE}`}
      style={{ transform: `translateY(${-props.scrollTop}px)` }}
    >
      {parts}
      {props.value.slice(from)}
    </div>
  )
}
