/**
 * One engine: a process that dials the room server, says which models it has, and makes one picture at a time.
 *
 *   npm run engine -- --url http://127.0.0.1:3000 --token …   [--model FOLDER]… [--name NAME] [--threads N]
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
  },
})

async function loadModels(): Promise<DiffusionModel[]> {
  const folders = values.model ?? process.env.EMULSION_MODELS?.split(",").filter(Boolean) ?? [HOUSE_FOLDER]
  const threadCount = Number.parseInt(values.threads, 10)
  if (!(threadCount >= 1))
    throw new AppError("config/invalid", `--threads must be at least 1, got "${values.threads}".`)
  const models: DiffusionModel[] = []
  for (const folder of folders) {
    // "toy" is the exact model of the tests; its steps take as long as EMULSION_TOY_STEP_MS says.
    if (folder === "toy") models.push(createToyModel({ stepDelayMs: Number(process.env.EMULSION_TOY_STEP_MS ?? 0) }))
    else models.push(await loadModel(folder, { threadCount }))
  }
  return models
}

try {
  if (!values.token)
    throw new AppError("config/invalid", "An engine needs --token (the room server's data/secrets/engine-token).")
  const models = await loadModels()
  // Tell the parent, if there is one, that the models are sound: only now is the server's engine count honest.
  process.send?.({ type: "models-loaded", models: models.map((model) => model.name) })
  const stop = connectEngine({
    socket: io(`${values.url.replace(/\/$/, "")}/engine`, {
      path: ENGINE_PATH,
      extraHeaders: { authorization: `Bearer ${values.token}` },
      transports: ["websocket"],
      reconnectionDelay: 200,
      reconnectionDelayMax: 2000,
    }),
    name: values.name,
    models,
    now: () => performance.now(),
    say: (line) => console.log(line),
    // A cancelled step can't be interrupted from inside; the process ends and its parent starts a new one.
    exit: (code) => process.exit(code),
  })
  const end = () => {
    void stop().finally(() => process.exit(0))
  }
  process.once("SIGTERM", end)
  process.once("SIGINT", end)
  // An engine without its server is of no use: it ends with the process that forked it.
  if (process.channel) process.once("disconnect", end)
} catch (error) {
  const message = error instanceof AppError ? error.message : String(error)
  if (process.send) process.send({ type: "failed", message }, () => process.exit(1))
  else {
    console.error(`The engine cannot start: ${message}`)
    process.exit(1)
  }
}
