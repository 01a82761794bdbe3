"use client"
import { useEffect, useRef } from "react"
import type { CanvasController, CanvasOptions } from "./canvas-view.ts"

/**
 * The canvas in a React page. Built once for its documents; theme and permission change in place. `onReady` gets
 * the controller, and undefined when it is taken away.
 */
export function CanvasStage(
  props: Omit<CanvasOptions, "container"> & {
    readonly onReady: (controller: CanvasController | undefined) => void
    readonly className?: string
  },
) {
  const host = useRef<HTMLDivElement>(null)
  const controller = useRef<CanvasController | undefined>(undefined)
  // The newest callbacks, without building the canvas again for each render.
  const latest = useRef(props)
  latest.current = props

  useEffect(() => {
    const container = host.current
    if (!container) return
    let isGone = false
    // Konva needs a browser: loaded here, never on the server.
    const opened = import("./canvas-view.ts").then(({ createCanvasView }) => {
      if (isGone) return
      const current = latest.current
      controller.current = createCanvasView({
        ...current,
        documents: props.documents,
        container,
        author: () => latest.current.author(),
        assetUrl: (assetId) => latest.current.assetUrl(assetId),
        callbacks: forwardCallbacks(() => latest.current.callbacks),
      })
      current.onReady(controller.current)
    })
    return () => {
      isGone = true
      void opened.then(() => {
        controller.current?.destroy()
        controller.current = undefined
        latest.current.onReady(undefined)
      })
    }
  }, [props.documents])

  useEffect(() => controller.current?.setTheme(props.theme), [props.theme])
  useEffect(() => controller.current?.setReadOnly(props.readOnly ?? false), [props.readOnly])

  return <div ref={host} className={props.className} style={{ position: "absolute", inset: 0 }} />
}

type Callbacks = NonNullable<CanvasOptions["callbacks"]>

/** Callbacks that look up the newest ones when they are called; those absent at the start stay absent. */
function forwardCallbacks(read: () => CanvasOptions["callbacks"]): Callbacks {
  const present = read() ?? {}
  const forwarded: Record<string, unknown> = {}
  for (const name of Object.keys(present) as (keyof Callbacks)[]) {
    forwarded[name] = (...values: unknown[]) =>
      (read()?.[name] as ((...all: unknown[]) => unknown) | undefined)?.(...values)
  }
  return forwarded as Callbacks
}
