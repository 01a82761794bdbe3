/**
 * Every error that crosses a boundary. A code says what happened to a program, the message says it to a person:
 * what was expected, what came, and how to mend it. Clients are sent code and message, never `cause`.
 */

export const ERROR_CODES = [
  // what somebody asked for
  "request/malformed",
  "request/too-large",
  "prompt/empty",
  "prompt/too-long",
  "size/out-of-range",
  "steps/out-of-range",
  "guidance/out-of-range",
  "strength/out-of-range",
  "seed/out-of-range",
  "mask/wrong-size",
  "mask/empty",
  "model/unknown",
  "model/cannot",
  // who asked, and where
  "origin/forbidden",
  "session/missing",
  "room/not-found",
  "room/full",
  "role/forbidden",
  "rate/limited",
  "queue/full",
  "generation/not-found",
  "generation/not-yours",
  "generation/finished",
  "step/not-kept",
  // pictures
  "asset/not-found",
  "asset/too-large",
  "asset/unsupported",
  "asset/damaged",
  // engines and models
  "engine/none",
  "engine/lost",
  "engine/failed",
  "engine/unauthorised",
  "model/missing",
  "model/damaged",
  "model/unsupported",
  "tensor/shape",
  "job/cancelled",
  // this machine
  "config/invalid",
  "port/in-use",
  "data/unwritable",
  "store/failed",
  "document/too-large",
  "document/damaged",
  "internal",
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** A broken promise or refusal with a code from the closed union above. */
export class AppError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = "AppError"
    this.code = code
  }
}

/** What a client may be told: `{ ok: false, code, message }`. */
export interface Refusal {
  readonly ok: false
  readonly code: ErrorCode
  readonly message: string
}

export function refusal(code: ErrorCode, message: string): Refusal {
  return { ok: false, code, message }
}

/** Turns anything thrown into what a client may see; an unexpected error's text stays in the log. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof AppError) return refusal(error.code, error.message)
  return refusal("internal", "Something went wrong on the server. It has been logged.")
}
