/**
 * One engine: a process that dials the room server, says which models it has, and makes one picture at a time.
 *
 *   npm run engine -- --url http://127.0.0.1:3000 --token …   [--model FOLDER]… [--name NAME] [--threads N]
 *       [--providers cuda,webgpu]
 *
 * `npm start` forks one with the same code. A process of its own, because an inference run blocks its thread and
 * cannot be cancelled; killing a process is clean, ending a thread in the middle of a run aborts everything.
 */
import { availableParallelism, hostname } from "node:os"
import { parseArgs } from "node:util"
import { io } from "socket.io-client"
import { AppError } from "../../lib/errors.ts"
import { ENGINE_PATH } from "../../lib/protocol/engine-messages.ts"
import { loadModel } from "../../models/pipelines/load-model.ts"
import type { DiffusionModel } from "../../models/pipelines/model.ts"
import { parseProviders } from "../../models/pipelines/providers.ts"
import { createToyModel } from "../../models/toy/toy-model.ts"
import { connectEngine } from "./connect-engine.ts"
import { HOUSE_FOLDER } from "./model-folders.ts"

const { values } = parseArgs({
  options: {
    url: { type: "string", default: process.env.EMULSION_URL ?? "http://127.0.0.1:3000" },
    token: { type: "string", default: process.env.EMULSION_ENGINE_TOKEN ?? "" },
    model: { type: "string", multiple: true },
    name: { type: "string", default: process.env.EMULSION_ENGINE_NAME ?? `${hostname()}-${process.pid}` },
    threads: {
      type: "string",
      default: process.env.EMULSION_ENGINE_THREADS ?? String(Math.min(availableParallelism(), 8)),
    },
    providers: { type: "string", default: process.env.EMULSION_ENGINE_PROVIDERS ?? "" },
  },
})

const END_WITHIN_MS = 2_500

async function loadModels(): Promise<DiffusionModel[]> {
  const folders = values.model ?? process.env.EMULSION_MODELS?.split(",").filter(Boolean) ?? [HOUSE_FOLDER]
  const threadCount = wholeNumber(values.threads, "--threads", 1)
  const providers = parseProviders(values.providers)
  const say = (line: string) => console.log(line)
  const models: DiffusionModel[] = []
  for (const folder of folders) {
    // "toy" is the exact model of the tests; its steps take as long as EMULSION_TOY_STEP_MS says.
    const stepDelayMs = wholeNumber(process.env.EMULSION_TOY_STEP_MS ?? "0", "EMULSION_TOY_STEP_MS", 0)
    const model =
      folder === "toy" ? createToyModel({ stepDelayMs }) : await loadModel(folder, { threadCount, providers, say })
    if (models.some((other) => other.id === model.id)) {
      throw new AppError("config/invalid", `Two models are called "${model.id}": rename one of their folders.`)
    }
    models.push(model)
  }
  if (models.length === 0) throw new AppError("config/invalid", "An engine needs at least one --model.")
  return models
}

function wholeNumber(text: string, name: string, least: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new AppError("config/invalid", `${name} must be a whole number of at least ${least}, got "${text}".`)
}

/** Says why it cannot go on, to the server that forked it or to whoever started it, and ends. */
function giveUp(message: string): void {
  if (process.send) process.send({ type: "failed", message }, () => process.exit(1))
  else {
    console.error(message)
    process.exit(1)
  }
}

try {
  if (!values.token) {
    throw new AppError(
      "config/invalid",
      "An engine needs the server's token: --token, or EMULSION_ENGINE_TOKEN; it is in the server's data folder, secrets/engine-token.",
    )
  }
  if (!/^https?:/.test(values.url) || !URL.canParse(values.url)) {
    throw new AppError(
      "config/invalid",
      `--url must be the server's address, like http://127.0.0.1:3000, got "${values.url}".`,
    )
  }
  const models = await loadModels()
  const stop = connectEngine({
    socket: io(`${values.url.replace(/\/$/, "")}/engine`, {
      path: ENGINE_PATH,
      // Not by the address or a message: those end up in other people's logs.
      extraHeaders: { authorization: `Bearer ${values.token}` },
      transports: ["websocket"],
      reconnectionDelay: 200,
      reconnectionDelayMax: 2000,
    }),
    url: values.url,
    name: values.name,
    models,
    now: () => performance.now(),
    say: (line) => console.log(line),
    // Tell the parent, if there is one: only now is the server's engine count honest.
    onConnected: () => process.send?.({ type: "ready" }),
    onRefused: giveUp,
  })
  const end = () => {
    // A step cannot be interrupted from inside: when it is long, ending is not worth waiting for it.
    setTimeout(() => process.exit(0), END_WITHIN_MS).unref()
    void stop().finally(() => process.exit(0))
  }
  process.once("SIGTERM", end)
  process.once("SIGINT", end)
  // An engine without its server is of no use: it ends with the process that forked it.
  if (process.channel) process.once("disconnect", end)
} catch (error) {
  giveUp(error instanceof AppError ? error.message : `The engine cannot start: ${String(error)}`)
}
