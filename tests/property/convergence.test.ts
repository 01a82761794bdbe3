/** Five people, random edits, updates that arrive late, twice and out of order: one document in the end. */
import fc from "fast-check"
import { expect, test } from "vitest"
import * as Y from "yjs"
import {
  addElement,
  deleteElements,
  plainElement,
  reorderElements,
  replaceText,
  updateElements,
} from "../../lib/document/edits.ts"
import { readElements, roomPromptOf } from "../../lib/document/schema.ts"

const PEOPLE = 5

type Step =
  | { type: "add" | "delete" | "front" | "back"; who: number; element: number }
  | { type: "move"; who: number; element: number; x: number }
  | { type: "write"; who: number; word: string }
  | { type: "deliver"; from: number; to: number; twice: boolean }

const who = fc.nat(PEOPLE - 1)
const element = fc.nat(7)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constantFrom("add" as const, "delete" as const, "front" as const, "back" as const),
    who,
    element,
  }),
  fc.record({ type: fc.constant("move" as const), who, element, x: fc.integer({ min: -500, max: 500 }) }),
  fc.record({ type: fc.constant("write" as const), who, word: fc.constantFrom("sea", "fog", "🦊", "a lamp", "") }),
  fc.record({ type: fc.constant("deliver" as const), from: who, to: who, twice: fc.boolean() }),
)

function apply(docs: Y.Doc[], next: Step): unknown {
  if (next.type === "deliver") {
    const update = Y.encodeStateAsUpdate(docs[next.from]!)
    for (let i = 0; i <= Number(next.twice); i++) Y.applyUpdate(docs[next.to]!, update)
    return
  }
  const doc = docs[next.who]!
  const origin = next.who
  if (next.type === "write") return replaceText(roomPromptOf(doc), next.word, origin)
  const id = `e${next.element}`
  switch (next.type) {
    case "add":
      return addElement(
        doc,
        `${id}-${next.who}`,
        {
          kind: "ellipse",
          position: [0, 0],
          size: [4, 4],
          rotation: 0,
          author: "p",
          locked: false,
          colour: "#123456",
          fill: "none",
          width: 1,
        },
        origin,
      )
    case "delete":
      return deleteElements(doc, [`${id}-${(next.who + 1) % PEOPLE}`], origin)
    case "move":
      return updateElements(
        doc,
        new Map([[`${id}-${(next.who + 1) % PEOPLE}`, { position: [next.x, 1] as const }]]),
        origin,
      )
    case "front":
    case "back":
      return reorderElements(doc, new Set([`${id}-${(next.who + 1) % PEOPLE}`]), next.type, origin)
  }
}

const sceneOf = (doc: Y.Doc) => ({
  elements: readElements(doc).map(plainElement),
  prompt: roomPromptOf(doc).toString(),
})

test("documents agree whatever order updates arrive in", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 80 }), (steps) => {
      const docs = Array.from({ length: PEOPLE }, (_, i) => {
        const doc = new Y.Doc()
        doc.clientID = i + 1
        return doc
      })
      for (const next of steps) apply(docs, next)
      // Everybody hears everybody, last first: the order must not matter.
      for (const from of [...docs].reverse()) for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from))
      const [first, ...others] = docs.map(sceneOf)
      for (const other of others) expect(other).toEqual(first)
      for (const doc of docs) expect(doc.store.pendingStructs).toBeNull()
    }),
    { numRuns: 150 },
  )
})
