/**
 * The words a model knows, for the prompt box: which words of a prompt it knows, and for one it does not the nearest
 * that it does. A word list is a model's `words.json`.
 */
import { z } from "zod"

const entrySchema = z.object({ kind: z.string().max(32), id: z.string().max(64) })

/**
 * `languages`: language code → surface form (lower case, may hold several words) → what it means.
 * `ignored`: language code → words that every prompt may hold without their drawing anything ("a", "beautiful").
 */
export const wordListSchema = z.object({
  languages: z.record(z.string().max(8), z.record(z.string().max(80), entrySchema)),
  ignored: z.record(z.string().max(8), z.array(z.string().max(80))).default({}),
})
export type WordListFile = z.infer<typeof wordListSchema>

export interface WordList {
  /** Words that mean something to the model, single and lower case. */
  readonly words: readonly string[]
  /** The same, and those that may stand in any prompt without meaning anything. */
  readonly known: ReadonlySet<string>
}

export function createWordList(file: WordListFile): WordList {
  const words = new Set<string>()
  const known = new Set<string>()
  for (const forms of Object.values(file.languages)) {
    for (const form of Object.keys(forms)) for (const word of wordsIn(form)) words.add(word)
  }
  for (const ignored of Object.values(file.ignored))
    for (const form of ignored) for (const word of wordsIn(form)) known.add(word)
  for (const word of words) known.add(word)
  return { words: [...words], known }
}

// An apostrophe ends a word: "l'arbre" is the tree.
function wordsIn(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize("NFKC")
      .match(/[\p{L}\p{M}]+/gu) ?? []
  )
}

export interface UnknownWord {
  readonly word: string
  /** The nearest known word, when one is near enough to be meant. */
  readonly nearest: string | undefined
}

/** The words of a prompt that the model does not know, in order, each once; at most `most` of them. */
export function unknownWords(prompt: string, list: WordList, most = 3): UnknownWord[] {
  const unknown: UnknownWord[] = []
  const seen = new Set<string>()
  for (const word of wordsIn(prompt)) {
    if (unknown.length >= most) break
    if (word.length < 3 || seen.has(word) || list.known.has(word)) continue
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
