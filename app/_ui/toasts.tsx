"use client"
import { useEffect, useSyncExternalStore } from "react"

interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: "plain" | "bad"
}

const SHOWN_MS = 5000
let toasts: readonly Toast[] = []
let nextId = 1
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says one line at the bottom of the window, for five seconds; the same line twice is said once. */
export function showToast(text: string, tone: Toast["tone"] = "plain"): void {
  change([...toasts.filter((toast) => toast.text !== text), { id: nextId++, text, tone }].slice(-3))
}

const NONE: readonly Toast[] = []

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
    () => NONE,
  )
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 top-16 z-50 flex flex-col items-center gap-2 px-4"
    >
      {shown.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function ToastLine({ toast }: { toast: Toast }) {
  useEffect(() => {
    const timer = setTimeout(() => change(toasts.filter((other) => other.id !== toast.id)), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [toast.id])
  return <div className={`panel animate-rise px-4 py-2.5 ${toast.tone === "bad" ? "text-bad" : ""}`}>{toast.text}</div>
}
