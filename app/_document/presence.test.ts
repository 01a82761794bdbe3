import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness"
import * as Y from "yjs"
import { createPresence } from "./presence.ts"

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function pair() {
  const a = new Awareness(new Y.Doc())
  const b = new Awareness(new Y.Doc())
  let sent = 0
  a.on("update", ({ added, updated, removed }: Record<string, number[]>) => {
    sent++
    applyAwarenessUpdate(b, encodeAwarenessUpdate(a, [...added!, ...updated!, ...removed!]), "test")
  })
  return {
    a,
    b,
    sentCount: () => sent,
    clear: () => {
      a.destroy()
      b.destroy()
    },
  }
}

test("a hundred moves in a second are at most thirty-one messages, and the last one arrives", () => {
  const { a, b, sentCount, clear } = pair()
  const mine = createPresence(a)
  const theirs = createPresence(b)
  for (let i = 0; i <= 100; i++) {
    mine.update({ cursor: [i, i] })
    vi.advanceTimersByTime(10)
  }
  vi.advanceTimersByTime(40)
  expect(sentCount()).toBeLessThanOrEqual(31)
  expect(sentCount()).toBeGreaterThan(20)
  expect(theirs.others.get()[0]?.cursor).toEqual([100, 100])
  clear()
})

test("a malformed state is not shown, a good one beside it is", () => {
  const { a, b, clear } = pair()
  const theirs = createPresence(b)
  a.setLocalState({ cursor: "everywhere" })
  expect(theirs.others.get()).toEqual([])
  a.setLocalState({ cursor: [1, 2], person: { personId: "p", name: "Teal Heron", role: "editor" } })
  expect(theirs.others.get()[0]).toMatchObject({ name: "Teal Heron", cursor: [1, 2] })
  clear()
})
