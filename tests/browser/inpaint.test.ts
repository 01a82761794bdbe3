/** Masks and pictures as inputs with two people in one room, on the production build, with the exact toy model. */
import sharp from "sharp"
import { expect, test } from "vitest"
import { downloadOf, finishedPicture, pixelsOf, useBrowserStage } from "../support/browser-stage.ts"
import { openRoomAsHost, type Visitor } from "../support/open-browser.ts"

const stage = useBrowserStage({ stepMs: 60 })

/** The toy's 128 px picture stands 144 units wide at the middle of a window of 1280 × 800. */
const PICTURE = { x: 568, y: 328, width: 144, height: 144 }
const BRUSH = 40
const HOSTS_STROKE = [
  [600, 370],
  [680, 370],
] as const
const GUESTS_STROKE = [
  [600, 430],
  [660, 430],
] as const

const action = (visitor: Visitor, name: string) =>
  visitor.page.getByRole("button", { name: new RegExp(`^${name} (⌘|Ctrl)`) })

async function makePicture(host: Visitor, words: string): Promise<void> {
  await host.prompt(words)
  await host.generate()
  await host.seesElement(finishedPicture(words))
}

test("two people paint one mask; Fill repaints what it covers and nothing else, in place; undo brings it back", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, "a lighthouse")
  await guest.seesElement(finishedPicture("a lighthouse"))
  const before = await downloadOf(host)

  const bare = await guest.look(PICTURE)
  await host.draw("Mask brush", HOSTS_STROKE)
  await host.page.mouse.move(40, 400)
  await guest.seesElement(/a lighthouse .*, masked/)
  await expect.poll(() => guest.look(PICTURE)).not.toBe(bare)
  const withOne = await host.look(PICTURE)
  await guest.page.getByRole("button", { name: "Mask brush", exact: true }).click()
  // Where the stroke begins, and neither cursor nor name will be.
  const patch = { x: 586, y: 424, width: 12, height: 12 }
  const unpainted = await host.look(patch)
  await guest.page.mouse.move(...GUESTS_STROKE[0])
  await guest.page.mouse.down()
  await guest.page.mouse.move(...GUESTS_STROKE[1], { steps: 4 })
  // The brush is still down, and the stroke is on the other screen already: exactly as it will be.
  await expect.poll(() => host.look(patch)).not.toBe(unpainted)
  const growing = await host.look(patch)
  await guest.page.mouse.up()
  await expect.poll(() => host.look(patch)).toBe(growing)
  await guest.page.mouse.move(40, 400)
  await expect.poll(() => host.look(PICTURE)).not.toBe(withOne)

  // Two people's strokes, one mask: the guest takes theirs back and paints it again.
  await guest.page.keyboard.press("Control+z")
  await expect.poll(() => host.look(PICTURE)).toBe(withOne)
  await guest.page.keyboard.press("Control+Shift+z")
  await expect.poll(() => host.look(PICTURE)).not.toBe(withOne)
  const masked = await host.look(PICTURE)

  await action(host, "Fill").waitFor()
  await host.page.getByRole("button", { name: "strength 100 %" }).click()
  await host.page.getByRole("slider", { name: "Strength" }).press("ArrowLeft")
  await action(host, "Refine").waitFor()
  await host.page.getByRole("slider", { name: "Strength" }).press("End")
  await host.page.keyboard.press("Escape")
  await host.prompt("a red boat")
  await action(host, "Fill").click()
  await Promise.all([host.seesElement(finishedPicture("a red boat")), guest.seesElement(finishedPicture("a red boat"))])
  await guest.seesNoElement(/a lighthouse/)

  const after = await downloadOf(host)
  expect(after).not.toBe(before)
  const [old, made] = [await pixelsOf(host, before), await pixelsOf(host, after)]
  expect([made.info.width, made.info.height]).toEqual([128, 128])
  let changed = 0
  for (let y = 0; y < 128; y++) {
    for (let x = 0; x < 128; x++) {
      const at = { x: PICTURE.x + ((x + 0.5) / 128) * 144, y: PICTURE.y + ((y + 0.5) / 128) * 144 }
      const i = (y * 128 + x) * 3
      const isEqual = [0, 1, 2].every((channel) => old.data[i + channel] === made.data[i + channel])
      if (!isEqual) changed++
      // The brush, its soft edge of 4 % of 144, and a unit of rounding.
      const reach = BRUSH / 2 + 6 + 1
      if (distance(at, HOSTS_STROKE) > reach && distance(at, GUESTS_STROKE) > reach) expect(isEqual).toBe(true)
    }
  }
  expect(changed).toBeGreaterThan(1500)

  await host.page.getByRole("button", { name: "Undo" }).click()
  await guest.seesElement(finishedPicture("a lighthouse"))
  expect(await downloadOf(host)).toBe(before)
  await host.page.mouse.move(40, 400)
  await expect.poll(() => host.look(PICTURE)).toBe(masked)
  await close()
})

test("X erases, the brackets change the brush, and clearing leaves no mask: the button generates again", async () => {
  const { host } = await openRoomAsHost(stage.browser, stage.server.url)
  await makePicture(host, "a meadow")
  await host.draw("Mask brush", HOSTS_STROKE)
  await action(host, "Fill").waitFor()
  await host.page.keyboard.press("x")
  for (let i = 0; i < 3; i++) await host.page.keyboard.press("]")
  await host.page.getByRole("slider", { name: "Brush size" }).waitFor()
  expect(await host.page.getByRole("slider", { name: "Brush size" }).getAttribute("aria-valuenow")).toBe("79")
  await host.draw("Mask brush", HOSTS_STROKE)
  await action(host, "Fill").click()
  await host.page.getByText(/mask is empty/).waitFor()
  await host.page.getByRole("button", { name: "Clear the mask" }).click()
  await action(host, "Generate").waitFor()
  await host.close()
})

test("a second person repaints a picture while it is being repainted: both edits are in what comes out", async () => {
  const { host, guest, close } = await stage.openTwo()
  await makePicture(host, "a coast")
  await guest.seesElement(finishedPicture("a coast"))
  const before = await downloadOf(host)
  await host.draw("Mask brush", HOSTS_STROKE)
  await host.prompt("a red kite")
  // Slow, so that there is time.
  await host.page.getByRole("button", { name: /^Denoising/ }).click()
  await host.page.getByRole("slider", { name: "Steps" }).press("End")
  await host.page.keyboard.press("Escape")
  await action(host, "Fill").click()
  await guest.seesElement(/a red kite .*step \d+ of/)
  await guest.draw("Mask brush", GUESTS_STROKE)
  await guest.prompt("a green boat")
  await action(guest, "Fill").click()
  await host.seesElement(/a green boat .*queued/)
  await host.seesElement(finishedPicture("a green boat"))
  await host.page.mouse.click(40, 600)
  await host.page.keyboard.press("v")
  await host.page.mouse.click(PICTURE.x + 10, PICTURE.y + 10)
  const [old, made] = [await pixelsOf(host, before), await pixelsOf(host, await downloadOf(host))]
  const isChanged = ([x, y]: readonly [number, number]) => {
    const at = Math.floor(((y - PICTURE.y) / 144) * 128) * 128 + Math.floor(((x - PICTURE.x) / 144) * 128)
    return [0, 1, 2].some((channel) => Math.abs(old.data[at * 3 + channel]! - made.data[at * 3 + channel]!) > 8)
  }
  expect([isChanged(HOSTS_STROKE[0]), isChanged(GUESTS_STROKE[0]), isChanged([640, 460])]).toEqual([true, true, false])
  await close()
})

test("a picture somebody brought along is repainted in place, at its own size; undo makes it theirs again", async () => {
  const { host } = await openRoomAsHost(stage.browser, stage.server.url)
  const noise = Buffer.from(Array.from({ length: 300 * 200 * 3 }, (_, i) => (i * 7919) % 251))
  const png = await sharp(noise, { raw: { width: 300, height: 200, channels: 3 } })
    .png()
    .toBuffer()
  const chooser = host.page.waitForEvent("filechooser")
  await host.page.getByRole("button", { name: "Picture from a file" }).click()
  await (await chooser).setFiles({ name: "noise.png", mimeType: "image/png", buffer: png })
  await host.seesElement(/image/)
  await host.draw("Mask brush", [
    [600, 400],
    [640, 400],
  ])
  await host.prompt("a calm lake")
  await action(host, "Fill").click()
  await host.seesElement(finishedPicture("a calm lake"))
  const made = await pixelsOf(host, await downloadOf(host))
  expect([made.info.width, made.info.height]).toEqual([300, 200])
  // The picture stands 300 units wide around (640, 400): its first 60 columns are far from the brush.
  for (let y = 0; y < 200; y++) {
    expect(Buffer.compare(made.data.subarray(y * 900, y * 900 + 180), noise.subarray(y * 900, y * 900 + 180))).toBe(0)
  }
  const middle = (100 * 300 + 130) * 3
  expect(Buffer.compare(made.data.subarray(middle, middle + 30), noise.subarray(middle, middle + 30))).not.toBe(0)
  await host.page.getByRole("button", { name: "Undo" }).click()
  await host.seesElement(/image/)
  await host.seesNoElement(/calm lake/)
  expect(host.errors()).toEqual([])
  await host.close()
})

test("a picture grows to the right, keeps its pixels, and undo makes it small again", async () => {
  const { host } = await openRoomAsHost(stage.browser, stage.server.url)
  await makePicture(host, "a harbour")
  const before = await downloadOf(host)
  await host.prompt("a long quay")
  await host.page.getByRole("button", { name: "Extend", exact: true }).click()
  await host.page.getByRole("button", { name: "Extend to the right" }).click()
  await host.seesElement(finishedPicture("a long quay"))
  const [old, made] = [await pixelsOf(host, before), await pixelsOf(host, await downloadOf(host))]
  expect([made.info.width, made.info.height]).toEqual([192, 128])
  for (let y = 0; y < 128; y++) {
    // But for the strip at the seam.
    const row = made.data.subarray(y * 192 * 3, (y * 192 + 119) * 3)
    expect(Buffer.compare(row, old.data.subarray(y * 128 * 3, (y * 128 + 119) * 3))).toBe(0)
  }
  await host.page.getByRole("button", { name: "Undo" }).click()
  await host.seesElement(finishedPicture("a harbour"))
  expect(await downloadOf(host)).toBe(before)

  // The same by hand: the lower edge pulled down by a quarter.
  await host.prompt("deep water")
  await host.page.keyboard.press("Escape")
  const { x, y, width, height } = PICTURE
  await host.page.mouse.move(x + width / 2, y + height)
  await host.page.mouse.down()
  await host.page.mouse.move(x + width / 2, y + height + height / 4, { steps: 5 })
  await host.page.mouse.up()
  await host.seesElement(finishedPicture("deep water"))
  const { info } = await pixelsOf(host, await downloadOf(host))
  expect([info.width, info.height]).toEqual([128, 160])
  expect(host.errors()).toEqual([])
  await host.close()
})

test("a picture starts from another, and a frame's drawing becomes one", async () => {
  const { host } = await openRoomAsHost(stage.browser, stage.server.url)
  await makePicture(host, "a garden")
  await host.page.getByRole("button", { name: "from this picture" }).click()
  await host.page.getByRole("button", { name: "strength 60 %" }).waitFor()
  await host.prompt("a garden in winter")
  await host.generate()
  await host.seesElement(finishedPicture("a garden in winter"))
  await host.seesElement(finishedPicture("a garden"))

  await host.draw("Frame", [
    [120, 120],
    [360, 360],
  ])
  await host.draw("Pen", [
    [160, 300],
    [240, 180],
    [320, 300],
  ])
  await host.page.keyboard.press("v")
  await host.page.mouse.click(121, 240)
  await host.page.getByRole("button", { name: "finish our drawing" }).click()
  await host.prompt("a mountain")
  await host.generate()
  await host.seesElement(finishedPicture("a mountain"))
  await host.page.getByRole("button", { name: "as a sketch" }).click()
  await host.page.getByRole("button", { name: "strength 75 %" }).waitFor()
  await host.prompt("a hill")
  await host.generate()
  await host.seesElement(finishedPicture("a hill"))
  expect(host.errors()).toEqual([])
  await host.close()
})

/** From a point to a straight stroke, in window pixels. */
function distance(point: { x: number; y: number }, [from, to]: typeof HOSTS_STROKE | typeof GUESTS_STROKE): number {
  const x = Math.min(to[0], Math.max(from[0], point.x))
  return Math.hypot(point.x - x, point.y - from[1])
}
