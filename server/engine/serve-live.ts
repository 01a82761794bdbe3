/** The engine's side of live frames: `live:start` and `live:cancel` heard, one `live:done` said to each start. */
import type { Socket } from "socket.io-client"
import { z } from "zod"
import { AppError } from "../../lib/errors.ts"
import { type LiveDone, liveCancelMessage, liveStartMessage } from "../../lib/protocol/live-messages.ts"
import type { DiffusionModel } from "../../models/pipelines/model.ts"
import { runLive } from "./run-live.ts"

export interface ServeLiveOptions {
  readonly socket: Socket
  readonly models: readonly DiffusionModel[]
  /** Runs work when nothing else uses the models. */
  readonly whenIdle: (work: () => Promise<void>) => void
  /** Lets the sockets be read. */
  readonly nextTurn: () => Promise<void>
  readonly say: (line: string) => void
}

/** @returns stops what runs, before its next step */
export function serveLive(options: ServeLiveOptions): () => void {
  const { socket, models } = options
  const running = new Map<string, AbortController>()
  const stopAll = () => {
    for (const abort of running.values()) abort.abort()
  }

  socket.on("live:start", (message: unknown) => {
    const parsed = liveStartMessage.safeParse(message)
    if (!parsed.success) {
      const named = liveCancelMessage.safeParse(message)
      const problem = `The engine cannot read this drawing: ${z.prettifyError(parsed.error)}`.slice(0, 300)
      options.say(problem)
      if (named.success) {
        socket.emit("live:done", { ...named.data, code: "request/malformed", message: problem } satisfies LiveDone)
      }
      return
    }
    const live = parsed.data
    const abort = new AbortController()
    running.set(live.liveId, abort)
    options.whenIdle(async () => {
      let done: LiveDone
      try {
        const model = models.find((candidate) => candidate.id === live.recipe.modelId)
        if (!model) throw new AppError("model/unknown", `This engine has no model "${live.recipe.modelId}".`)
        const image = await runLive(model, live, { signal: abort.signal, onStep: options.nextTurn })
        done = { liveId: live.liveId, image }
      } catch (error) {
        done = { liveId: live.liveId, ...failureOf(error) }
        if (done.code !== "job/cancelled") options.say(`A live picture failed: ${done.message}`)
      }
      running.delete(live.liveId)
      // Of a connection that has ended nobody waits for it: the server has given the drawing to another engine.
      if (socket.connected) socket.emit("live:done", done)
    })
  })
  socket.on("live:cancel", (message: unknown) => {
    const cancel = liveCancelMessage.safeParse(message)
    if (cancel.success) running.get(cancel.data.liveId)?.abort()
  })
  socket.on("disconnect", stopAll)
  return stopAll
}

function failureOf(error: unknown) {
  if (error instanceof AppError) return { code: error.code, message: error.message.slice(0, 300) }
  const said = error instanceof Error ? error.message : String(error)
  return { code: "engine/failed" as const, message: `The engine failed: ${said}`.slice(0, 300) }
}
