/** What tests of the canvas alone play on: a browser with two joined boards in one page, without a server. */
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { launchBrowser } from "./open-browser.ts"
import { serveCanvasPage } from "./serve-canvas-page.ts"

export type Place = readonly [number, number]

export interface CanvasPage {
  readonly page: Page
  /** What went wrong in the page so far. */
  readonly errors: readonly string[]
  /** The left board's elements, back first. */
  elements(): Promise<SeenElement[]>
  drag(from: Place, to: Place, options?: { readonly release?: boolean }): Promise<void>
  /** Draws with the left board's tool, which goes back to choosing. */
  drawRectangle(from: Place, to: Place): Promise<void>
  /** Waits until everything is drawn at the exact scale. */
  settle(): Promise<unknown>
}

export interface SeenElement {
  readonly id: string
  readonly kind: string
  readonly position: readonly number[]
  readonly size: readonly number[]
  readonly rotation: number
  readonly locked: boolean
  readonly group: string | undefined
}

/** Begins the browser before the first test of the file that calls this, and ends it after the last. */
export function useCanvasStage(): { open(deviceScaleFactor?: number): Promise<CanvasPage> } {
  let browser: Browser | undefined
  let served: Awaited<ReturnType<typeof serveCanvasPage>> | undefined
  beforeAll(async () => {
    served = await serveCanvasPage()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
  })
  return {
    async open(deviceScaleFactor = 1) {
      if (!browser || !served) throw new Error("The stage is set before the first test.")
      const context = await browser.newContext({ viewport: { width: 1600, height: 800 }, deviceScaleFactor })
      const page = await context.newPage()
      const errors: string[] = []
      page.on("pageerror", (error) => errors.push(String(error)))
      await page.goto(served.url)
      await page.waitForFunction(() => window.board)
      await page.evaluate(() => document.fonts.ready)
      await page.locator("#left [data-canvas]").focus()
      return { page, errors, ...handsOn(page) }
    },
  }
}

function handsOn(page: Page): Pick<CanvasPage, "elements" | "drag" | "drawRectangle" | "settle"> {
  const drag: CanvasPage["drag"] = async (from, to, options = {}) => {
    await page.mouse.move(...from)
    await page.mouse.down()
    await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2)
    await page.mouse.move(...to)
    if (options.release !== false) await page.mouse.up()
  }
  return {
    drag,
    elements: () =>
      page.evaluate(() =>
        window.board.view.elements().map(({ id, kind, position, size, rotation, locked, group }) => ({
          ...{ id, kind, rotation, locked, group },
          position: [...position],
          size: [...size],
        })),
      ),
    async drawRectangle(from, to) {
      await page.mouse.move(...from)
      await page.keyboard.press("r")
      await drag(from, to)
    },
    settle: () => page.waitForFunction(() => window.board.isSettled(), null, { timeout: 60_000 }),
  }
}
