"use client"
import { useEffect, useState, useSyncExternalStore } from "react"
import type * as Y from "yjs"
import { replaceText } from "../../lib/document/edits.ts"
import { createWordList, unknownWords, type WordList, wordListSchema } from "../../lib/words/word-list.ts"

const lists = new Map<string, Promise<WordList | undefined>>()

/** A model's word list, fetched once a page; a model without one (any large model) knows what it knows. */
function loadWordList(modelId: string): Promise<WordList | undefined> {
  let list = lists.get(modelId)
  if (!list) {
    list = fetch(`/api/models/${encodeURIComponent(modelId)}/words`)
      .then(async (response) => {
        if (!response.ok) return undefined
        const parsed = wordListSchema.safeParse(await response.json())
        return parsed.success && Object.keys(parsed.data.languages).length > 0 ? createWordList(parsed.data) : undefined
      })
      .catch(() => undefined)
    lists.set(modelId, list)
  }
  return list
}

/** Says which words the model does not know, and offers the nearest it does: one click replaces the word. */
export function WordHint({ text, origin, modelId }: { text: Y.Text; origin: unknown; modelId: string | undefined }) {
  const [list, setList] = useState<WordList | undefined>(undefined)
  useEffect(() => {
    let current = true
    setList(undefined)
    if (modelId) void loadWordList(modelId).then((loaded) => current && setList(loaded))
    return () => {
      current = false
    }
  }, [modelId])
  const prompt = useSyncExternalStore(
    (listener) => {
      text.observe(listener)
      return () => text.unobserve(listener)
    },
    () => text.toString(),
    () => "",
  )
  if (!list) return null
  // The word being written is not wrong yet.
  const finished = /[\s,.;:!?]$/.test(prompt) ? prompt : prompt.replace(/[\p{L}\p{M}]+$/u, "")
  const unknown = unknownWords(finished, list)
  if (unknown.length === 0) return null
  return (
    <p className="mt-1.5 flex flex-wrap items-baseline gap-x-1 text-[12px] text-soft">
      House does not know
      {unknown.map(({ word, nearest }, i) => (
        <span key={word}>
          “{word}”
          {nearest && (
            <>
              {" "}
              <button
                type="button"
                className="rounded-sm text-ink underline decoration-line underline-offset-2 hover:decoration-accent"
                onClick={() => replaceText(text, replaceWord(text.toString(), word, nearest), origin)}
              >
                {nearest}?
              </button>
            </>
          )}
          {i < unknown.length - 1 ? "," : "."}
        </span>
      ))}
    </p>
  )
}

function replaceWord(prompt: string, word: string, by: string): string {
  return prompt.replace(/[\p{L}\p{M}]+/gu, (found) => (found.toLowerCase().normalize("NFKC") === word ? by : found))
}
