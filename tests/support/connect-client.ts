/** People for tests: they make and join rooms over HTTP, and open documents with stock or bare sync sockets. */
import * as decoding from "lib0/decoding"
import * as encoding from "lib0/encoding"
import { WebSocket } from "ws"
import { WebsocketProvider } from "y-websocket"
import * as Y from "yjs"
import type { DocumentName } from "../../lib/document/schema.ts"
import type { RoomLinks } from "../../lib/protocol/messages.ts"
import type { Role } from "../../lib/protocol/roles.ts"
import { MESSAGE_AWARENESS, MESSAGE_DURABLE, MESSAGE_SYNC } from "../../lib/protocol/sync.ts"

export interface Person {
  readonly url: string
  readonly token: string
  readonly personId: string
  /** A request as this person. Bodies that are no bytes are sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Puts a picture into the room's store and answers its id. @throws when it is refused */
  upload(roomId: string, picture: Uint8Array): Promise<string>
  /** @throws when it is not there for this person */
  fetchAsset(roomId: string, assetId: string): Promise<Uint8Array>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

export interface TestRoom {
  readonly roomId: string
  readonly links: RoomLinks
  readonly host: Person
  /** Somebody new who opened the link for `role`. */
  join(role: Role, name?: string): Promise<Person>
}

export async function request(
  url: string,
  method: string,
  path: string,
  options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { body, token } = options
  const isBytes = body instanceof Uint8Array
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !isBytes && { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(body !== undefined && { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {} }
}

/** The session token that an answer's Set-Cookie hands out. */
export function tokenOf(answer: Answer): string {
  const token = /emulsion=([A-Za-z0-9_-]{43});/.exec(answer.headers.get("set-cookie") ?? "")?.[1]
  if (!token) throw new Error(`no session in ${answer.status} ${JSON.stringify(answer.body)}`)
  return token
}

export function secretOf(link: string): string {
  return link.split("#")[1]!
}

export async function makeRoom(url: string, title?: string): Promise<TestRoom> {
  const made = await request(url, "POST", "/api/rooms", { body: { title } })
  const roomId = String(made.body.roomId)
  const links = made.body.links as RoomLinks
  const token = tokenOf(made)
  const info = await request(url, "GET", `/api/rooms/${roomId}`, { token })
  return {
    roomId,
    links,
    host: personOf(url, token, String(info.body.personId)),
    join: (role, name = `${role} person`) => joinRoom(url, roomId, secretOf(links[role]), name),
  }
}

export async function joinRoom(url: string, roomId: string, secret: string, name: string): Promise<Person> {
  const joined = await request(url, "POST", `/api/rooms/${roomId}/join`, { body: { secret, name } })
  return personOf(url, tokenOf(joined), String(joined.body.personId))
}

export function personOf(url: string, token: string, personId: string): Person {
  const call: Person["call"] = (method, path, body, headers) =>
    request(url, method, path, { token, ...(body !== undefined && { body }), ...(headers && { headers }) })
  return {
    url,
    token,
    personId,
    call,
    upload: async (roomId, picture) => {
      const answer = await call("POST", `/api/rooms/${roomId}/assets`, picture)
      if (answer.status !== 201) throw new Error(`a picture was refused: ${JSON.stringify(answer.body)}`)
      return String(answer.body.assetId)
    },
    fetchAsset: async (roomId, assetId) => {
      const response = await fetch(`${url}/api/rooms/${roomId}/assets/${assetId}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      if (!response.ok) throw new Error(`a picture could not be fetched: ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
  }
}

// --- documents ------------------------------------------------------------------------------------------------

export interface OpenDocument {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  /** What the server last said is on disk: its state vector, and how many of our update frames are in it. */
  durable(): { clocks: Map<number, number>; frameCount: number } | undefined
  /** Resolves once the durable state vector covers this document. */
  saved(): Promise<void>
  synced(): Promise<void>
  closed(): Promise<{ code: number; reason: string }>
  destroy(): void
}

/** A document through the stock provider, as a browser would have it. */
export function openDocument(
  person: Pick<Person, "url" | "token">,
  roomId: string,
  document: DocumentName,
  doc = new Y.Doc(),
): OpenDocument {
  class PersonSocket extends WebSocket {
    constructor(address: string) {
      super(address, { headers: { cookie: `emulsion=${person.token}` } })
    }
  }
  const provider = new WebsocketProvider(`${person.url.replace("http", "ws")}/sync/${roomId}`, document, doc, {
    WebSocketPolyfill: PersonSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    params: { durable: "1" },
    maxBackoffTime: 500,
  })
  let durable: { clocks: Map<number, number>; frameCount: number } | undefined
  const waiting = new Set<() => void>()
  provider.messageHandlers[MESSAGE_DURABLE] = (_encoder, decoder) => {
    const clocks = Y.decodeStateVector(decoding.readVarUint8Array(decoder))
    durable = { clocks, frameCount: decoding.readVarUint(decoder) }
    for (const look of waiting) look()
  }
  const closed = new Promise<{ code: number; reason: string }>((resolve) => provider.on("closed", resolve))
  return {
    doc,
    provider,
    durable: () => durable,
    saved: () =>
      new Promise((resolve) => {
        const look = () => {
          const isCovered = [...Y.decodeStateVector(Y.encodeStateVector(doc))].every(
            ([client, clock]) => (durable?.clocks.get(client) ?? 0) >= clock,
          )
          if (!isCovered) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    synced: () =>
      new Promise((resolve) => {
        if (provider.synced) return resolve()
        provider.once("sync", () => resolve())
      }),
    closed: () => closed,
    destroy: () => {
      provider.destroy()
      doc.destroy()
    },
  }
}

export interface BareSocket {
  readonly websocket: WebSocket
  /** Every frame that came so far. */
  readonly frames: Uint8Array[]
  opened(): Promise<void>
  closed(): Promise<{ code: number; reason: string }>
  send(frame: Uint8Array): void
  sendUpdate(update: Uint8Array, step?: 1 | 2): void
  sendPresence(entries: readonly { client: number; clock: number; state: unknown }[]): void
}

/** A sync socket without a Yjs document behind it: it sends whatever it is told. */
export function openBareSocket(
  url: string,
  path: string,
  options: { token?: string; headers?: Record<string, string> } = {},
): BareSocket {
  const websocket = new WebSocket(url.replace("http", "ws") + path, {
    headers: { ...(options.token !== undefined && { cookie: `emulsion=${options.token}` }), ...options.headers },
  })
  const frames: Uint8Array[] = []
  websocket.on("message", (data: Buffer) => frames.push(new Uint8Array(data)))
  const opened = new Promise<void>((resolve, reject) => {
    websocket.once("open", () => resolve())
    websocket.once("error", reject)
  })
  // Whether anybody waits for it or not: a refused upgrade is no crash of the test.
  opened.catch(() => undefined)
  websocket.on("error", () => undefined)
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    websocket.once("close", (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  const socket: BareSocket = {
    websocket,
    frames,
    opened: () => opened,
    closed: () => closed,
    send: (frame) => websocket.send(frame),
    sendUpdate: (update, step = 2) => websocket.send(syncFrame(step, update)),
    sendPresence: (entries) => websocket.send(presenceFrame(entries)),
  }
  return socket
}

export function syncFrame(step: 0 | 1 | 2, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_SYNC)
  encoding.writeVarUint(encoder, step)
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}

export function presenceFrame(entries: readonly { client: number; clock: number; state: unknown }[]): Uint8Array {
  const inner = encoding.createEncoder()
  encoding.writeVarUint(inner, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(inner, client)
    encoding.writeVarUint(inner, clock)
    encoding.writeVarString(inner, typeof state === "string" ? state : JSON.stringify(state))
  }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_AWARENESS)
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner))
  return encoding.toUint8Array(encoder)
}

type Truthy<T> = Exclude<T, false | 0 | "" | null | undefined>

/** Waits until `look` answers something true, and answers it. @throws what it last saw, after `withinMs` */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = 5_000): Promise<Truthy<T>> {
  const deadline = performance.now() + withinMs
  let failure: unknown = new Error("it never came true")
  while (performance.now() < deadline) {
    try {
      const seen = await look()
      if (seen) return seen as Truthy<T>
    } catch (error) {
      failure = error
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw failure
}
