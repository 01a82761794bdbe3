/** Starting and stopping the program: one address, one sentence when it cannot, and a clean end. */
import { spawn } from "node:child_process"
import { stat, writeFile } from "node:fs/promises"
import { type AddressInfo, createServer } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"
import { eventually, makeRoom } from "../support/connect-client.ts"
import { enterRoom, generate } from "../support/job-client.ts"
import { startServer, temporaryFolder } from "../support/start-server.ts"

const SERVER_MAIN = fileURLToPath(new URL("../../server/main.ts", import.meta.url))
const TOY = { EMULSION_MODELS: "toy", EMULSION_TOY_STEP_MS: "100" }

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.remove())

/** Runs the program until it ends of its own accord. */
async function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [SERVER_MAIN, "--headless", "--log-level", "silent", ...args], {
    env: { ...process.env, ...TOY, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()))
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve))
  return { code, lines: output.trim().split("\n") }
}

test("it prints one address, keeps its secrets to itself, and a Ctrl-C in the middle of a picture ends it cleanly", async () => {
  const data = join(folder.path, "data")
  const server = await startServer({ dataFolder: data, engines: 1, args: ["--headless"], env: TOY })
  expect(server.output().match(/Emulsion is ready at/g)).toEqual(["Emulsion is ready at"])
  const secret = await stat(join(data, "secrets", "engine-token"))
  expect(secret.mode & 0o777).toBe(0o600)
  const room = await makeRoom(server.url)
  const socket = await enterRoom(room.host, room.roomId)
  await generate(socket, room.roomId, { stepCount: 50 })
  await eventually(() => socket.previews.length >= 2)
  socket.socket.io.reconnection(false)
  const beforeMs = performance.now()
  process.kill(server.pid, "SIGINT")
  expect(await server.stop()).toBe(0)
  expect(performance.now() - beforeMs).toBeLessThan(6_000)
  // Nothing of it is left running that could still answer.
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
})

test("a port in use is named, with how to mend it", async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
  const { port } = other.address() as AddressInfo
  const { code, lines } = await run(["--port", String(port), "--data", join(folder.path, "port")])
  other.close()
  expect(code).toBe(1)
  expect(lines).toEqual([`Port ${port} is in use: stop the other program, or choose another with --port.`])
})

test("a data folder that cannot be one is named", async () => {
  const file = join(folder.path, "a-file")
  await writeFile(file, "not a folder")
  const { code, lines } = await run(["--port", "0", "--data", file])
  expect(code).toBe(1)
  expect(lines.length).toBe(1)
  expect(lines[0]).toContain(file)
})

test("flags and settings that make no sense are named", async () => {
  const outcomes = await Promise.all([
    run(["--port", "many"]),
    run(["--colour", "red"]),
    run(["--data", join(folder.path, "settings")], { EMULSION_ENGINE_TOKEN: "short" }),
    run(["--data", join(folder.path, "settings"), "--port", "0"], { EMULSION_TOY_STEP_MS: "-1" }),
  ])
  const words = [/--port/, /--colour/, /EMULSION_ENGINE_TOKEN/, /EMULSION_TOY_STEP_MS/]
  outcomes.forEach(({ code, lines }, i) => {
    expect({ code, count: lines.length }).toEqual({ code: 1, count: 1 })
    expect(lines[0]).toMatch(words[i]!)
  })
})
