/**
 * Keeps live frames alive from this browser: tells the server which are in view, and sends their drawings when it is this
 * browser's turn. Looks every 60 ms, and only while the room has a live frame.
 */
import { boxOf, type ElementId, type ElementOf } from "../../lib/document/schema.ts"
import { boxesTouch } from "../../lib/geometry/geometry.ts"
import { MAX_LIVE_FRAMES } from "../../lib/protocol/live-messages.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import type { RoomDocuments } from "../_document/room-documents.ts"
import type { LivePictures } from "./live-pictures.ts"
import {
  dueDrawing,
  type LiveTurn,
  leftToOthers,
  NEW_TURN,
  SEND_EVERY_MS,
  seeDrawing,
  sentDrawing,
} from "./live-turn.ts"
import { drawBlob } from "./picture-bytes.ts"
import type { RoomSocket } from "./room-socket.ts"

/** A change of the document this soon after an edit of one's own is one's own. */
const OWN_EDIT_MS = 150
const AFTER_REFUSAL_MS = 1_000
const QUALITY = 0.85

/** @returns stops it */
export function startLiveSender(options: {
  readonly documents: RoomDocuments
  readonly canvas: CanvasController
  readonly socket: RoomSocket
  readonly pictures: LivePictures
  /** Who may not draw still watches. */
  readonly mayDraw: boolean
}): () => void {
  const { documents, canvas, socket, pictures } = options
  const live = new Set<ElementId>()
  const turns = new Map<ElementId, LiveTurn>()
  const sending = new Set<ElementId>()
  const notBeforeMs = new Map<ElementId, number>()
  let frameNumber = 0
  let watchedKey = ""
  let ownEditAtMs = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setInterval> | undefined

  const liveFrame = (id: ElementId): ElementOf<"frame"> | undefined => {
    const element = canvas.element(id)
    return element?.kind === "frame" && element.live?.on ? element : undefined
  }

  const note = (ids: Iterable<ElementId>) => {
    for (const id of ids) {
      if (liveFrame(id)) live.add(id)
      else if (live.delete(id)) turns.delete(id)
    }
    if (live.size > 0) timer ??= setInterval(look, SEND_EVERY_MS)
    else if (timer !== undefined) {
      look()
      clearInterval(timer)
      timer = undefined
    }
  }

  function look(): void {
    const view = canvas.visibleBox()
    const inView = document.hidden
      ? []
      : [...live].filter((id) => boxesTouch(boxOf(canvas.element(id)!), view)).slice(0, MAX_LIVE_FRAMES)
    const key = inView.join(" ")
    if (key !== watchedKey && socket.entered.get() > 0) {
      watchedKey = key
      socket.watchLive(inView)
      if (options.mayDraw) documents.presence.update({ live: inView })
    }
    if (options.mayDraw) for (const id of inView) consider(id)
  }

  /** The lowest client id among those who have the frame in view and may draw. */
  function isElected(id: ElementId): boolean {
    const own = documents.awareness.clientID
    return documents.presence.others.get().every((other) => !other.live?.includes(id) || other.clientId > own)
  }

  function consider(id: ElementId): void {
    const frame = liveFrame(id)
    const model = socket.engines.get()?.models[0]
    if (!frame?.live || !model) return
    const prompt = frame.prompt.toString().trim()
    const drawing = canvas.drawingIn(boxOf(frame))
    const missing = prompt === "" ? "say what it shows" : drawing.isEmpty ? "draw in it" : undefined
    if (missing) {
      pictures.setProblem(id, missing)
      return
    }
    const nowMs = performance.now()
    const before = turns.get(id)
    const version = [drawing.version, prompt, JSON.stringify(frame.live), model.id].join("|")
    const isMine = drawing.isMine || nowMs - ownEditAtMs < OWN_EDIT_MS
    const now = { nowMs, isElected: isElected(id) }
    const turn = leftToOthers(seeDrawing(before ?? NEW_TURN, { version, isMine, nowMs }), now)
    turns.set(id, turn)
    // The first look is at what was there before.
    if (before && turn.version !== before.version) pictures.noteDrawing(id)
    if (sending.has(id) || nowMs < (notBeforeMs.get(id) ?? 0)) return
    const what = dueDrawing(turn, now)
    if (!what) return
    turns.set(id, sentDrawing(turn, { what, version, nowMs }))
    sending.add(id)
    const { seed, strength, stepsDrawing, stepsRest } = frame.live
    const stepCount = what === "drawing" ? stepsDrawing : (stepsRest ?? model.defaultSteps)
    const size = { widthPx: model.sizes.width, heightPx: model.sizes.height }
    encode(size, (context) => drawing.render(context, size))
      .then((image) =>
        socket.drawLive({
          elementId: id,
          frameNumber: ++frameNumber,
          prompt,
          seed,
          stepCount: Math.min(stepCount, model.maxSteps),
          strength,
          modelId: model.id,
          image,
        }),
      )
      .then((ack) => {
        pictures.setProblem(id, ack.ok ? undefined : ack.message)
        if (!ack.ok) sendAgain(id, turn)
      })
      .catch((error: unknown) => {
        pictures.setProblem(id, error instanceof Error ? error.message : "The drawing could not be sent.")
        sendAgain(id, turn)
      })
      .finally(() => sending.delete(id))
  }

  function sendAgain(id: ElementId, before: LiveTurn): void {
    notBeforeMs.set(id, performance.now() + AFTER_REFUSAL_MS)
    const { sentVersion, restVersion } = before
    const turn = turns.get(id)
    if (turn) turns.set(id, { ...turn, sentVersion, restVersion })
  }

  const onTransaction = (transaction: { readonly local: boolean }) => {
    if (transaction.local) ownEditAtMs = performance.now()
  }
  documents.canvas.on("afterTransaction", onTransaction)
  const stops = [
    () => documents.canvas.off("afterTransaction", onTransaction),
    canvas.scene.onChange(({ added, updated, removed }) => note([...added, ...updated, ...removed])),
    socket.entered.subscribe(() => {
      // The server may have been started anew and know of nothing.
      pictures.forgetNumbers()
      watchedKey = ""
      turns.clear()
    }),
  ]
  note(canvas.elements().map((element) => element.id))
  return () => {
    for (const stop of stops) stop()
    clearInterval(timer)
    if (watchedKey === "") return
    socket.watchLive([])
    // Nobody is to wait for a drawing from here.
    if (options.mayDraw) documents.presence.update({ live: [] })
  }
}

/** WebP where the browser writes it, else PNG. @throws when it can encode neither */
async function encode(
  size: { readonly widthPx: number; readonly heightPx: number },
  draw: (context: CanvasRenderingContext2D) => void,
): Promise<Uint8Array> {
  const blob = await drawBlob({ ...size, type: "image/webp", quality: QUALITY }, draw)
  if (!blob) throw new Error("This browser could not encode the drawing.")
  return new Uint8Array(await blob.arrayBuffer())
}
