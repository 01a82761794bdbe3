/** Secrets that this installation made for itself, one file each, readable by its own user alone. */
import { randomBytes } from "node:crypto"
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { AppError } from "../../lib/errors.ts"

/**
 * The secret `name` of a data folder: 256 random bits in base64url, made on first use.
 * @throws {AppError} `data/unwritable` when it can be neither read nor made, `store/failed` when it is damaged
 */
export function readOrMakeSecret(dataFolder: string, name: string): string {
  const folder = join(dataFolder, "secrets")
  const path = join(folder, name)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    try {
      // wx: two servers that start at once must not each make their own.
      writeFileSync(path, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600, flush: true })
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
    }
    chmodSync(path, 0o600)
    const secret = readFileSync(path, "utf8").trim()
    if (/^[A-Za-z0-9_-]{43}$/.test(secret)) return secret
  } catch (cause) {
    const message = `Cannot read or write ${path}: make the data folder writable, or choose another with --data.`
    throw new AppError("data/unwritable", message, { cause })
  }
  throw new AppError("store/failed", `${path} is damaged: delete it, and a new secret is made at the next start.`)
}
