/**
 * One graph of a model: opened on the first provider that takes it, described by its own metadata, and run with
 * tensors of whatever type it asks for. A provider that fails while it runs is given up for the next one that can,
 * and the same run made there: what was asked for is not lost.
 */

import { basename, dirname, join } from "node:path"
import * as ort from "onnxruntime-node"
import { AppError } from "../../lib/errors.ts"
import { floatsFromHalves, halvesFromFloats } from "../tensor/float16.ts"
import { createTensor, shapeText, type Tensor } from "../tensor/tensor.ts"
import type { ProviderName, ProviderOutcome } from "./providers.ts"

// Providers that are missing would print their whole search for libraries; their outcomes have the reason.
ort.env.logLevel = "fatal"

export interface GraphValue {
  readonly name: string
  /** onnxruntime's word: "float32", "float16", "int64", "int32" … */
  readonly type: string
  /** Sizes by axis; a string is the name of a size that is open. */
  readonly shape: readonly (number | string)[]
}

export interface Graph {
  /** The folder's name and the file's, for messages: "unet/model.onnx". */
  readonly file: string
  readonly inputs: ReadonlyMap<string, GraphValue>
  readonly outputs: ReadonlyMap<string, GraphValue>
  /** Which runs it now. */
  readonly provider: ProviderName
  /**
   * Runs the graph; blocks the thread while it computes.
   * @param feeds one tensor for each input, converted to the input's own type; a scalar input takes one value
   * @param wanted names of outputs; all by default
   * @throws AppError engine/failed naming the file
   */
  run(feeds: Readonly<Record<string, Tensor>>, wanted?: readonly string[]): Promise<Record<string, Tensor>>
  close(): Promise<void>
}

export interface GraphOptions {
  /** Threads of one operator; onnxruntime's own choice when absent. */
  readonly threadCount?: number
  /** Tried in order; the CPU is always tried last. */
  readonly providers: readonly ProviderName[]
  /** Told what becomes of each provider, also later, when one fails. */
  readonly onOutcome: (outcome: ProviderOutcome) => void
  /** The real one by default. */
  readonly runtime?: Runtime
}

/** Sessions as onnxruntime gives them; a device that fails can be put in its place. */
export interface Runtime {
  /** The providers that this build has. */
  readonly listProviders: () => readonly string[]
  /** @throws whatever onnxruntime says */
  readonly create: (path: string, options: ort.InferenceSession.SessionOptions) => Promise<ort.InferenceSession>
}

const ONNX_RUNTIME: Runtime = {
  listProviders: () => ort.listSupportedBackends().map((backend) => backend.name),
  create: (path, options) => ort.InferenceSession.create(path, options),
}

/**
 * @throws AppError model/unsupported for operators that no tried provider has, model/damaged for what is no graph
 */
export async function openGraph(path: string, options: GraphOptions): Promise<Graph> {
  const file = join(basename(dirname(path)), basename(path))
  const tell = (provider: ProviderName, outcome: ProviderOutcome["outcome"], error?: unknown) =>
    options.onOutcome({ file, provider, outcome, reason: error === undefined ? "" : firstLine(error) })
  const before = options.providers.indexOf("cpu")
  const order: ProviderName[] = [...options.providers.slice(0, before < 0 ? undefined : before), "cpu"]
  const opened = await openSession(path, order, options, tell)
  tell(opened.provider, "taken")
  return describeGraph(file, opened, {
    openAfter: (provider) => openSession(path, order.slice(order.indexOf(provider) + 1), options, () => undefined),
    tell,
  })
}

interface Opened {
  readonly session: ort.InferenceSession
  readonly provider: ProviderName
}

/** @param order ends with the CPU @throws AppError, see `openGraph` */
async function openSession(
  path: string,
  order: readonly ProviderName[],
  options: GraphOptions,
  tell: (provider: ProviderName, outcome: "absent" | "refused", error?: unknown) => void,
): Promise<Opened> {
  const runtime = options.runtime ?? ONNX_RUNTIME
  const available = new Set(runtime.listProviders())
  for (const provider of order) {
    if (provider === "cpu") break
    if (!available.has(provider)) {
      tell(provider, "absent")
      continue
    }
    try {
      return { session: await createSession(runtime, path, provider, options), provider }
    } catch (error) {
      tell(provider, "refused", error)
    }
  }
  try {
    return { session: await createSession(runtime, path, "cpu", options), provider: "cpu" }
  } catch (error) {
    throw sessionError(path, error)
  }
}

function createSession(
  runtime: Runtime,
  path: string,
  provider: ProviderName,
  { threadCount }: GraphOptions,
): Promise<ort.InferenceSession> {
  return runtime.create(path, {
    executionProviders: provider === "cpu" ? ["cpu"] : [provider, "cpu"],
    graphOptimizationLevel: "all",
    executionMode: "sequential",
    interOpNumThreads: 1,
    ...(threadCount !== undefined && { intraOpNumThreads: threadCount }),
    logSeverityLevel: 4,
    // Spinning threads starve each other as soon as anything else runs on the machine: slower than one thread.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  })
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const lines = text.split("\n").filter((line) => line.trim() !== "")
  return (lines.at(-1) ?? "unknown reason").replace(/^.*was false\. |^OrtSessionOptions\w+: /, "").slice(0, 200)
}

/** What onnxruntime says, sorted into what a person can do about it. */
export function sessionError(path: string, error: unknown): AppError {
  const text = error instanceof Error ? error.message : String(error)
  const operator =
    /implementation for ([\w.:]+)/.exec(text)?.[1] ??
    /([\w.:]+?)(?:\(-?\d+\))? is not a registered function/.exec(text)?.[1] ??
    /No Op registered for ([\w.:]+)/.exec(text)?.[1]
  if (operator) {
    return new AppError(
      "model/unsupported",
      `${path} needs the operator ${operator}, which the CPU provider lacks: use an export without operators for one kind of device.`,
      { cause: error },
    )
  }
  if (/external|onnx_data/i.test(text)) {
    return new AppError(
      "model/damaged",
      `${path} cannot find its weights file beside it: copy the whole folder again.`,
      {
        cause: error,
      },
    )
  }
  if (/opset|ir_version|IR version/i.test(text)) {
    return new AppError(
      "model/unsupported",
      `${path} was made for a newer runtime (${firstLine(error)}): export it again with an older opset.`,
      {
        cause: error,
      },
    )
  }
  return new AppError(
    "model/damaged",
    `${path} is not a sound ONNX graph (${firstLine(error)}): copy or export it again.`,
    {
      cause: error,
    },
  )
}

type Results = ort.InferenceSession.OnnxValueMapType
type Run = (session: ort.InferenceSession) => Promise<Results>

/** The way down from a provider that failed. */
interface Fallback {
  readonly openAfter: (provider: ProviderName) => Promise<Opened>
  readonly tell: (provider: ProviderName, outcome: "failed" | "taken", error?: unknown) => void
}

/**
 * Makes a run that failed on the first provider after it that can.
 * @returns undefined when none can: whatever it is, it is not that provider's fault
 */
async function runFurtherDown(
  failed: Opened,
  error: unknown,
  run: Run,
  { openAfter, tell }: Fallback,
): Promise<{ readonly next: Opened; readonly results: Results; readonly announce: () => void } | undefined> {
  const failures: [ProviderName, unknown][] = [[failed.provider, error]]
  for (let after = failed.provider; after !== "cpu"; ) {
    const next = await openAfter(after).catch(() => undefined)
    if (!next) return undefined
    try {
      const results = await run(next.session)
      const announce = () => {
        for (const [provider, reason] of failures) tell(provider, "failed", reason)
        tell(next.provider, "taken")
      }
      return { next, results, announce }
    } catch (reason) {
      failures.push([next.provider, reason])
      await next.session.release()
      after = next.provider
    }
  }
  return undefined
}

function describeGraph(file: string, opened: Opened, fallback: Fallback): Graph {
  const inputs = describeValues(file, opened.session.inputMetadata)
  const outputs = describeValues(file, opened.session.outputMetadata)
  let current = opened
  return {
    file,
    inputs,
    outputs,
    get provider() {
      return current.provider
    },
    run: async (feeds, wanted) => {
      const given: Record<string, ort.Tensor> = {}
      for (const input of inputs.values()) {
        const tensor = feeds[input.name]
        if (!tensor) throw new AppError("engine/failed", `${file} needs an input "${input.name}".`)
        given[input.name] = toOrt(file, input, tensor)
      }
      const run: Run = (session) => (wanted ? session.run(given, wanted) : session.run(given))
      const results = await run(current.session).catch(async (error: unknown) => {
        const failed = current
        const further = await runFurtherDown(failed, error, run, fallback)
        if (!further) throw runError(file, error)
        current = further.next
        further.announce()
        // A session whose device is gone may not even end well.
        await failed.session.release().catch(() => undefined)
        return further.results
      })
      return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, fromOrt(value)]))
    },
    close: () => current.session.release(),
  }
}

function describeValues(
  file: string,
  metadata: readonly ort.InferenceSession.ValueMetadata[],
): Map<string, GraphValue> {
  return new Map(
    metadata.map((value) => {
      if (!value.isTensor) throw new AppError("model/unsupported", `${file}: "${value.name}" is not a tensor.`)
      return [value.name, { name: value.name, type: value.type, shape: value.shape }]
    }),
  )
}

const runError = (file: string, error: unknown): AppError =>
  new AppError("engine/failed", `${file} failed while it ran: ${firstLine(error)}.`, { cause: error })

/**
 * Where JavaScript has Float16Array, onnxruntime's Tensor turns the bits into one, which its native side (1.30) then
 * takes for an empty list. It reads this field, and understands the bits.
 */
function halfTensor(values: Float32Array, shape: readonly number[]): ort.Tensor {
  const halves = halvesFromFloats(values)
  return Object.assign(new ort.Tensor("float16", halves, shape), { cpuData: halves })
}

function toOrt(file: string, input: GraphValue, tensor: Tensor): ort.Tensor {
  const shape = fitRank(file, input, tensor)
  switch (input.type) {
    case "float32":
      return new ort.Tensor("float32", tensor.data, shape)
    case "float16":
      return halfTensor(tensor.data, shape)
    case "float64":
      return new ort.Tensor("float64", Float64Array.from(tensor.data), shape)
    case "int64":
      return new ort.Tensor(
        "int64",
        BigInt64Array.from(tensor.data, (value) => BigInt(Math.round(value))),
        shape,
      )
    case "int32":
      return new ort.Tensor("int32", Int32Array.from(tensor.data, Math.round), shape)
    default:
      throw new AppError("model/unsupported", `${file}: input "${input.name}" has the type ${input.type}.`)
  }
}

/** One value fits a scalar as well as a list of one: exports differ in this. Everything else must fit exactly. */
function fitRank(file: string, { name, shape }: GraphValue, tensor: Tensor): readonly number[] {
  if (tensor.data.length === 1 && shape.length <= 1) return shape.map(() => 1)
  const fits =
    shape.length === tensor.shape.length &&
    shape.every((size, axis) => typeof size === "string" || size < 0 || size === tensor.shape[axis])
  if (fits) return tensor.shape
  throw new AppError(
    "tensor/shape",
    `${file}: input "${name}" must be ${shape.join("×")}, got ${shapeText(tensor.shape)}.`,
  )
}

function fromOrt(value: ort.OnnxValue): Tensor {
  const { data, dims, type } = value as ort.Tensor
  if (type === "float32") return createTensor(dims, data as Float32Array)
  if (type === "float16" && data instanceof Uint16Array) return createTensor(dims, floatsFromHalves(data))
  return createTensor(dims, Float32Array.from(data as unknown as ArrayLike<number>, Number))
}
