"use client"
/** Every record of the room, for what shows several at once; steps that are only previews tell it nothing. */
import { useMemo, useSyncExternalStore } from "react"
import type * as Y from "yjs"
import { generationsOf } from "../../lib/document/schema.ts"
import { type GenerationRecord, parseGenerationRecord } from "../../lib/job/generation.ts"

export function useRecords(results: Y.Doc): readonly GenerationRecord[] {
  const cache = useMemo(() => createRecordCache(results), [results])
  return useSyncExternalStore(cache.subscribe, cache.get, cache.get)
}

function createRecordCache(results: Y.Doc) {
  const map = generationsOf(results)
  const parsed = new Map<string, GenerationRecord>()
  let all: readonly GenerationRecord[] | undefined
  const read = (id: string) => {
    const record = parseGenerationRecord(map.get(id))
    if (record) parsed.set(id, record)
    else parsed.delete(id)
  }
  return {
    get: () => {
      if (!all) {
        // Nobody was listening: anything may have changed.
        if (parsed.size === 0) for (const id of map.keys()) read(id)
        all = [...parsed.values()]
      }
      return all
    },
    subscribe: (listener: () => void) => {
      const onChange = (event: Y.YMapEvent<unknown>) => {
        for (const id of event.keysChanged) read(id as string)
        all = undefined
        listener()
      }
      map.observe(onChange)
      parsed.clear()
      all = undefined
      return () => map.unobserve(onChange)
    },
  }
}
