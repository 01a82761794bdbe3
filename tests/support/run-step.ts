/** One step of the checks or tests: a command whose output is shown only when it matters. */
import { spawn } from "node:child_process"
import { delimiter, dirname } from "node:path"
import { fileURLToPath } from "node:url"

export const PROJECT_FOLDER = fileURLToPath(new URL("../..", import.meta.url))

/** Runs a command in the project's folder with this Node first on the path; `live` shows its output as it comes. */
export async function runStep(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; live?: boolean } = {},
): Promise<{ code: number; output: string }> {
  const child = spawn(command, [...args], {
    cwd: PROJECT_FOLDER,
    // Tools start by "env node": they must find this Node, not an older one of the machine.
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      output += data.toString()
      if (options.live) process.stdout.write(data)
    })
  }
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 127, output: `${command}: ${error.message}` }))
    child.once("close", (code) => resolve({ code: code ?? 1, output }))
  })
}

export const bin = (name: string) => `${PROJECT_FOLDER}node_modules/.bin/${name}`
