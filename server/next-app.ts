/** The pages: built when they are not, or not from this source; served with a nonce for every answer. */
import { spawn } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import { readdir, readFile, writeFile } from "node:fs/promises"
import type { IncomingMessage, ServerResponse } from "node:http"
import { join } from "node:path"
import type { Duplex } from "node:stream"
import { fileURLToPath } from "node:url"
import next from "next"
import { AppError } from "../lib/errors.ts"

const PROJECT_FOLDER = fileURLToPath(new URL("..", import.meta.url))
const STAMP = ".next/emulsion-source"
/** What the pages are built from. */
const SOURCES = ["app", "lib", "next.config.ts", "postcss.config.mjs", "tsconfig.json", "package-lock.json"]

export interface NextApp {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Hot reload's socket while developing. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
  close(): Promise<void>
}

/** @throws {AppError} internal when the pages cannot be built; the build's own words come before it */
export async function createNextApp(options: { dev: boolean; say: (line: string) => void }): Promise<NextApp> {
  if (!options.dev) await buildIfStale(options.say)
  const app = next({ dev: options.dev, dir: PROJECT_FOLDER, quiet: true })
  await app.prepare()
  const handle = app.getRequestHandler()
  const upgrade = app.getUpgradeHandler()
  return {
    handle: async (request, response) => {
      const nonce = randomBytes(16).toString("base64")
      const policy = contentSecurityPolicy(nonce, options.dev)
      // Next reads the nonce for its own scripts from the request's policy; the layout from x-nonce.
      request.headers["content-security-policy"] = policy
      request.headers["x-nonce"] = nonce
      response.setHeader("content-security-policy", policy)
      await handle(request, response)
    },
    handleUpgrade: (request, socket, head) => upgrade(request, socket, head),
    close: () => app.close(),
  }
}

function contentSecurityPolicy(nonce: string, dev: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    // React and Radix set style attributes; a nonce would not cover those.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self' data:",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ")
}

async function buildIfStale(say: (line: string) => void): Promise<void> {
  const source = await hashOfSources()
  const built = await readFile(join(PROJECT_FOLDER, STAMP), "utf8").catch(() => "")
  if (built === source) return
  say("Building the pages (once, about half a minute)…")
  await runBuild()
  await writeFile(join(PROJECT_FOLDER, STAMP), source)
}

async function runBuild(): Promise<void> {
  const nextBin = join(PROJECT_FOLDER, "node_modules", "next", "dist", "bin", "next")
  const child = spawn(process.execPath, [nextBin, "build"], {
    cwd: PROJECT_FOLDER,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  child.stdout.on("data", (data: Buffer) => (output += data.toString()))
  child.stderr.on("data", (data: Buffer) => (output += data.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", resolve)
  })
  if (code !== 0) {
    console.error(output)
    throw new AppError("internal", "The pages could not be built; the reason is above.")
  }
}

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256")
  for (const source of SOURCES) {
    const path = join(PROJECT_FOLDER, source)
    const files = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined)
    if (!files) {
      hash.update(source).update(await readFile(path).catch(() => ""))
      continue
    }
    const names = files
      .filter((file) => file.isFile() && !file.name.includes(".test."))
      .map((file) => join(file.parentPath, file.name))
    for (const name of names.sort()) hash.update(name.slice(path.length)).update(await readFile(name))
  }
  return hash.digest("hex")
}
