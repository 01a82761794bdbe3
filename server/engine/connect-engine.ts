/**
 * The engine's side of namespace `/engine`: hello, one job at a time, steps, result, cancel.
 *
 * The server decides what this engine works on. A job that comes while another is still ending waits for it; whatever
 * ran when the connection broke has been given away, and is stopped.
 */
import type { Socket } from "socket.io-client"
import { z } from "zod"
import { AppError } from "../../lib/errors.ts"
import { MAX_STEP_COUNT } from "../../lib/job/generation.ts"
import {
  ENGINE_PROTOCOL_VERSION,
  type EngineHello,
  type JobCancel,
  type JobStart,
  jobCancelMessage,
  jobStartMessage,
  type ModelSummary,
  RENEW_EVERY_MS,
} from "../../lib/protocol/engine-messages.ts"
import { type DiffusionModel, MAX_STEP_COUNT as MODEL_MAX_STEPS } from "../../models/pipelines/model.ts"
import { explainRefusal } from "./explain-refusal.ts"
import { runJob } from "./run-job.ts"
import { serveLive } from "./serve-live.ts"
import { createStepCache } from "./step-cache.ts"

const ANSWER_WITHIN_MS = 5_000
const TELL_TRIES = 20

export interface ConnectEngineOptions {
  readonly socket: Socket
  /** Where the socket goes, for people. */
  readonly url: string
  readonly name: string
  /** Owned from here on: closed when the engine stops. */
  readonly models: readonly DiffusionModel[]
  readonly now: () => number
  readonly say: (line: string) => void
  /** The server has taken this engine into its pool; called again after every reconnect. */
  readonly onConnected?: () => void
  /** The server will never take this engine as it is. */
  readonly onRefused: (message: string) => void
}

interface Running extends JobCancel {
  readonly abort: AbortController
}

/** @returns stops: leaves at once, so that the server gives its job to another, and closes the models */
export function connectEngine(options: ConnectEngineOptions): () => Promise<void> {
  const { socket, models } = options
  /** The newest job the server gave: the only one whose outcome it still wants. */
  let running: Running | undefined
  /** Resolves when nothing uses the models: they make one picture at a time. */
  let idle: Promise<void> = Promise.resolve()
  let saidUnreachable = false
  let steps = createStepCache()

  const hello = () => {
    saidUnreachable = false
    // To the server this is a new engine, which has kept nothing.
    steps = createStepCache()
    const message: EngineHello = {
      protocolVersion: ENGINE_PROTOCOL_VERSION,
      name: options.name,
      device: models[0]!.info.device,
      models: models.map(summaryOf),
    }
    socket.emit("engine:hello", message, (ack: { ok: boolean; message?: string }) => {
      if (!ack.ok) return options.onRefused(`The server refused this engine: ${ack.message}`)
      options.say(`Engine "${options.name}" is connected.`)
      options.onConnected?.()
    })
  }

  async function work(job: JobStart, signal: AbortSignal): Promise<void> {
    const { jobId, attempt } = job
    const connection = socket.id
    try {
      const model = models.find((candidate) => candidate.id === job.recipe.modelId)
      if (!model) throw new AppError("model/unknown", `This engine has no model "${job.recipe.modelId}".`)
      const outcome = await runJob(model, job, {
        signal,
        now: options.now,
        steps,
        onStep: async (step) => {
          socket.emit("job:step", { jobId, attempt, ...step })
          await nextTurnOfSockets()
        },
      })
      await tell(socket, "job:done", { jobId, attempt, ...outcome, modelName: model.name }, signal)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code === "engine/failed") options.say(`Job ${jobId} failed: ${failure.message}`)
      // Given away with the connection it came by; the next one may be there before a step is over.
      if (socket.id !== connection) return
      // A cancel is over only when the server hears that it is; a lost connection has said so already.
      await whileConnected(socket, (gone) => tell(socket, "job:failed", { jobId, attempt, ...failure }, gone))
    }
  }

  function begin(job: JobStart): void {
    // The server gives one job at a time: a new one says that it has done with the one before.
    running?.abort.abort()
    const abort = new AbortController()
    const mine: Running = { jobId: job.jobId, attempt: job.attempt, abort }
    running = mine
    // From the lease on, not from the first step: the job before may still be in the middle of one.
    const lease = { jobId: job.jobId, attempt: job.attempt }
    const renewing = setInterval(() => socket.emit("job:renew", lease), RENEW_EVERY_MS)
    idle = idle
      .then(() => work(job, abort.signal))
      .catch((error: unknown) => options.say(`Job ${job.jobId} ended badly: ${String(error)}`))
      .finally(() => {
        clearInterval(renewing)
        if (running === mine) running = undefined
      })
  }

  const stopLive = serveLive({
    socket,
    models,
    whenIdle: (task) => {
      idle = idle.then(task)
    },
    nextTurn: nextTurnOfSockets,
    say: options.say,
  })
  socket.on("connect", hello)
  socket.on("disconnect", () => running?.abort.abort())
  socket.on("connect_error", (error: Error) => {
    const refused = explainRefusal(error)
    if (refused !== undefined) {
      options.onRefused(`The server at ${options.url} refused this engine: ${refused}`)
      return
    }
    if (!saidUnreachable) options.say(`The server at ${options.url} cannot be reached; trying again until it can.`)
    saidUnreachable = true
  })
  socket.on("job:start", (message: unknown) => {
    const job = jobStartMessage.safeParse(message)
    if (job.success) return begin(job.data)
    const problem = `The engine cannot read this job: ${z.prettifyError(job.error)}`.slice(0, 300)
    const named = jobCancelMessage.safeParse(message)
    if (named.success) socket.emit("job:failed", { ...named.data, code: "request/malformed", message: problem })
    options.say(problem)
  })
  socket.on("job:cancel", (message: unknown) => {
    const cancel = jobCancelMessage.safeParse(message)
    if (!cancel.success || !running) return
    if (running.jobId === cancel.data.jobId && running.attempt === cancel.data.attempt) running.abort.abort()
  })

  return async () => {
    // Left first: a server that sees us go gives the job to another engine; one that hears us fail would fail it.
    socket.disconnect()
    running?.abort.abort()
    stopLive()
    await idle
    for (const model of models) await model.close()
  }
}

/** Two turns of the event loop: what waits in the sockets is read in the first, whenever this is called, and acted on. */
async function nextTurnOfSockets(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Sends until the server has acknowledged, unless `signal` says that nobody wants to know any more. */
async function tell(socket: Socket, event: string, message: object, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<"aborted">((resolve) => {
    if (signal.aborted) resolve("aborted")
    else signal.addEventListener("abort", () => resolve("aborted"), { once: true })
  })
  for (let tries = 0; tries < TELL_TRIES && !signal.aborted; tries++) {
    // No answer in time: the server may be busy with its disk; the message is idempotent, so say it again.
    const answered = socket
      .timeout(ANSWER_WITHIN_MS)
      .emitWithAck(event, message)
      .then(
        () => "answered" as const,
        () => "late" as const,
      )
    if ((await Promise.race([answered, aborted])) !== "late") return
  }
}

async function whileConnected(socket: Socket, work: (gone: AbortSignal) => Promise<void>): Promise<void> {
  if (!socket.connected) return
  const gone = new AbortController()
  const onGone = () => gone.abort()
  socket.once("disconnect", onGone)
  try {
    await work(gone.signal)
  } finally {
    socket.off("disconnect", onGone)
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
