import { expect, test } from "vitest"
import * as Y from "yjs"
import { readVotes, setVote, votesOf } from "./votes.ts"

const counts = (doc: Y.Doc) =>
  Object.fromEntries([...readVotes(doc)].map(([id, people]) => [id, [...people].sort()] as const))

function exchange(a: Y.Doc, b: Y.Doc): void {
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
}

test("D10 the first two votes for one variant, given at once, both count", () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()]
  setVote(a, { variantId: "variant-1", personId: "ann", isGiven: true })
  setVote(b, { variantId: "variant-1", personId: "ben", isGiven: true })
  setVote(b, { variantId: "variant-2", personId: "ben", isGiven: true })
  exchange(a, b)
  expect(counts(a)).toEqual({ "variant-1": ["ann", "ben"], "variant-2": ["ben"] })
  expect(counts(b)).toEqual(counts(a))
})

test("D10 a vote counts once however often it is given, and is taken back by who gave it", () => {
  const doc = new Y.Doc()
  for (const isGiven of [true, true, false, true]) setVote(doc, { variantId: "variant-1", personId: "ann", isGiven })
  expect(counts(doc)).toEqual({ "variant-1": ["ann"] })
  setVote(doc, { variantId: "variant-1", personId: "ann", isGiven: false })
  expect(counts(doc)).toEqual({})
})

test("D10 what another program wrote there wrongly is no vote", () => {
  const doc = new Y.Doc()
  for (const key of ["variant-1", "a/b/c", "/ann", "variant 1/ann", `${"x".repeat(65)}/ann`])
    votesOf(doc).set(key, true)
  votesOf(doc).set("variant-1/ann", "yes")
  expect(counts(doc)).toEqual({})
})
