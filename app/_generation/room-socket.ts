/** The room's socket.io connection: enters the room, again after every reconnect, and asks for pictures. */
import { io, type Socket } from "socket.io-client"
import { type Refusal, refusal } from "../../lib/errors.ts"
import type { UpscaleFactor } from "../../lib/job/generation.ts"
import type { LiveFrameMessage, LivePictureMessage } from "../../lib/protocol/live-messages.ts"
import type {
  Ack,
  BrowserToServer,
  EnginesMessage,
  GenerationRequest,
  PreviewMessage,
  ServerToBrowser,
} from "../../lib/protocol/messages.ts"
import type { Role } from "../../lib/protocol/roles.ts"
import { createObservable, type Observable } from "../_document/observable.ts"

const ANSWER_WITHIN_MS = 10_000

export interface RoomSocket {
  readonly engines: Observable<EnginesMessage | undefined>
  /** Pictures whose steps an engine holds; none while offline. */
  readonly forkable: Observable<readonly string[]>
  /** How often the room has been entered: once, and again after every reconnect. */
  readonly entered: Observable<number>
  request(request: Omit<GenerationRequest, "roomId">): Promise<{ ok: true; generationId: string } | Refusal>
  cancel(generationId: string): Promise<{ ok: true } | Refusal>
  keepStep(generationId: string, stepIndex: number): Promise<{ ok: true; generationId: string } | Refusal>
  /** @param stepIndex 0-based */
  fork(generationId: string, prompt: string, stepIndex: number): Promise<{ ok: true; generationId: string } | Refusal>
  upscale(generationId: string, factor: UpscaleFactor): Promise<{ ok: true; generationId: string } | Refusal>
  /** What is drawn in a live frame now. */
  drawLive(drawing: Omit<LiveFrameMessage, "roomId">): Promise<{ ok: true } | Refusal>
  /** Which live frames are in view now, all of them. */
  watchLive(elementIds: readonly string[]): void
  destroy(): void
}

export function openRoomSocket(options: {
  readonly roomId: string
  readonly onPreview: (message: PreviewMessage) => void
  readonly onLivePicture: (message: LivePictureMessage) => void
  readonly onRoomChanged: () => void
  readonly onRemoved: () => void
}): RoomSocket {
  const { roomId } = options
  const socket: Socket<ServerToBrowser, BrowserToServer> = io({ transports: ["websocket"], reconnectionDelayMax: 3000 })
  const engines = createObservable<EnginesMessage | undefined>(undefined)
  const forkable = createObservable<readonly string[]>([])
  const entered = createObservable(0)

  const ask = async <T extends object>(send: (reply: (error: Error | null, ack: Ack<T>) => void) => void) =>
    new Promise<Ack<T>>((resolve) => {
      if (!socket.connected) {
        resolve(refusal("internal", "You are offline. Try again when the connection is back."))
        return
      }
      send((error, ack) => resolve(error ? refusal("internal", "The server did not answer. Try again.") : ack))
    })

  socket.on("connect", () => {
    void ask<{ personId: string; role: Role }>((reply) =>
      socket.timeout(ANSWER_WITHIN_MS).emit("room:enter", { roomId }, reply),
    ).then((ack) => {
      if (ack.ok) entered.set(entered.get() + 1)
      else if (ack.code === "room/not-found") options.onRemoved()
    })
  })
  socket.on("disconnect", () => {
    engines.set(undefined)
    forkable.set([])
  })
  socket.on("generation:preview", options.onPreview)
  socket.on("live:picture", options.onLivePicture)
  socket.on("engines:state", (message) => engines.set(message))
  socket.on("generation:forkable", (message) => forkable.set(message.generationIds))
  socket.on("room:changed", options.onRoomChanged)
  socket.on("room:removed", options.onRemoved)

  return {
    engines,
    forkable,
    entered,
    request: (request) =>
      ask((reply) => socket.timeout(ANSWER_WITHIN_MS).emit("generation:request", { ...request, roomId }, reply)),
    cancel: (generationId) =>
      ask<object>((reply) => socket.timeout(ANSWER_WITHIN_MS).emit("generation:cancel", { generationId }, reply)),
    keepStep: (generationId, stepIndex) =>
      ask((reply) => socket.timeout(ANSWER_WITHIN_MS).emit("generation:keep", { generationId, stepIndex }, reply)),
    fork: (generationId, prompt, stepIndex) =>
      ask((reply) =>
        socket.timeout(ANSWER_WITHIN_MS).emit("generation:fork", { generationId, prompt, stepIndex }, reply),
      ),
    upscale: (generationId, factor) =>
      ask((reply) => socket.timeout(ANSWER_WITHIN_MS).emit("generation:upscale", { generationId, factor }, reply)),
    drawLive: (drawing) =>
      ask<object>((reply) => socket.timeout(ANSWER_WITHIN_MS).emit("live:frame", { ...drawing, roomId }, reply)),
    watchLive: (elementIds) => {
      void ask<object>((reply) => socket.timeout(ANSWER_WITHIN_MS).emit("live:watch", { roomId, elementIds }, reply))
    },
    destroy: () => {
      socket.close()
    },
  }
}
