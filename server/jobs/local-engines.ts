/** The engine processes of this machine: forked at start, started again when they end, ended with the server. */
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { AppError } from "../../lib/errors.ts"

const ENGINE_MAIN = fileURLToPath(new URL("../engine/main.ts", import.meta.url))
const RESTART_MS = [200, 1000, 3000, 10_000]
/** An engine that lived this long was sound: the next restart is quick again. */
const SOUND_AFTER_MS = 30_000
const STOP_GRACE_MS = 3_000

const childMessage = z.union([
  z.object({ type: z.literal("models-loaded"), models: z.array(z.string()) }),
  z.object({ type: z.literal("failed"), message: z.string() }),
])

export interface LocalEngines {
  /** Resolves once every engine has loaded its models. @throws {AppError} model/damaged with the engine's own words */
  ready: Promise<void>
  /** Ends one engine's process by its name; it is started again. */
  kill(engineName: string): void
  /** Process ids, for whoever watches (and for tests that kill). */
  pids(): number[]
  close(): Promise<void>
}

export function startLocalEngines(options: {
  readonly count: number
  readonly url: string
  readonly token: string
  /** CPU threads for each engine. */
  readonly threadCount: number
  readonly log: { info(fields: object, text: string): void; warn(fields: object, text: string): void }
}): LocalEngines {
  const { log } = options
  const children = new Map<string, ChildProcess>()
  let closing = false

  const start = (name: string, restarts: number, onFirst?: { resolve: () => void; reject: (error: Error) => void }) => {
    const startedMs = performance.now()
    const child = fork(ENGINE_MAIN, [], {
      env: {
        ...process.env,
        EMULSION_URL: options.url,
        // By environment, not by argument: arguments can be read by every user of the machine.
        EMULSION_ENGINE_TOKEN: options.token,
        EMULSION_ENGINE_NAME: name,
        EMULSION_ENGINE_THREADS: process.env.EMULSION_ENGINE_THREADS ?? String(options.threadCount),
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    })
    children.set(name, child)
    child.stdout?.on("data", (data: Buffer) => log.info({ engine: name }, data.toString().trimEnd()))
    child.stderr?.on("data", (data: Buffer) => log.warn({ engine: name }, data.toString().trimEnd()))
    let failure: string | undefined
    child.on("message", (message) => {
      const parsed = childMessage.safeParse(message)
      if (!parsed.success) return
      if (parsed.data.type === "models-loaded") onFirst?.resolve()
      else failure = parsed.data.message
    })
    child.once("exit", (code, signal) => {
      if (closing) return
      // At the first start a model that cannot be loaded is the user's to mend, and trying again mends nothing.
      if (failure !== undefined && onFirst) onFirst.reject(new AppError("model/damaged", failure))
      const sound = performance.now() - startedMs > SOUND_AFTER_MS
      const next = sound ? 0 : restarts + 1
      const delayMs = RESTART_MS[Math.min(next, RESTART_MS.length - 1)]!
      log.warn({ engine: name, code, signal, failure, delayMs }, "an engine process ended and will be started again")
      setTimeout(() => {
        if (!closing) start(name, next)
      }, delayMs).unref()
    })
  }

  const firsts = Array.from({ length: options.count }, (_, i) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    start(`local-${i + 1}`, -1, { resolve, reject })
    return promise
  })

  return {
    ready: Promise.all(firsts).then(() => undefined),
    kill: (engineName) => children.get(engineName)?.kill("SIGKILL"),
    pids: () => [...children.values()].flatMap((child) => (child.exitCode === null && child.pid ? [child.pid] : [])),
    close: async () => {
      closing = true
      await Promise.all(
        [...children.values()].map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return
          const ended = new Promise((resolve) => child.once("exit", resolve))
          child.kill("SIGTERM")
          const timer = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS)
          await ended
          clearTimeout(timer)
        }),
      )
    },
  }
}
