/** diffusers on the CPU, as a process of its own that runs the same loop when asked (diffusers_steps.py). */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { stat } from "node:fs/promises"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { AppError } from "../../../lib/errors.ts"
import { type LoopTimes, loopTimes, peerReady, type StepsRequest } from "../steps-messages.ts"

const SCRIPT = fileURLToPath(new URL("../../../models/training/fixtures/diffusers_steps.py", import.meta.url))

export interface DiffusersPeer {
  /** "diffusers 0.35.2, PyTorch 2.15.0". */
  readonly version: string
  run(request: StepsRequest): Promise<LoopTimes>
  end(): Promise<void>
}

/**
 * @param python an interpreter with torch, diffusers and transformers
 * @param pipeline a folder as diffusers saves it, with the weights of the model that is measured
 * @throws AppError internal when the folder is not there, or the interpreter cannot be started or lacks a package
 */
export async function startDiffusers(python: string, pipeline: string, threadCount: number): Promise<DiffusersPeer> {
  const isThere = await stat(`${pipeline}/model_index.json`).catch(() => undefined)
  if (!isThere) {
    throw new AppError("internal", `There is no diffusers pipeline in ${pipeline}: bench_pipeline.py writes one.`)
  }
  const child = spawn(python, [SCRIPT, "--pipeline", pipeline, "--threads", String(threadCount)], {
    stdio: ["pipe", "pipe", "pipe"],
  })
  let said = ""
  child.stderr.on("data", (data: Buffer) => {
    said = (said + data.toString()).slice(-2000)
  })
  const ended = once(child, "close").then(
    () => `it ended: ${said.trim().split("\n").at(-1) ?? ""}`,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  // Writing to one that has ended is told by `ended`.
  child.stdin.on("error", () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<unknown> => {
    const line = await Promise.race([lines.next(), ended])
    if (typeof line !== "string" && !line.done) return JSON.parse(line.value)
    throw new AppError("internal", `diffusers in ${python} did not answer: ${await ended}`)
  }
  const end = async () => {
    child.stdin.end()
    child.kill("SIGTERM")
    await ended
  }
  try {
    const { versions } = peerReady.parse(await answer())
    return {
      version: `diffusers ${versions.diffusers}, PyTorch ${versions.torch}`,
      run: async (request) => {
        child.stdin.write(`${JSON.stringify(request)}\n`)
        return loopTimes.parse(await answer())
      },
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}
