/** What a checker of WCAG finds in every state of the page that it can judge: nothing. */
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import type { AxeResults } from "axe-core"
import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { useBrowserStage } from "../support/browser-stage.ts"
import { openVisitor, type Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ stepMs: 20 })
const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** Each finding as a line: rule, and where. */
async function findings(page: Page): Promise<string[]> {
  await page.waitForTimeout(250) // What is still fading in has too little contrast.
  await page.evaluate(source)
  const results = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as AxeResults
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))
}

for (const dark of [false, true]) {
  test(`landing page, room, panels and dialogs, ${dark ? "dark" : "light"}`, async () => {
    const landing = await openVisitor(stage.browser, { url: stage.server.url, dark })
    await landing.page.getByRole("button", { name: "Make a room" }).first().waitFor()
    expect(await findings(landing.page)).toEqual([])
    await landing.close()

    const people = await stage.openTwo({ dark })
    const { host } = people
    const { page } = host
    expect(await findings(page)).toEqual([])
    await host.prompt("a lighthouse")
    await host.generate()
    await host.seesElement(/generated picture/)
    await selectAll(host)
    await page.getByRole("complementary", { name: "Selected picture" }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press("b")
    await page.getByRole("slider", { name: "Brush size" }).waitFor()
    expect(await findings(page)).toEqual([])
    for (const tool of ["n", "f", "r"]) {
      await letGo(host)
      await page.keyboard.press(tool)
      await page.keyboard.press("Enter")
      await page.keyboard.press("Escape")
    }
    await selectAll(host)
    await page.getByRole("toolbar", { name: "Arrange" }).waitFor()
    expect(await findings(page)).toEqual([])
    await letGo(host)
    for (const key of ["c", "Enter"]) await page.keyboard.press(key)
    await page.getByRole("textbox", { name: "New comment" }).fill("Larger?")
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: /^Comment by/ }).click()
    await page.getByRole("textbox", { name: "Answer" }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press("Escape")
    for (const opener of [/^Denoising/, /^seed/, "more settings", "Share", "Keys and help", /people here/]) {
      await page.getByRole("button", { name: opener }).first().click()
      await page.getByRole("dialog").waitFor()
      expect(await findings(page)).toEqual([])
      await page.keyboard.press("Escape")
      await page.getByRole("dialog").waitFor({ state: "detached" })
    }
    await people.close()
  })
}

async function letGo({ page }: Visitor): Promise<void> {
  await page.locator("[data-canvas]").focus()
  await page.keyboard.press("Escape")
  await page.keyboard.press("Escape")
}

async function selectAll(visitor: Visitor): Promise<void> {
  await letGo(visitor)
  await visitor.page.keyboard.press("Control+a")
}
