import { createHash } from "node:crypto"
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { AppError } from "../../lib/errors.ts"
import { generate } from "./generate.ts"
import { loadModel } from "./load-model.ts"
import type { DiffusionModel, GenerationRequest, GenerationStep } from "./model.ts"

const FIXTURES = fileURLToPath(new URL("../../tests/fixtures/", import.meta.url))
const cpu = { providers: ["cpu"], threadCount: 1 } as const

let folder: string

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "emulsion-model-")), "small")
  await cp(join(FIXTURES, "pipelines", "sd15"), folder, { recursive: true })
})

afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }))

const edit = async (file: string, change: (json: Record<string, unknown>) => void) => {
  const json = JSON.parse(await readFile(join(folder, file), "utf8")) as Record<string, unknown>
  change(json)
  await writeFile(join(folder, file), JSON.stringify(json))
}

const sha256 = async (file: string) =>
  createHash("sha256")
    .update(await readFile(join(folder, file)))
    .digest("hex")

const writeManifest = async (files: readonly string[], changes: Record<string, unknown> = {}) => {
  const entries = await Promise.all(
    files.map(async (file) => [
      file,
      { sha256: await sha256(file), bytes: (await readFile(join(folder, file))).length },
    ]),
  )
  await writeFile(join(folder, "manifest.json"), JSON.stringify({ ...Object.fromEntries(entries), ...changes }))
}

const GRAPHS = ["text_encoder", "unet", "vae_encoder", "vae_decoder"].map((part) => `${part}/model.onnx`)

/** Loads the folder, which must be refused. */
async function refusal(): Promise<AppError> {
  const outcome = await loadModel(folder, cpu).catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(AppError)
  return outcome as AppError
}

async function expectRefusal(code: string, ...parts: string[]): Promise<void> {
  const error = await refusal()
  expect(error.code).toBe(code)
  for (const part of parts) expect(error.message).toContain(part)
}

const request = (model: DiffusionModel, changes: Partial<GenerationRequest> = {}): GenerationRequest => ({
  prompt: "a boat",
  seed: 3,
  stepCount: 3,
  guidance: 2,
  widthPx: model.info.sizes.defaultWidthPx,
  heightPx: model.info.sizes.defaultHeightPx,
  ...changes,
})

async function draw(model: DiffusionModel, changes: Partial<GenerationRequest> = {}) {
  const steps: GenerationStep[] = []
  for await (const event of generate(model, request(model, changes))) {
    if (event.type === "step") steps.push(event)
    else return { steps, ...event }
  }
  throw new Error("no result")
}

describe("what a loaded model says of itself", () => {
  test("comes from its files", async () => {
    await writeFile(join(folder, "README.md"), "---\nlicense: creativeml-openrail-m\n---\n")
    const model = await loadModel(folder, cpu)
    expect(model.id).toBe("small")
    expect(model.info).toEqual({
      defaultSteps: 20,
      defaultGuidance: 7.5,
      sizes: { defaultWidthPx: 64, defaultHeightPx: 64, minPx: 32, maxPx: 128, multipleOfPx: 16 },
      capabilities: { imageToImage: true, inpaint: true, sketch: true, guidance: true },
      licence: "creativeml-openrail-m",
      device: "cpu",
      deviceNotes: [],
    })
    await model.close()
    await expect(draw(model)).rejects.toThrow(/is closed/)
  })

  test("without an image encoder it makes pictures from prompts only", async () => {
    await rm(join(folder, "vae_encoder"), { recursive: true })
    const model = await loadModel(folder, cpu)
    expect(model.info.capabilities).toMatchObject({ imageToImage: false, inpaint: false, sketch: false })
    expect((await draw(model)).image.rgb).toHaveLength(64 * 64 * 3)
    const source = { widthPx: 64, heightPx: 64, rgb: new Uint8Array(64 * 64 * 3) }
    await expect(draw(model, { source })).rejects.toMatchObject({ code: "model/cannot" })
    await model.close()
  })

  test("a scheduler we lack is replaced by Euler, and that is said", async () => {
    await edit("scheduler/scheduler_config.json", (json) => {
      json._class_name = "UniPCMultistepScheduler"
    })
    const model = await loadModel(folder, cpu)
    expect(model.info.deviceNotes).toEqual([
      "UniPCMultistepScheduler is not implemented: EulerDiscreteScheduler takes its place",
    ])
    expect((await draw(model)).steps).toHaveLength(3)
    await model.close()
  })

  test("another scheduler can be asked for by name", async () => {
    const [own, other] = [
      await loadModel(folder, cpu),
      await loadModel(folder, { ...cpu, schedulerName: "LCMScheduler" }),
    ]
    expect((await draw(own)).latent.data).not.toEqual((await draw(other)).latent.data)
    await own.close()
    await other.close()
  })
})

describe("prompts", () => {
  test("what is beyond the encoder's window is given back in the person's own words", async () => {
    const model = await loadModel(folder, cpu)
    const words = Array.from({ length: 90 }, (_, i) => (i % 2 ? "boat" : "Sea"))
    const { promptRest } = await draw(model, { prompt: words.join(" ") })
    expect(promptRest).toBe(words.slice(75).join(" "))
    expect((await draw(model)).promptRest).toBe("")
    await model.close()
  })

  test("any text is encoded, whatever its letters", async () => {
    const model = await loadModel(folder, cpu)
    for (const prompt of ["", "   ", "ёлка 你好 🎈", "\u0000\ufffd", "a".repeat(2000)]) {
      expect((await draw(model, { prompt, stepCount: 1 })).image.rgb).toHaveLength(64 * 64 * 3)
    }
    await model.close()
  })
})

describe("a folder that is no sound model is refused, by file and mend", () => {
  test("nothing there", async () => {
    await rm(folder, { recursive: true })
    await expectRefusal("model/missing", "model_index.json is missing", "diffusers ONNX layout")
  })

  test("no network", async () => {
    await rm(join(folder, "unet", "model.onnx"))
    await expectRefusal("model/missing", "unet/model.onnx is missing")
  })

  test("no tokenizer", async () => {
    await rm(join(folder, "tokenizer"), { recursive: true })
    await expectRefusal("model/missing", "tokenizer/tokenizer.json is missing")
  })

  test("half a tokenizer", async () => {
    await rm(join(folder, "tokenizer", "merges.txt"))
    await expectRefusal("model/missing", "tokenizer/merges.txt is missing")
  })

  test("a tokenizer of another model", async () => {
    await edit("tokenizer/vocab.json", (vocab) => {
      vocab["<|endoftext|>"] = 49407
    })
    await expectRefusal("model/damaged", "tokenizer does not fit text_encoder/model.onnx", "same export")
  })

  test("a graph cut off in the middle", async () => {
    await truncate(join(folder, "unet", "model.onnx"), 40_000)
    await expectRefusal("model/damaged", "unet/model.onnx is not a sound ONNX graph", "export it again")
  })

  test("a graph with an operator the CPU lacks", async () => {
    await cp(join(FIXTURES, "graphs", "nhwc.onnx"), join(folder, "unet", "model.onnx"))
    await expectRefusal("model/unsupported", "unet/model.onnx", "NhwcConv")
  })

  test("parts in each other's places", async () => {
    await cp(join(folder, "vae_decoder", "model.onnx"), join(folder, "unet", "model.onnx"))
    await expectRefusal("model/unsupported", 'unet/model.onnx takes an input "latent_sample"')
  })

  test("a configuration that is no JSON, or says nonsense", async () => {
    await writeFile(join(folder, "unet", "config.json"), "{")
    await expectRefusal("model/damaged", "unet/config.json is not valid JSON")
    await writeFile(join(folder, "unet", "config.json"), `{"sample_size": -3}`)
    await expectRefusal("model/damaged", "unet/config.json: sample_size")
  })

  test("a transformer", async () => {
    await edit("model_index.json", (json) => {
      json.transformer = ["diffusers", "SD3Transformer2DModel"]
    })
    await expectRefusal("model/unsupported", "model_index.json", "transformer")
  })

  test("an unknown scheduler", async () => {
    await edit("scheduler/scheduler_config.json", (json) => {
      json._class_name = "SASolverScheduler"
    })
    await expectRefusal("model/unsupported", "SASolverScheduler")
  })

  test("an unsupported field of the scheduler, by its name", async () => {
    await edit("scheduler/scheduler_config.json", (json) => {
      json.warp_noise = 2
    })
    await expectRefusal("model/unsupported", "DDIMScheduler: warp_noise = 2")
  })
})

describe("a manifest", () => {
  test("that lists every graph as it is, is satisfied", async () => {
    await writeManifest([...GRAPHS, "model_index.json"])
    await (await loadModel(folder, cpu)).close()
  })

  test("finds one changed byte", async () => {
    await writeManifest(GRAPHS)
    const bytes = await readFile(join(folder, "unet", "model.onnx"))
    bytes[5000] = (bytes[5000] as number) ^ 1
    await writeFile(join(folder, "unet", "model.onnx"), bytes)
    await expectRefusal("model/damaged", "unet/model.onnx has the hash", "Install the model again")
  })

  test("finds a file cut short, or gone", async () => {
    await writeManifest(GRAPHS)
    await truncate(join(folder, "vae_decoder", "model.onnx"), 100)
    await expectRefusal("model/damaged", "vae_decoder/model.onnx has 100 bytes")
    await rm(join(folder, "vae_decoder", "model.onnx"))
    await expectRefusal("model/missing", "vae_decoder/model.onnx is missing")
  })

  test("must list every graph that is opened", async () => {
    await writeManifest(GRAPHS.filter((file) => !file.startsWith("unet")))
    await expectRefusal("model/damaged", "does not list unet/model.onnx")
  })

  test("that is malformed, or points out of the folder, is refused", async () => {
    await writeFile(join(folder, "manifest.json"), "[]")
    await expectRefusal("model/damaged", "manifest.json is not a manifest")
    for (const path of ["../secret", "/etc/passwd", "a/../../b", "C:\\x", "a//b"]) {
      await writeManifest(GRAPHS, { [path]: { sha256: "0".repeat(64), bytes: 1 } })
      await expectRefusal("model/damaged", "manifest.json is not a manifest")
    }
  })
})
