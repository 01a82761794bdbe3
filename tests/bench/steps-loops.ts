/**
 * The denoising loop of a model and, on the same sessions, the bare onnxruntime loop: the network's calls of the last
 * run again, with the same tensors in the same order, and nothing between them: no scheduler, no guidance, no tensors of
 * ours. What the first takes longer than the second is ours to answer for.
 */
import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import * as ort from "onnxruntime-node"
import { generate } from "../../models/pipelines/generate.ts"
import { loadModel } from "../../models/pipelines/load-model.ts"
import type { DiffusionModel } from "../../models/pipelines/model.ts"
import { endWithParent } from "./child.ts"
import { type LoopTimes, loopOrder, type StepsRequest } from "./steps-messages.ts"

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "" },
    threads: { type: "string", default: String(availableParallelism()) },
  },
})

/** One call of the network, to be made again. */
type Call = () => Promise<unknown>

/** The denoising network's calls while `during` runs: of all a model's graphs, only it takes a timestep. */
async function recordCalls(during: () => Promise<void>): Promise<Call[]> {
  const calls: Call[] = []
  const { prototype } = ort.InferenceSession as unknown as { prototype: ort.InferenceSession }
  const original = prototype.run as (...args: unknown[]) => Promise<unknown>
  function recorded(this: ort.InferenceSession, ...args: unknown[]): Promise<unknown> {
    if (this.inputNames.includes("timestep")) calls.push(() => original.apply(this, args))
    return original.apply(this, args)
  }
  prototype.run = recorded as typeof prototype.run
  try {
    await during()
  } finally {
    prototype.run = original as typeof prototype.run
  }
  return calls
}

/** The loop to its last latent: the pictures of the steps are not asked for, and the result is not waited for. */
async function runOurs(model: DiffusionModel, request: StepsRequest): Promise<LoopTimes> {
  const stepMs: number[] = []
  const startMs = performance.now()
  let beforeMs = startMs
  for await (const event of generate(model, request)) {
    if (event.type !== "step") break
    const nowMs = performance.now()
    stepMs.push(nowMs - beforeMs)
    beforeMs = nowMs
    if (event.index === event.count - 1) break
  }
  return { runMs: beforeMs - startMs, stepMs }
}

async function runBare(calls: readonly Call[], stepCount: number): Promise<LoopTimes> {
  const passes = calls.length / stepCount
  const stepMs: number[] = []
  const startMs = performance.now()
  let beforeMs = startMs
  for (const [i, call] of calls.entries()) {
    await call()
    if ((i + 1) % passes !== 0) continue
    const nowMs = performance.now()
    stepMs.push(nowMs - beforeMs)
    beforeMs = nowMs
  }
  return { runMs: beforeMs - startMs, stepMs }
}

endWithParent()
const failed = (error: unknown) => process.send?.({ failed: error instanceof Error ? error.message : String(error) })

let calls: Call[] = []
let stepsOfCalls = 1

async function obey(model: DiffusionModel, message: unknown): Promise<void> {
  const { loop, request } = loopOrder.parse(message)
  if (loop === "bare") {
    const ran = await runBare(calls, stepsOfCalls)
    process.send?.({ ran, passCount: calls.length })
    return
  }
  let ran: LoopTimes | undefined
  calls = await recordCalls(async () => {
    ran = await runOurs(model, request)
  })
  stepsOfCalls = ran?.stepMs.length ?? 1
  if (calls.length === 0 || calls.length % stepsOfCalls !== 0) {
    throw new Error(`${calls.length} calls of the network were seen in ${stepsOfCalls} steps.`)
  }
  process.send?.({ ran, passCount: calls.length })
}

try {
  const model = await loadModel(values.model, { threadCount: Number(values.threads) })
  process.on("message", (message) => void obey(model, message).catch(failed))
  const { id, name, info } = model
  process.send?.({
    model: {
      ...{ id, name, device: info.device, threadCount: Number(values.threads) },
      ...{ stepCount: info.defaultSteps, guidance: info.defaultGuidance },
      ...{ widthPx: info.sizes.defaultWidthPx, heightPx: info.sizes.defaultHeightPx },
    },
  })
} catch (error) {
  failed(error)
}
