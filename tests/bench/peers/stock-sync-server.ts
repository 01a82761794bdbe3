/**
 * The peer of the edits benchmark: a plain server of the y-websocket protocol, as the reference server behaves. Every
 * update is applied and sent at once, by itself, to every socket of the room, its sender among them; presence likewise.
 *
 * It is written here, on `ws` and `y-protocols`, because the published @y/websocket-server does not install beside
 * yjs 13. Like the reference server's default it keeps rooms in memory: no sessions, rights, limits or disk.
 */
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import * as decoding from "lib0/decoding"
import * as encoding from "lib0/encoding"
import { WebSocket, WebSocketServer } from "ws"
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness"
import { readSyncMessage, writeSyncStep1, writeUpdate } from "y-protocols/sync"
import * as Y from "yjs"
import { MESSAGE_AWARENESS, MESSAGE_SYNC } from "../../../lib/protocol/sync.ts"
import { endWithParent } from "../child.ts"

interface Room {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /** Each socket with the awareness clients that it speaks for. */
  readonly sockets: Map<WebSocket, Set<number>>
}

const rooms = new Map<string, Room>()

function frame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

const presenceFrame = (awareness: Awareness, clients: number[]) =>
  frame(MESSAGE_AWARENESS, (encoder) => encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, clients)))

function openRoom(name: string): Room {
  const known = rooms.get(name)
  if (known) return known
  const doc = new Y.Doc()
  const room: Room = { doc, awareness: new Awareness(doc), sockets: new Map() }
  room.awareness.setLocalState(null)
  const toEverybody = (message: Uint8Array) => {
    for (const socket of room.sockets.keys()) if (socket.readyState === WebSocket.OPEN) socket.send(message)
  }
  doc.on("update", (update: Uint8Array) => toEverybody(frame(MESSAGE_SYNC, (encoder) => writeUpdate(encoder, update))))
  room.awareness.on(
    "update",
    ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }, origin: unknown) => {
      const spokenFor = room.sockets.get(origin as WebSocket)
      for (const client of added) spokenFor?.add(client)
      for (const client of removed) spokenFor?.delete(client)
      toEverybody(presenceFrame(room.awareness, [...added, ...updated, ...removed]))
    },
  )
  rooms.set(name, room)
  return room
}

function receive(room: Room, socket: WebSocket, message: Uint8Array): void {
  const decoder = decoding.createDecoder(message)
  switch (decoding.readVarUint(decoder)) {
    case MESSAGE_SYNC: {
      const answer = frame(MESSAGE_SYNC, (encoder) => readSyncMessage(decoder, encoder, room.doc, socket))
      if (answer.length > 1) socket.send(answer)
      return
    }
    case MESSAGE_AWARENESS:
      applyAwarenessUpdate(room.awareness, decoding.readVarUint8Array(decoder), socket)
  }
}

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false })
server.on("connection", (socket, request) => {
  const name = new URL(request.url ?? "/", "http://localhost").pathname
  const room = openRoom(name)
  room.sockets.set(socket, new Set())
  socket.on("error", () => socket.terminate())
  socket.on("message", (data: Buffer) => receive(room, socket, new Uint8Array(data)))
  socket.on("close", () => {
    const spokenFor = room.sockets.get(socket)
    room.sockets.delete(socket)
    removeAwarenessStates(room.awareness, [...(spokenFor ?? [])], null)
    if (room.sockets.size > 0) return
    room.awareness.destroy()
    room.doc.destroy()
    rooms.delete(name)
  })
  socket.send(frame(MESSAGE_SYNC, (encoder) => writeSyncStep1(encoder, room.doc)))
  const here = [...room.awareness.getStates().keys()]
  if (here.length > 0) socket.send(presenceFrame(room.awareness, here))
})
endWithParent()
await once(server, "listening")
process.send?.({ port: (server.address() as AddressInfo).port })
