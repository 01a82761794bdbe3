/**
 * The lower bound of the edits benchmark: a `ws` server that sends every frame it gets to everybody else, unread.
 * No document, no rights, no disk: whatever a server of documents adds is added to this.
 */
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { WebSocket, WebSocketServer } from "ws"
import { endWithParent } from "../child.ts"

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false })
server.on("connection", (sender) => {
  sender.on("error", () => sender.terminate())
  sender.on("message", (data: Buffer) => {
    for (const client of server.clients) {
      if (client !== sender && client.readyState === WebSocket.OPEN) client.send(data)
    }
  })
})
endWithParent()
await once(server, "listening")
process.send?.({ port: (server.address() as AddressInfo).port })
