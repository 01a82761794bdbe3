/** A live frame with two people in one room, on the production build, with the exact toy model. */
import { expect, test } from "vitest"
import { shoot, useBrowserStage } from "../support/browser-stage.ts"
import { openRoomAsHost, openVisitor, type Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ stepMs: 10 })

/** The frame as it is drawn, and a part of it that nobody draws in and no cursor is over. */
const FRAME = [
  [240, 160],
  [520, 440],
] as const
const UNDRAWN = { x: 440, y: 180, width: 60, height: 60 }
const AWAY = [900, 120] as const

const live = (visitor: Visitor) => visitor.page.getByRole("toolbar", { name: "Live frame" })
const status = (visitor: Visitor) => visitor.page.getByRole("status", { name: "Live frame" })

/** Drawings and pictures of live frames that this page's sockets carry, and how many steps the drawings ask for. */
function countLive(visitor: Visitor) {
  const counts = { sent: 0, received: 0, steps: new Set<number>() }
  visitor.page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (!String(payload).includes('"live:frame"')) return
      counts.sent++
      counts.steps.add(Number(/"stepCount":(\d+)/.exec(String(payload))?.[1]))
    })
    socket.on("framereceived", ({ payload }) => {
      if (String(payload).includes('"live:picture"')) counts.received++
    })
  })
  return counts
}

test("two people draw in a live frame: both see its picture change while they draw, and nothing is sent at rest", async () => {
  const { host, link } = await openRoomAsHost(stage.browser, stage.server.url, { name: "Rosy Fox" })
  const guest = await openVisitor(stage.browser, { url: stage.server.url, name: "Teal Heron" })
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
  const late = await openVisitor(stage.browser, { url: link, name: "Late Owl" })
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

test("how fine a live frame is drawn is one choice for all: few steps while somebody draws, more at rest", async () => {
  const { host, guest, close } = await stage.openTwo()
  const counts = [host, guest].map(countLive)
  for (const visitor of [host, guest]) {
    await visitor.page.reload()
    await visitor.page.locator("[data-canvas]").waitFor()
  }
  const stepsAsked = () => [...new Set(counts.flatMap(({ steps }) => [...steps]))].sort((a, b) => a - b)
  const selectFrame = async (visitor: Visitor) => {
    await visitor.page.getByRole("button", { name: "Select", exact: true }).click()
    await visitor.page.mouse.click(242, 300)
  }
  await host.draw("Frame", FRAME)
  await host.prompt("a lighthouse on a cliff")
  await live(host).getByRole("button", { name: "Live", exact: true }).click()
  await host.draw("Pen", [
    [290, 200],
    [420, 210],
    [300, 260],
  ])
  // The toy takes eight steps by itself.
  await expect.poll(stepsAsked, { timeout: 10_000 }).toEqual([2, 8])

  for (const visitor of [host, guest]) await selectFrame(visitor)
  await live(host).getByRole("button", { name: "Quality: balanced" }).waitFor()
  await live(guest).getByRole("button", { name: "Quality: balanced" }).click()
  await guest.page.getByRole("radio", { name: "fine" }).click()
  await shoot(guest, "live-quality")
  await guest.page.keyboard.press("Escape")
  await live(host).getByRole("button", { name: "Quality: fine" }).waitFor()
  for (const { steps } of counts) steps.clear()
  await guest.draw("Pen", [
    [300, 330],
    [340, 400],
    [300, 410],
  ])
  await expect.poll(stepsAsked, { timeout: 10_000 }).toEqual([4, 16])
  await close()
})
