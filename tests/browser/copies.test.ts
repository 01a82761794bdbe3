/** A picture with a mask is copied, with two people in one room. */
import { expect, test } from "vitest"
import { finishedPicture, shoot, useBrowserStage } from "../support/browser-stage.ts"
import type { Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ stepMs: 20 })

const maskedCount = async (visitor: Visitor) =>
  (await visitor.elements()).filter((words) => /a lighthouse .*, masked/.test(words)).length

test("a copy of a picture has its mask, by Mod+D and by copy and paste, for both; undo takes copy and mask", async () => {
  const { host, guest, close } = await stage.openTwo()
  await host.prompt("a lighthouse")
  await host.generate()
  await host.seesElement(finishedPicture("a lighthouse"))
  await host.draw("Mask brush", [
    [600, 380],
    [680, 420],
  ])
  await guest.seesElement(/a lighthouse .*, masked/)

  await host.page.getByRole("button", { name: "Select", exact: true }).click()
  await host.page.locator("[data-canvas]").focus()
  await host.page.keyboard.press("Control+d")
  await expect.poll(() => maskedCount(guest)).toBe(2)
  await shoot(guest, "copied-mask")
  await host.page.keyboard.press("Control+z")
  await expect.poll(() => maskedCount(guest)).toBe(1)
  expect((await guest.elements()).length).toBe(1)

  await host.page.mouse.click(640, 400)
  await host.page.keyboard.press("Control+c")
  await host.page.mouse.move(300, 300)
  await host.page.keyboard.press("Control+v")
  await expect.poll(() => maskedCount(guest)).toBe(2)
  // A mask of its own: cleared on the copy, it stays on the first.
  await host.page.getByRole("button", { name: "Mask brush", exact: true }).click()
  await host.page.getByRole("button", { name: /^Clear/ }).click()
  await expect.poll(() => maskedCount(guest)).toBe(1)
  expect((await guest.elements()).length).toBe(2)
  await close()
})
