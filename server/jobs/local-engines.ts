/** The engine processes of this machine: forked at start, started again when they end, ended with the server. */
import { type ChildProcess, fork } from "node:child_process"
import { randomBytes } from "node:crypto"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { AppError } from "../../lib/errors.ts"

const ENGINE_MAIN = fileURLToPath(new URL("../engine/main.ts", import.meta.url))
const RESTART_MS = [200, 1000, 3000, 10_000]
/** An engine that lived this long was sound: the next restart is quick again. */
const SOUND_AFTER_MS = 30_000
/** How often an engine may end before its first word until starting the server is given up. */
const FIRST_TRIES = 3
const STOP_GRACE_MS = 3_000

const childMessage = z.union([
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("failed"), message: z.string() }),
])

export interface LocalEngines {
  /**
   * Resolves once every engine has loaded its models and is in the pool.
   * @throws {AppError} model/damaged with the engine's own words, engine/lost when its process ends without any
   */
  readonly ready: Promise<void>
  /** Ends one engine's process by its name; it is started again. A name that is none of ours ends nothing. */
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
  const timers = new Set<NodeJS.Timeout>()
  let closing = false

  function startEngine(name: string): Promise<void> {
    const first = Promise.withResolvers<void>()
    let isFirst = true
    let quickEnds = 0

    function start(): void {
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
        execArgv: [],
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      })
      children.set(name, child)
      child.stdout?.on("data", (data: Buffer) => log.info({ engine: name }, data.toString().trimEnd()))
      child.stderr?.on("data", (data: Buffer) => log.warn({ engine: name }, data.toString().trimEnd()))
      let failure: string | undefined
      child.on("message", (message) => {
        const parsed = childMessage.safeParse(message)
        if (!parsed.success) return
        if (parsed.data.type === "failed") {
          failure = parsed.data.message
          return
        }
        isFirst = false
        first.resolve()
      })
      let hasEnded = false
      const ended = (why: { code?: number | null; signal?: string | null; err?: Error }) => {
        if (hasEnded) return
        hasEnded = true
        if (closing) return
        quickEnds = performance.now() - startedMs > SOUND_AFTER_MS ? 0 : quickEnds + 1
        // At the first start a model that cannot be loaded is the user's to mend, and trying again mends nothing.
        if (isFirst && failure !== undefined) return first.reject(new AppError("model/damaged", failure))
        if (isFirst && quickEnds >= FIRST_TRIES) {
          return first.reject(
            new AppError(
              "engine/lost",
              `The engine's process ended ${quickEnds} times before it was ready (${why.signal ?? why.code}); the log says more.`,
            ),
          )
        }
        const delayMs = RESTART_MS[Math.min(Math.max(quickEnds - 1, 0), RESTART_MS.length - 1)]!
        log.warn({ engine: name, ...why, failure, delayMs }, "an engine process ended and will be started again")
        const timer = setTimeout(() => {
          timers.delete(timer)
          if (!closing) start()
        }, delayMs)
        timers.add(timer)
      }
      child.once("exit", (code, signal) => ended({ code, signal }))
      child.once("error", (err) => ended({ err }))
    }

    start()
    return first.promise
  }

  // Names that nobody else's engine has: whoever is killed by name is one of ours.
  const names = Array.from({ length: options.count }, (_, i) => `local-${i + 1}-${randomBytes(3).toString("hex")}`)
  const ready = Promise.all(names.map(startEngine)).then(() => undefined)

  return {
    ready,
    kill: (engineName) => children.get(engineName)?.kill("SIGKILL"),
    pids: () => [...children.values()].flatMap((child) => (isAlive(child) && child.pid ? [child.pid] : [])),
    close: async () => {
      closing = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all([...children.values()].map(stop))
    },
  }
}

const isAlive = (child: ChildProcess) => child.pid !== undefined && child.exitCode === null && child.signalCode === null

async function stop(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return
  const ended = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGTERM")
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS)
  await ended
  clearTimeout(timer)
}
