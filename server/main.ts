/**
 * Boot only: configuration, wiring, listening, closing. What each part does is in its folder.
 *
 *   node server/main.ts [--port N] [--host H] [--data FOLDER] [--engines N] [--dev | --headless] | --build-only
 */
import { AppError } from "../lib/errors.ts"
import { loadConfig } from "./config.ts"
import { createLog } from "./log.ts"
import { wireServer } from "./wire-server.ts"

const say = (line: string) => console.log(line)

try {
  if (process.argv.includes("--build-only")) {
    const { createNextApp } = await import("./next-app.ts")
    const app = await createNextApp({ dev: false, say })
    await app.close()
    process.exit(0)
  }
  await serve()
} catch (error) {
  // Whoever started it reads one sentence that says what is wrong and how to mend it; a stack is for our own mistakes.
  console.error(error instanceof AppError ? error.message : error)
  process.exit(1)
}

async function serve(): Promise<void> {
  const config = loadConfig(process.argv.slice(2), process.env, { isTerminal: process.stderr.isTTY })
  const log = createLog({ level: config.logLevel })
  const createPages = async () => {
    // Next takes a second to load, and a headless server has no use for it.
    const { createNextApp } = await import("./next-app.ts")
    return createNextApp({ dev: config.dev, say })
  }
  const wired = wireServer({
    config,
    log,
    withProcessMetrics: true,
    ...(!config.headless && { pages: createPages }),
  })
  const close = onceOnly(async () => {
    const deadline = setTimeout(() => process.exit(1), 10_000)
    deadline.unref()
    await wired.close()
    process.exit(0)
  })
  process.once("SIGINT", () => void close())
  process.once("SIGTERM", () => void close())
  const { url } = await wired.start()
  say(`Emulsion is ready at ${url}`)
}

function onceOnly(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work()
    return running
  }
}
