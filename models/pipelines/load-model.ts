/**
 * Opens a model: a folder in the diffusers ONNX layout, checked against its manifest where it has one. What its
 * graphs take and give is read from the graphs; every refusal names the file and the mend, before any job is taken.
 */

import { stat } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { z } from "zod"
import { AppError } from "../../lib/errors.ts"
import { MANIFEST_FILE, readManifest, verifyManifest } from "../manifest.ts"
import { createScheduler, SCHEDULER_NAMES } from "../schedulers/create-scheduler.ts"
import type { Scheduler } from "../schedulers/scheduler.ts"
import { greyColours, type LatentColours, SDXL_COLOURS, STABLE_DIFFUSION_COLOURS } from "./latent-preview.ts"
import type { DiffusionModel, ModelInfo } from "./model.ts"
import { HouseFacts, ModelIndex, UnetConfig, VaeConfig } from "./model-config.ts"
import { missing, readJson, readJsonIfThere, readTextIfThere } from "./model-files.ts"
import { createOnnxModel } from "./onnx-model.ts"
import { type Graph, openGraph, type Runtime } from "./onnx-session.ts"
import { describeDevice, describeOutcomes, PROVIDERS, type ProviderName, type ProviderOutcome } from "./providers.ts"
import { checkTokenizerFits, encoderLength, type TextEncoder } from "./text-conditions.ts"
import { readTokenizer } from "./tokenizer.ts"
import { planChannels } from "./unet-inputs.ts"

export interface LoadModelOptions {
  /** Threads of one operator, at least 1; onnxruntime's own choice by default. */
  readonly threadCount?: number
  /** Execution providers in the order to try; by default all (see `PROVIDERS`), House on the CPU. */
  readonly providers?: readonly ProviderName[] | undefined
  /** Told in a line where the model runs, and again when a provider fails and another takes its place. */
  readonly say?: (line: string) => void
  /** Stands in for onnxruntime, see `Runtime`. */
  readonly runtime?: Runtime
  /** A scheduler class to use instead of the folder's own, configured by the same file. */
  readonly schedulerName?: string
  /** Ends the check of large files early. */
  readonly signal?: AbortSignal
}

/** A decoder file below this is run at every step; above it, previews are made from the latent alone. */
const CHEAP_DECODER_BYTES = 24_000_000

/**
 * @param folder a path; its last part becomes the model's id
 * @throws AppError model/missing, model/damaged, model/unsupported
 */
export async function loadModel(folder: string, options: LoadModelOptions = {}): Promise<DiffusionModel> {
  const root = resolve(folder)
  const index = await readIndex(root)
  const manifest = await readManifest(root)
  if (manifest) await verifyManifest(root, manifest, options.signal)
  const house = await readJsonIfThere(root, "house.json", HouseFacts)
  const notes = new Set<string>()
  const outcomes: ProviderOutcome[] = []
  const graphs: Graph[] = []
  let loaded: DiffusionModel | undefined
  const open = async (part: string): Promise<Graph> => {
    const file = join(part, "model.onnx")
    if (manifest && !(`${part}/model.onnx` in manifest)) {
      throw new AppError(
        "model/damaged",
        `${join(root, MANIFEST_FILE)} does not list ${part}/model.onnx: install the model again.`,
      )
    }
    await expectFile(root, file)
    const graph = await openGraph(join(root, file), {
      ...(options.threadCount !== undefined && { threadCount: options.threadCount }),
      ...(options.runtime && { runtime: options.runtime }),
      // A network of a few milliseconds gains nothing from a device, and its int8 kernels are the CPU's.
      providers: options.providers ?? (house ? ["cpu"] : PROVIDERS),
      onOutcome: (outcome) => {
        outcomes.push(outcome)
        if (loaded && outcome.outcome === "taken") options.say?.(`${loaded.name} ${describeDevice(loaded.info)}.`)
      },
    })
    graphs.push(graph)
    return graph
  }
  try {
    loaded = await assemble({ root, index, house, notes, outcomes, open, options })
    options.say?.(`${loaded.name} ${describeDevice(loaded.info)}.`)
    return loaded
  } catch (error) {
    for (const graph of graphs) await graph.close()
    throw error
  }
}

async function readIndex(root: string): Promise<ModelIndex> {
  const index = await readJson(root, "model_index.json", ModelIndex)
  if ("transformer" in index) {
    throw new AppError(
      "model/unsupported",
      `${join(root, "model_index.json")}: models with a transformer (SD3, Flux, Sana) are not supported.`,
    )
  }
  return index
}

async function isFile(root: string, file: string): Promise<boolean> {
  return stat(join(root, file)).then(
    (found) => found.isFile(),
    () => false,
  )
}

async function expectFile(root: string, file: string): Promise<void> {
  if (!(await isFile(root, file))) throw missing(root, file)
}

interface Assembly {
  readonly root: string
  readonly index: ModelIndex
  readonly house: HouseFacts | undefined
  readonly notes: Set<string>
  /** Grows when a provider fails. */
  readonly outcomes: readonly ProviderOutcome[]
  readonly open: (part: string) => Promise<Graph>
  readonly options: LoadModelOptions
}

async function assemble({ root, index, house, notes, outcomes, open, options }: Assembly): Promise<DiffusionModel> {
  const scheduler = await readScheduler(root, options.schedulerName, notes)
  const unetConfig = (await readJsonIfThere(root, join("unet", "config.json"), UnetConfig)) ?? {}
  const vaeConfig = await readJson(root, join("vae_decoder", "config.json"), VaeConfig)
  const encoders = await openEncoders(root, open)
  const unet = await open("unet")
  const vaeDecoder = await open("vae_decoder")
  const vaeEncoder = (await isFile(root, join("vae_encoder", "model.onnx"))) ? await open("vae_encoder") : undefined

  const latentChannels = vaeConfig.latent_channels ?? fixedSize(vaeDecoder, "latent_sample", 1) ?? 4
  const channelPlan = planChannels(unet, latentChannels)
  const cellPx = vaeConfig.downscale ?? 2 ** ((vaeConfig.block_out_channels?.length ?? 4) - 1)
  const latentScale = vaeConfig.scaling_factor ?? 0.18215
  const decoderBytes = (await stat(join(root, "vae_decoder", "model.onnx"))).size
  const cheap =
    house !== undefined || (decoderBytes < CHEAP_DECODER_BYTES && !(await isFile(root, "vae_decoder/model.onnx_data")))
  const name = house?.name ?? index._name ?? basename(index._name_or_path ?? root)
  const info: ModelInfo = {
    ...defaultsOf({ name: `${name} ${basename(root)}`, scheduler, encoders, unet, house }),
    sizes: sizesOf({ unet, unetConfig, cellPx, house }),
    capabilities: {
      imageToImage: vaeEncoder !== undefined,
      inpaint: vaeEncoder !== undefined,
      sketch: vaeEncoder !== undefined,
      guidance: true,
    },
    licence: house?.licence ?? index.licence ?? index.license ?? (await readLicence(root)),
    get device() {
      return unet.provider
    },
    get deviceNotes() {
      return [...notes, ...describeOutcomes(outcomes)]
    },
  }
  return createOnnxModel({
    ...{ id: basename(root), name, info, encoders, unet, vaeEncoder, vaeDecoder, scheduler, channelPlan },
    ...{ latentChannels, cellPx, latentScale, latentShift: vaeConfig.shift_factor ?? 0 },
    guidanceEmbeddingSize: unetConfig.time_cond_proj_dim ?? fixedSize(unet, "timestep_cond", 1) ?? 256,
    zeroEmptyPrompt: index.force_zeros_for_empty_prompt,
    secondTime: house?.timestep_r ?? "next",
    evenSigmas: house !== undefined,
    previewColours: cheap ? undefined : coloursOf(latentChannels, encoders.length),
  })
}

function fixedSize(graph: Graph, input: string, axis: number): number | undefined {
  const size = graph.inputs.get(input)?.shape[axis]
  return typeof size === "number" && size > 0 ? size : undefined
}

/** Classes that solve the same equations as ours do, from the same table: such a model runs well on Euler steps. */
const REPLACEABLE = new Set([
  ...["DDPMScheduler", "LMSDiscreteScheduler", "HeunDiscreteScheduler", "UniPCMultistepScheduler"],
  ...["DEISMultistepScheduler", "KDPM2DiscreteScheduler", "DPMSolverSinglestepScheduler"],
])

async function readScheduler(root: string, wanted: string | undefined, notes: Set<string>): Promise<Scheduler> {
  const file = join("scheduler", "scheduler_config.json")
  const config = await readJson(root, file, z.looseObject({ _class_name: z.string() }))
  if (wanted) return createScheduler(config, wanted)
  if (SCHEDULER_NAMES.includes(config._class_name) || !REPLACEABLE.has(config._class_name))
    return createScheduler(config)
  notes.add(`${config._class_name} is not implemented: EulerDiscreteScheduler takes its place`)
  return createScheduler(config, "EulerDiscreteScheduler")
}

async function openEncoders(root: string, open: (part: string) => Promise<Graph>): Promise<TextEncoder[]> {
  const encoders: TextEncoder[] = []
  for (const suffix of ["", "_2"]) {
    if (suffix && !(await isFile(root, join(`text_encoder${suffix}`, "model.onnx")))) continue
    const tokenizer = await readTokenizer(root, `tokenizer${suffix}`)
    const graph = await open(`text_encoder${suffix}`)
    const encoder = { graph, tokenizer, length: encoderLength(graph, tokenizer) }
    await checkTokenizerFits(encoder, join(root, `tokenizer${suffix}`))
    encoders.push(encoder)
  }
  return encoders
}

interface DefaultsInput {
  readonly name: string
  readonly scheduler: Scheduler
  readonly encoders: readonly TextEncoder[]
  readonly unet: Graph
  readonly house: HouseFacts | undefined
}

/** What a person who sets nothing gets. Step-distilled models say so only in their names. */
function defaultsOf({ name, scheduler, encoders, unet, house }: DefaultsInput) {
  if (house) return { defaultSteps: house.default_steps, defaultGuidance: house.guidance }
  if (scheduler.name === "LCMScheduler") {
    return { defaultSteps: 4, defaultGuidance: unet.inputs.has("timestep_cond") ? 8 : 1 }
  }
  if (/turbo|lightning|hyper/i.test(name)) return { defaultSteps: 4, defaultGuidance: 1 }
  return { defaultSteps: 20, defaultGuidance: encoders.length > 1 ? 5 : 7.5 }
}

interface SizesInput {
  readonly unet: Graph
  readonly unetConfig: UnetConfig
  readonly cellPx: number
  readonly house: HouseFacts | undefined
}

/** The one size of a graph with fixed sizes; else from half to twice the size the network was trained at. */
function sizesOf({ unet, unetConfig, cellPx, house }: SizesInput): ModelInfo["sizes"] {
  const trained = unetConfig.sample_size
  const [trainedHeight, trainedWidth] = Array.isArray(trained) ? trained : [trained, trained]
  const fixedHeight = fixedSize(unet, "sample", 2)
  const fixedWidth = fixedSize(unet, "sample", 3)
  const defaultHeightPx = house?.size ?? (fixedHeight ?? trainedHeight ?? 64) * cellPx
  const defaultWidthPx = house?.size ?? (fixedWidth ?? trainedWidth ?? 64) * cellPx
  // Halved at each level but the last: other sizes would not meet their skip connections again.
  const multipleOfPx = cellPx * 2 ** Math.max((unetConfig.down_block_types?.length ?? 4) - 1, 0)
  if (fixedHeight !== undefined || house) {
    return { defaultWidthPx, defaultHeightPx, minPx: defaultHeightPx, maxPx: defaultHeightPx, multipleOfPx: cellPx }
  }
  const minPx = Math.max(Math.ceil(defaultWidthPx / 2 / multipleOfPx), 1) * multipleOfPx
  return { defaultWidthPx, defaultHeightPx, minPx, maxPx: Math.max(2 * defaultWidthPx, minPx), multipleOfPx }
}

function coloursOf(latentChannels: number, encoderCount: number): LatentColours {
  if (latentChannels !== 4) return greyColours(latentChannels)
  return encoderCount > 1 ? SDXL_COLOURS : STABLE_DIFFUSION_COLOURS
}

/** The `license:` line of a model card's front matter. */
async function readLicence(root: string): Promise<string> {
  for (const file of ["MODEL_CARD.md", "README.md"]) {
    const found = /^licen[cs]e:\s*["']?([^"'\n]+)/im.exec((await readTextIfThere(root, file)) ?? "")?.[1]
    if (found) return found.trim()
  }
  return "unknown"
}
