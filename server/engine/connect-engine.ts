/** The engine's side of namespace `/engine`: hello, one job at a time, steps, result, cancel. */
import type { Socket } from "socket.io-client"
import { AppError } from "../../lib/errors.ts"
import { MAX_STEP_COUNT } from "../../lib/job/generation.ts"
import {
  ENGINE_PROTOCOL_VERSION,
  type EngineHello,
  type JobStart,
  jobCancelMessage,
  jobStartMessage,
  type ModelSummary,
  RENEW_EVERY_MS,
} from "../../lib/protocol/engine-messages.ts"
import { type DiffusionModel, MAX_STEP_COUNT as MODEL_MAX_STEPS } from "../../models/pipelines/model.ts"
import { runJob } from "./run-job.ts"

export interface ConnectEngineOptions {
  readonly socket: Socket
  readonly name: string
  /** Owned from here on: closed when the engine stops. */
  readonly models: readonly DiffusionModel[]
  readonly now: () => number
  readonly say: (line: string) => void
  readonly exit: (code: number) => void
}

interface Running {
  readonly job: JobStart
  readonly abort: AbortController
  readonly ended: Promise<void>
}

/** @returns stops: cancels what runs, waits for its step to end, closes socket and models */
export function connectEngine(options: ConnectEngineOptions): () => Promise<void> {
  const { socket, models } = options
  let running: Running | undefined

  const hello = () => {
    const message: EngineHello = {
      protocolVersion: ENGINE_PROTOCOL_VERSION,
      name: options.name,
      device: models[0]!.info.device,
      models: models.map(summaryOf),
    }
    // A new connection is a new engine to the server: whatever ran on the old one has been given away.
    running?.abort.abort()
    const previous = running?.ended ?? Promise.resolve()
    void previous.then(() =>
      socket.emit("engine:hello", message, (ack: { ok: boolean; message?: string }) => {
        if (ack.ok) options.say(`Engine "${options.name}" is connected.`)
        else {
          options.say(`The server refused this engine: ${ack.message}`)
          options.exit(1)
        }
      }),
    )
  }

  const start = async (job: JobStart, abort: AbortController) => {
    const { jobId, attempt } = job
    const renewing = setInterval(() => socket.emit("job:renew", { jobId, attempt }), RENEW_EVERY_MS)
    try {
      const model = models.find((candidate) => candidate.id === job.recipe.modelId)
      if (!model) throw new AppError("model/unknown", `This engine has no model "${job.recipe.modelId}".`)
      const outcome = await runJob(model, job, {
        signal: abort.signal,
        now: options.now,
        onStep: async (step) => {
          socket.emit("job:step", { jobId, attempt, ...step })
          // Lets a cancel that waits in the socket be heard before the next step begins.
          await new Promise((resolve) => setImmediate(resolve))
        },
      })
      await tell(socket, "job:done", { jobId, attempt, ...outcome, modelName: model.name }, abort.signal)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code === "engine/failed") options.say(`Job ${jobId} failed: ${failure.message}`)
      await tell(socket, "job:failed", { jobId, attempt, ...failure }, AbortSignal.timeout(10_000))
    } finally {
      clearInterval(renewing)
    }
  }

  socket.on("connect", hello)
  socket.on("connect_error", (error) => {
    if (error.message.startsWith("engine/unauthorised")) {
      options.say(`The server refused this engine: ${error.message}`)
      options.exit(1)
    }
  })
  socket.on("job:start", (message: unknown) => {
    const job = jobStartMessage.safeParse(message)
    // The server leases one job at a time; anything else is a lease that was taken back meanwhile.
    if (!job.success || running) return
    const abort = new AbortController()
    const ended = start(job.data, abort).finally(() => {
      running = undefined
    })
    running = { job: job.data, abort, ended }
  })
  socket.on("job:cancel", (message: unknown) => {
    const cancel = jobCancelMessage.safeParse(message)
    if (cancel.success && running?.job.jobId === cancel.data.jobId && running.job.attempt === cancel.data.attempt) {
      running.abort.abort()
    }
  })

  return async () => {
    running?.abort.abort()
    await running?.ended
    socket.disconnect()
    for (const model of models) await model.close()
  }
}

/** Sends until the server has acknowledged, across reconnects, unless the job is taken away meanwhile. */
async function tell(socket: Socket, event: string, message: object, signal: AbortSignal): Promise<void> {
  for (let tries = 0; tries < 20 && !signal.aborted; tries++) {
    try {
      await socket.timeout(5000).emitWithAck(event, message)
      return
    } catch {
      // No answer within 5 s: the connection is down or the server is; the message is idempotent, so say it again.
    }
  }
}

function failureOf(error: unknown): { code: AppError["code"]; message: string } {
  if (error instanceof AppError) return { code: error.code, message: error.message.slice(0, 300) }
  return {
    code: "engine/failed",
    message: `The engine failed: ${error instanceof Error ? error.message : String(error)}`.slice(0, 300),
  }
}

function summaryOf(model: DiffusionModel): ModelSummary {
  const { sizes, capabilities } = model.info
  return {
    id: model.id,
    name: model.name,
    defaultSteps: model.info.defaultSteps,
    defaultGuidance: model.info.defaultGuidance,
    maxSteps: Math.min(MAX_STEP_COUNT, MODEL_MAX_STEPS),
    sizes: {
      width: sizes.defaultWidthPx,
      height: sizes.defaultHeightPx,
      min: sizes.minPx,
      max: sizes.maxPx,
      multiple: sizes.multipleOfPx,
    },
    canImageToImage: capabilities.imageToImage,
    canInpaint: capabilities.inpaint,
    canSketch: capabilities.sketch,
    licence: model.info.licence,
  }
}
