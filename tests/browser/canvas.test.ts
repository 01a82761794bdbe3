/** The canvas alone, in a browser: what it draws, and what the hand and the keys do. Without a server. */
import type { Page } from "playwright-core"
import { beforeEach, describe, expect, test } from "vitest"
import { type CanvasPage, useCanvasStage } from "../support/canvas-stage.ts"

const stage = useCanvasStage()
let board: CanvasPage
let page: Page

async function openPage(deviceScaleFactor = 1): Promise<void> {
  board = await stage.open(deviceScaleFactor)
  page = board.page
}
beforeEach(() => openPage())

const settle = () => board.settle()
const elements = () => board.elements()
const drag: CanvasPage["drag"] = (...of) => board.drag(...of)
const drawRectangle: CanvasPage["drawRectangle"] = (...of) => board.drawRectangle(...of)

describe("tiles", () => {
  for (const deviceScaleFactor of [1, 2]) {
    test(`the settled picture is a plain Konva rendering of the scene, at ${deviceScaleFactor} device pixels`, async () => {
      await openPage(deviceScaleFactor)
      await page.evaluate(() => window.board.fillBoard(500, 11))
      for (const zoom of [1, 0.73, 2.31, 0.31, 0.12]) {
        await page.evaluate((to) => window.board.view.zoomTo(to), zoom)
        await settle()
        const result = await page.evaluate(() => window.board.compareWithPlain())
        expect(result.inked).toBeGreaterThan(5000)
        // Skia cuts a curve at a tile's edge before it flattens it: single antialiased pixels of it come out otherwise.
        expect(result.different / result.inked).toBeLessThan(0.015)
        expect(result.far / result.inked).toBeLessThan(0.001)
      }
      expect(board.errors).toEqual([])
    })
  }

  test("after random edits the repaired tiles are those rastered from nothing", async () => {
    await page.evaluate(() => window.board.fillBoard(500, 12))
    await settle()
    const before = await page.evaluate(() => window.board.compareWithPlain())
    for (let round = 0; round < 6; round++) {
      const done = await page.evaluate((seed) => window.board.editAtRandom(12, seed), 100 + round)
      expect(done.moved + done.deleted + done.reordered + done.turned).toBe(12)
      await page.waitForTimeout(60)
    }
    await settle()
    const result = await page.evaluate(() => window.board.compareWithFresh())
    expect(result.inked).toBeGreaterThan(before.inked / 4)
    // A clip at the repaired pixels cuts curves as a tile's edge does: see above.
    expect(result.different / result.inked).toBeLessThan(0.015)
    expect(result.far / result.inked).toBeLessThan(0.0003)
    expect(result.missing).toBe(0)
  })
})

describe("hand and keys", () => {
  test("a shape is drawn, moved and undone: one gesture, one step", async () => {
    await drawRectangle([200, 200], [300, 280])
    expect(await page.evaluate(() => window.board.view.tool.get())).toBe("select")
    await drag([201, 220], [251, 240])
    expect((await elements())[0]!.position).toEqual([250, 220])
    await page.keyboard.press("Control+z")
    expect((await elements())[0]!.position).toEqual([200, 200])
    await page.keyboard.press("Control+z")
    expect(await elements()).toEqual([])
    await page.keyboard.press("Control+Shift+z")
    await page.keyboard.press("Control+y")
    expect((await elements())[0]!.position).toEqual([250, 220])
  })

  test("Escape in the middle of a drag leaves no trace", async () => {
    await drawRectangle([200, 200], [300, 280])
    await drag([201, 220], [400, 400], { release: false })
    await page.keyboard.press("Escape")
    await page.mouse.up()
    expect((await elements())[0]!.position).toEqual([200, 200])
    expect(await page.evaluate(() => window.board.view.canRedo.get())).toBe(false)
  })

  test("three pixels are a click, not a drag", async () => {
    await drawRectangle([200, 200], [300, 280])
    await drag([201, 220], [203, 222])
    expect((await elements())[0]!.position).toEqual([200, 200])
  })

  test("a corner resizes, with shift in proportion; the handle above turns by steps of 15 degrees with shift", async () => {
    await drawRectangle([200, 200], [300, 280])
    await page.keyboard.down("Shift")
    await drag([300, 280], [400, 280])
    await page.keyboard.up("Shift")
    expect((await elements())[0]!.size).toEqual([200, 160])
    await page.keyboard.down("Shift")
    await drag([300, 200 - 24], [420, 285])
    await page.keyboard.up("Shift")
    expect((await elements())[0]!.rotation % 15).toBe(0)
    expect((await elements())[0]!.rotation).toBeGreaterThan(60)
  })

  test("alt-drag makes a copy and leaves the original", async () => {
    await drawRectangle([200, 200], [300, 280])
    await page.keyboard.down("Alt")
    await drag([201, 220], [301, 320])
    await page.keyboard.up("Alt")
    expect((await elements()).map((element) => element.position)).toEqual([
      [200, 200],
      [300, 300],
    ])
  })

  test("a marquee selects what it touches; arrows nudge, Delete takes away, all undoable", async () => {
    await drawRectangle([200, 200], [300, 280])
    await drawRectangle([350, 200], [450, 280])
    await page.keyboard.press("Escape")
    await drag([150, 150], [400, 320])
    expect(await page.evaluate(() => window.board.view.selection.get().size)).toBe(2)
    await page.keyboard.press("Shift+ArrowRight")
    await page.keyboard.press("ArrowDown")
    expect((await elements()).map((element) => element.position)).toEqual([
      [210, 201],
      [360, 201],
    ])
    await page.keyboard.press("Delete")
    expect(await elements()).toEqual([])
    await page.keyboard.press("Control+z")
    expect((await elements()).length).toBe(2)
  })

  test("the pen stays in hand, the eraser takes what it touches as one step", async () => {
    await page.mouse.move(200, 300)
    await page.keyboard.press("p")
    await drag([200, 300], [400, 320])
    await drag([200, 400], [400, 420])
    expect(await page.evaluate(() => window.board.view.tool.get())).toBe("pen")
    expect((await elements()).map((element) => element.kind)).toEqual(["stroke", "stroke"])
    await page.keyboard.press("e")
    await drag([300, 250], [300, 500])
    expect(await elements()).toEqual([])
    await page.keyboard.press("Control+z")
    expect((await elements()).length).toBe(2)
  })

  test("double-click writes; the text is one step, and an empty one leaves nothing", async () => {
    await page.mouse.dblclick(300, 300)
    await page.keyboard.type("hello wörld")
    await page.keyboard.press("Escape")
    expect((await elements()).map((element) => element.kind)).toEqual(["text"])
    await page.keyboard.press("Control+z")
    expect(await elements()).toEqual([])
    await page.mouse.dblclick(300, 500)
    await page.keyboard.press("Escape")
    expect(await elements()).toEqual([])
  })

  test("a note takes its words from both people at once", async () => {
    await page.mouse.move(300, 300)
    await page.keyboard.press("n")
    await page.mouse.click(300, 300)
    await page.keyboard.type("sky")
    await page.evaluate(() => {
      const note = window.board.other.elements()[0]!
      if (note.kind === "note") note.text.insert(0, "the ")
    })
    await page.keyboard.type(" and sea")
    expect(await page.locator("textarea").first().inputValue()).toBe("the sky and sea")
    const seen = await page.evaluate(() => {
      const note = window.board.other.elements()[0]!
      return note.kind === "note" ? note.text.toString() : ""
    })
    expect(seen).toBe("the sky and sea")
  })

  test("the wheel pans, with Control it zooms at the pointer", async () => {
    await page.mouse.move(400, 400)
    await page.mouse.wheel(30, 50)
    await expect.poll(() => page.evaluate(() => window.board.view.camera.get().y)).toBe(50)
    await page.keyboard.down("Control")
    await page.mouse.wheel(0, -60)
    await page.keyboard.up("Control")
    const camera = await page.evaluate(() => window.board.view.camera.get())
    expect(camera.zoom).toBeGreaterThan(1.2)
    // The board's point under the pointer has stayed there: it was (430, 450).
    expect(camera.x + 400 / camera.zoom).toBeCloseTo(430, 5)
    expect(camera.y + 400 / camera.zoom).toBeCloseTo(450, 5)
  })

  test("everything is made and reached without a mouse, and Tab goes on past the last element", async () => {
    await page.locator("#left [data-canvas]").focus()
    await page.keyboard.press("f")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    const [frame] = await elements()
    expect(frame!.kind).toBe("frame")
    expect(await page.evaluate(() => window.board.events)).toEqual([`prompt ${frame!.id}`])
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.keyboard.press("Enter")
    await page.keyboard.type("wind")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Tab")
    const voice = page.locator("#left p[aria-live]")
    await expect.poll(() => voice.textContent()).toMatch(/, 1 of 2$/)
    await page.keyboard.press("Tab")
    await expect.poll(() => voice.textContent()).toMatch(/, 2 of 2$/)
    await page.keyboard.press("Tab")
    expect(await page.evaluate(() => document.activeElement?.closest("#left") !== null)).toBe(false)
  })

  test("two fingers pinch without drawing, one finger with the pen tool draws", async () => {
    const session = await page.context().newCDPSession(page)
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map((point, id) => ({ ...point, id })) })
    await page.evaluate(() => window.board.view.setTool("pen"))
    await touch("touchStart", [{ x: 300, y: 300 }])
    await touch("touchStart", [
      { x: 300, y: 300 },
      { x: 400, y: 300 },
    ])
    await touch("touchMove", [
      { x: 250, y: 300 },
      { x: 450, y: 300 },
    ])
    await touch("touchEnd", [])
    expect(await page.evaluate(() => window.board.view.camera.get().zoom)).toBeCloseTo(2, 1)
    expect(await elements()).toEqual([])
    await touch("touchStart", [{ x: 300, y: 300 }])
    await touch("touchMove", [{ x: 350, y: 320 }])
    await touch("touchMove", [{ x: 400, y: 340 }])
    await touch("touchEnd", [])
    expect((await elements()).map((element) => element.kind)).toEqual(["stroke"])
  })

  test("a picture in the making can be cancelled by its chip, by those who may", async () => {
    const record = {
      id: "generation-1",
      recipe: {
        prompt: "a fox",
        negativePrompt: "",
        seed: 1,
        stepCount: 8,
        guidance: 3,
        width: 256,
        height: 256,
        modelId: "house",
      },
      authorId: "rosy",
      authorName: "Rosy Fox",
      parentIds: [],
      requestedAtMs: 0,
      state: "running" as const,
      stepIndex: 3,
      stepCount: 8,
    }
    await page.evaluate((shown) => {
      window.board.addGeneration("generation-1", { x: 200, y: 200, width: 288, height: 288 })
      window.board.showGeneration("generation-1", { record: shown, hue: 300, mayCancel: false })
    }, record)
    await settle()
    await page.waitForTimeout(100)
    await page.mouse.click(450, 466)
    expect(await page.evaluate(() => window.board.events)).toEqual([])
    await page.evaluate(
      (shown) => window.board.showGeneration("generation-1", { record: shown, hue: 300, mayCancel: true }),
      record,
    )
    await page.waitForTimeout(100)
    await page.mouse.click(450, 466)
    expect(await page.evaluate(() => window.board.events)).toEqual(["cancel generation-1"])
  })

  test("dragged to the window's edge, the board moves on under the hand, and the box with it", async () => {
    await drawRectangle([500, 300], [600, 380])
    await drag([501, 320], [795, 320], { release: false })
    await expect.poll(() => page.evaluate(() => window.board.view.camera.get().x)).toBeGreaterThan(60)
    await page.mouse.up()
    const x = await page.evaluate(() => window.board.view.camera.get().x)
    const [rectangle] = await elements()
    expect(rectangle!.position[0]).toBeGreaterThan(794 + 60)
    expect(rectangle!.position[0]).toBeLessThan(796 + x)
  })

  test("a dropped picture stands where it was let go; another file is refused in words", async () => {
    await page.evaluate(() => window.board.drop("image/png", 400, 400))
    await expect.poll(elements).toMatchObject([{ kind: "image", position: [272, 272], size: [256, 256] }])
    await page.evaluate(() => window.board.drop("text/plain", 400, 400))
    await expect
      .poll(() => page.evaluate(() => window.board.events))
      .toEqual(["Only pictures can be dropped on the board."])
    await settle()
    expect(await page.evaluate(() => window.board.compareWithPlain())).toMatchObject({ missing: 0 })
  })

  test("what is copied is pasted at the pointer, one step; pasted words become a text", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    await page.mouse.move(200, 300)
    await page.keyboard.press("p")
    await drag([200, 300], [400, 320])
    await page.keyboard.press("v")
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Control+c")
    await page.mouse.move(500, 600)
    await page.keyboard.press("Control+v")
    await expect.poll(async () => (await elements()).length).toBe(2)
    const [original, copy] = await elements()
    expect(copy!.size).toEqual(original!.size)
    expect(copy!.position[0]! + copy!.size[0]! / 2).toBeCloseTo(500)
    expect(copy!.position[1]! + copy!.size[1]! / 2).toBeCloseTo(600)
    await page.keyboard.press("Control+z")
    expect((await elements()).length).toBe(1)
    await page.evaluate(() => window.board.paste("two\nlines"))
    await expect.poll(async () => (await elements()).map((element) => element.kind)).toEqual(["stroke", "text"])
  })

  test("whoever only looks changes nothing", async () => {
    await drawRectangle([200, 200], [300, 280])
    await page.evaluate(() => window.board.view.setReadOnly(true))
    await drag([201, 220], [400, 400])
    await page.keyboard.press("Delete")
    await page.keyboard.press("r")
    await drag([400, 300], [500, 400])
    await page.mouse.dblclick(500, 600)
    expect((await elements()).map((element) => element.position)).toEqual([[200, 200]])
  })
})

describe("another person's screen", () => {
  const look = () => page.screenshot({ clip: { x: 800 + 180, y: 180, width: 300, height: 300 } })

  test("ink grows and boxes move before they are let go, and nothing is in the document yet", async () => {
    const empty = await look()
    await page.mouse.move(200, 300)
    await page.keyboard.press("p")
    await drag([200, 300], [300, 320], { release: false })
    await expect.poll(async () => (await look()).equals(empty)).toBe(false)
    expect(await page.evaluate(() => window.board.other.elements().length)).toBe(0)
    await page.mouse.up()
    expect(await page.evaluate(() => window.board.other.elements().length)).toBe(1)
  })

  test("undo takes back one's own work and leaves the other's", async () => {
    await drawRectangle([200, 200], [300, 280])
    await page.mouse.move(1100, 300)
    await page.locator("#right [data-canvas]").focus()
    await page.keyboard.press("r")
    await drag([1100, 300], [1200, 400])
    await page.locator("#left [data-canvas]").focus()
    await page.keyboard.press("Control+z")
    await page.keyboard.press("Control+z")
    expect((await elements()).map((element) => element.position)).toEqual([[300, 300]])
  })
})
