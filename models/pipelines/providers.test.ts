import { fileURLToPath } from "node:url"
import * as ort from "onnxruntime-node"
import { describe, expect, test } from "vitest"
import { createTensor, type Tensor } from "../tensor/tensor.ts"
import { generate } from "./generate.ts"
import { loadModel } from "./load-model.ts"
import type { DiffusionModel } from "./model.ts"
import { openGraph, type Runtime } from "./onnx-session.ts"
import {
  describeDevice,
  describeOutcomes,
  PROVIDERS,
  type ProviderName,
  type ProviderOutcome,
  parseProviders,
} from "./providers.ts"

const fixture = (name: string) => fileURLToPath(new URL(`../../tests/fixtures/${name}`, import.meta.url))
const GRAPH = fixture("graphs/types.onnx")
const FILE = "graphs/types.onnx"

/** What a device does with one graph: nothing wrong, never opens it, or fails from its nth run on. */
type Fault = "none" | "refuses" | { readonly failsFromRun: number }

/** onnxruntime with devices of this kind beside the CPU: in truth sessions of the CPU, which break as they are told to. */
function runtimeWith(faultOf: (provider: string, path: string) => Fault | undefined) {
  const released: string[] = []
  const opened: string[] = []
  const runtime: Runtime = {
    listProviders: () => ["cpu", ...PROVIDERS.filter((provider) => faultOf(provider, GRAPH) !== undefined)],
    create: async (path, options) => {
      const provider = String(options.executionProviders?.[0])
      opened.push(provider)
      const fault = provider === "cpu" ? "none" : faultOf(provider, path)
      if (fault === "refuses") throw new Error(`no adapter for ${provider}`)
      const session = await ort.InferenceSession.create(path, { ...options, executionProviders: ["cpu"] })
      let runs = 0
      const run = session.run.bind(session) as (...args: unknown[]) => Promise<ort.InferenceSession.OnnxValueMapType>
      const release = session.release.bind(session)
      return Object.assign(session, {
        run: (...args: unknown[]) => {
          runs += 1
          const isBroken = typeof fault === "object" && runs >= fault.failsFromRun
          return isBroken ? Promise.reject(new Error(`${provider} lost its device`)) : run(...args)
        },
        release: () => {
          released.push(provider)
          return release()
        },
      })
    },
  }
  return { runtime, released, opened }
}

const one = createTensor([1], Float32Array.of(7))
const row = createTensor([1, 2], Float32Array.of(1, 2))
const FEEDS: Record<string, Tensor> = { half: row, scalar: one, long: one, int: row, double: row, single: row }

async function open(providers: readonly ProviderName[], runtime?: Runtime) {
  const outcomes: ProviderOutcome[] = []
  const onOutcome = (outcome: ProviderOutcome) => outcomes.push(outcome)
  const graph = await openGraph(GRAPH, { threadCount: 1, providers, onOutcome, ...(runtime && { runtime }) })
  const told = () => outcomes.map(({ provider, outcome, reason }) => `${provider} ${outcome} ${reason}`.trim())
  return { graph, outcomes, told }
}

describe("which provider opens a graph", () => {
  test("the first that can, in the order CUDA, WebGPU, DirectML, CoreML, CPU; those after it are not tried", async () => {
    const { runtime, opened } = runtimeWith((provider) => (provider === "dml" ? "none" : "refuses"))
    const { graph, told } = await open(PROVIDERS, runtime)
    expect(opened).toEqual(["cuda", "webgpu", "dml"])
    expect(told()).toEqual(["cuda refused no adapter for cuda", "webgpu refused no adapter for webgpu", "dml taken"])
    expect(graph.provider).toBe("dml")
    await graph.close()
  })

  test("one that the build lacks is not tried, and one that does not start is passed over", async () => {
    const { runtime, opened } = runtimeWith((provider) => (provider === "webgpu" ? "refuses" : undefined))
    const { graph, told } = await open(PROVIDERS, runtime)
    expect(opened).toEqual(["webgpu", "cpu"])
    expect(told()).toEqual([
      "cuda absent",
      "webgpu refused no adapter for webgpu",
      "dml absent",
      "coreml absent",
      "cpu taken",
    ])
    expect(graph.provider).toBe("cpu")
    await graph.close()
  })

  test("an operator's choice is tried in its own order, and the CPU after it even where it is not named", async () => {
    const { runtime, opened } = runtimeWith(() => "refuses")
    await (await open(["coreml", "cuda"], runtime)).graph.close()
    await (await open(["cpu", "cuda"], runtime)).graph.close()
    expect(opened).toEqual(["coreml", "cuda", "cpu", "cpu"])
  })

  test("on this machine as it is, whatever it has, with a reason for each that was not taken", async () => {
    const { graph, outcomes } = await open(PROVIDERS)
    expect(outcomes.at(-1)).toMatchObject({ outcome: "taken", provider: graph.provider })
    for (const { outcome, reason } of outcomes.slice(0, -1)) {
      expect(["absent", "refused"]).toContain(outcome)
      if (outcome === "refused") expect(reason).toMatch(/\w{3}/)
    }
    expect((await graph.run(FEEDS)).single_back?.data).toEqual(row.data)
    await graph.close()
  })
})

describe("a provider that fails while it runs", () => {
  test("is given up for the next that can, and the same run made there", async () => {
    const { runtime, released } = runtimeWith((provider) =>
      provider === "cuda" ? { failsFromRun: 2 } : provider === "webgpu" ? "refuses" : undefined,
    )
    const { graph, told } = await open(PROVIDERS, runtime)
    expect((await graph.run(FEEDS)).int_back?.data).toEqual(row.data)
    expect(graph.provider).toBe("cuda")
    expect((await graph.run(FEEDS)).int_back?.data).toEqual(row.data)
    expect(graph.provider).toBe("cpu")
    expect(told()).toEqual(["cuda taken", "cuda failed cuda lost its device", "cpu taken"])
    expect(released).toEqual(["cuda"])
    expect((await graph.run(FEEDS)).int_back?.data).toEqual(row.data)
    await graph.close()
    expect(released).toEqual(["cuda", "cpu"])
  })

  test("falls again when the next fails too", async () => {
    const { runtime, released } = runtimeWith((provider) =>
      provider === "dml" || provider === "coreml" ? undefined : { failsFromRun: provider === "cuda" ? 1 : 2 },
    )
    const { graph } = await open(PROVIDERS, runtime)
    const taken: ProviderName[] = []
    for (let run = 0; run < 3; run++) {
      expect((await graph.run(FEEDS)).long_back?.data).toEqual(one.data)
      taken.push(graph.provider)
    }
    expect(taken).toEqual(["webgpu", "cpu", "cpu"])
    await graph.close()
    expect(released).toEqual(["cuda", "webgpu", "cpu"])
  })

  test("falls past one that opens the graph and fails in the same run", async () => {
    const { runtime } = runtimeWith((provider) =>
      provider === "dml" || provider === "coreml" ? undefined : { failsFromRun: 1 },
    )
    const { graph, told } = await open(PROVIDERS, runtime)
    expect((await graph.run(FEEDS)).long_back?.data).toEqual(one.data)
    expect(graph.provider).toBe("cpu")
    expect(told().slice(-3)).toEqual([
      "cuda failed cuda lost its device",
      "webgpu failed webgpu lost its device",
      "cpu taken",
    ])
    await graph.close()
  })

  test("is kept when what was asked fails on the CPU as well", async () => {
    const { runtime, released } = runtimeWith((provider) => (provider === "webgpu" ? { failsFromRun: 1 } : undefined))
    const { graph, told } = await open(PROVIDERS, runtime)
    // No such output, for whomever.
    await expect(graph.run(FEEDS, ["nothing"])).rejects.toMatchObject({
      code: "engine/failed",
      message: `${FILE} failed while it ran: webgpu lost its device.`,
    })
    expect(graph.provider).toBe("webgpu")
    expect(released).toEqual(["cpu"])
    expect(told().at(-1)).toBe("webgpu taken")
    await graph.close()
  })
})

describe("a model on a device that fails", () => {
  const tiny = fixture("pipelines/sd15")

  async function draw(model: DiffusionModel): Promise<Uint8Array> {
    const { defaultWidthPx: widthPx, defaultHeightPx: heightPx } = model.info.sizes
    const request = { prompt: "a boat", seed: 3, stepCount: 3, guidance: 2, widthPx, heightPx }
    for await (const event of generate(model, request)) if (event.type === "result") return event.image.rgb
    throw new Error("no result")
  }

  test("draws the same picture, says where it runs since, and keeps to it", async () => {
    const expected = await loadModel(tiny, { providers: ["cpu"], threadCount: 1 })
    const picture = await draw(expected)
    await expected.close()

    const { runtime } = runtimeWith((provider, path) => {
      if (provider !== "webgpu") return undefined
      if (path.includes("vae_decoder")) return "refuses"
      return path.includes("unet") ? { failsFromRun: 4 } : "none"
    })
    const lines: string[] = []
    const model = await loadModel(tiny, { threadCount: 1, runtime, say: (line) => lines.push(line) })
    const start = "sd15 runs on webgpu (vae_decoder/model.onnx on cpu: webgpu did not take it: no adapter for webgpu; "
    const end = "cuda, dml, coreml not in this build of onnxruntime)."
    expect(lines).toEqual([start + end])
    expect(model.info.device).toBe("webgpu")

    expect(await draw(model)).toEqual(picture)
    expect(model.info.device).toBe("cpu")
    expect(lines.slice(1)).toEqual([
      `${start.replace("on webgpu", "on cpu")}unet/model.onnx on cpu since webgpu failed: webgpu lost its device; ${end}`,
    ])
    expect(await draw(model)).toEqual(picture)
    expect(lines).toHaveLength(2)
    await model.close()
  })

  test("an operator who chose the CPU hears of nothing else", async () => {
    const { runtime, opened } = runtimeWith(() => "none")
    const lines: string[] = []
    const model = await loadModel(tiny, { providers: parseProviders("cpu"), runtime, say: (line) => lines.push(line) })
    expect(lines).toEqual(["sd15 runs on cpu."])
    expect(new Set(opened)).toEqual(new Set(["cpu"]))
    await model.close()
  })
})

describe("the line", () => {
  const of = (file: string, provider: ProviderName, outcome: ProviderOutcome["outcome"], reason = "") => ({
    ...{ file, provider, outcome, reason },
  })

  test("says a reason once that all graphs share", () => {
    const outcomes = ["a", "b"].flatMap((file) => [
      of(file, "cuda", "refused", "no library"),
      of(file, "webgpu", "absent"),
      of(file, "cpu", "taken"),
    ])
    const deviceNotes = describeOutcomes(outcomes)
    expect(describeDevice({ device: "cpu", deviceNotes })).toBe(
      "runs on cpu (cuda not taken: no library; webgpu not in this build of onnxruntime)",
    )
    expect(describeDevice({ device: "cuda", deviceNotes: [] })).toBe("runs on cuda")
  })

  test("names the graphs that differ", () => {
    const outcomes = [
      ...[of("a", "cuda", "refused", "too large"), of("a", "cpu", "taken"), of("b", "cuda", "taken")],
      ...[of("c", "cuda", "refused", "too large"), of("c", "cpu", "taken")],
    ]
    expect(describeOutcomes(outcomes)).toEqual(["a on cpu, c on cpu: cuda did not take it: too large"])
  })
})

describe("an operator's choice", () => {
  test("is read from names with commas", () => {
    expect(parseProviders(" WebGPU, cuda ")).toEqual(["webgpu", "cuda"])
    expect(parseProviders("cpu")).toEqual(["cpu"])
    for (const none of [undefined, "", " , "]) expect(parseProviders(none)).toBeUndefined()
  })

  test("of something else is refused by its name", () => {
    expect(() => parseProviders("cuda,gpu")).toThrow(/are cuda, webgpu, dml, coreml, cpu, .* got "gpu"/)
  })
})
