/** A picture made larger for download, with two people in one room: who sees it come, who has it, who may stop it. */
import { readFile } from "node:fs/promises"
import sharp from "sharp"
import { expect, test } from "vitest"
import { finishedPicture, picturePanel, shoot, useBrowserStage } from "../support/browser-stage.ts"
import type { Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ stepMs: 120 })

const downloadButton = (visitor: Visitor, factor: number) =>
  picturePanel(visitor).getByRole("button", { name: `Download ${factor}×` })
const downloadLink = (visitor: Visitor, factor: number) =>
  picturePanel(visitor).getByRole("link", { name: `Download ${factor}×` })

/** Both have the same picture selected. */
async function makePicture(host: Visitor, guest: Visitor, words: string): Promise<void> {
  await host.prompt(words)
  await host.generate()
  await Promise.all([host, guest].map((visitor) => visitor.seesElement(finishedPicture(words))))
  await guest.page.mouse.click(640, 400)
  await picturePanel(guest).waitFor()
}

async function sizeOf(path: string): Promise<[number, number]> {
  const { width, height } = await sharp(await readFile(path)).metadata()
  return [width, height]
}

test("one asks for a picture at twice its size: it is saved for them, the other sees it come and downloads the same", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, guest, "black town")
  const saved = host.page.waitForEvent("download", { timeout: 60_000 })
  await downloadButton(host, 2).click()
  await picturePanel(guest)
    .getByText(/^2×, \d+ %$/)
    .waitFor()
  // It is the host's to stop: for the guest it is no button.
  expect(await picturePanel(guest).getByRole("button", { name: /2×/ }).count()).toBe(0)
  await picturePanel(host)
    .getByRole("button", { name: /^Cancel 2×, \d+ %$/ })
    .waitFor()
  await shoot(host, "enlarging")
  const file = await saved
  expect(file.suggestedFilename()).toBe("black-town-2x.png")
  expect(await sizeOf((await file.path())!)).toEqual([256, 256])

  await downloadLink(guest, 2).waitFor()
  const guestsFile = guest.page.waitForEvent("download")
  await downloadLink(guest, 2).click()
  const guests = await guestsFile
  expect(await readFile((await guests.path())!)).toEqual(await readFile((await file.path())!))
  // It stands on no board, and asks nobody a second time.
  expect((await guest.elements()).length).toBe(1)
  await downloadLink(host, 2).waitFor()
  await close()
})

test("it can be stopped by who asked and by the host, and asked for again; four times as large", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, guest, "grey harbour")
  await downloadButton(guest, 4).click()
  await picturePanel(guest)
    .getByRole("button", { name: /^Cancel 4×, \d+ %$/ })
    .click()
  await downloadButton(guest, 4).waitFor()
  await downloadButton(host, 4).waitFor()
  await downloadButton(guest, 4).click()
  await picturePanel(host)
    .getByRole("button", { name: /^Cancel 4×, \d+ %$/ })
    .click()
  await downloadButton(guest, 4).waitFor()
  const saved = guest.page.waitForEvent("download", { timeout: 60_000 })
  await downloadButton(guest, 4).click()
  expect(await sizeOf((await (await saved).path())!)).toEqual([512, 512])
  await downloadLink(host, 4).waitFor()
  await close()
})

test("what is refused says why, and the button stays as it was", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, guest, "white cliffs")
  for (let round = 0; round < 2; round++) await picturePanel(guest).getByRole("button", { name: "Vary ×4" }).click()
  await host.seesElement(finishedPicture("white cliffs"))
  await downloadButton(guest, 4).click()
  await guest.page.getByText(/You have \d pictures waiting\. Wait for one, or cancel one\./).waitFor()
  await shoot(guest, "enlarging-refused")
  await downloadButton(guest, 4).waitFor()
  // It is not the host who has asked for too much.
  await downloadButton(host, 2).click()
  await picturePanel(host)
    .getByRole("button", { name: /^Cancel 2×/ })
    .waitFor()
  await close()
})
