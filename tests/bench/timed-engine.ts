/**
 * An engine as `npm run engine` starts it, from the same parts, which also says when each step was computed and sent,
 * and runs the bare denoising loop on the same loaded model when asked: same session, same threads, equally warm.
 */
import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import { io, type Socket } from "socket.io-client"
import type { z } from "zod"
import { ENGINE_PATH } from "../../lib/protocol/engine-messages.ts"
import { generate } from "../../models/pipelines/generate.ts"
import { loadModel } from "../../models/pipelines/load-model.ts"
import type { DiffusionModel } from "../../models/pipelines/model.ts"
import { createToyModel } from "../../models/toy/toy-model.ts"
import { connectEngine } from "../../server/engine/connect-engine.ts"
import { bareRun } from "./engine-messages.ts"

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "" },
    model: { type: "string", default: "toy" },
    "toy-step-ms": { type: "string", default: "0" },
    threads: { type: "string", default: String(availableParallelism()) },
  },
})

/** Milliseconds of the wall clock, in parts: what one machine's processes agree on. */
const nowMs = () => performance.timeOrigin + performance.now()
const tell = (message: object) => process.send?.(message)

let computedAtMs = 0

/** The same model, which notes when a step's picture is first asked for: the step is computed then. */
function watchSteps(model: DiffusionModel): DiffusionModel {
  return {
    ...model,
    preview: (denoised) => {
      computedAtMs = nowMs()
      return model.preview(denoised)
    },
  }
}

function watchSocket(socket: Socket): Socket {
  const emit = socket.emit.bind(socket)
  socket.emit = (event: string, ...args: unknown[]) => {
    if (event === "job:step") {
      const { jobId, stepIndex } = args[0] as { jobId: string; stepIndex: number }
      tell({ step: { jobId, stepIndex, computedAtMs, sentAtMs: nowMs() } })
    }
    return emit(event, ...args)
  }
  return socket
}

/** The lower bound: text encoder, steps and decoder in this process, with no socket, file or second person. */
async function runBare(model: DiffusionModel, request: z.infer<typeof bareRun>["bare"]): Promise<number> {
  const startMs = performance.now()
  for await (const event of generate(model, request)) {
    if (event.type === "result") break
    if (request.withPreviews) await event.preview()
  }
  return performance.now() - startMs
}

async function openModel(): Promise<DiffusionModel> {
  if (values.model === "toy") return createToyModel({ stepDelayMs: Number(values["toy-step-ms"]) })
  return await loadModel(values.model, { threadCount: Number(values.threads) })
}

const failed = (error: unknown) => tell({ failed: error instanceof Error ? error.message : String(error) })

const model = await openModel().catch((error: unknown) => {
  failed(error)
  process.exit(1)
})

const stop = connectEngine({
  socket: watchSocket(
    io(`${values.url}/engine`, {
      path: ENGINE_PATH,
      // By environment, not by argument: arguments can be read by every user of the machine.
      extraHeaders: { authorization: `Bearer ${process.env.EMULSION_ENGINE_TOKEN ?? ""}` },
      transports: ["websocket"],
    }),
  ),
  url: values.url,
  name: "bench",
  models: [watchSteps(model)],
  now: () => performance.now(),
  say: () => undefined,
  onRefused: failed,
})

process.on("message", (message) => {
  const parsed = bareRun.safeParse(message)
  if (!parsed.success) return
  runBare(model, parsed.data.bare).then((bareMs) => tell({ bareMs }), failed)
})
const end = () => void stop().finally(() => process.exit(0))
process.once("SIGTERM", end)
process.once("disconnect", end)

const { id, name, info } = model
tell({
  model: {
    ...{ id, name, device: info.device, threadCount: Number(values.threads) },
    ...{ stepCount: info.defaultSteps, guidance: info.defaultGuidance },
    ...{ widthPx: info.sizes.defaultWidthPx, heightPx: info.sizes.defaultHeightPx },
  },
})
