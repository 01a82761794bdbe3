/** Request bodies within their limits, whatever Content-Length says. */
import type { IncomingMessage } from "node:http"
import { AppError } from "../../lib/errors.ts"

/** How long what is sent beyond a limit is still read away, so that the sender gets to read the refusal. */
const DISCARD_MS = 5_000

/**
 * The whole body. A body over `maxBytes` is refused at its header or at the first byte beyond, and kept nowhere.
 * @throws {AppError} what `tooLarge` makes, or `request/malformed` when the sender gave up half-way
 */
export function readBody(request: IncomingMessage, maxBytes: number, tooLarge: () => AppError): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refuse = () => {
      request.removeAllListeners("data")
      request.resume()
      const timer = setTimeout(() => request.destroy(), DISCARD_MS)
      timer.unref()
      request.once("close", () => clearTimeout(timer))
      reject(tooLarge())
    }
    request.once("error", (cause) => reject(new AppError("request/malformed", "The upload broke off.", { cause })))
    request.once("close", () => {
      if (!request.complete) reject(new AppError("request/malformed", "The upload broke off."))
    })
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) return refuse()
    const chunks: Buffer[] = []
    let size = 0
    request.on("data", (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) {
        chunks.length = 0
        return refuse()
      }
      chunks.push(chunk)
    })
    request.once("end", () => {
      if (size <= maxBytes) resolve(Buffer.concat(chunks, size))
    })
  })
}

const MAX_JSON_BYTES = 64 * 2 ** 10

/** A JSON body; an empty one counts as `{}`. @throws {AppError} `request/too-large`, `request/malformed` */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(
    request,
    MAX_JSON_BYTES,
    () => new AppError("request/too-large", `A request may have at most ${MAX_JSON_BYTES / 2 ** 10} KB.`),
  )
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString("utf8"))
  } catch (cause) {
    throw new AppError("request/malformed", "The body is not JSON.", { cause })
  }
}
