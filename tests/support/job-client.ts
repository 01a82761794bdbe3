/** For tests of jobs: a whole server with toy engines in this process, browsers' sockets, and engines that are nobody's process. */
import { io, type Socket } from "socket.io-client"
import { generationsOf } from "../../lib/document/schema.ts"
import { type GenerationRecord, isFinished, parseGenerationRecord } from "../../lib/job/generation.ts"
import {
  ENGINE_PATH,
  ENGINE_PROTOCOL_VERSION,
  type EngineHello,
  type JobCancel,
  type JobStart,
  type ModelSummary,
} from "../../lib/protocol/engine-messages.ts"
import type {
  Ack,
  BrowserToServer,
  EnginesMessage,
  PreviewMessage,
  ServerToBrowser,
} from "../../lib/protocol/messages.ts"
import { type Config, loadConfig } from "../../server/config.ts"
import { createLog } from "../../server/log.ts"
import { type WiredServer, wireServer } from "../../server/wire-server.ts"
import { eventually, openDocument, type Person } from "./connect-client.ts"
import { temporaryFolder } from "./start-server.ts"

export interface RunningJobServer {
  readonly wired: WiredServer
  readonly url: string
  readonly port: number
  /** Every log line so far, parsed. */
  readonly logLines: Record<string, unknown>[]
  hasLogged(text: string): boolean
  close(): Promise<void>
}

/** The whole server without pages, in this process; its engines are processes of their own and have the toy model, or the one that ships. */
export async function startJobServer(
  options: {
    engines?: number
    model?: "toy" | "house"
    stepMs?: number
    dataFolder?: string
    config?: Partial<Config>
  } = {},
): Promise<RunningJobServer> {
  const temporary = options.dataFolder === undefined ? await temporaryFolder() : undefined
  const dataFolder = options.dataFolder ?? temporary!.path
  const logLines: Record<string, unknown>[] = []
  const log = createLog({ level: "debug", stream: { write: (line) => logLines.push(JSON.parse(line)) } })
  // Engines are forked with this process's environment.
  if (options.model === "house") delete process.env.EMULSION_MODELS
  else process.env.EMULSION_MODELS = "toy"
  process.env.EMULSION_TOY_STEP_MS = String(options.stepMs ?? 0)
  const args = ["--headless", "--port", "0", "--data", dataFolder, "--engines", String(options.engines ?? 1)]
  const wired = wireServer({ config: { ...loadConfig(args, {}), ...options.config }, log })
  const { url, port } = await wired.start()
  return {
    wired,
    url,
    port,
    logLines,
    hasLogged: (text) => logLines.some((line) => String(line.msg).includes(text)),
    close: async () => {
      await wired.close()
      await temporary?.remove()
    },
  }
}

export interface JobSocket {
  readonly socket: Socket<ServerToBrowser, BrowserToServer>
  /** Every preview that came, in order. */
  readonly previews: PreviewMessage[]
  engines(): EnginesMessage | undefined
  /** What it was last told that can be forked, by room. */
  forkable(roomId: string): readonly string[]
  enter(roomId: string): Promise<Ack<{ personId: string; role: string }>>
  request(message: unknown): Promise<Ack<{ generationId: string }>>
  cancel(message: unknown): Promise<Ack>
  keep(message: unknown): Promise<Ack<{ generationId: string }>>
  fork(message: unknown): Promise<Ack<{ generationId: string }>>
  upscale(message: unknown): Promise<Ack<{ generationId: string }>>
  close(): void
}

/** A browser's socket, as the page opens it. Not yet in a room. */
export async function openJobSocket(person: Pick<Person, "url" | "token">): Promise<JobSocket> {
  const socket: Socket<ServerToBrowser, BrowserToServer> = io(person.url, {
    transports: ["websocket"],
    extraHeaders: { cookie: `emulsion=${person.token}` },
    forceNew: true,
    reconnectionDelay: 100,
  })
  const previews: PreviewMessage[] = []
  let engines: EnginesMessage | undefined
  socket.on("generation:preview", (preview) => previews.push(preview))
  const forkable = new Map<string, readonly string[]>()
  socket.on("engines:state", (state) => {
    engines = state
  })
  socket.on("generation:forkable", ({ roomId, generationIds }) => forkable.set(roomId, generationIds))
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve)
    socket.once("connect_error", reject)
  })
  return {
    socket,
    previews,
    engines: () => engines,
    forkable: (roomId) => forkable.get(roomId) ?? [],
    enter: (roomId) => socket.timeout(5000).emitWithAck("room:enter", { roomId }),
    request: (message) => socket.timeout(5000).emitWithAck("generation:request", message),
    cancel: (message) => socket.timeout(5000).emitWithAck("generation:cancel", message),
    keep: (message) => socket.timeout(5000).emitWithAck("generation:keep", message),
    fork: (message) => socket.timeout(5000).emitWithAck("generation:fork", message),
    upscale: (message) => socket.timeout(5000).emitWithAck("generation:upscale", message),
    close: () => socket.disconnect(),
  }
}

/** A socket that is in the room already. */
export async function enterRoom(person: Person, roomId: string): Promise<JobSocket> {
  const socket = await openJobSocket(person)
  const ack = await socket.enter(roomId)
  if (!ack.ok) throw new Error(`room:enter was refused: ${ack.code}`)
  return socket
}

/** Asks for a picture and answers its id. @throws when it is refused */
export async function generate(socket: JobSocket, roomId: string, more: object = {}): Promise<string> {
  const ack = await socket.request({ roomId, prompt: "a lighthouse on a cliff", ...more })
  if (!ack.ok) throw new Error(`generation:request was refused: ${ack.code} ${ack.message}`)
  return ack.generationId
}

export type DoneRecord = Extract<GenerationRecord, { state: "done" }>

export interface ResultsView {
  record(generationId: string): GenerationRecord | undefined
  all(): GenerationRecord[]
  /** Waits until a generation is over, however it ended. */
  ended(generationId: string, withinMs?: number): Promise<GenerationRecord>
  /** Waits until it is made. @throws when it ends otherwise */
  done(generationId: string, withinMs?: number): Promise<DoneRecord>
  close(): void
}

/** The room's results as a member sees them. */
export async function openResults(person: Person, roomId: string): Promise<ResultsView> {
  const open = openDocument(person, roomId, "results")
  await open.synced()
  const record = (id: string) => parseGenerationRecord(generationsOf(open.doc).get(id))
  const ended = (generationId: string, withinMs = 15_000) =>
    eventually(() => {
      const found = record(generationId)
      return found && isFinished(found.state) ? found : undefined
    }, withinMs)
  return {
    record,
    all: () => [...generationsOf(open.doc).keys()].map((id) => record(id)!),
    ended,
    done: async (generationId, withinMs) => {
      const end = await ended(generationId, withinMs)
      if (end.state !== "done") throw new Error(`${generationId} ended as ${JSON.stringify(end)}`)
      return end
    },
    close: () => open.destroy(),
  }
}

export const TEST_MODEL: ModelSummary = {
  id: "fake",
  name: "Fake",
  defaultSteps: 4,
  defaultGuidance: 1,
  maxSteps: 50,
  sizes: { width: 64, height: 64, min: 64, max: 64, multiple: 8 },
  canImageToImage: true,
  canInpaint: true,
  canSketch: true,
  licence: "Apache-2.0",
}

export interface FakeEngine {
  readonly socket: Socket
  readonly jobs: JobStart[]
  readonly cancels: JobCancel[]
  hello(message?: unknown): Promise<unknown>
  disconnected(): Promise<void>
  close(): void
}

/** An engine's socket that says whatever a test makes it say. */
export async function openFakeEngine(url: string, token: string): Promise<FakeEngine> {
  const socket = io(`${url}/engine`, {
    path: ENGINE_PATH,
    transports: ["websocket"],
    extraHeaders: { authorization: `Bearer ${token}` },
    forceNew: true,
    reconnection: false,
  })
  const jobs: JobStart[] = []
  const cancels: JobCancel[] = []
  socket.on("job:start", (job: JobStart) => jobs.push(job))
  socket.on("job:cancel", (cancel: JobCancel) => cancels.push(cancel))
  const disconnected = new Promise<void>((resolve) => socket.once("disconnect", () => resolve()))
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve)
    socket.once("connect_error", reject)
  })
  const hello: EngineHello = {
    protocolVersion: ENGINE_PROTOCOL_VERSION,
    name: "fake engine",
    device: "imagination",
    models: [TEST_MODEL],
  }
  return {
    socket,
    jobs,
    cancels,
    hello: (message = hello) => socket.timeout(5000).emitWithAck("engine:hello", message),
    disconnected: () => disconnected,
    close: () => socket.disconnect(),
  }
}
