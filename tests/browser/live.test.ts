/** A live frame with two people in one room, on the production build, with the exact toy model. */
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { launchBrowser, openRoomAsHost, openVisitor, type Visitor } from "../support/open-browser.ts"
import { type RunningServer, startServer, temporaryFolder } from "../support/start-server.ts"

let browser: Browser
let server: RunningServer
let data: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  data = await temporaryFolder()
  server = await startServer({
    dataFolder: data.path,
    engines: 1,
    env: { EMULSION_MODELS: "toy", EMULSION_TOY_STEP_MS: "10" },
  })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await data?.remove()
})

/** The frame as it is drawn, and a part of it that nobody draws in and no cursor is over. */
const FRAME = [
  [240, 160],
  [520, 440],
] as const
const UNDRAWN = { x: 440, y: 180, width: 60, height: 60 }
const AWAY = [900, 120] as const

const live = (visitor: Visitor) => visitor.page.getByRole("toolbar", { name: "Live frame" })
const status = (visitor: Visitor) => visitor.page.getByRole("status", { name: "Live frame" })

/** Drawings and pictures of live frames that this page's sockets carry. */
function countLive(visitor: Visitor) {
  const counts = { sent: 0, received: 0 }
  visitor.page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (String(payload).includes('"live:frame"')) counts.sent++
    })
    socket.on("framereceived", ({ payload }) => {
      if (String(payload).includes('"live:picture"')) counts.received++
    })
  })
  return counts
}

test("two people draw in a live frame: both see its picture change while they draw, and nothing is sent at rest", async () => {
  const { host, link } = await openRoomAsHost(browser, server.url, { name: "Rosy Fox" })
  const guest = await openVisitor(browser, { url: server.url, name: "Teal Heron" })
  const guests = countLive(guest)
  await guest.page.goto(link)
  await guest.page.locator("[data-canvas]").waitFor()
  await host.draw("Frame", FRAME)
  await guest.seesElement(/frame/i)
  await host.prompt("a lighthouse on a cliff")
  const bare = await guest.look(UNDRAWN)
  await live(host).getByRole("button", { name: "Live", exact: true }).click()
  await expect.poll(() => status(host).textContent()).toBe("draw in it")
  expect(guests.received).toBe(0)

  // The host's pen is still down: the picture is there already, on the other screen too.
  await host.page.getByRole("button", { name: "Pen", exact: true }).click()
  await host.page.mouse.move(270, 300)
  await host.page.mouse.down()
  await host.page.mouse.move(330, 340, { steps: 5 })
  await expect.poll(() => guest.look(UNDRAWN)).not.toBe(bare)
  await expect.poll(() => guests.received).toBeGreaterThan(0)
  await host.page.mouse.move(380, 400, { steps: 10 })
  await host.page.mouse.up()
  await host.page.mouse.move(...AWAY)

  const settled = async (visitor: Visitor) => {
    let before = ""
    await expect
      .poll(
        async () => {
          const now = await visitor.look(UNDRAWN)
          const isSame = now === before
          before = now
          return isSame
        },
        { interval: 1_200, timeout: 20_000 },
      )
      .toBe(true)
    return before
  }
  const hosts = await settled(host)
  expect(await settled(guest)).toBe(hosts)

  // Now the guest draws, and the host sees it.
  await guest.draw("Pen", [
    [290, 200],
    [420, 210],
    [300, 260],
  ])
  await guest.page.mouse.move(...AWAY)
  await expect.poll(() => host.look(UNDRAWN)).not.toBe(hosts)
  const both = await settled(host)
  expect(await settled(guest)).toBe(both)
  expect(guests.sent).toBeGreaterThan(0)

  // At rest nothing goes to and fro, and who comes late is shown the newest picture.
  const atRest = { ...guests }
  const late = await openVisitor(browser, { url: link, name: "Late Owl" })
  await late.page.locator("[data-canvas]").waitFor()
  await expect.poll(() => late.look(UNDRAWN), { timeout: 20_000 }).toBe(both)
  expect(guests.received - atRest.received).toBeLessThanOrEqual(1)
  for (const visitor of [host, guest, late]) expect(visitor.errors()).toEqual([])
  await late.close()

  // Kept: a picture like any other, beside the frame.
  await host.page.getByRole("button", { name: "Select", exact: true }).click()
  await host.page.mouse.click(242, 300)
  await expect.poll(() => status(host).textContent(), { timeout: 10_000 }).toBe("at rest")
  await live(host).getByRole("button", { name: "Keep" }).click()
  await guest.seesElement(/a lighthouse on a cliff by [^,]*, generated picture/)
  await live(host).getByRole("button", { name: "Live", exact: true }).click()
  await expect.poll(() => guest.look(UNDRAWN)).toBe(bare)
  await guest.close()
  await host.close()
})
