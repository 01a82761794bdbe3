/** What two people make of pictures together: variations and votes, kept steps, lineage. */
import type { Locator } from "playwright-core"
import { expect, test } from "vitest"
import { linkFor, picturePanel, shoot, useBrowserStage } from "../support/browser-stage.ts"
import { openRoomAsHost, openVisitor, type Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ stepMs: 150 })

const strip = (visitor: Visitor) => visitor.page.getByRole("region", { name: "Variations" })
const pictures = async (visitor: Visitor, prompt: string) =>
  (await visitor.elements()).filter((text) => text.startsWith(prompt)).length

/** Waits until so many pictures of a prompt stand on the board, all of them finished. */
async function seesPictures(visitor: Visitor, prompt: string, count: number): Promise<void> {
  await expect
    .poll(
      async () =>
        (await visitor.elements()).filter(
          (text) => text.startsWith(prompt) && !/step \d|queued|next in line/.test(text),
        ).length,
      { timeout: 20_000 },
    )
    .toBe(count)
}

async function makePicture(visitor: Visitor, prompt: string): Promise<void> {
  await visitor.prompt(prompt)
  await visitor.generate()
  await seesPictures(visitor, prompt, 1)
  await picturePanel(visitor).getByRole("button", { name: "Vary ×4" }).waitFor()
}

const nameOf = (locator: Locator) => locator.getAttribute("aria-label")

test("four variations develop before both, off the board; both vote, one is chosen and stands there for both", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, "red dunes")

  await picturePanel(host).getByRole("button", { name: "Vary ×4" }).click()
  const watch = async (visitor: Visitor) => {
    await strip(visitor)
      .getByRole("button", { name: /^Variation \d, step \d of/ })
      .first()
      .waitFor()
    const finished = strip(visitor).getByRole("button", { name: /^Variation [1-4]$/ })
    await expect.poll(() => finished.count(), { timeout: 30_000 }).toBe(4)
    expect(await pictures(visitor, "red dunes")).toBe(1)
  }
  await Promise.all([host, guest].map(watch))
  await shoot(guest, "strip")

  await guest.page.getByRole("button", { name: /0 votes for variation 3/ }).click()
  await strip(host)
    .getByRole("button", { name: /1 vote for variation 3/ })
    .click()
  await strip(guest)
    .getByRole("button", { name: /2 votes for variation 3/ })
    .waitFor()
  await strip(host)
    .getByRole("button", { name: /2 votes for variation 3/ })
    .click()
  await strip(guest)
    .getByRole("button", { name: /1 vote for variation 3/ })
    .waitFor()

  // The keys go along the strip, round its end, and choose.
  const first = strip(host).getByRole("button", { name: "Variation 1", exact: true })
  await first.focus()
  await host.page.keyboard.press("ArrowLeft")
  expect(await nameOf(host.page.locator(":focus"))).toBe("Variation 4")
  await host.page.keyboard.press("ArrowLeft")
  await host.page.keyboard.press("Enter")
  for (const visitor of [host, guest]) {
    await seesPictures(visitor, "red dunes", 2)
    await strip(visitor).waitFor({ state: "detached" })
  }
  await close()
})

test("who closes a strip closes it for themselves, and can have it again; a commenter votes and a viewer looks on", async () => {
  const { host } = await openRoomAsHost(stage.browser, stage.server.url, { name: "Rosy Fox" })
  const commenter = await openVisitor(stage.browser, { url: await linkFor(host, "commenter"), name: "Critic" })
  const viewer = await openVisitor(stage.browser, { url: await linkFor(host, "viewer"), name: "Looker" })
  for (const visitor of [commenter, viewer]) await visitor.page.locator("[data-canvas]").waitFor()
  await makePicture(host, "blue hills")
  await picturePanel(host).getByRole("button", { name: "Vary ×4" }).click()
  for (const visitor of [commenter, viewer]) {
    await strip(visitor).waitFor()
    expect(await strip(visitor).getByRole("button", { name: "Choose" }).count()).toBe(0)
  }
  await strip(commenter)
    .getByRole("button", { name: /0 votes for variation 2/ })
    .click()
  await strip(viewer)
    .getByRole("button", { name: /1 vote for variation 2/ })
    .waitFor()
  expect(
    await strip(viewer)
      .getByRole("button", { name: /1 vote for variation 2/ })
      .isDisabled(),
  ).toBe(true)

  await strip(host)
    .getByRole("button", { name: /^Variation 1/ })
    .focus()
  await host.page.keyboard.press("Escape")
  await strip(host).waitFor({ state: "detached" })
  expect(await strip(commenter).count()).toBe(1)
  await picturePanel(host).getByRole("button", { name: "Show variations" }).click()
  await strip(host)
    .getByRole("button", { name: /1 vote for variation 2/ })
    .waitFor()
  for (const visitor of [viewer, commenter, host]) await visitor.close()
})

test("a step is kept as a picture; its lineage is drawn, walked by the keys, and branched from", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, "green sea")
  await picturePanel(host).getByRole("button", { name: "Step 2", exact: true }).click()
  await picturePanel(host).getByRole("button", { name: "Keep this step" }).click()
  await seesPictures(guest, "green sea", 2)

  // The kept step is selected now; its family is the two of them.
  await picturePanel(host).getByRole("button", { name: "Lineage" }).click()
  const family = host.page.getByRole("region", { name: "Pictures of this family" })
  await family.getByRole("button", { name: /green sea, step 2, kept, the selected picture/ }).waitFor()
  await shoot(host, "lineage")
  await host.page.keyboard.press("ArrowLeft")
  expect(await nameOf(host.page.locator(":focus"))).toBe("green sea")
  await host.page.getByRole("dialog").getByRole("button", { name: "Branch here" }).click()
  const prompt = host.page.locator("[data-prompt]")
  expect(await prompt.inputValue()).toBe("green sea")
  expect(await prompt.evaluate((element) => element === document.activeElement)).toBe(true)
  await host.prompt("green sea at night")
  await host.generate()
  await seesPictures(guest, "green sea at night", 1)
  await picturePanel(host).getByRole("button", { name: "green sea", exact: true }).waitFor()
  await close()
})
