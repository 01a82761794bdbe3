/**
 * Merging typed text with others' edits while an input method composes: the typed change is taken against the text
 * the field showed, and moved through the edits that came in meanwhile. Pure.
 */

/** One replacement: `removed` characters from `start` became `inserted`. */
export interface TextChange {
  readonly start: number
  readonly removed: number
  readonly inserted: string
}

/** Yjs' delta of a Y.Text event, as far as plain text goes. */
export type TextDelta = readonly {
  readonly retain?: number | undefined
  readonly insert?: unknown
  readonly delete?: number | undefined
}[]

/** The smallest single replacement from one text to another; never splits a surrogate pair. */
export function changeBetween(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end--
  return { start, removed: before.length - start - end, inserted: after.slice(start, after.length - end) }
}

/** Where a place in a text is after a delta; text inserted exactly there goes before it. */
export function mapIndex(index: number, delta: TextDelta): number {
  let at = 0
  let mapped = index
  for (const { retain, insert, delete: removed } of delta) {
    if (at > mapped) break
    if (retain !== undefined) at += retain
    else if (typeof insert === "string") {
      if (at <= mapped) mapped += insert.length
      at += insert.length
    } else if (removed !== undefined) {
      if (at < mapped) mapped = Math.max(at, mapped - removed)
    }
  }
  return mapped
}

/** A change made against an older text, as it applies after `deltas`. */
export function mapChange(change: TextChange, deltas: readonly TextDelta[]): TextChange {
  let { start } = change
  let end = change.start + change.removed
  for (const delta of deltas) {
    start = mapIndex(start, delta)
    end = mapIndex(end, delta)
  }
  return { start, removed: Math.max(0, end - start), inserted: change.inserted }
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code < 0xdc00
const isLowSurrogate = (code: number) => code >= 0xdc00 && code < 0xe000
