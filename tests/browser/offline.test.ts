/** Work without a network: it is kept on this machine, survives the window, and merges when the network is back. */
import { expect, test } from "vitest"
import { useBrowserStage } from "../support/browser-stage.ts"
import { openRoomAsHost, openVisitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ engines: 0 })

test("a shape drawn offline is not lost with the window, and reaches the others on return", async () => {
  const { host, guest, link, close } = await stage.openTwo()
  await guest.page.getByText("Saved", { exact: true }).waitFor()

  await guest.context.setOffline(true)
  await guest.page.getByText(/^Offline/).waitFor()
  await guest.draw("Rectangle", [
    [300, 300],
    [420, 380],
  ])
  await guest.seesElement(/rectangle/)
  await host.draw("Ellipse", [
    [500, 300],
    [600, 380],
  ])
  await host.seesElement(/ellipse/)
  expect(await host.elements()).toHaveLength(1)
  expect(await guest.page.getByText("Saved", { exact: true }).count()).toBe(0)
  // What IndexedDB was given is written when its transaction ends.
  await guest.page.waitForTimeout(500)
  await guest.page.close()

  await guest.context.setOffline(false)
  const page = await guest.context.newPage()
  await page.goto(link)
  await page.getByText("Saved", { exact: true }).waitFor()
  await expect.poll(() => page.locator('ul[aria-label="Elements on the board"] > li').count()).toBe(2)
  await host.seesElement(/rectangle/)
  expect(host.errors()).toEqual([])
  await close()
})

test("a deletion that is said to be saved is gone for whoever comes next", async () => {
  const { host, link } = await openRoomAsHost(stage.browser, stage.server.url, { name: "Rosy Fox" })
  await host.draw("Rectangle", [
    [300, 300],
    [420, 380],
  ])
  await host.page.getByText("Saved", { exact: true }).waitFor()
  await host.page.keyboard.press("Delete")
  await host.seesNoElement(/rectangle/)
  await host.page.getByText("Saved", { exact: true }).waitFor()
  await host.close()
  const guest = await openVisitor(stage.browser, { url: link, name: "Teal Heron" })
  await guest.page.getByText("Saved", { exact: true }).waitFor()
  expect(await guest.elements()).toEqual([])
  await guest.close()
})
