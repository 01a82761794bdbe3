/**
 * A room's three documents in this browser: kept on this machine (y-indexeddb) so that offline work survives a
 * reload, and synced with the server by one y-websocket connection each. See reference: lib/protocol/sync.ts.
 */
import { IndexeddbPersistence } from "y-indexeddb"
import type { Awareness } from "y-protocols/awareness"
import { WebsocketProvider } from "y-websocket"
import * as Y from "yjs"
import { maskTypesOf } from "../../lib/document/masks.ts"
import { DOCUMENT_NAMES, type DocumentName, elementsOf, roomPromptOf } from "../../lib/document/schema.ts"
import { CLOSE, MESSAGE_DURABLE } from "../../lib/protocol/sync.ts"
import { carriesChanges, coversDocument, type DurableState, readDurableState } from "./durability.ts"
import { createObservable, type Observable, type Settable } from "./observable.ts"
import { createPresence, type PresenceChannel } from "./presence.ts"
import { createLocalEdits, type LocalEdits } from "./undo.ts"

export type ConnectionStatus =
  | { readonly state: "connecting" | "online" | "offline" }
  /** The server will not have this connection back: `code` is one of lib/protocol's CLOSE. */
  | { readonly state: "denied"; readonly code: number; readonly reason: string }

export interface RoomDocuments {
  readonly roomId: string
  readonly canvas: Y.Doc
  readonly talk: Y.Doc
  readonly results: Y.Doc
  readonly providers: Readonly<Record<DocumentName, WebsocketProvider>>
  readonly awareness: Awareness
  readonly presence: PresenceChannel
  /** Origin, undo stack and commit of this person's changes to the canvas document. */
  readonly edits: LocalEdits
  readonly undo: Y.UndoManager
  readonly status: Observable<ConnectionStatus>
  /** True only while the server's log holds every change this browser has made or seen. */
  readonly saved: Observable<boolean>
  /** True once the canvas has come from this machine or from the server: before that an empty board means nothing. */
  readonly ready: Observable<boolean>
  destroy(): Promise<void>
}

/**
 * @param options.url   the sync endpoint without room: `ws://host/sync`
 * @param options.epoch which rebuilding of the room the local copy belongs to, default 0
 * @param options.keep  whether to keep a copy on this machine, default true
 */
export function openRoomDocuments(options: {
  readonly roomId: string
  readonly url: string
  readonly epoch?: number
  readonly keep?: boolean
}): RoomDocuments {
  const { roomId, url, epoch = 0, keep = true } = options
  const docs = { canvas: new Y.Doc(), talk: new Y.Doc(), results: new Y.Doc() }
  const status = createObservable<ConnectionStatus>({ state: "connecting" })
  const saved = createObservable(true)
  const ready = createObservable(false)
  const storeName = (name: DocumentName) => `emulsion/${roomId}/${epoch}/${name}`

  const stores = keep
    ? DOCUMENT_NAMES.map((name) => {
        const store = new IndexeddbPersistence(storeName(name), docs[name])
        // A browser that forbids storage (private mode) still works, only without the local copy.
        store.whenSynced.then(
          () => {
            if (name === "canvas" && elementsOf(docs.canvas).size > 0) ready.set(true)
          },
          () => undefined,
        )
        return store
      })
    : []

  const connect = (name: DocumentName) =>
    new WebsocketProvider(`${url}/${roomId}`, name, docs[name], {
      // The server alone writes results: whether they are saved is its own affair.
      params: name === "results" ? {} : { durable: "1" },
      WebSocketPolyfill: CountingSocket,
      // Tabs of one browser talk through the server like everybody else: it says who they are.
      disableBc: true,
    })
  const providers = { canvas: connect("canvas"), talk: connect("talk"), results: connect("results") }
  watchStatus(providers, status, (code) => {
    // The room was rebuilt: this copy must not be merged into the new one.
    if (code === CLOSE.newEpoch) for (const store of stores) store.clearData().catch(() => undefined)
  })
  providers.canvas.on("sync", (isSynced: boolean) => {
    if (isSynced) ready.set(true)
  })
  const stopWatchingSaved = watchSaved(providers, docs, saved)

  const edits = createLocalEdits(docs.canvas, [
    elementsOf(docs.canvas),
    roomPromptOf(docs.canvas),
    ...maskTypesOf(docs.canvas),
  ])
  const presence = createPresence(providers.canvas.awareness)

  // A socket of before may look open for half a minute after the network is gone: begin anew at once.
  const onNetworkBack = () => {
    for (const provider of Object.values(providers)) {
      if (!provider.shouldConnect) continue
      provider.disconnect()
      provider.connect()
    }
  }
  const onNetworkGone = () => {
    if (status.get().state !== "denied") status.set({ state: "offline" })
  }
  window.addEventListener("online", onNetworkBack)
  window.addEventListener("offline", onNetworkGone)

  return {
    roomId,
    ...docs,
    providers,
    awareness: providers.canvas.awareness,
    presence,
    edits,
    undo: edits.undo,
    status,
    saved,
    ready,
    async destroy() {
      window.removeEventListener("online", onNetworkBack)
      window.removeEventListener("offline", onNetworkGone)
      stopWatchingSaved()
      presence.destroy()
      edits.undo.destroy()
      for (const provider of Object.values(providers)) provider.destroy()
      await Promise.allSettled(stores.map((store) => store.destroy()))
      for (const doc of Object.values(docs)) doc.destroy()
    },
  }
}

/** A connection that knows how many of its frames carried changes: the server says how many of them are on its disk. */
class CountingSocket extends WebSocket {
  changeCount = 0

  override send(data: Parameters<WebSocket["send"]>[0]): void {
    if (data instanceof Uint8Array && carriesChanges(data)) this.changeCount++
    super.send(data)
  }
}

function watchStatus(
  providers: Readonly<Record<DocumentName, WebsocketProvider>>,
  status: Settable<ConnectionStatus>,
  onDenied: (code: number) => void,
): void {
  for (const provider of Object.values(providers)) {
    provider.on("closed", (event: { code: number; reason: string }) => {
      status.set({ state: "denied", code: event.code, reason: event.reason })
      onDenied(event.code)
    })
  }
  const { canvas } = providers
  let hasBeenLost = false
  const tell = (state: "connecting" | "online" | "offline") => {
    if (status.get().state !== "denied" && status.get().state !== state) status.set({ state })
  }
  canvas.on("sync", (isSynced: boolean) => {
    if (isSynced) tell("online")
  })
  // Each failed attempt passes through "connecting": a person is offline until one succeeds.
  canvas.on("connection-close", () => {
    hasBeenLost = true
    tell("offline")
  })
  canvas.on("connection-error", () => {
    hasBeenLost = true
    tell("offline")
  })
  canvas.on("status", ({ status: next }: { status: string }) => {
    if (next === "connecting" && !hasBeenLost) tell("connecting")
  })
}

/** Documents this person may write; `results` is the server's own and says nothing about my work. */
const OWN_DOCUMENTS = ["canvas", "talk"] as const

function watchSaved(
  providers: Readonly<Record<DocumentName, WebsocketProvider>>,
  docs: Readonly<Record<DocumentName, Y.Doc>>,
  saved: Settable<boolean>,
): () => void {
  const isDurable = { canvas: true, talk: true }
  const stops: (() => void)[] = []
  for (const name of OWN_DOCUMENTS) {
    const doc = docs[name]
    const provider = providers[name]
    let durable: DurableState = { clocks: new Map(), frameCount: 0 }
    const judge = (holds: boolean) => {
      isDurable[name] = holds
      saved.set(isDurable.canvas && isDurable.talk)
    }
    provider.messageHandlers[MESSAGE_DURABLE] = (_encoder, decoder) => {
      durable = readDurableState(decoder)
      const sent = provider.ws instanceof CountingSocket ? provider.ws.changeCount : 0
      judge(durable.frameCount >= sent && coversDocument(durable.clocks, doc))
    }
    const onUpdate = (_update: Uint8Array, origin: unknown) => {
      // A local change is unsaved at once, also one that only deletes and so moves no clock: the next message decides.
      // What came from the server, or from an earlier visit, is on its disk when the clocks say so.
      const isOld = origin === provider || origin instanceof IndexeddbPersistence
      judge(isOld && isDurable[name] && coversDocument(durable.clocks, doc))
    }
    doc.on("update", onUpdate)
    stops.push(() => doc.off("update", onUpdate))
  }
  return () => {
    for (const stop of stops) stop()
  }
}
