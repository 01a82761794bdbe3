/**
 * The canvas: frames a second while a board of thousands of elements is panned and zoomed, and how soon ink is painted.
 * The real page of the production build in a real room, beside the same board drawn naively with Konva, in one browser.
 */
import { setTimeout as wait } from "node:timers/promises"
import type { Browser } from "playwright-core"
import { addElements } from "../../lib/document/edits.ts"
import { makeRoom, openDocument, type TestRoom } from "../support/connect-client.ts"
import { launchBrowser } from "../support/open-browser.ts"
import { startServer, temporaryFolder } from "../support/start-server.ts"
import { createDrive, type Drive, PAN, ZOOM } from "./canvas-drive.ts"
import { makePictures, makeScene, type SceneElement } from "./canvas-scene.ts"
import { serveNaivePage } from "./peers/naive-konva.ts"
import { figure, type Report } from "./report.ts"
import { median, percentile } from "./statistics.ts"

export interface CanvasOptions {
  readonly counts: readonly number[]
  readonly rounds: number
  readonly gestureMs: number
}

const VIEWPORT = { width: 1280, height: 800 }
const TARGET_FPS = 50
/** The counts the target is for. */
const TARGET_FROM = 5_000
const PICTURES = 8
const PAGES = { naive: "Konva, one layer, naive", ours: "Emulsion" } as const
type PageKind = keyof typeof PAGES

/** Frames a second of each view and gesture; ink in ms. */
interface Round {
  readonly openMs: number
  readonly wholePan: number
  readonly wholeZoom: number
  readonly workingPan: number
  readonly workingZoom: number
  readonly inkMs: readonly number[]
}

export async function benchCanvas(options: CanvasOptions, say: (line: string) => void): Promise<Report> {
  const folder = await temporaryFolder()
  say("starting the server; the pages are built when they are not")
  const server = await startServer({
    dataFolder: folder.path,
    env: { NODE_ENV: "production", EMULSION_LOG_LEVEL: "warn" },
  })
  let browser: Browser | undefined
  try {
    browser = await launchBrowser()
    const limit = await measureLimit(browser, options.gestureMs)
    say(`this machine presents at most ${figure(limit)} frames a second`)
    const pictures = await makePictures(PICTURES)
    const rounds: { count: number; page: PageKind; rounds: Round[] }[] = []
    for (const count of options.counts) {
      const { room, scene, pictureOf } = await fillRoom(server.url, count, pictures)
      const naive = await serveNaivePage({ scene, pictures: pictureOf })
      const found: Record<PageKind, Round[]> = { naive: [], ours: [] }
      try {
        for (let round = 0; round < options.rounds; round++) {
          found.naive.push(await measureNaive(browser, naive.url, options))
          found.ours.push(await measureOurs(browser, room, options))
        }
      } finally {
        await naive.close()
      }
      for (const page of Object.keys(PAGES) as PageKind[]) rounds.push({ count, page, rounds: found[page] })
      say(`${count} elements measured`)
    }
    return reportOf(rounds, limit, options)
  } finally {
    await browser?.close()
    await server.stop()
    await folder.remove()
  }
}

/** A room whose board holds the scene, as if people had drawn it. */
async function fillRoom(url: string, count: number, pictures: readonly Buffer[]) {
  const room = await makeRoom(url, `${count} elements`)
  const pictureOf = new Map<string, Buffer>()
  for (const picture of pictures) pictureOf.set(await room.host.upload(room.roomId, picture), picture)
  const scene = makeScene(count, [...pictureOf.keys()])
  const canvas = openDocument(room.host, room.roomId, "canvas")
  await canvas.synced()
  for (let i = 0; i < scene.length; i += 500) addElements(canvas.doc, scene.slice(i, i + 500), "bench")
  await canvas.saved()
  canvas.destroy()
  return { room, scene: scene as readonly SceneElement[], pictureOf }
}

async function measureOurs(browser: Browser, room: TestRoom, options: CanvasOptions): Promise<Round> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const { url, token } = room.host
    await context.addCookies([{ name: "emulsion", value: token, url }])
    const page = await context.newPage()
    const startMs = performance.now()
    await page.goto(`${url}/room/${room.roomId}`)
    await page.locator("[data-canvas]").waitFor()
    const drive = await createDrive(browser, page)
    await page.locator("[data-canvas]").focus()
    return await measureRound(drive, startMs, { ...options, takePen: () => drive.press("p") })
  } finally {
    await context.close()
  }
}

async function measureNaive(browser: Browser, url: string, options: CanvasOptions): Promise<Round> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    const startMs = performance.now()
    await page.goto(url)
    const drive = await createDrive(browser, page)
    return await measureRound(drive, startMs, { ...options, takePen: async () => undefined })
  } finally {
    await context.close()
  }
}

async function measureRound(
  drive: Drive,
  startMs: number,
  { gestureMs, takePen }: { gestureMs: number; takePen: () => Promise<void> },
): Promise<Round> {
  await drive.settled()
  const openMs = performance.now() - startMs
  await drive.press("Shift+Digit1")
  await drive.settled()
  const wholePan = await drive.frameRate(PAN, gestureMs)
  await drive.settled()
  const wholeZoom = await drive.frameRate(ZOOM, gestureMs)
  await drive.press("Shift+Digit0")
  await drive.settled()
  const workingPan = await drive.frameRate(PAN, gestureMs)
  await drive.settled()
  const workingZoom = await drive.frameRate(ZOOM, gestureMs)
  await drive.settled()
  await takePen()
  await wait(100)
  const inkMs = await drive.ink(gestureMs)
  return { openMs, wholePan, wholeZoom, workingPan, workingZoom, inkMs }
}

/** What the browser presents of a page that has next to nothing to draw. */
async function measureLimit(browser: Browser, durationMs: number): Promise<number> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    await page.setContent('<canvas width="200" height="200"></canvas>')
    await page.evaluate(() => {
      const context = document.querySelector("canvas")!.getContext("2d")!
      let hue = 0
      const paint = () => {
        context.fillStyle = `hsl(${hue++} 50% 50%)`
        context.fillRect(0, 0, 200, 200)
        requestAnimationFrame(paint)
      }
      paint()
    })
    const drive = await createDrive(browser, page)
    return await drive.frameRate(PAN, durationMs)
  } finally {
    await context.close()
  }
}

function reportOf(
  measured: readonly { count: number; page: PageKind; rounds: readonly Round[] }[],
  limit: number,
  options: CanvasOptions,
): Report {
  const rows = measured.map(({ count, page, rounds }) => {
    const middle = (key: "wholePan" | "wholeZoom" | "workingPan" | "workingZoom" | "openMs") =>
      figure(median(rounds.map((round) => round[key])))
    const ink = rounds.flatMap((round) => round.inkMs)
    return [
      ...[
        `${count} · ${PAGES[page]}`,
        middle("wholePan"),
        middle("wholeZoom"),
        middle("workingPan"),
        middle("workingZoom"),
      ],
      ...(ink.length > 0 ? [figure(percentile(ink, 0.5)), figure(percentile(ink, 0.95))] : ["–", "–"]),
      middle("openMs"),
    ]
  })
  const worst = measured
    .filter(({ count, page }) => page === "ours" && count >= TARGET_FROM)
    .flatMap(({ rounds }) => [median(rounds.map((r) => r.wholePan)), median(rounds.map((r) => r.wholeZoom))])
  const least = Math.min(...worst)
  return {
    benchmark: "canvas",
    title: `Canvas: presented frames a second, ${VIEWPORT.width} × ${VIEWPORT.height}, software rendering`,
    method:
      "60 % strokes of 40 points, 30 % shapes, notes and text, 10 % pictures; real wheel and mouse input at 60 Hz; " +
      `${options.rounds} rounds of ${options.gestureMs / 1000} s, medians.\n` +
      "Whole: every element in view. Working: 100 %. Ink: pointer event → painted stroke, at 100 %. " +
      `This machine's limit: ${figure(limit)} frames a second.`,
    columns: [
      "elements",
      "whole pan",
      "whole zoom",
      "working pan",
      "working zoom",
      "ink p50 ms",
      "ink p95 ms",
      "open & settled ms",
    ],
    rows,
    notes:
      worst.length === 0
        ? []
        : [
            `target ≥ ${TARGET_FPS} frames a second, ${TARGET_FROM} elements and more, whole board: ` +
              `${least >= TARGET_FPS ? "reached" : "MISSED"} (least ${figure(least)})`,
          ],
    data: { limit, options, measured },
  }
}
