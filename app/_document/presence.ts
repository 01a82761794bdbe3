/**
 * Who is where. Outgoing: one state, merged and sent at most 30 times a second. Incoming: parsed, and without
 * oneself; whatever does not parse is not shown.
 */
import type { Awareness } from "y-protocols/awareness"
import { colourOfPerson, type Presence, parsePresence } from "../../lib/protocol/presence.ts"
import { createObservable, type Observable } from "./observable.ts"

const SEND_EVERY_MS = 34

/** What this browser may say about itself; `person` is the server's to say. */
export type PresencePatch = Partial<Omit<Presence, "person">>

export interface OtherPresence extends Presence {
  readonly clientId: number
  readonly name: string
  readonly colour: string
}

export interface PresenceChannel {
  /** This browser's own client id. */
  readonly clientId: number
  /** Merges into the own state; `undefined` leaves a field, null clears it. Sent within 34 ms. */
  update(patch: PresencePatch): void
  /** Sends what is waiting now: the end of a gesture must not lag behind its commit. */
  flush(): void
  readonly others: Observable<readonly OtherPresence[]>
  /** One's own person as the server says it, undefined before it has. */
  readonly self: Observable<Presence["person"]>
  destroy(): void
}

export function createPresence(awareness: Awareness): PresenceChannel {
  const others = createObservable<readonly OtherPresence[]>([])
  const self = createObservable<Presence["person"]>(undefined)
  // A parse costs more than a lookup, and with 50 people most states have not changed since the last event.
  const parsed = new WeakMap<object, OtherPresence>()
  let waiting: PresencePatch = {}
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastSentAtMs = Number.NEGATIVE_INFINITY

  const send = () => {
    clearTimeout(timer)
    timer = undefined
    if (Object.keys(waiting).length === 0) return
    lastSentAtMs = performance.now()
    const next = { ...awareness.getLocalState(), ...waiting }
    waiting = {}
    awareness.setLocalState(next)
  }

  const read = (clientId: number, state: object): OtherPresence | undefined => {
    const known = parsed.get(state)
    if (known) return known
    const presence = parsePresence(state)
    if (!presence) return undefined
    const person = presence.person
    const other: OtherPresence = {
      ...presence,
      clientId,
      name: person?.name ?? "Guest",
      colour: colourOfPerson(person?.personId ?? String(clientId)),
    }
    parsed.set(state, other)
    return other
  }

  const refresh = () => {
    const list: OtherPresence[] = []
    for (const [clientId, state] of awareness.getStates()) {
      if (!state || clientId === awareness.clientID) continue
      const other = read(clientId, state)
      if (other) list.push(other)
    }
    others.set(list)
    const own = awareness.getLocalState()
    const person = own ? parsePresence(own)?.person : undefined
    if (person && person.name !== self.get()?.name) self.set(person)
  }

  awareness.on("change", refresh)
  refresh()
  return {
    clientId: awareness.clientID,
    update(patch) {
      waiting = { ...waiting, ...patch }
      if (timer !== undefined) return
      const inMs = Math.max(0, lastSentAtMs + SEND_EVERY_MS - performance.now())
      timer = setTimeout(send, inMs)
    },
    flush: send,
    others,
    self,
    destroy() {
      clearTimeout(timer)
      awareness.off("change", refresh)
    },
  }
}
