/** Real servers for tests: the whole one as its own process, or the room server alone inside this one. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Config, loadConfig } from "../../server/config.ts"
import { createLog, type Log } from "../../server/log.ts"
import { createRoomServer, type RoomServer, type RoomServerOptions } from "../../server/room-server.ts"

const MAIN = fileURLToPath(new URL("../../server/main.ts", import.meta.url))
const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const READY = /Emulsion is ready at (http:\/\/\S+)/
const READY_WITHIN_MS = 60_000

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "emulsion-test-"))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

export interface RunningRoomServer {
  readonly server: RoomServer
  readonly url: string
  readonly dataFolder: string
  /** Every log line so far, parsed. */
  readonly logLines: Record<string, unknown>[]
  /** The value of a metric, summed over the label values given. */
  metric(name: string, labels?: Record<string, string>): Promise<number>
  close(): Promise<void>
}

/** The room server in this process on a free port; its data folder goes with it unless one is given. */
export async function startRoomServer(
  options: Partial<Omit<RoomServerOptions, "config">> & { dataFolder?: string; config?: Partial<Config> } = {},
): Promise<RunningRoomServer> {
  const { dataFolder: given, config: changes, ...rest } = options
  const temporary = given === undefined ? await temporaryFolder() : undefined
  const dataFolder = given ?? temporary!.path
  const logLines: Record<string, unknown>[] = []
  const log: Log = createLog({ level: "debug", stream: { write: (line) => logLines.push(JSON.parse(line)) } })
  const config = { ...loadConfig(["--port", "0", "--data", dataFolder, "--engines", "0"], {}), ...changes }
  const server = createRoomServer({ log, ...rest, config })
  const { port } = await server.listen()
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    dataFolder,
    logLines,
    async metric(name, labels = {}) {
      const found = (await server.metrics.registry.getMetricsAsJSON()).find((metric) => metric.name === name)
      const values = (found?.values ?? []) as { value: number; labels: Record<string, string | number> }[]
      return values
        .filter((entry) => Object.entries(labels).every(([key, value]) => entry.labels[key] === value))
        .reduce((sum, entry) => sum + entry.value, 0)
    },
    async close() {
      await server.close()
      await temporary?.remove()
    },
  }
}

export interface RunningServer {
  readonly url: string
  readonly pid: number
  /** What it wrote to standard output and standard error so far. */
  output(): string
  /** SIGKILL: no word of farewell, nothing saved that was not saved. */
  kill(): Promise<void>
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>
}

/**
 * `node server/main.ts` as a child on a free port.
 * @throws when it ends before it is ready, with what it said
 */
export async function startServer(options: {
  readonly dataFolder: string
  /** Engine processes it starts; none by default. */
  readonly engines?: number
  /** rooms: without the pages, which take seconds to build and load. */
  readonly program?: "main" | "rooms"
  /** A server that is started again has to be found where it was. */
  readonly port?: number
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}): Promise<RunningServer> {
  const args = [
    "--port",
    String(options.port ?? 0),
    "--data",
    options.dataFolder,
    "--engines",
    String(options.engines ?? 0),
  ]
  const pages = options.program === "rooms" ? ["--headless"] : []
  const child = spawn(process.execPath, [MAIN, ...pages, ...args, ...(options.args ?? [])], {
    cwd: ROOT,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)))
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL")
      reject(new Error(`the server was not ready within ${READY_WITHIN_MS} ms:\n${output}`))
    }, READY_WITHIN_MS)
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const ready = READY.exec(output)
      if (!ready) return
      clearTimeout(timer)
      resolve(ready[1]!)
    }
    child.stdout.on("data", read)
    child.stderr.on("data", read)
    void ended.then((code) => {
      clearTimeout(timer)
      reject(new Error(`the server ended with ${code} before it was ready:\n${output}`))
    })
  })
  return {
    url,
    pid: child.pid!,
    output: () => output,
    kill: async () => {
      child.kill("SIGKILL")
      await ended
    },
    stop: async () => await stop(child, ended),
  }
}

async function stop(child: ChildProcess, ended: Promise<number | null>): Promise<number | null> {
  child.kill("SIGTERM")
  return await ended
}
