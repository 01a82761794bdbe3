/** Calls of /api. A refusal comes back as an AppError with the server's code and words. */
import { AppError, ERROR_CODES, type ErrorCode } from "../../lib/errors.ts"

export async function callApi<T>(
  path: string,
  options: { method?: string; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const binary = options.body instanceof Blob
  let response: Response
  try {
    response = await fetch(`/api${path}`, {
      method: options.method ?? "GET",
      ...(options.body !== undefined && {
        body: binary ? (options.body as Blob) : JSON.stringify(options.body),
        headers: {
          "content-type": binary ? (options.body as Blob).type || "application/octet-stream" : "application/json",
        },
      }),
      ...(options.signal && { signal: options.signal }),
    })
  } catch (cause) {
    throw new AppError("internal", "The server cannot be reached.", { cause })
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer as T
  const { code, message } = (answer ?? {}) as { code?: string; message?: string }
  const known = ERROR_CODES.find((candidate) => candidate === code)
  throw new AppError(known ?? codeOfStatus(response.status), message ?? `The server answered ${response.status}.`)
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 404) return "room/not-found"
  if (status === 413) return "asset/too-large"
  if (status === 429) return "rate/limited"
  return "internal"
}
