/** What breaks while people work: the connection, the server, the engine. */
import { execFileSync } from "node:child_process"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { launchBrowser, openRoomAsHost, openVisitor } from "../support/open-browser.ts"
import { type RunningServer, startServer, temporaryFolder } from "../support/start-server.ts"

let browser: Browser
let data: Awaited<ReturnType<typeof temporaryFolder>>
let server: RunningServer

const start = (port?: number) =>
  startServer({
    dataFolder: data.path,
    engines: 1,
    env: { EMULSION_MODELS: "toy", EMULSION_TOY_STEP_MS: "400" },
    ...(port !== undefined && { port }),
  })

beforeAll(async () => {
  data = await temporaryFolder()
  server = await start()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await data?.remove()
})

test("the server is killed: nothing saved is lost, work done meanwhile merges, and the room goes on", async () => {
  const { host, link } = await openRoomAsHost(browser, server.url)
  const guest = await openVisitor(browser, { url: link })
  await guest.page.locator("[data-canvas]").waitFor()
  await host.draw("Rectangle", [
    [200, 200],
    [300, 300],
  ])
  await guest.seesElement(/rectangle/i)
  await host.page.getByText("Saved", { exact: true }).waitFor()

  const port = Number(new URL(server.url).port)
  await server.kill()
  await host.page.getByText(/^Offline/).waitFor()
  await host.draw("Ellipse", [
    [400, 200],
    [500, 300],
  ])
  server = await start(port)

  await guest.seesElement(/ellipse/i, 30_000)
  await guest.seesElement(/rectangle/i)
  await host.page.getByText("Saved", { exact: true }).waitFor()
  await host.page.getByText("1 engine").waitFor({ timeout: 30_000 })
  await host.page.getByRole("button", { name: "Select", exact: true }).click()
  await host.prompt("after the night")
  await host.generate()
  await guest.seesElement(/^after the night by [^,]*, generated picture/)
  await guest.close()
  await host.close()
})

test("the engine is killed in the middle of a picture: it is made again, and stands there once", async () => {
  const { host } = await openRoomAsHost(browser, server.url)
  await host.prompt("a picture that survives")
  await host.generate()
  await host.seesElement(/step [2-9] of/)
  // The engine is the server's only child; by number, never by name.
  const children = execFileSync("pgrep", ["-P", String(server.pid)], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map(Number)
  for (const pid of children) process.kill(pid, "SIGKILL")
  await expect
    .poll(
      async () =>
        (await host.elements()).filter((text) => /survives/.test(text) && !/step|queued|waiting/.test(text)).length,
      {
        timeout: 60_000,
      },
    )
    .toBe(1)
  await host.page.getByRole("complementary", { name: "Selected picture" }).getByText("took").waitFor()
  await host.close()
})
