/** Grouping, locking, aligning and snapping, with the mouse and the keys. */
import sharp from "sharp"
import { beforeEach, expect, test } from "vitest"
import { type CanvasPage, type Place, useCanvasStage } from "../support/canvas-stage.ts"

const stage = useCanvasStage()
let board: CanvasPage
beforeEach(async () => {
  board = await stage.open()
})

const selected = () => board.page.evaluate(() => [...window.board.view.selection.get()])
const positions = async () => (await board.elements()).map(({ position }) => position)
/** Two presses at one place soon after each other would be a double press, which writes. */
const apart = () => board.page.waitForTimeout(450)
const press = (keys: string) => board.page.keyboard.press(keys)

/** Whether a guide is drawn there, within a pixel: lines lie between pixels. */
async function isAccent(x: number, y: number): Promise<boolean> {
  const clip = { x: x - 1, y: y - 1, width: 3, height: 3 }
  const { data } = await sharp(await board.page.screenshot({ clip }))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return Array.from({ length: 9 }, (_, i) => data.subarray(i * 3, i * 3 + 3)).some(
    ([r, g, b]) => r! - g! > 60 && r! - b! > 60,
  )
}

/** Three rectangles; hollow, they are pressed at their edges, beside the handles. */
async function three(): Promise<string[]> {
  await board.drawRectangle([100, 100], [200, 160])
  await board.drawRectangle([300, 220], [360, 300])
  await board.drawRectangle([500, 130], [620, 170])
  await press("Escape")
  return (await board.elements()).map(({ id }) => id)
}
const edges: readonly Place[] = [
  [101, 115],
  [301, 235],
  [501, 140],
]

async function choose(...places: Place[]): Promise<void> {
  await press("Escape")
  await board.page.keyboard.down("Shift")
  for (const place of places) await board.page.mouse.click(...place)
  await board.page.keyboard.up("Shift")
}

test("a group is chosen and moved as one, entered by a second press, left by Escape, and undone in one step", async () => {
  const [a, b] = await three()
  await choose(edges[0]!, edges[1]!)
  await press("Control+g")
  expect(new Set((await board.elements()).map(({ group }) => group)).size).toBe(2)
  await press("Escape")
  await board.page.mouse.click(...edges[0]!)
  expect((await selected()).sort()).toEqual([a, b].sort())
  await board.drag(edges[1]!, [edges[1]![0] + 40, edges[1]![1] + 10])
  expect(await positions()).toEqual([
    [140, 110],
    [340, 230],
    [500, 130],
  ])
  await press("Control+z")
  await apart()
  await board.page.mouse.click(...edges[0]!)
  expect(await selected()).toEqual([a])
  await apart()
  await board.drag(edges[0]!, [edges[0]![0], edges[0]![1] + 50])
  expect((await positions())[0]).toEqual([100, 150])
  expect((await positions())[1]).toEqual([300, 220])
  await press("Escape")
  expect((await selected()).sort()).toEqual([a, b].sort())
  await press("Control+Shift+g")
  expect((await board.elements()).map(({ group }) => group)).toEqual([undefined, undefined, undefined])
  expect(board.errors).toEqual([])
})

test("the other person sees the group, and a copy of it is another group", async () => {
  const [a, b] = await three()
  await choose(edges[0]!, edges[1]!)
  await press("Control+g")
  await press("Control+d")
  const groups = (await board.elements()).map(({ group }) => group)
  expect(groups.length).toBe(5)
  expect(groups[0]).toBe(groups[1])
  expect(groups[3]).toBe(groups[4])
  expect(groups[3]).not.toBe(groups[0])
  const theirs = await board.page.evaluate((ids) => ids.map((id) => window.board.other.element(id)?.group), [a!, b!])
  expect(theirs).toEqual([groups[0], groups[0]])
})

test("what is locked is passed through, kept, and unlocked by a press on it", async () => {
  const [a, b, c] = await three()
  await choose(edges[0]!)
  await press("Shift+L")
  expect((await board.elements()).map(({ locked }) => locked)).toEqual([true, false, false])
  await press("Delete")
  await press("ArrowRight")
  await press("Control+x")
  expect(await positions()).toContainEqual([100, 100])
  expect((await board.elements()).length).toBe(3)
  await press("Escape")
  await board.drag([50, 50], [700, 400])
  expect((await selected()).sort()).toEqual([b, c].sort())
  await press("Escape")
  await board.page.mouse.click(...edges[0]!)
  expect(await selected()).toEqual([a])
  await apart()
  await board.drag(edges[0]!, [300, 400])
  expect((await positions())[0]).toEqual([100, 100])
  await apart()
  await board.page.mouse.click(...edges[0]!)
  await press("Control+Shift+L")
  expect((await board.elements()).map(({ locked }) => locked)).toEqual([false, false, false])
})

test("the keys align and share out what is selected, a group as one", async () => {
  await three()
  await choose(...edges)
  await press("Alt+a")
  expect((await positions()).map(([x]) => x)).toEqual([100, 100, 100])
  await press("Control+z")
  await press("Control+Shift+ArrowDown")
  expect((await positions()).map(([, y]) => y)).toEqual([240, 220, 260])
  await press("Control+z")
  await board.page.evaluate(() => window.board.view.distributeSelection("x"))
  expect((await positions()).map(([x]) => x)).toEqual([100, 320, 500])
})

test("with Ctrl a drag snaps to others' edges and shows the line; Alt S makes it the habit, and Ctrl the exception", async () => {
  await three()
  await board.page.keyboard.down("Control")
  await board.drag(edges[1]!, [edges[1]![0] - 195, edges[1]![1] + 100], { release: false })
  await expect.poll(() => isAccent(100, 240)).toBe(true)
  await board.page.mouse.up()
  await board.page.keyboard.up("Control")
  expect((await positions())[1]).toEqual([100, 320])
  await expect.poll(() => isAccent(100, 240)).toBe(false)
  // Without Ctrl it goes where the hand goes.
  await board.drag([101, 340], [104, 360])
  expect((await positions())[1]).toEqual([103, 340])
  await press("Alt+s")
  await board.drag([104, 360], [105, 380])
  expect((await positions())[1]).toEqual([100, 360])
  await board.page.keyboard.down("Control")
  await board.drag([101, 380], [104, 400])
  await board.page.keyboard.up("Control")
  expect((await positions())[1]).toEqual([103, 380])
})

test("a corner that is pulled snaps too, and Escape leaves no line behind", async () => {
  await three()
  await board.page.mouse.click(...edges[2]!)
  await board.page.keyboard.down("Control")
  await board.drag([620, 170], [640, 157], { release: false })
  await expect.poll(() => isAccent(400, 160)).toBe(true)
  await board.page.mouse.up()
  await board.page.keyboard.up("Control")
  expect((await board.elements())[2]).toMatchObject({ position: [500, 130], size: [140, 30] })
  await board.page.keyboard.down("Control")
  await board.drag([640, 160], [640, 157], { release: false })
  await press("Escape")
  await board.page.mouse.up()
  await board.page.keyboard.up("Control")
  await expect.poll(() => isAccent(400, 160)).toBe(false)
  expect((await board.elements())[2]).toMatchObject({ size: [140, 30] })
})
