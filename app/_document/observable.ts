/**
 * A value that tells its watchers when it changes: what the canvas and the documents offer to React and to each
 * other without either knowing the other.
 */
import { useSyncExternalStore } from "react"

export interface Observable<T> {
  get(): T
  /** Calls `listener` after every change; answers a function that stops it. */
  subscribe(listener: () => void): () => void
}

export interface Settable<T> extends Observable<T> {
  /** Equal values (Object.is) tell nobody. */
  set(value: T): void
}

export function createObservable<T>(initial: T): Settable<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get, observable.get)
}
