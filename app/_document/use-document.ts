"use client"
/** What is read from a shared document, anew after every change of it. */
import { useMemo, useSyncExternalStore } from "react"
import type * as Y from "yjs"

/** @param read the same function at every call; what it answers is kept until the document changes */
export function useDocument<T>(doc: Y.Doc, read: (doc: Y.Doc) => T): T {
  const cache = useMemo(() => {
    let value: { readonly now: T } | undefined
    return {
      get: () => {
        value ??= { now: read(doc) }
        return value.now
      },
      subscribe: (listener: () => void) => {
        const onChange = () => {
          value = undefined
          listener()
        }
        // Nobody was listening: anything may have changed.
        value = undefined
        doc.on("update", onChange)
        return () => doc.off("update", onChange)
      },
    }
  }, [doc, read])
  return useSyncExternalStore(cache.subscribe, cache.get, cache.get)
}
