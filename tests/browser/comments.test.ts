/** Comments: pinned, answered, resolved and deleted by two people; by a commenter; and read by a viewer. */
import type { Locator } from "playwright-core"
import { expect, test } from "vitest"
import { linkFor, shoot, useBrowserStage } from "../support/browser-stage.ts"
import { openVisitor, type Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ stepMs: 20 })

const pin = ({ page }: Visitor, words: string | RegExp): Locator => page.getByRole("button", { name: words })
const field = ({ page }: Visitor, name: "New comment" | "Answer"): Locator => page.getByRole("textbox", { name })

async function comment(visitor: Visitor, at: readonly [number, number], words: string): Promise<void> {
  await visitor.page.locator("[data-canvas]").focus()
  await visitor.page.keyboard.press("c")
  await visitor.page.mouse.click(...at)
  await field(visitor, "New comment").fill(words)
  await visitor.page.keyboard.press("Enter")
}

test("a comment is pinned to an element, goes with it, is answered by the other and resolved for both", async () => {
  const { host, guest, close } = await stage.openTwo()
  await host.draw("Sticky note", [[500, 300]])
  await host.page.keyboard.press("Escape")
  await comment(host, [520, 320], "Bigger letters?")
  const theirs = pin(guest, /^Comment by Rosy Fox: Bigger letters\?$/)
  await theirs.waitFor()
  const before = (await theirs.boundingBox())!
  await host.page.mouse.move(540, 340)
  await host.page.mouse.down()
  await host.page.mouse.move(640, 390, { steps: 4 })
  await host.page.mouse.up()
  await expect.poll(async () => Math.round((await theirs.boundingBox())!.x - before.x)).toBe(100)
  expect(Math.round((await theirs.boundingBox())!.y - before.y)).toBe(50)

  await theirs.click()
  await field(guest, "Answer").fill("Yes, twice.")
  await guest.page.keyboard.press("Enter")
  const answered = pin(host, /^Comment by Rosy Fox: Bigger letters\?, 1 answer$/)
  await answered.click()
  await host.page.getByText("Yes, twice.").waitFor()
  await shoot(host, "comment-thread")
  await host.page.getByRole("button", { name: "Resolve" }).click()
  // Whoever reads it goes on reading.
  await guest.page.getByRole("button", { name: "Open again" }).waitFor()
  await guest.page.keyboard.press("Escape")
  await expect.poll(() => guest.page.getByRole("button", { name: /^Comment by/ }).count()).toBe(0)
  await guest.page.getByRole("button", { name: "show 1 resolved" }).click()
  await pin(guest, /1 answer, resolved$/).click()
  await guest.page.getByRole("button", { name: "Open again" }).click()
  await answered.waitFor()
  await close()
})

test("words that were not sent are not lost to a press beside them; Escape discards; undo is not for comments", async () => {
  const { host, guest, close } = await stage.openTwo()
  await host.draw("Rectangle", [
    [300, 250],
    [400, 330],
  ])
  await comment(host, [700, 250], "A tree here")
  await pin(host, /A tree here$/).waitFor()
  await host.page.locator("[data-canvas]").focus()
  await host.page.keyboard.press("Control+z")
  await guest.seesNoElement(/rectangle/)
  await pin(guest, /A tree here$/).waitFor()

  await host.page.keyboard.press("c")
  await host.page.mouse.click(300, 500)
  await field(host, "New comment").fill("half a thou")
  await host.page.mouse.click(200, 200)
  expect(await field(host, "New comment").inputValue()).toBe("half a thou")
  await host.page.keyboard.press("Escape")
  await field(host, "New comment").waitFor({ state: "detached" })
  expect(await pin(guest, /^Comment by/).count()).toBe(1)

  await pin(host, /A tree here$/).click()
  await host.page.getByRole("button", { name: "Delete this note" }).click()
  await expect.poll(() => pin(guest, /^Comment by/).count()).toBe(0)
  await close()
})

test("without a mouse a comment goes to what is selected; a commenter comments, a viewer reads", async () => {
  const { host, guest, close } = await stage.openTwo()
  const commenter = await openVisitor(stage.browser, { url: await linkFor(host, "commenter"), name: "Critic" })
  const viewer = await openVisitor(stage.browser, { url: await linkFor(host, "viewer"), name: "Looker" })
  for (const visitor of [commenter, viewer]) await visitor.page.locator("[data-canvas]").waitFor()
  await host.page.locator("[data-canvas]").focus()
  for (const key of ["n", "Enter"]) await host.page.keyboard.press(key)
  await host.page.keyboard.type("Plan")
  for (const key of ["Escape", "c", "Enter"]) await host.page.keyboard.press(key)
  await field(host, "New comment").fill("Is this ours?")
  await host.page.keyboard.press("Enter")
  await pin(guest, /Is this ours/).waitFor()

  await comment(commenter, [400, 250], "Not convinced")
  await pin(viewer, /^Comment by Critic: Not convinced$/).click()
  await viewer.page.getByRole("dialog").getByText("Not convinced").waitFor()
  expect(await field(viewer, "Answer").count()).toBe(0)
  expect(await viewer.page.getByRole("button", { name: "Resolve" }).count()).toBe(0)
  expect(await viewer.page.getByRole("button", { name: "Comment", exact: true }).count()).toBe(0)
  // The host may take away what others wrote, others only their own.
  await pin(guest, /Not convinced/).click()
  expect(await guest.page.getByRole("button", { name: "Delete this note" }).count()).toBe(0)
  await pin(host, /Not convinced/).click()
  await host.page.getByRole("button", { name: "Delete this note" }).click()
  await expect.poll(() => pin(viewer, /Not convinced/).count()).toBe(0)
  await host.page.reload()
  await pin(host, /Is this ours/).waitFor()
  for (const visitor of [commenter, viewer]) await visitor.close()
  await close()
})
