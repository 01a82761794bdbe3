/** Drives a page with real wheel and mouse input at 60 Hz, and counts what the browser presents while it does. */
import { setTimeout as wait } from "node:timers/promises"
import type { Browser, Page } from "playwright-core"

const INPUT_HZ = 60
/** Input that the page has not answered yet; more would go on moving it after the gesture. */
const MAX_IN_FLIGHT = 6
const SETTLED_WITHIN_MS = 60_000
const FRAME_EVENTS = "disabled-by-default-devtools.timeline.frame"

export interface Gesture {
  /** The `n`th input of the gesture; `at` is the window's middle. */
  readonly input: (n: number, at: { x: number; y: number }) => object
}

const wheel = (at: { x: number; y: number }, deltaX: number, deltaY: number, modifiers: number) => ({
  ...{ type: "mouseWheel", x: at.x, y: at.y, deltaX, deltaY, modifiers, pointerType: "mouse" },
})
const CTRL = 2

/** There and back again every 0.75 s each way, however long it lasts: a window's width, or 2.7 times as near. */
const there = (n: number) => (Math.floor(n / (0.75 * INPUT_HZ)) % 2 === 0 ? 1 : -1)
export const PAN: Gesture = { input: (n, at) => wheel(at, 22 * there(n), 12 * there(n), 0) }
export const ZOOM: Gesture = { input: (n, at) => wheel(at, 0, -4 * there(n), CTRL) }

export interface Drive {
  /** Presented frames a second during a gesture. */
  frameRate(gesture: Gesture, durationMs: number): Promise<number>
  /** Draws with the tool in hand. @returns ms from each pointer event to the frame painted after it */
  ink(durationMs: number): Promise<number[]>
  /** Waits until what is shown no longer changes. @returns how long that took, ms */
  settled(): Promise<number>
  press(key: string): Promise<void>
}

export async function createDrive(browser: Browser, page: Page): Promise<Drive> {
  const session = await page.context().newCDPSession(page)
  const size = page.viewportSize() ?? { width: 1280, height: 800 }
  const middle = { x: size.width / 2, y: size.height / 2 }

  const send = async (inputOf: (n: number) => object, durationMs: number) => {
    const startMs = performance.now()
    const inFlight = new Set<Promise<unknown>>()
    let failure: unknown
    for (let n = 0; ; n++) {
      const dueMs = startMs + (n * 1000) / INPUT_HZ
      if (dueMs - startMs >= durationMs) break
      const early = dueMs - performance.now()
      if (early > 0) await wait(early)
      if (inFlight.size >= MAX_IN_FLIGHT) continue
      const sent: Promise<void> = session.send("Input.dispatchMouseEvent", inputOf(n) as never).then(
        () => void inFlight.delete(sent),
        (error: unknown) => {
          failure = error
        },
      )
      inFlight.add(sent)
    }
    await Promise.all(inFlight)
    if (failure !== undefined) throw failure
  }

  return {
    async frameRate(gesture, durationMs) {
      await page.mouse.move(middle.x, middle.y)
      const trace = await startTrace(browser)
      const fromUs = nowUs()
      await send((n) => gesture.input(n, middle), durationMs)
      const untilUs = nowUs()
      return ((await trace.framesBetween(fromUs, untilUs)) * 1e6) / (untilUs - fromUs)
    },

    async ink(durationMs) {
      await page.evaluate(watchInk)
      const at = (turn: number) => ({ x: middle.x - 200 + turn * 400, y: middle.y + Math.sin(turn * 20) * 80 })
      const mouse = (type: string, turn: number) => ({ type, ...at(turn), button: "left", buttons: 1, clickCount: 1 })
      await session.send("Input.dispatchMouseEvent", mouse("mousePressed", 0) as never)
      await send((n) => mouse("mouseMoved", (n * 1000) / INPUT_HZ / durationMs), durationMs)
      await session.send("Input.dispatchMouseEvent", { ...mouse("mouseReleased", 1), buttons: 0 } as never)
      await wait(200)
      return await page.evaluate(() => (window as unknown as { inkMs: number[] }).inkMs)
    },

    async settled() {
      const startMs = performance.now()
      let before: Buffer | undefined
      while (performance.now() - startMs < SETTLED_WITHIN_MS) {
        const shown = await page.screenshot()
        if (before?.equals(shown)) return performance.now() - startMs
        before = shown
        await wait(400)
      }
      throw new Error(`The page still changed after ${SETTLED_WITHIN_MS} ms.`)
    },

    press: (key) => page.keyboard.press(key),
  }
}

/**
 * In the page: the time from a pointer event to the end of the frame that followed it. What is drawn in the handler or in
 * that frame's callbacks is painted by then: a message posted in a frame's callback is received after its painting.
 */
function watchInk(): void {
  const inkMs: number[] = []
  Object.assign(window, { inkMs })
  let waiting: number[] = []
  const channel = new MessageChannel()
  channel.port1.onmessage = () => {
    const now = performance.now()
    for (const stamp of waiting) inkMs.push(now - stamp)
    waiting = []
  }
  window.addEventListener(
    "pointermove",
    (event) => {
      if (event.buttons === 0) return
      if (waiting.length === 0) requestAnimationFrame(() => channel.port2.postMessage(0))
      waiting.push(event.timeStamp)
    },
    { capture: true },
  )
}

/**
 * Counts the frames that reach the screen, from the browser's own trace of its compositor. The trace's clock is the
 * system's monotonic one, as is `process.hrtime`.
 */
async function startTrace(
  browser: Browser,
): Promise<{ framesBetween(fromUs: number, untilUs: number): Promise<number> }> {
  const session = await browser.newBrowserCDPSession()
  const atUs: number[] = []
  session.on("Tracing.dataCollected", ({ value }) => {
    for (const event of value as { name?: string; ts?: number }[]) {
      if (event.name === "DrawFrame" && event.ts !== undefined) atUs.push(event.ts)
    }
  })
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: [FRAME_EVENTS], excludedCategories: ["*"] },
  })
  return {
    async framesBetween(fromUs, untilUs) {
      const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve))
      await session.send("Tracing.end")
      await complete
      await session.detach()
      const frames = atUs.filter((at) => at >= fromUs && at < untilUs).length
      if (frames === 0 && atUs.length > 0)
        throw new Error("The browser's trace and this process have different clocks.")
      return frames
    },
  }
}

const nowUs = () => Number(process.hrtime.bigint() / 1000n)
