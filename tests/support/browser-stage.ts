/** What a file of browser tests plays on: a server with its engine, a browser, and two people in one room. */
import type { Browser, Locator } from "playwright-core"
import sharp, { type OutputInfo } from "sharp"
import { afterAll, beforeAll } from "vitest"
import type { Role } from "../../lib/protocol/roles.ts"
import { launchBrowser, openRoomAsHost, openVisitor, type Visitor } from "./open-browser.ts"
import { type RunningServer, startServer, temporaryFolder } from "./start-server.ts"

const IS_DARK = process.env.EMULSION_SHOTS_DARK === "1"

export interface BrowserStage {
  /** There from the first test on. */
  readonly browser: Browser
  readonly server: RunningServer
  /** A host in a new room and a guest who came by the editors' link; both see the board. */
  openTwo(options?: Omit<Parameters<typeof openVisitor>[1], "url" | "name">): Promise<TwoPeople>
}

export interface TwoPeople {
  readonly host: Visitor
  readonly guest: Visitor
  readonly link: string
  /** Closes both. @throws when a page of theirs logged an error */
  close(): Promise<void>
}

/**
 * Begins everything before the first test of the file that calls this, and ends it after the last.
 * @param options.stepMs one step of the toy model takes so long; the shipped model when undefined
 */
export function useBrowserStage(options: { readonly stepMs?: number; readonly engines?: number } = {}): BrowserStage {
  const { stepMs, engines = 1 } = options
  let browser: Browser | undefined
  let server: RunningServer | undefined
  let data: Awaited<ReturnType<typeof temporaryFolder>> | undefined

  beforeAll(async () => {
    data = await temporaryFolder()
    const toy = stepMs !== undefined && { EMULSION_MODELS: "toy", EMULSION_TOY_STEP_MS: String(stepMs) }
    server = await startServer({ dataFolder: data.path, engines, ...(toy && { env: toy }) })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await data?.remove()
  })

  return {
    get browser() {
      return there(browser)
    },
    get server() {
      return there(server)
    },
    openTwo: async (options = {}) => {
      const window = { dark: IS_DARK, ...options }
      const { host, link } = await openRoomAsHost(there(browser), there(server).url, { ...window, name: "Rosy Fox" })
      const guest = await openVisitor(there(browser), { ...window, url: link, name: "Teal Heron" })
      await guest.page.locator("[data-canvas]").waitFor()
      return {
        host,
        guest,
        link,
        close: async () => {
          const errors = [...host.errors(), ...guest.errors()]
          await guest.close()
          await host.close()
          if (errors.length > 0) throw new Error(`a page logged errors:\n${errors.join("\n")}`)
        },
      }
    },
  }
}

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error("The stage is set before the first test, not while tests are collected.")
  return thing
}

/** What the host sends to somebody who is to have a role. */
export async function linkFor(host: Visitor, role: Role): Promise<string> {
  await host.page.getByRole("button", { name: "Share" }).click()
  const link = await host.page.getByRole("textbox", { name: `Link for a ${role}` }).inputValue()
  await host.page.keyboard.press("Escape")
  return link
}

/** The panel of the selected picture: film, recipe and what can be made of it. */
export const picturePanel = (visitor: Visitor): Locator =>
  visitor.page.getByRole("complementary", { name: "Selected picture" })

/** A picture as the room's server has it, RGB without alpha. @param href its address in the page */
export async function pixelsOf(visitor: Visitor, href: string): Promise<{ data: Buffer; info: OutputInfo }> {
  const bytes = await visitor.page.evaluate(async (url) => {
    const response = await fetch(url)
    return [...new Uint8Array(await response.arrayBuffer())]
  }, href)
  return await sharp(Buffer.from(bytes)).removeAlpha().raw().toBuffer({ resolveWithObject: true })
}

/** Where the selected picture is downloaded. */
export async function downloadOf(visitor: Visitor): Promise<string> {
  return (await picturePanel(visitor).getByRole("link", { name: "Download" }).getAttribute("href"))!
}

/** Words of a finished picture on the board. */
export const finishedPicture = (prompt: string): RegExp => new RegExp(`^${prompt} by [^,]*, generated picture`)

/** A screenshot for whoever wants to look: EMULSION_SHOTS names the folder; EMULSION_SHOTS_DARK=1 opens dark windows. */
export async function shoot(visitor: Visitor, name: string): Promise<void> {
  const folder = process.env.EMULSION_SHOTS
  if (!folder) return
  // Past what moves when it opens.
  await visitor.page.waitForTimeout(300)
  await visitor.page.screenshot({ path: `${folder}/${name}${IS_DARK ? "-dark" : ""}.png` })
}
