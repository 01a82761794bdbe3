/** A room of the whole system for the benchmarks that generate: the real server, one engine, and people in the room. */
import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { io, type Socket } from "socket.io-client"
import { generationsOf } from "../../lib/document/schema.ts"
import { type GenerationRecord, parseGenerationRecord } from "../../lib/job/generation.ts"
import type { Ack, BrowserToServer, PreviewMessage, ServerToBrowser } from "../../lib/protocol/messages.ts"
import { HOUSE_FOLDER } from "../../server/engine/model-folders.ts"
import {
  eventually,
  makeRoom,
  type OpenDocument,
  openDocument,
  type Person,
  type TestRoom,
} from "../support/connect-client.ts"
import { startServer, temporaryFolder } from "../support/start-server.ts"
import { type Child, forkChild } from "./child.ts"
import { type EngineModel, engineModel } from "./engine-messages.ts"

export interface ModelChoice {
  /** A folder, or "toy". */
  readonly folder: string
  /** What has to be said beside the figures: which model they are not of. */
  readonly warning: string | undefined
}

/** The model that was asked for, else House, else (without its weights) the toy, and says so. */
export function chooseModel(asked: string | undefined): ModelChoice {
  if (asked === "toy") return { folder: "toy", warning: "the toy model, which waits instead of computing" }
  if (asked !== undefined) return { folder: resolve(asked), warning: undefined }
  const isHere = existsSync(join(HOUSE_FOLDER, "unet", "model.onnx"))
  if (isHere) return { folder: HOUSE_FOLDER, warning: undefined }
  return { folder: "toy", warning: "House's weights are not in models/house: the toy model took its place" }
}

/** A toy step takes about as long as one of House. */
const TOY_STEP_MS = 60
const CONNECT_WITHIN_MS = 20_000

export interface GenerationRoom {
  readonly room: TestRoom
  readonly dataFolder: string
  readonly model: EngineModel
  readonly engine: Child
  join(name: string): Promise<Participant>
  close(): Promise<void>
}

/** Somebody in the room as a browser is: the jobs' socket and the results document. */
export interface Participant {
  readonly person: Person
  readonly results: OpenDocument
  request(prompt: string, seed: number): Promise<string>
  onPreview(listener: (preview: PreviewMessage) => void): void
  /** The record once it is finished, and when this participant saw that. @throws when it failed */
  finished(generationId: string): Promise<{ record: GenerationRecord & { state: "done" }; atMs: number }>
  fetchAsset(assetId: string): Promise<Uint8Array>
  leave(): void
}

/** @param options.isInstant the toy does not wait between its steps */
export async function openGenerationRoom(options: {
  readonly model: string
  readonly isInstant?: boolean
  readonly threadCount?: number
}): Promise<GenerationRoom> {
  const folder = await temporaryFolder()
  const server = await startServer({
    dataFolder: folder.path,
    // The pages have no part in it.
    args: ["--headless"],
    env: { NODE_ENV: "production", EMULSION_LOG_LEVEL: "warn" },
  })
  const args = ["--url", server.url, "--model", options.model]
  args.push("--toy-step-ms", String(options.isInstant ? 0 : TOY_STEP_MS))
  if (options.threadCount !== undefined) args.push("--threads", String(options.threadCount))
  const engine = forkChild("timed-engine.ts", args, {
    EMULSION_ENGINE_TOKEN: readFileSync(join(folder.path, "secrets", "engine-token"), "utf8").trim(),
  })
  const participants: Participant[] = []
  const close = async () => {
    for (const participant of participants) participant.leave()
    await engine.end()
    await server.stop()
    await folder.remove()
  }
  try {
    const { model } = await engine.next(engineModel)
    await eventually(async () => {
      const health = await fetch(`${server.url}/healthz`)
      return ((await health.json()) as { engines: { connected: number } }).engines.connected === 1
    }, CONNECT_WITHIN_MS)
    const room = await makeRoom(server.url, "Benchmark")
    return {
      room,
      dataFolder: folder.path,
      model,
      engine,
      join: async (name) => {
        const participant = await joinAs(server.url, room, await room.join("editor", name))
        participants.push(participant)
        return participant
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function joinAs(url: string, room: TestRoom, person: Person): Promise<Participant> {
  const { roomId } = room
  const socket: Socket<ServerToBrowser, BrowserToServer> = io(url, {
    transports: ["websocket"],
    extraHeaders: { cookie: `emulsion=${person.token}` },
    forceNew: true,
  })
  await new Promise<void>((done, fail) => {
    socket.once("connect", done)
    socket.once("connect_error", fail)
  })
  accepted(await socket.emitWithAck("room:enter", { roomId }))
  const results = openDocument(person, roomId, "results")
  await results.synced()
  const recordOf = (generationId: string) => parseGenerationRecord(generationsOf(results.doc).get(generationId))

  return {
    person,
    results,
    request: async (prompt, seed) =>
      accepted(await socket.emitWithAck("generation:request", { roomId, prompt, seed })).generationId,
    onPreview: (listener) => {
      socket.on("generation:preview", listener)
    },
    finished: (generationId) =>
      new Promise((done, fail) => {
        const look = () => {
          const record = recordOf(generationId)
          if (record?.state === "done") done({ record, atMs: performance.now() })
          else if (record?.state === "failed") fail(new Error(`the picture failed: ${record.message}`))
          else return
          generationsOf(results.doc).unobserve(look)
        }
        generationsOf(results.doc).observe(look)
        look()
      }),
    fetchAsset: (assetId) => person.fetchAsset(roomId, assetId),
    leave: () => {
      socket.close()
      results.destroy()
    },
  }
}

function accepted<T extends object>(ack: Ack<T>): T {
  if (!ack.ok) throw new Error(`the server refused: ${ack.code}: ${ack.message}`)
  return ack
}
