/** The clients of the edits benchmark: bare sockets for the echo, stock y-websocket providers for the two servers. */
import { once } from "node:events"
import * as decoding from "lib0/decoding"
import { WebSocket } from "ws"
import { WebsocketProvider } from "y-websocket"
import * as Y from "yjs"
import { addElement, updateElements } from "../../lib/document/edits.ts"
import { elementsOf } from "../../lib/document/schema.ts"
import { MESSAGE_DURABLE } from "../../lib/protocol/sync.ts"
import { eventually, makeRoom, presenceFrame, syncFrame } from "../support/connect-client.ts"
import type { LoadPlan } from "./edits-messages.ts"

export interface EditClient {
  /** One edit that carries `write`, so that whoever sees it knows which one it is. */
  write(write: number): void
  /** Its cursor goes somewhere else. */
  move(): void
  wasClosed(): boolean
  close(): void
}

/** Tells that client `reader` has seen the write number `write` of client `writer`. */
type Seen = (reader: number, writer: number, write: number) => void

/** What one edit of the other servers takes on the wire, within a few bytes. */
const EDIT_BYTES = 60
const CONNECT_WITHIN_MS = 30_000

export async function connectEcho(plan: LoadPlan, seen: Seen): Promise<EditClient[]> {
  return await Promise.all(
    Array.from({ length: plan.clientCount }, async (_, client): Promise<EditClient> => {
      const websocket = new WebSocket(plan.url, { perMessageDeflate: false })
      let wasClosed = false
      websocket.on("close", () => (wasClosed = true))
      if (client < plan.fullCount) {
        websocket.on("message", (data: Buffer) => {
          if (data[0] === 0) seen(client, data.readUInt16LE(1), data.readUInt32LE(3))
        })
      }
      await once(websocket, "open")
      return {
        write(write) {
          const frame = Buffer.alloc(EDIT_BYTES)
          frame.writeUInt16LE(client, 1)
          frame.writeUInt32LE(write, 3)
          websocket.send(frame)
        },
        move: () => websocket.send(Buffer.alloc(EDIT_BYTES, 1)),
        wasClosed: () => wasClosed,
        close: () => websocket.terminate(),
      }
    }),
  )
}

export async function connectSync(plan: LoadPlan, seen: Seen): Promise<EditClient[]> {
  const room = plan.kind === "ours" ? await enterOurRoom(plan) : enterStockRoom(plan)
  const writerOf = new Map(Array.from({ length: plan.clientCount }, (_, writer) => [elementIdOf(writer), writer]))
  const full: FullClient[] = []
  const clients: EditClient[] = []
  for (let client = 0; client < plan.clientCount; client++) {
    const cookie = room.cookies[client]
    if (client >= plan.fullCount) {
      clients.push(await connectWriter(`${room.url}/${room.name}`, cookie, client))
      continue
    }
    const opened = openFullClient({ ...room, cookie, client, isPresent: plan.presencePerSecond > 0 })
    full.push(opened)
    clients.push(opened)
  }
  await eventually(() => full.every(({ provider }) => provider.synced), CONNECT_WITHIN_MS)
  for (const [client, { doc }] of full.entries()) addOwnElement(doc, client)
  await eventually(() => full.every(({ doc }) => elementsOf(doc).size === plan.clientCount), CONNECT_WITHIN_MS)
  full.forEach(({ doc }, reader) => {
    elementsOf(doc).observeDeep((events, transaction) => {
      if (transaction.local) return
      for (const { target } of events) {
        const id = target._item?.parentSub
        const writer = id ? writerOf.get(id) : undefined
        if (writer === undefined || !(target instanceof Y.Map)) continue
        seen(reader, writer, (target.get("position") as [number, number])[0])
      }
    })
  })
  return clients
}

interface SyncRoom {
  readonly url: string
  readonly name: string
  readonly params: Record<string, string>
  /** One session a client, or none where the server knows no sessions. */
  readonly cookies: readonly (string | undefined)[]
}

/** A new room with as many people in it as there are clients, each with a session as a browser has it. */
async function enterOurRoom(plan: LoadPlan): Promise<SyncRoom> {
  const room = await makeRoom(plan.url, "Benchmark")
  const cookies: string[] = []
  for (let i = 0; i < plan.clientCount; i++)
    cookies.push(`emulsion=${(await room.join("editor", `Person ${i}`)).token}`)
  const url = `${plan.url.replace("http", "ws")}/sync/${room.roomId}`
  // As the page does: every client is told what is saved.
  return { url, name: "canvas", params: { durable: "1" }, cookies }
}

function enterStockRoom(plan: LoadPlan): SyncRoom {
  return { url: plan.url, name: `room-${performance.now()}`, params: {}, cookies: [] }
}

interface FullClient extends EditClient {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
}

function openFullClient(
  options: Omit<SyncRoom, "cookies"> & { cookie: string | undefined; client: number; isPresent: boolean },
): FullClient {
  const { client, cookie } = options
  class PersonSocket extends WebSocket {
    constructor(address: string) {
      super(address, { perMessageDeflate: false, ...(cookie !== undefined && { headers: { cookie } }) })
    }
  }
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(options.url, options.name, doc, {
    WebSocketPolyfill: PersonSocket as unknown as typeof globalThis.WebSocket,
    params: options.params,
    disableBc: true,
    connect: false,
  })
  if (!options.isPresent) provider.awareness.setLocalState(null)
  provider.messageHandlers[MESSAGE_DURABLE] = (_encoder, decoder) => {
    Y.decodeStateVector(decoding.readVarUint8Array(decoder))
  }
  provider.connect()
  let wasClosed = false
  let isClosing = false
  let moves = 0
  provider.on("connection-close", () => (wasClosed ||= !isClosing))
  return {
    doc,
    provider,
    write: (write) => moveElement(doc, client, write),
    move: () => provider.awareness.setLocalStateField("cursor", [moves++ % 1000, client]),
    wasClosed: () => wasClosed,
    close() {
      isClosing = true
      provider.destroy()
      doc.destroy()
    },
  }
}

/** A client that writes true updates and throws away what it is sent: its own work does not weigh on the measuring. */
async function connectWriter(url: string, cookie: string | undefined, client: number): Promise<EditClient> {
  const websocket = new WebSocket(url, {
    perMessageDeflate: false,
    ...(cookie !== undefined && { headers: { cookie } }),
  })
  let wasClosed = false
  websocket.on("close", () => (wasClosed = true))
  await once(websocket, "open")
  const doc = new Y.Doc()
  doc.on("update", (update: Uint8Array) => websocket.send(syncFrame(2, update)))
  addOwnElement(doc, client)
  let moves = 0
  return {
    write: (write) => moveElement(doc, client, write),
    move() {
      const entry = { client: doc.clientID, clock: ++moves, state: { cursor: [moves % 1000, client] } }
      websocket.send(presenceFrame([entry]))
    },
    wasClosed: () => wasClosed,
    close() {
      websocket.terminate()
      doc.destroy()
    },
  }
}

const elementIdOf = (client: number) => `element-${client}`

function addOwnElement(doc: Y.Doc, client: number): void {
  const look = { rotation: 0, author: `person-${client}`, locked: false, colour: "#2f6db0", fill: "none", width: 4 }
  addElement(
    doc,
    elementIdOf(client),
    { kind: "rectangle", position: [0, client * 100], size: [80, 80], ...look },
    "person",
  )
}

/** The edit that is measured: an element goes to (write, …), as a drag that ends does. */
function moveElement(doc: Y.Doc, client: number, write: number): void {
  updateElements(doc, new Map([[elementIdOf(client), { position: [write, client * 100] }]]), "person")
}
