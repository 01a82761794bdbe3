"use client"
/** The board's elements for the chrome around it: read again whenever they change. */
import { useMemo, useSyncExternalStore } from "react"
import { type CanvasElement, readElements } from "../../lib/document/schema.ts"
import type { RoomSession } from "./room-session.ts"

/** The one selected element; undefined while none is, or several are. */
export function useSelectedElement(session: RoomSession, selection: ReadonlySet<string>): CanvasElement | undefined {
  const elements = useElements(session)
  return useMemo(() => {
    if (selection.size !== 1) return undefined
    const [id] = selection
    return elements.find((element) => element.id === id)
  }, [elements, selection])
}

export function useIsEmpty(session: RoomSession): boolean {
  return useElements(session).length === 0
}

function useElements(session: RoomSession): readonly CanvasElement[] {
  const { canvas } = session.documents
  const cache = useMemo(() => {
    let elements: readonly CanvasElement[] | undefined
    return {
      get: () => (elements ??= readElements(canvas)),
      subscribe: (listener: () => void) => {
        const onChange = () => {
          elements = undefined
          listener()
        }
        const map = canvas.getMap("elements")
        map.observeDeep(onChange)
        return () => map.unobserveDeep(onChange)
      },
    }
  }, [canvas])
  return useSyncExternalStore(cache.subscribe, cache.get, cache.get)
}
