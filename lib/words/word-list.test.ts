import { expect, test } from "vitest"
import { createWordList, editDistance, nearestWord, unknownWords } from "./word-list.ts"

const list = createWordList({
  languages: {
    en: {
      lighthouse: { kind: "thing", id: "lighthouse" },
      "sailing ship": { kind: "thing", id: "sailing_ship" },
      watercolour: { kind: "style", id: "watercolour" },
    },
    de: { leuchtturm: { kind: "thing", id: "lighthouse" } },
    fr: { arbre: { kind: "thing", id: "round_tree" } },
  },
  ignored: { en: ["a", "and", "the", "beautiful"], de: ["der"] },
})

test("known words, words of grammar and both words of a longer form pass", () => {
  expect(unknownWords("A lighthouse and the sailing ship, Watercolour", list)).toEqual([])
  expect(unknownWords("der Leuchtturm", list)).toEqual([])
  expect(unknownWords("a beautiful lighthouse, l'arbre", list)).toEqual([])
})

test("an unknown word comes with the nearest known one, once", () => {
  expect(unknownWords("lihgthouse, lihgthouse", list)).toEqual([{ word: "lihgthouse", nearest: "lighthouse" }])
})

test("a word that is near to none gets no suggestion", () => {
  expect(unknownWords("quasar", list)).toEqual([{ word: "quasar", nearest: undefined }])
})

test("distance counts a swap of neighbours as one", () => {
  expect(editDistance("abcd", "abdc")).toBe(1)
  expect(editDistance("", "abc")).toBe(3)
  expect(nearestWord("wtarecolour", list.words)).toBe("watercolour")
})
