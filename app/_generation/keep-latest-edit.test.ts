import { expect, test } from "vitest"
import * as Y from "yjs"
import { addElement, replacePicture } from "../../lib/document/edits.ts"
import { elementsOf } from "../../lib/document/schema.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import { keepLatestEdit } from "./keep-latest-edit.ts"

const common = {
  position: [0, 0] as [number, number],
  size: [9, 9] as [number, number],
  rotation: 0,
  author: "a",
  locked: false,
}

/** Two people's documents; the second asked later, so the server makes theirs upon the first's. */
function twoPeople(clientIds: readonly [number, number]) {
  const [first, second] = [new Y.Doc(), new Y.Doc()]
  first.clientID = clientIds[0]
  second.clientID = clientIds[1]
  addElement(first, "e", { kind: "generation", ...common, generationId: "generation-0" }, "x")
  Y.applyUpdate(second, Y.encodeStateAsUpdate(first))
  const records = new Map<string, Pick<GenerationRecord, "parentIds">>()
  const listeners = new Set<() => void>()
  const edit = (doc: Y.Doc, generationId: string) => {
    const show = () => replacePicture(doc, "e", { generationId }, "x")
    show()
    keepLatestEdit({
      canvas: doc,
      elementId: "e",
      generationId,
      recordOf: (id) => records.get(id) as GenerationRecord | undefined,
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      show,
      watchMs: 50,
    })
  }
  const meet = () => {
    for (let i = 0; i < 2; i++) {
      Y.applyUpdate(second, Y.encodeStateAsUpdate(first))
      Y.applyUpdate(first, Y.encodeStateAsUpdate(second))
    }
  }
  const shown = () => [first, second].map((doc) => elementsOf(doc).get("e")!.get("generationId"))
  const told = () => {
    records.set("generation-1", { parentIds: ["generation-0"] })
    records.set("generation-2", { parentIds: ["generation-1"] })
    for (const listener of listeners) listener()
  }
  return { first, second, edit, meet, shown, told }
}

test("whichever write the document keeps, the board shows the picture that holds both edits", () => {
  for (const ids of [
    [1, 2],
    [2, 1],
  ] as const) {
    for (const isToldFirst of [true, false]) {
      const { first, second, edit, meet, shown, told } = twoPeople(ids)
      edit(first, "generation-1")
      edit(second, "generation-2")
      if (isToldFirst) told()
      meet()
      told()
      meet()
      expect(shown()).toEqual(["generation-2", "generation-2"])
    }
  }
})

test("an undo is left as it is", () => {
  const { first, second, edit, meet, shown, told } = twoPeople([1, 2])
  edit(first, "generation-1")
  meet()
  edit(second, "generation-2")
  meet()
  told()
  replacePicture(first, "e", { generationId: "generation-0" }, "undo")
  meet()
  expect(shown()).toEqual(["generation-0", "generation-0"])
})
