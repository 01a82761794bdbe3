/** Forks with two people in one room: from which step, of which pictures, and for how long. */
import { expect, test } from "vitest"
import { KEPT_JOBS } from "../../lib/job/kept-steps.ts"
import {
  downloadOf,
  finishedPicture,
  picturePanel,
  pixelsOf,
  shoot,
  useBrowserStage,
} from "../support/browser-stage.ts"
import { openRoomAsHost, type Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ stepMs: 150 })

const forkButton = (visitor: Visitor) => picturePanel(visitor).getByRole("button", { name: "Fork here" })
const forkDialog = (visitor: Visitor) => visitor.page.getByRole("dialog", { name: "Fork" })
const film = (visitor: Visitor) => picturePanel(visitor).getByRole("region", { name: "Film" })

async function fork(visitor: Visitor, words: string): Promise<void> {
  await forkDialog(visitor).getByRole("textbox").fill(words)
  await forkDialog(visitor).getByRole("button", { name: "Fork", exact: true }).click()
}

async function makePicture(visitor: Visitor, words: string, stepCount?: "most"): Promise<void> {
  await visitor.prompt(words)
  if (stepCount) {
    await visitor.page.getByRole("button", { name: /^Denoising/ }).click()
    await visitor.page.getByRole("slider", { name: "Steps" }).press("End")
    await visitor.page.keyboard.press("Escape")
  }
  await visitor.generate()
}

test("a picture in the making is forked: it goes on for both, and so does its branch; what is written survives its end", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, "white town", "most")
  await guest.seesElement(/white town.*step \d+ of/)
  await forkButton(host).click()
  await forkDialog(host)
    .getByText(/^after step \d+ of \d+$/)
    .waitFor()
  await fork(host, "black town")
  await guest.seesElement(/black town/)
  await guest.seesElement(/white town.*step \d+ of/)
  await guest.seesElement(finishedPicture("white town"))
  await guest.seesElement(finishedPicture("black town"))

  // The guest begins to write while a picture is made, and goes on when it is done.
  await makePicture(guest, "green town")
  await forkButton(guest).click()
  await forkDialog(guest).getByRole("textbox").fill("half a sen")
  await guest.seesElement(finishedPicture("green town"))
  expect(await forkDialog(guest).getByRole("textbox").inputValue()).toBe("half a sen")
  await fork(guest, "half a sentence")
  await host.seesElement(finishedPicture("half a sentence"))
  await close()
})

test("the step is chosen in the film or in the panel, an early one is offered, and the branch has what is left to do", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, "blue hills")
  await host.seesElement(finishedPicture("blue hills"))
  await film(host)
    .getByText(/^step 8 of 8$/)
    .waitFor()
  await forkButton(host).click()
  await forkDialog(host).getByText("after step 1 of 8").waitFor()
  const steps = forkDialog(host).getByRole("radio")
  expect(await steps.count()).toBe(7)
  await forkDialog(host).getByRole("radio", { name: "Step 3" }).click()
  await forkDialog(host).getByText("after step 3 of 8").waitFor()
  await film(host).getByText("step 3 of 8").waitFor()
  await host.page.keyboard.press("Escape")
  await film(host).getByRole("button", { name: "Step 5", exact: true }).click()
  await forkButton(host).click()
  await forkDialog(host).getByText("after step 5 of 8").waitFor()
  await shoot(host, "fork")
  await fork(host, "red hills")
  await guest.seesElement(finishedPicture("red hills"))
  // It stands beside its parent and is selected: its own film has the three steps that were left.
  await film(host).getByText("step 3 of 3").waitFor()
  await close()
})

test("on a phone the panel of a fork lies within the window", async () => {
  const { host } = await openRoomAsHost(stage.browser, stage.server.url, { width: 390, height: 844 })
  await makePicture(host, "a small harbour")
  await host.seesElement(finishedPicture("a small harbour"))
  await forkButton(host).click()
  await forkDialog(host).getByText("after step 1 of 8").waitFor()
  await shoot(host, "fork-phone")
  const box = (await forkDialog(host).boundingBox())!
  expect(box.x).toBeGreaterThanOrEqual(0)
  expect(box.x + box.width).toBeLessThanOrEqual(390)
  expect(box.y + box.height).toBeLessThanOrEqual(844)
  expect(host.errors()).toEqual([])
  await host.close()
})

test("a repainted picture is forked with its mask: outside of it the branch is its parent", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, "a lighthouse")
  await host.seesElement(finishedPicture("a lighthouse"))
  await host.draw("Mask brush", [
    [600, 400],
    [680, 400],
  ])
  await host.prompt("a red boat")
  await host.page.getByRole("button", { name: /^Fill (⌘|Ctrl)/ }).click()
  await guest.seesElement(finishedPicture("a red boat"))
  const parent = (await pixelsOf(host, await downloadOf(host))).data
  await forkButton(host).click()
  await fork(host, "a green boat")
  await Promise.all([host, guest].map((visitor) => visitor.seesElement(finishedPicture("a green boat"))))
  await guest.seesElement(finishedPicture("a red boat"))
  await film(host).getByText("step 7 of 7").waitFor()
  const branch = (await pixelsOf(host, await downloadOf(host))).data
  const row = (pixels: Buffer, y: number) => pixels.subarray(y * 128 * 3, (y + 1) * 128 * 3).toString("hex")
  expect(row(branch, 20)).toBe(row(parent, 20))
  expect(row(branch, 110)).toBe(row(parent, 110))
  expect(row(branch, 64)).not.toBe(row(parent, 64))
  await close()
})

test("the button goes when no engine holds the steps any more; who is writing is told why", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, "old oak")
  await host.seesElement(finishedPicture("old oak"))
  await guest.seesElement(finishedPicture("old oak"))
  await guest.page.getByRole("button", { name: "Select", exact: true }).click()
  await guest.page.mouse.click(640, 400)
  await forkButton(guest).click()
  await forkDialog(guest).getByRole("textbox").fill("a young oak")
  for (let made = 0; made < KEPT_JOBS; made += 4) {
    await picturePanel(host).getByRole("button", { name: "Vary ×4" }).click()
    const finished = host.page
      .getByRole("region", { name: "Variations" })
      .getByRole("button", { name: /^Variation [1-4]$/ })
    await expect.poll(() => finished.count(), { timeout: 30_000 }).toBe(4)
    await host.page.getByRole("region", { name: "Variations" }).getByRole("button", { name: "Close" }).click()
  }
  await forkButton(host).waitFor({ state: "detached" })
  await forkDialog(guest)
    .getByText(/no longer kept/)
    .waitFor()
  expect(await forkDialog(guest).getByRole("textbox").inputValue()).toBe("a young oak")
  expect(await forkDialog(guest).getByRole("button", { name: "Fork", exact: true }).isDisabled()).toBe(true)
  await shoot(guest, "fork-gone")
  await guest.page.keyboard.press("Escape")
  await forkButton(guest).waitFor({ state: "detached" })
  await close()
})
