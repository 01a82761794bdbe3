/** The main job with two people in one room, on the production build, with the exact toy model and slow steps. */
import { expect, test } from "vitest"
import { linkFor, useBrowserStage } from "../support/browser-stage.ts"
import { openRoomAsHost, openVisitor, type Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ stepMs: 400 })

/** Looks at a visitor's picture until it is finished; answers how many different pictures were seen on the way. */
async function countPreviews(visitor: Visitor, prompt: string): Promise<number> {
  const isDone = (text: string) => text.startsWith(prompt) && !/, (step \d+ of|queued)/.test(text)
  const { width, height } = visitor.page.viewportSize()!
  // Pictures appear at the middle of the window: both windows have one size, and the same part of the board.
  const clip = { x: width / 2 - 40, y: height / 2 - 60, width: 80, height: 60 }
  const seen = new Set<string>()
  const until = Date.now() + 30_000
  while (Date.now() < until) {
    seen.add(await visitor.look(clip))
    if ((await visitor.elements()).some(isDone)) break
  }
  seen.add(await visitor.look(clip))
  return seen.size
}

test("one draws, the other sees it; one prompts, both see the picture develop step by step", async () => {
  const { host, link } = await openRoomAsHost(stage.browser, stage.server.url, {
    name: "Rosy Fox",
    title: "Two people",
  })
  const guest = await openVisitor(stage.browser, { url: link, name: "Teal Heron" })
  await guest.page.locator("[data-canvas]").waitFor()

  await host.draw("Pen", [
    [200, 200],
    [260, 240],
    [320, 200],
    [380, 240],
  ])
  await guest.seesElement(/drawing|stroke/i)
  await guest.draw("Rectangle", [
    [180, 300],
    [300, 380],
  ])
  await host.seesElement(/rectangle/i)

  await host.page.getByRole("button", { name: "Select", exact: true }).click()
  await host.prompt("a lighthouse on a cliff at sunset, watercolour")
  await expect
    .poll(() => guest.page.locator("[data-prompt]").inputValue())
    .toBe("a lighthouse on a cliff at sunset, watercolour")
  await host.generate()
  const prompt = "a lighthouse on a cliff at sunset"
  const [hostSaw, guestSaw] = await Promise.all([countPreviews(host, prompt), countPreviews(guest, prompt)])
  // Before the first step, at least three steps, and the result.
  expect(hostSaw).toBeGreaterThanOrEqual(4)
  expect(guestSaw).toBeGreaterThanOrEqual(4)
  expect(host.errors()).toEqual([])
  expect(guest.errors()).toEqual([])
  await guest.close()
  await host.close()
})

test("who joins late sees the newest step; the host cancels, and it stops", async () => {
  const { host, link } = await openRoomAsHost(stage.browser, stage.server.url, { name: "Rosy Fox" })
  await host.prompt("a slow picture")
  // Under "more", so that there is time to join.
  await host.page.getByRole("button", { name: /^Denoising/ }).click()
  await host.page.getByRole("slider", { name: "Steps" }).press("End")
  await host.page.keyboard.press("Escape")
  await host.generate()
  await host.seesElement(/step [3-9] of/)
  const late = await openVisitor(stage.browser, { url: link, name: "Late Owl" })
  await late.seesElement(/step \d+ of/)
  await host.page
    .getByRole("complementary", { name: "Selected picture" })
    .getByRole("button", { name: "Cancel" })
    .click()
  await late.seesElement(/cancelled/i)
  await host.seesElement(/cancelled/i)
  await late.close()
  await host.close()
})

test("undo takes back one's own work and leaves the other's", async () => {
  const { host, guest, close } = await stage.openTwo()
  await host.draw("Rectangle", [
    [200, 200],
    [300, 300],
  ])
  await guest.seesElement(/rectangle/i)
  await guest.draw("Ellipse", [
    [400, 200],
    [500, 300],
  ])
  await host.seesElement(/ellipse/i)
  await host.page.getByRole("button", { name: "Undo" }).click()
  await guest.seesNoElement(/rectangle/i)
  await guest.seesElement(/ellipse/i)
  await host.page.getByRole("button", { name: "Redo" }).click()
  await guest.seesElement(/rectangle/i)
  await close()
})

test("a room is as it was after a reload, and the badge says Saved", async () => {
  const { host } = await openRoomAsHost(stage.browser, stage.server.url)
  await host.draw("Ellipse", [
    [400, 200],
    [500, 300],
  ])
  await host.page.getByText("Saved", { exact: true }).waitFor()
  await host.page.reload()
  await host.seesElement(/ellipse/i)
  await host.close()
})

test("a viewer looks on: no tools, no prompt, and the host's work arrives", async () => {
  const { host } = await openRoomAsHost(stage.browser, stage.server.url)
  const viewer = await openVisitor(stage.browser, { url: await linkFor(host, "viewer") })
  await viewer.page.locator("[data-canvas]").waitFor()
  await host.draw("Rectangle", [
    [200, 200],
    [300, 300],
  ])
  await viewer.seesElement(/rectangle/i)
  expect(await viewer.page.getByRole("button", { name: "Pen", exact: true }).count()).toBe(0)
  expect(await viewer.page.locator("[data-prompt]").count()).toBe(0)
  await viewer.close()
  await host.close()
})

test("a link that is wrong, or cut short, is told in words", async () => {
  const { host, link } = await openRoomAsHost(stage.browser, stage.server.url)
  const stranger = await openVisitor(stage.browser, { url: link.split("#")[0]! })
  await stranger.page.getByRole("heading", { name: /can’t come in/ }).waitFor()
  await stranger.close()
  await host.close()
})
