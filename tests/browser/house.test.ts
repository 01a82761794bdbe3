/** The main job with the model that ships: House paints, and two browsers receive every step of it. */
import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { useBrowserStage } from "../support/browser-stage.ts"
import { openRoomAsHost, openVisitor, type Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage()

/** Hashes of the different pictures that arrive on a page's sockets as binary frames: the previews. */
function watchPreviews(visitor: Visitor): Set<string> {
  const seen = new Set<string>()
  visitor.page.on("websocket", (socket) => {
    if (!socket.url().includes("/socket.io")) return
    socket.on("framereceived", ({ payload }) => {
      if (typeof payload !== "string") seen.add(createHash("sha256").update(payload).digest("hex"))
    })
  })
  return seen
}

test("in a new room an example prompt becomes a picture within seconds, each step seen by both", async () => {
  const { host, link } = await openRoomAsHost(stage.browser, stage.server.url, { name: "Rosy Fox" })
  const guest = await openVisitor(stage.browser, { url: stage.server.url, name: "Teal Heron" })
  const guestPreviews = watchPreviews(guest)
  await guest.page.goto(link)
  await guest.page.locator("[data-canvas]").waitFor()
  await host.page.getByText("1 engine").waitFor()
  const hostPreviews = watchPreviews(host)
  await host.page.reload()
  await host.page.locator("[data-canvas]").waitFor()

  await host.page.getByRole("button", { name: /sailing ship at sunset/ }).click()
  const finished = /^a sailing ship at sunset, watercolour by Rosy Fox, generated picture/
  await Promise.all([host.seesElement(finished, 30_000), guest.seesElement(finished, 30_000)])
  expect(hostPreviews.size).toBeGreaterThanOrEqual(3)
  expect(guestPreviews.size).toBeGreaterThanOrEqual(3)

  const panel = host.page.getByRole("complementary", { name: "Selected picture" })
  await panel.getByText("House", { exact: true }).waitFor()
  // The film holds every step, for whoever comes later too.
  await host.page.reload()
  await host.seesElement(finished)
  await host.page.locator("[data-canvas]").focus()
  await host.page.keyboard.press("Tab")
  await expect.poll(() => panel.getByRole("button", { name: /^Step \d+$/ }).count()).toBeGreaterThanOrEqual(3)
  expect(host.errors()).toEqual([])
  expect(guest.errors()).toEqual([])
  await guest.close()
  await host.close()
})

test("the prompt box says which word House does not know, and offers the nearest it does", async () => {
  const { host } = await openRoomAsHost(stage.browser, stage.server.url)
  await host.prompt("a lihgthouse by the sea ")
  await host.page.getByRole("button", { name: "lighthouse?" }).click()
  expect(await host.page.locator("[data-prompt]").inputValue()).toBe("a lighthouse by the sea ")
  await host.close()
})
