/**
 * Who is where in one document, as y-protocols' awareness carries it, with the server in charge: one client id for
 * each connection, no word about others, and `person` always what the server knows.
 *
 * Stock clients echo everything they hear about others and announce when they think somebody timed out. Such entries
 * are ignored in silence; only one that would have changed another's state counts as forged.
 */
import * as decoding from "lib0/decoding"
import * as encoding from "lib0/encoding"
import type { Member } from "../rooms/rooms.ts"

export interface PresenceOwner {
  readonly member: Member
}

export interface Presence {
  /**
   * Takes a connection's awareness payload.
   * @returns how many entries tried to change another's state, and whether the owner's own state was in it
   * @throws when it is not the protocol
   */
  receive(owner: PresenceOwner, payload: Uint8Array): { forgedCount: number; tooLargeCount: number; changed: boolean }
  /** Whether a payload says anything new about its sender: echoes of others are not worth a token. */
  concernsOwner(owner: PresenceOwner, payload: Uint8Array): boolean
  /** The owner's name or role changed: everybody hears of it now. */
  refresh(owner: PresenceOwner): void
  /** The owner left. */
  leave(owner: PresenceOwner): void
  /** Client ids changed since the last call, encoded for `MESSAGE_AWARENESS`; undefined when there are none. */
  takeChanges(): Uint8Array | undefined
  /** Everybody who is here, for a newcomer; undefined when nobody is. */
  encodeAll(): Uint8Array | undefined
  size(): number
}

interface Entry {
  readonly owner: PresenceOwner
  readonly clock: number
  /** JSON as it is sent, or "null" for somebody who left but may come back. */
  readonly json: string
}

export function createPresence(options: { readonly maxBytes: number }): Presence {
  const entries = new Map<number, Entry>()
  const clientOf = new Map<PresenceOwner, number>()
  /** Who left lately, and at which clock: what late echoes say about them is old, and only they may come back. */
  const departed = new Map<number, { clock: number; personId: string }>()
  const changed = new Set<number>()

  function receiveEntry(
    owner: PresenceOwner,
    client: number,
    clock: number,
    json: string,
  ): "forged" | "too-large" | boolean {
    const current = entries.get(client)
    if (current && current.owner !== owner) {
      // The same person's new socket, while the old one has not been noticed to be dead, takes the id over.
      const takesOver =
        json !== "null" && current.owner.member.personId === owner.member.personId && !clientOf.has(owner)
      if (!takesOver) return clock > current.clock ? "forged" : false
      clientOf.delete(current.owner)
    } else if (!current) {
      // An id nobody has: the connection's own if it has none yet, else an invented person, or one who left.
      const left = departed.get(client)
      const mayClaim = !clientOf.has(owner) && (left === undefined || left.personId === owner.member.personId)
      if (json === "null") return false
      if (!mayClaim) return clock <= (left?.clock ?? -1) ? false : "forged"
      // Coming back with the clock it left with, it would be taken for an echo by everybody.
      if (left !== undefined && clock <= left.clock) clock = left.clock + 1
    }
    if (json.length > options.maxBytes) return "too-large"
    const own = entries.get(client)
    if (own && clock < own.clock) return false
    if (own && clock === own.clock && own.owner === owner && json !== "null") return false
    const state = json === "null" ? "null" : withPerson(json, owner.member)
    if (state === undefined) throw new Error("a presence state must be a JSON object or null")
    clientOf.set(owner, client)
    entries.set(client, { owner, clock, json: state })
    departed.delete(client)
    changed.add(client)
    return true
  }

  function encode(clients: Iterable<number>): Uint8Array | undefined {
    const known = [...clients].flatMap((client) => {
      const entry = entries.get(client)
      const left = departed.get(client)
      if (entry) return [{ client, clock: entry.clock, json: entry.json }]
      return left === undefined ? [] : [{ client, clock: left.clock, json: "null" }]
    })
    if (known.length === 0) return undefined
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, known.length)
    for (const { client, clock, json } of known) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, json)
    }
    return encoding.toUint8Array(encoder)
  }

  return {
    receive(owner, payload) {
      const answer = { forgedCount: 0, tooLargeCount: 0, changed: false }
      for (const { client, clock, json } of readEntries(payload)) {
        const outcome = receiveEntry(owner, client, clock, json)
        if (outcome === "forged") answer.forgedCount++
        else if (outcome === "too-large") answer.tooLargeCount++
        else answer.changed ||= outcome
      }
      return answer
    },

    concernsOwner(owner, payload) {
      const own = clientOf.get(owner)
      for (const { client } of readEntries(payload)) {
        if (own === undefined ? !entries.has(client) : client === own) return true
      }
      return false
    },

    refresh(owner) {
      const client = clientOf.get(owner)
      const entry = client === undefined ? undefined : entries.get(client)
      if (client === undefined || !entry || entry.json === "null") return
      const json = withPerson(entry.json, owner.member)
      if (json === undefined || json === entry.json) return
      entries.set(client, { owner, clock: entry.clock + 1, json })
      changed.add(client)
    },

    leave(owner) {
      const client = clientOf.get(owner)
      clientOf.delete(owner)
      const entry = client === undefined ? undefined : entries.get(client)
      if (client === undefined || entry?.owner !== owner) return
      entries.delete(client)
      // The same clock: a reconnecting client goes on from it, and a removal at an equal clock is accepted by all.
      departed.set(client, { clock: entry.clock, personId: owner.member.personId })
      if (departed.size > 1000) departed.delete(departed.keys().next().value!)
      changed.add(client)
    },

    takeChanges() {
      if (changed.size === 0) return undefined
      const message = encode(changed)
      changed.clear()
      return message
    },

    encodeAll: () => encode(entries.keys()),
    size: () => entries.size,
  }
}

function* readEntries(payload: Uint8Array): Generator<{ client: number; clock: number; json: string }> {
  const decoder = decoding.createDecoder(payload)
  const count = decoding.readVarUint(decoder)
  for (let i = 0; i < count; i++) {
    const client = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    yield { client, clock, json: decoding.readVarString(decoder) }
  }
}

/** The state with the server's word on who it is; undefined when it is no object. */
function withPerson(json: string, member: Member): string | undefined {
  let state: unknown
  try {
    state = JSON.parse(json)
  } catch {
    return undefined
  }
  if (typeof state !== "object" || state === null || Array.isArray(state)) return undefined
  const { personId, name, role } = member
  return JSON.stringify({ ...state, person: { personId, name, role } })
}
