/** Structured logs: JSON lines on standard error, so that standard output stays for the one line people read. */
import { type DestinationStream, destination, type Logger, pino } from "pino"
import type { LogLevel } from "./config.ts"

export type Log = Logger

/** Secrets never reach a log, whatever object they arrive in. */
const REDACTED = [
  "secret",
  "token",
  "sessionToken",
  "engineToken",
  "cookie",
  "authorization",
  "*.secret",
  "*.token",
  "*.sessionToken",
  "*.engineToken",
  "*.cookie",
  "*.authorization",
  "req.headers",
]

/** @param options.stream where the lines go; standard error by default */
export function createLog(options: { readonly level: LogLevel; readonly stream?: DestinationStream }): Log {
  return pino(
    { level: options.level, base: null, redact: { paths: REDACTED, censor: "[redacted]" } },
    options.stream ?? destination({ fd: 2, sync: true }),
  )
}
