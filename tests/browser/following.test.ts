/** Following another person's view, and a host who presents to everybody. */
import { expect, test } from "vitest"
import { shoot, useBrowserStage } from "../support/browser-stage.ts"
import type { Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ stepMs: 20 })

const zoom = async ({ page }: Visitor) =>
  Number(/\d+/.exec((await page.getByRole("button", { name: /^Zoom \d+ %/ }).getAttribute("aria-label"))!)![0])
const status = ({ page }: Visitor, words: string) => page.getByRole("status").filter({ hasText: words })

async function zoomWithWheel({ page }: Visitor, steps: number): Promise<void> {
  await page.mouse.move(500, 300)
  await page.keyboard.down("Control")
  for (let i = 0; i < Math.abs(steps); i++) await page.mouse.wheel(0, steps > 0 ? -60 : 60)
  await page.keyboard.up("Control")
}

async function openPeople({ page }: Visitor): Promise<void> {
  await page.getByRole("button", { name: /people here/ }).click()
}

test("a window follows another's view until its owner moves, and never in a ring", async () => {
  const { host, guest, close } = await stage.openTwo()
  await openPeople(guest)
  await guest.page.getByRole("button", { name: "Rosy Fox" }).click()
  await guest.page.keyboard.press("Escape")
  await openPeople(guest)
  await guest.page.getByRole("button", { name: "Rosy Fox" }).click()
  await guest.page.mouse.click(640, 500)
  await status(guest, "Following Rosy Fox").waitFor()
  await zoomWithWheel(host, 3)
  const target = await zoom(host)
  expect(target).toBeGreaterThan(150)
  await expect.poll(() => zoom(guest)).toBe(target)
  await shoot(guest, "following")

  // The leader follows back: neither may drive the other in circles.
  await openPeople(host)
  await host.page.getByRole("button", { name: "Teal Heron" }).click()
  await expect
    .poll(async () => (await status(host, "Following").count()) + (await status(guest, "Following").count()), {
      timeout: 5000,
    })
    .toBeLessThan(2)
  await host.page.keyboard.press("Escape")

  await openPeople(guest)
  await guest.page.getByRole("button", { name: "Rosy Fox" }).click()
  await guest.page.mouse.click(640, 500)
  await status(guest, "Following Rosy Fox").waitFor()
  await zoomWithWheel(guest, -2)
  await status(guest, "Following").waitFor({ state: "detached" })
  const mine = await zoom(guest)
  await zoomWithWheel(host, 2)
  await guest.page.waitForTimeout(500)
  expect(await zoom(guest)).toBe(mine)
  await close()
})

test("a host presents: everybody follows at once, may leave, and is called again by the next time", async () => {
  const { host, guest, close } = await stage.openTwo()
  await openPeople(guest)
  expect(await guest.page.getByRole("button", { name: /^Present/ }).count()).toBe(0)
  await guest.page.keyboard.press("Escape")
  await openPeople(host)
  await host.page.getByRole("button", { name: "Present: everybody follows me" }).click()
  await host.page.keyboard.press("Escape")
  await status(host, "You present").waitFor()
  await status(guest, "Following Rosy Fox").waitFor()
  await zoomWithWheel(host, 2)
  const target = await zoom(host)
  await expect.poll(() => zoom(guest)).toBe(target)

  await guest.page.getByRole("button", { name: "Stop" }).click()
  await zoomWithWheel(host, 2)
  await guest.page.waitForTimeout(500)
  expect(await zoom(guest)).toBe(target)
  await host.page.getByRole("button", { name: "Stop" }).click()
  await status(host, "You present").waitFor({ state: "detached" })
  await openPeople(host)
  await host.page.getByRole("button", { name: "Present: everybody follows me" }).click()
  await status(guest, "Following Rosy Fox").waitFor()
  await close()
})
