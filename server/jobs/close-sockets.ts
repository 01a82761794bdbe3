/** Ends every socket of a socket.io server without touching the HTTP server, which is somebody else's to close. */
import type { Server } from "socket.io"
import type { WebSocket } from "ws"

const GRACE_MS = 500
const LOOK_EVERY_MS = 20

/** Says goodbye, and cuts off whoever has not heard it soon: one that reads nothing would hold the server for half a minute. */
export async function closeSockets(io: Server): Promise<void> {
  const engine = io.engine as unknown as Engine
  // Engine.io forgets its clients when it begins to close them, not when they are closed.
  const websockets = Object.values(engine.clients).flatMap(({ transport }) => transport.socket ?? [])
  for (const namespace of io._nsps.values()) namespace.disconnectSockets(true)
  engine.close()
  const remaining = () => websockets.filter((websocket) => websocket.readyState !== websocket.CLOSED)
  const deadline = performance.now() + GRACE_MS
  while (remaining().length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  for (const websocket of remaining()) websocket.terminate()
}

/** Engine.io's, as far as it is used here; a connection that polls has no socket of its own. */
interface Engine {
  readonly clients: Readonly<Record<string, { readonly transport: { readonly socket?: WebSocket } }>>
  close(): void
}
