/** Answers of /api: JSON with the headers that keep it from being framed, sniffed or cached. */
import type { ServerResponse } from "node:http"
import type { ErrorCode, Refusal } from "../../lib/errors.ts"

export const SAFE_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
} as const

export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    ...SAFE_HEADERS,
    "Cache-Control": "no-store",
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    ...headers,
  })
  response.end(text)
}

export function sendRefusal(response: ServerResponse, refused: Refusal, status = statusOf(refused.code)): void {
  const headers: Record<string, string> = {}
  // What was refused for its size is still being sent: this connection has no next request.
  if (status === 413) headers.Connection = "close"
  if (status === 429) headers["Retry-After"] = "60"
  if (status === 401) headers["WWW-Authenticate"] = "Bearer"
  sendJson(response, status, refused, headers)
}

/** The HTTP status of a refusal. Absent and forbidden rooms are both 404: one cannot be told from the other. */
export function statusOf(code: ErrorCode): number {
  switch (code) {
    case "session/missing":
    case "engine/unauthorised":
      return 401
    case "origin/forbidden":
    case "role/forbidden":
    case "generation/not-yours":
      return 403
    case "room/not-found":
    case "asset/not-found":
    case "generation/not-found":
      return 404
    case "generation/finished":
    case "step/not-kept":
      return 409
    case "request/too-large":
    case "asset/too-large":
    case "document/too-large":
      return 413
    case "asset/unsupported":
      return 415
    case "asset/damaged":
      return 422
    case "rate/limited":
    case "queue/full":
      return 429
    case "engine/none":
    case "engine/lost":
    case "room/full":
    case "store/failed":
      return 503
    case "internal":
    case "document/damaged":
    case "data/unwritable":
    case "config/invalid":
    case "port/in-use":
      return 500
    default:
      return 400
  }
}
