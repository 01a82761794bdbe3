/**
 * The words a model knows, for the prompt box: which words of a prompt it knows, and for one it does not the nearest
 * that it does. A word list is a model's `words.json`.
 */
import { z } from "zod"

const entrySchema = z.object({ kind: z.string().max(32), id: z.string().max(64) })

/** `languages`: language code → surface form (lower case, may hold several words) → what it means. */
export const wordListSchema = z.object({
  languages: z.record(z.string().max(8), z.record(z.string().max(80), entrySchema)),
})
export type WordListFile = z.infer<typeof wordListSchema>

export interface WordList {
  /** Every surface form, lower case, of all languages. */
  readonly forms: ReadonlySet<string>
  /** Single words alone, for nearest-word search. */
  readonly words: readonly string[]
  /** Words that every prompt may hold without meaning anything to the model. */
  readonly small: ReadonlySet<string>
  readonly longestForm: number
}

// Words of grammar: not worth a warning in any of House's five languages.
const SMALL_WORDS =
  "a an the of on in at by with and or to from under over near behind above beside next into is are some please draw paint picture image style very it its for " +
  "ein eine einen einem einer der die das den dem und mit im in am an auf bei unter über neben hinter vor von zu ist sind bild male " +
  "un una unos unas el la los las de del y con en sobre bajo junto al por para es son dibuja " +
  "un une des le la les de du et avec dans sur sous près à au aux par pour est sont dessine l d " +
  "и с со в во на под над у за от к по из рядом около это нарисуй"

export function createWordList(file: WordListFile): WordList {
  const forms = new Set<string>()
  const words = new Set<string>()
  let longestForm = 1
  for (const entries of Object.values(file.languages)) {
    for (const form of Object.keys(entries)) {
      const normal = form.toLowerCase().normalize("NFKC")
      forms.add(normal)
      const parts = normal.split(/[\s-]+/)
      longestForm = Math.max(longestForm, parts.length)
      for (const part of parts) words.add(part)
    }
  }
  return { forms, words: [...words], small: new Set(SMALL_WORDS.split(" ")), longestForm }
}

export interface UnknownWord {
  readonly word: string
  /** The nearest known word, when one is near enough to be meant. */
  readonly nearest: string | undefined
}

/** The words of a prompt that the model does not know, in order, each once; at most `most` of them. */
export function unknownWords(prompt: string, list: WordList, most = 3): UnknownWord[] {
  const words = prompt
    .toLowerCase()
    .normalize("NFKC")
    .match(/[\p{L}\p{M}']+/gu)
  if (!words) return []
  const known = new Set(list.words)
  const unknown: UnknownWord[] = []
  const seen = new Set<string>()
  for (const word of words) {
    if (unknown.length >= most) break
    if (word.length < 3 || seen.has(word) || known.has(word) || list.small.has(word)) continue
    seen.add(word)
    unknown.push({ word, nearest: nearestWord(word, list.words) })
  }
  return unknown
}

/** @returns the word with the least edit distance, at most a third of the word's length; ties go to the first letter's match */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 0.5
  for (const candidate of candidates) {
    if (candidate.length < 3 || Math.abs(candidate.length - word.length) >= bestDistance) continue
    // People mistype the first letter least.
    const distance = editDistance(word, candidate) + (candidate[0] === word[0] ? 0 : 0.4)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/**
 * Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each 1.
 * Source: Damerau 1964, "A technique for computer detection and correction of spelling errors".
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1)
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
