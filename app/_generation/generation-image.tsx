"use client"
/** A picture as the page shows it outside the board: its record, and the newest thing there is to see of it. */
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react"
import type { GenerationStore, GenerationView } from "./generation-store.ts"

/** The picture's view, read anew whenever it changes. */
export function useGeneration(store: GenerationStore, id: string): GenerationView {
  // The view is made anew at each read; a counter of changes is what React may compare.
  const version = useRef(0)
  useSyncExternalStore(
    (listener) =>
      store.subscribe((changed) => {
        if (changed !== id) return
        version.current++
        listener()
      }),
    () => version.current,
    () => 0,
  )
  return store.view(id)
}

/** The finished picture, else the newest step; a quiet square before the first. */
export function GenerationImage(props: {
  readonly store: GenerationStore
  readonly assetUrl: (assetId: string) => string
  readonly generationId: string
  readonly className?: string
}) {
  const { record } = useGeneration(props.store, props.generationId)
  const newest = props.store.steps(props.generationId).at(-1)?.bytes
  const stepUrl = useMemo(() => newest && URL.createObjectURL(newest), [newest])
  useEffect(
    () => () => {
      if (stepUrl) URL.revokeObjectURL(stepUrl)
    },
    [stepUrl],
  )
  const src = record?.state === "done" ? props.assetUrl(record.assetId) : stepUrl
  const className = `block aspect-square w-full object-cover ${props.className ?? ""}`
  // The words are beside it: read aloud twice they would only be in the way.
  return src ? <img src={src} alt="" draggable={false} className={className} /> : <div className={className} />
}

/** How far a picture is, in a few words; empty when it is done. */
export function stateWords(view: GenerationView): string {
  const { record } = view
  switch (record?.state) {
    case undefined:
      return "asked for"
    case "queued":
      return record.ahead === 0 ? "next in line" : `queued, ${record.ahead} ahead`
    case "running":
      return view.stepIndex < 0 ? "starting" : `step ${view.stepIndex + 1} of ${view.stepCount}`
    case "failed":
      return "failed"
    case "cancelled":
      return "cancelled"
    case "done":
      return ""
  }
}
