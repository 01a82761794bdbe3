/** Everything shared that one open room holds: its documents, its pictures, its socket. Opened once, closed once. */
import { elementsOf, parseElement } from "../../lib/document/schema.ts"
import { isFinished } from "../../lib/job/generation.ts"
import type { GenerationRequest, RoomInfo } from "../../lib/protocol/messages.ts"
import { mayCancel, mayGenerate } from "../../lib/protocol/roles.ts"
import type { GenerationView } from "../_canvas/generation-view.ts"
import { openRoomDocuments, type RoomDocuments } from "../_document/room-documents.ts"
import { createGenerationStore, type GenerationStore } from "../_generation/generation-store.ts"
import { createLivePictures, type LivePictures } from "../_generation/live-pictures.ts"
import { openRoomSocket, type RoomSocket } from "../_generation/room-socket.ts"
import { showToast } from "../_ui/toasts.tsx"

export interface RoomSession {
  readonly documents: RoomDocuments
  readonly generations: GenerationStore
  readonly livePictures: LivePictures
  readonly socket: RoomSocket
  readonly assetUrl: (assetId: string) => string
  /** The pictures as the canvas asks for them, with this person's rights. One object a role. */
  generationView(info: RoomInfo): GenerationView
  /** Asks for a picture: its generation's id, or undefined when it was refused (the person has been told why). */
  request(request: Omit<GenerationRequest, "roomId">): Promise<string | undefined>
  readonly cancel: (generationId: string) => void
  /** Asks again with the same recipe; the element then names the new generation. */
  readonly retry: (generationId: string) => void
  destroy(): Promise<void>
}

export function openRoomSession(options: {
  readonly roomId: string
  readonly onRoomChanged: () => void
  readonly onRemoved: () => void
}): RoomSession {
  const { roomId } = options
  const assetUrl = (assetId: string) => `/api/rooms/${roomId}/assets/${assetId}`
  const scheme = location.protocol === "https:" ? "wss" : "ws"
  const documents = openRoomDocuments({ roomId, url: `${scheme}://${location.host}/sync` })
  const generations = createGenerationStore({ results: documents.results, assetUrl })
  const livePictures = createLivePictures()
  const socket = openRoomSocket({
    roomId,
    onPreview: generations.receivePreview,
    onLivePicture: livePictures.receive,
    onRoomChanged: options.onRoomChanged,
    onRemoved: options.onRemoved,
  })
  const views = new Map<string, GenerationView>()

  return {
    documents,
    generations,
    livePictures,
    socket,
    assetUrl,

    generationView: (info) => {
      const key = `${info.role}/${info.personId}`
      const known = views.get(key)
      if (known) return known
      const view: GenerationView = {
        show: (id) => {
          const { record, image, stepIndex } = generations.view(id)
          return {
            record,
            ...(image && { image }),
            ...(stepIndex >= 0 && { stepIndex }),
            mayCancel:
              record !== undefined &&
              !isFinished(record.state) &&
              mayGenerate(info.role) &&
              mayCancel(info.role, info.personId, record.authorId),
          }
        },
        subscribe: generations.subscribe,
      }
      views.set(key, view)
      return view
    },

    request: async (request) => {
      const ack = await socket.request(request)
      if (ack.ok) return ack.generationId
      showToast(ack.message, "bad")
      return undefined
    },

    cancel: (generationId) => {
      void socket.cancel(generationId).then((ack) => {
        if (!ack.ok && ack.code !== "generation/finished") showToast(ack.message, "bad")
      })
    },

    retry: (generationId) => {
      const { record } = generations.view(generationId)
      if (!record) return
      void socket.request({ ...record.recipe, parentIds: record.parentIds }).then((ack) => {
        if (!ack.ok) return showToast(ack.message, "bad")
        documents.edits.commit(() => {
          for (const [id, map] of elementsOf(documents.canvas).entries()) {
            const element = parseElement(id, map)
            if (element?.kind === "generation" && element.generationId === generationId) {
              map.set("generationId", ack.generationId)
            }
          }
        })
      })
    },

    destroy: async () => {
      socket.destroy()
      generations.destroy()
      livePictures.destroy()
      await documents.destroy()
    },
  }
}
