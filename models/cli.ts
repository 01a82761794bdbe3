/**
 * npm run models -- list | check <folder> | add <folder> | get <owner/name>
 *
 * An added model is used by an engine that is told of it: `npm run engine -- --model models/installed/<name>`, or
 * EMULSION_MODELS=<folder>,<folder> for `npm start`.
 */

import { fileURLToPath } from "node:url"
import { Command } from "commander"
import { AppError } from "../lib/errors.ts"
import { addModel } from "./install/add-model.ts"
import { downloadModel } from "./install/download-model.ts"
import { checkModel, gigabytes, INSTALLED_FOLDER, listModels, type ModelReport } from "./install/installed-models.ts"
import { describeDevice } from "./pipelines/providers.ts"

const HOUSE_FOLDER = fileURLToPath(new URL("./house", import.meta.url))

const HUB_URL = (process.env.EMULSION_HUB_URL ?? "https://huggingface.co").replace(/\/$/, "")

function describe({ id, name, folder, bytes, info, warnings }: ModelReport): string {
  const { sizes, capabilities } = info
  const can = ["text to image"]
  if (capabilities.imageToImage) can.push("image to image")
  if (capabilities.inpaint) can.push("inpainting")
  const size = `${sizes.defaultWidthPx}×${sizes.defaultHeightPx} px`
  return [
    `${id} (${name}): ${gigabytes(bytes)}, licence ${info.licence}`,
    `  ${can.join(", ")}; ${size}, ${info.defaultSteps} steps, guidance ${info.defaultGuidance}`,
    `  ${describeDevice(info)}`,
    ...warnings.map((warning) => `  careful: ${warning}`),
    `  ${folder}`,
  ].join("\n")
}

const program = new Command("npm run models --").description("Models on this machine")

program
  .command("list")
  .description("the models that are installed, each checked")
  .action(async () => {
    for (const folder of [HOUSE_FOLDER, ...(await listModels(INSTALLED_FOLDER))]) {
      const line = await checkModel(folder).then(
        describe,
        (error: unknown) => `${folder}\n  cannot be used: ${messageOf(error)}`,
      )
      console.log(line)
    }
  })

program
  .command("check <folder>")
  .description("whether this machine can run a model, how large it is, what its licence is")
  .action(async (folder: string) => console.log(describe(await checkModel(folder))))

program
  .command("add <folder>")
  .description("copies a model in the diffusers ONNX layout among the installed ones")
  .action(async (folder: string) => console.log(`Added.\n${describe(await addModel(folder, INSTALLED_FOLDER))}`))

program
  .command("get <owner/name>")
  .description("downloads an ONNX model from a hub; ask again to go on after an interruption")
  .action(async (hubId: string) => {
    let shown = -1
    const report = await downloadModel({
      ...{ hubId, hubUrl: HUB_URL, installed: INSTALLED_FOLDER, fetch },
      onProgress: ({ file, doneBytes, totalBytes }) => {
        const percent = Math.floor((100 * doneBytes) / Math.max(totalBytes, 1))
        if (percent === shown) return
        shown = percent
        console.log(`${String(percent).padStart(3)} % of ${gigabytes(totalBytes)}: ${file}`)
      },
    })
    console.log(`Installed.\n${describe(report)}`)
  })

function messageOf(error: unknown): string {
  return error instanceof AppError ? error.message : String(error)
}

try {
  await program.parseAsync()
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}
