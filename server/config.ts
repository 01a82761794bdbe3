/** Flags and environment → one typed, checked `Config`. Nothing else in the server reads either. */
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { z } from "zod"
import { AppError } from "../lib/errors.ts"

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface Config {
  /** The address to listen on; loopback unless told otherwise. */
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Absolute. Everything that must last lives in it. */
  readonly dataFolder: string
  /** How many engine processes this server starts on its own machine. */
  readonly engineCount: number
  readonly dev: boolean
  /** No pages: the API, the sockets and the engines alone. */
  readonly headless: boolean
  readonly logLevel: LogLevel
  /** Origins the pages are served from when a proxy changes them, e.g. https://draw.example.org. */
  readonly publicOrigins: readonly string[]
  /** Takes the place of the generated secret, so that engines on other machines can be given it. */
  readonly engineToken: string | undefined
  /** Believe X-Forwarded-For and X-Forwarded-Proto: only behind a proxy that sets them itself. */
  readonly trustProxy: boolean
}

/** Each setting's flag and environment variable, in words for the README and for `--help`. */
export const SETTINGS = [
  { flag: "port", variable: "EMULSION_PORT", meaning: "port to listen on (default 3000; 0: any free one)" },
  { flag: "host", variable: "EMULSION_HOST", meaning: "address to listen on (default 127.0.0.1)" },
  { flag: "data", variable: "EMULSION_DATA", meaning: "folder for everything that lasts (default ./data)" },
  { flag: "engines", variable: "EMULSION_ENGINES", meaning: "engine processes to start here (default 1)" },
  {
    flag: "log-level",
    variable: "EMULSION_LOG_LEVEL",
    meaning: `one of ${LOG_LEVELS.join(", ")} (default info, warn at a terminal)`,
  },
  { variable: "EMULSION_PUBLIC_ORIGINS", meaning: "origins people's browsers see, comma-separated, behind a proxy" },
  { variable: "EMULSION_ENGINE_TOKEN", meaning: "secret engines show (default: one generated in the data folder)" },
  { variable: "EMULSION_TRUST_PROXY", meaning: "1: believe X-Forwarded-For and -Proto of the proxy in front" },
] as const

const wholeNumber = (name: string, max: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `${name} must be a whole number from 0 to ${max}`)
    .transform(Number)
    .refine((value) => value <= max, `${name} must be a whole number from 0 to ${max}`)

const origin = z.string().refine((value) => {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return false
  return new URL(value).origin === value
}, "EMULSION_PUBLIC_ORIGINS must list origins such as https://draw.example.org, without a path or a final slash")

const settingsSchema = z.object({
  port: wholeNumber("--port", 65535).default(3000),
  host: z.string().min(1, "--host must name an address").default("127.0.0.1"),
  data: z.string().min(1, "--data must name a folder").default("./data"),
  engines: wholeNumber("--engines", 64).default(1),
  logLevel: z.enum(LOG_LEVELS, `--log-level must be one of ${LOG_LEVELS.join(", ")}`).default("info"),
  publicOrigins: z.array(origin).default([]),
  engineToken: z.string().min(32, "EMULSION_ENGINE_TOKEN must have at least 32 characters").optional(),
  trustProxy: z
    .enum(["0", "1", "false", "true"], "EMULSION_TRUST_PROXY must be 0 or 1")
    .default("0")
    .transform((value) => value === "1" || value === "true"),
})

/**
 * @param options.isTerminal whether a person reads the log as it comes
 * @param argv what follows `node server/main.ts`; a flag wins over its variable
 * @throws {AppError} `config/invalid` with one sentence that says what to change
 */
export function loadConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  options: { readonly isTerminal?: boolean } = {},
): Config {
  const flags = readFlags(argv)
  // An empty variable is what a shell leaves of an unset one.
  const variable = (name: string) => (env[name] === "" ? undefined : env[name])
  const parsed = settingsSchema.safeParse({
    port: flags.port ?? variable("EMULSION_PORT"),
    host: flags.host ?? variable("EMULSION_HOST"),
    data: flags.data ?? variable("EMULSION_DATA"),
    engines: flags.engines ?? variable("EMULSION_ENGINES"),
    // Somebody at a terminal wants the address and what went wrong; a log collector wants everything.
    logLevel: flags["log-level"] ?? variable("EMULSION_LOG_LEVEL") ?? (options.isTerminal ? "warn" : undefined),
    publicOrigins: variable("EMULSION_PUBLIC_ORIGINS")
      ?.split(",")
      .map((text) => text.trim()),
    engineToken: variable("EMULSION_ENGINE_TOKEN"),
    trustProxy: variable("EMULSION_TRUST_PROXY"),
  })
  if (!parsed.success) throw new AppError("config/invalid", `${parsed.error.issues[0]?.message}.`)
  const { data, engines, ...rest } = parsed.data
  return {
    host: rest.host,
    port: rest.port,
    dataFolder: resolve(data),
    engineCount: engines,
    dev: flags.dev ?? false,
    headless: flags.headless ?? false,
    logLevel: rest.logLevel,
    publicOrigins: rest.publicOrigins,
    engineToken: rest.engineToken,
    trustProxy: rest.trustProxy,
  }
}

function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: "string" },
        host: { type: "string" },
        data: { type: "string" },
        engines: { type: "string" },
        "log-level": { type: "string" },
        dev: { type: "boolean" },
        headless: { type: "boolean" },
      },
    }).values
  } catch (cause) {
    const known = SETTINGS.flatMap((setting) => ("flag" in setting ? [`--${setting.flag}`] : []))
    const said = cause instanceof Error ? cause.message.split(". ")[0] : "The command line could not be read"
    throw new AppError("config/invalid", `${said}; the flags are ${known.join(", ")}, --dev and --headless.`, { cause })
  }
}
