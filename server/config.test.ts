import { resolve } from "node:path"
import { expect, test } from "vitest"
import { AppError } from "../lib/errors.ts"
import { loadConfig } from "./config.ts"

test("without anything said: loopback, port 3000, ./data, one engine", () => {
  expect(loadConfig([], {})).toMatchObject({
    host: "127.0.0.1",
    port: 3000,
    dataFolder: resolve("data"),
    engineCount: 1,
    dev: false,
    logLevel: "info",
    publicOrigins: [],
    trustProxy: false,
  })
})

test("a flag wins over its variable, an empty variable is none", () => {
  const env = { EMULSION_PORT: "4000", EMULSION_ENGINES: "2", EMULSION_HOST: "" }
  const config = loadConfig(["--port", "5000", "--dev"], env)
  expect(config).toMatchObject({ port: 5000, engineCount: 2, host: "127.0.0.1", dev: true })
})

test.each([
  [["--port", "http"], {}, "--port"],
  [["--port", "65536"], {}, "--port"],
  [["--port=-1"], {}, "--port"],
  [["--engines", "1.5"], {}, "--engines"],
  [["--log-level", "loud"], {}, "--log-level"],
  [["--prot", "3000"], {}, "--prot"],
  [["3000"], {}, "3000"],
  [[], { EMULSION_PUBLIC_ORIGINS: "draw.example" }, "EMULSION_PUBLIC_ORIGINS"],
  [[], { EMULSION_PUBLIC_ORIGINS: "https://draw.example/" }, "EMULSION_PUBLIC_ORIGINS"],
  [[], { EMULSION_PUBLIC_ORIGINS: "javascript:alert(1)" }, "EMULSION_PUBLIC_ORIGINS"],
  [[], { EMULSION_ENGINE_TOKEN: "short" }, "EMULSION_ENGINE_TOKEN"],
  [[], { EMULSION_TRUST_PROXY: "maybe" }, "EMULSION_TRUST_PROXY"],
])("%j %j is refused in one sentence that names it", (argv, env, named) => {
  let error: unknown
  try {
    loadConfig(argv, env)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(AppError)
  expect(error).toMatchObject({ code: "config/invalid" })
  expect((error as AppError).message).toContain(named)
  expect((error as AppError).message).toMatch(/^[^\n]+\.$/)
})
