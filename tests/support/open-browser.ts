/** Chromium for browser tests, and a person in a room as a test sees one. */
import { createHash } from "node:crypto"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { findChromium } from "./find-chromium.ts"

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error("No Chromium was found; npm test installs one, or name it in CHROMIUM_PATH.")
  return chromium.launch({ executablePath, args: FLAGS })
}

/** One person's window. What their page throws or logs as an error fails the test that closes it. */
export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** The words a screen reader would find for each element on the board. */
  elements(): Promise<string[]>
  /** Waits until some element's words match. */
  seesElement(words: RegExp, withinMs?: number): Promise<void>
  /** Waits until none does. */
  seesNoElement(words: RegExp, withinMs?: number): Promise<void>
  /** Drags the mouse through the points with the tool of that name. */
  draw(tool: string, points: readonly (readonly [number, number])[]): Promise<void>
  prompt(text: string): Promise<void>
  generate(): Promise<void>
  /** A hash of what a rectangle of the window shows. */
  look(clip: { x: number; y: number; width: number; height: number }): Promise<string>
  /** Errors so far, without those a lost connection brings. */
  errors(): string[]
  close(): Promise<void>
}

/** @param options.url where the window opens: the landing page or a room's link */
export async function openVisitor(
  browser: Browser,
  options: { url: string; name?: string; width?: number; height?: number; dark?: boolean; reducedMotion?: boolean },
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.dark ? "dark" : "light",
    reducedMotion: options.reducedMotion ? "reduce" : "no-preference",
  })
  const name = options.name
  if (name) await context.addInitScript((value) => localStorage.setItem("emulsion:name", value), name)
  const page = await context.newPage()
  const errors: string[] = []
  page.on("pageerror", (error) => errors.push(String(error)))
  page.on("console", (message) => {
    // A server that is killed on purpose makes the browser complain about the network; that is the test's doing.
    if (message.type() === "error" && !/ERR_|WebSocket|Failed to load resource/.test(message.text()))
      errors.push(message.text())
  })
  await page.goto(options.url)

  const elements = () => page.locator('ul[aria-label="Elements on the board"] > li').allTextContents()
  const waitForElements = async (test: (words: string[]) => boolean, what: string, withinMs: number) => {
    const until = Date.now() + withinMs
    let seen: string[] = []
    while (Date.now() < until) {
      seen = await elements()
      if (test(seen)) return
      await page.waitForTimeout(50)
    }
    throw new Error(`${name ?? "a visitor"} waited ${withinMs} ms ${what}; seen: ${JSON.stringify(seen)}`)
  }

  return {
    page,
    context,
    elements,
    seesElement: (words, withinMs = 15_000) =>
      waitForElements((seen) => seen.some((text) => words.test(text)), `for an element like ${words}`, withinMs),
    seesNoElement: (words, withinMs = 15_000) =>
      waitForElements((seen) => !seen.some((text) => words.test(text)), `for ${words} to be gone`, withinMs),
    draw: async (tool, points) => {
      await page.getByRole("button", { name: tool, exact: true }).click()
      const [first, ...rest] = points
      if (!first) return
      await page.mouse.move(first[0], first[1])
      await page.mouse.down()
      for (const [x, y] of rest) await page.mouse.move(x, y, { steps: 4 })
      await page.mouse.up()
    },
    prompt: async (text) => {
      await page.locator("[data-prompt]").fill(text)
    },
    generate: async () => {
      await page.getByRole("button", { name: /^Generate/ }).click()
    },
    look: async (clip) =>
      createHash("sha256")
        .update(await page.screenshot({ clip }))
        .digest("hex"),
    errors: () => errors,
    close: () => context.close(),
  }
}

/** Makes a room through the landing page and answers the host's window and the editors' link. */
export async function openRoomAsHost(
  browser: Browser,
  url: string,
  options: Omit<Parameters<typeof openVisitor>[1], "url"> & { title?: string } = {},
): Promise<{ host: Visitor; link: string }> {
  const host = await openVisitor(browser, { ...options, url })
  await host.page.getByLabel("Name of the room").fill(options.title ?? "A room")
  await host.page.getByRole("button", { name: /Make a room/ }).click()
  await host.page.locator("[data-canvas]").waitFor()
  await host.page.waitForFunction(() => location.hash.length > 10)
  return { host, link: host.page.url() }
}
