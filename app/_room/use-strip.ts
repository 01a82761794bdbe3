"use client"
/** Which strip of variations this person is shown, and what they have closed; kept in this browser. */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react"
import type * as Y from "yjs"
import { elementsOf, parseElement } from "../../lib/document/schema.ts"
import { isChosen, isDeveloping, type Strip, shownStrip, stripsOf } from "../../lib/job/strips.ts"
import { useRecords } from "../_generation/use-records.ts"
import type { RoomSession } from "./room-session.ts"

/** Closed strips that are remembered. */
const MAX_CLOSED = 200

export interface StripState {
  readonly strip: Strip | undefined
  /** The newest strip of the selected picture that was closed and can be had again. */
  readonly closedStrip: Strip | undefined
  readonly open: (stripId: string) => void
  readonly close: (stripId: string) => void
}

export function useStrip(session: RoomSession, selected: string | undefined): StripState {
  const { roomId, results, canvas } = session.documents
  const records = useRecords(results)
  const strips = useMemo(() => stripsOf(records), [records])
  const onBoard = useOnBoard(canvas)
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set())
  const [closed, setClosed] = useState(() => readClosed(roomId))
  const strip = shownStrip(strips, { selected, seen, closed, onBoard })

  // What is seen to develop stays when it is done.
  const developing = strip && isDeveloping(strip) ? strip.id : undefined
  useEffect(() => {
    if (developing !== undefined) setSeen((ids) => (ids.has(developing) ? ids : new Set(ids).add(developing)))
  }, [developing])

  const open = useCallback(
    (stripId: string) => {
      setSeen((ids) => new Set(ids).add(stripId))
      setClosed((ids) => keepClosed(roomId, new Set([...ids].filter((id) => id !== stripId))))
    },
    [roomId],
  )
  const close = useCallback(
    (stripId: string) => setClosed((ids) => keepClosed(roomId, new Set(ids).add(stripId))),
    [roomId],
  )
  const closedStrip = strips.find(({ id, of }) => of === selected && closed.has(id) && id !== strip?.id)
  return { strip, closedStrip: closedStrip && !isChosen(closedStrip, onBoard) ? closedStrip : undefined, open, close }
}

const storageKey = (roomId: string) => `emulsion:closed-strips/${roomId}`

function readClosed(roomId: string): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey(roomId)) ?? "[]")
    return new Set(Array.isArray(stored) ? stored.filter((id) => typeof id === "string") : [])
  } catch {
    // Storage may be forbidden, or hold something else: nothing was closed then.
    return new Set()
  }
}

function keepClosed(roomId: string, closed: ReadonlySet<string>): ReadonlySet<string> {
  try {
    localStorage.setItem(storageKey(roomId), JSON.stringify([...closed].slice(-MAX_CLOSED)))
  } catch {
    // Without storage it is closed until the page is.
  }
  return closed
}

/** The generations that stand on the board. One set until one comes or goes. */
function useOnBoard(canvas: Y.Doc): ReadonlySet<string> {
  const cache = useMemo(() => {
    const map = elementsOf(canvas)
    let ids: ReadonlySet<string> = new Set()
    const read = () => {
      const next = new Set<string>()
      for (const [id, element] of map.entries()) {
        if (element.get("kind") !== "generation") continue
        const parsed = parseElement(id, element)
        if (parsed?.kind === "generation") next.add(parsed.generationId)
      }
      if (next.size !== ids.size || [...next].some((id) => !ids.has(id))) ids = next
      return ids
    }
    read()
    return {
      get: () => ids,
      subscribe: (listener: () => void) => {
        const onChange = () => {
          const before = ids
          if (read() !== before) listener()
        }
        onChange()
        map.observeDeep(onChange)
        return () => map.unobserveDeep(onChange)
      },
    }
  }, [canvas])
  return useSyncExternalStore(cache.subscribe, cache.get, cache.get)
}
