import { expect, test } from "vitest"
import { caretPlace, ellipsize, fitNote, LINE_HEIGHT, layoutText, notePadding, wrapText } from "./text-layout.ts"

/** Every character is half as wide as it is high. */
const measure = (text: string, fontSize: number) => [...text].length * fontSize * 0.5

test("a text element is as wide as its longest line and breaks only at newlines", () => {
  expect(layoutText("ab\nabcd", 20, measure)).toMatchObject({ lines: ["ab", "abcd"], width: 40, height: 52 })
})

test("words move to the next line whole", () => {
  expect(wrapText("more wind for the sea", 50, 10, measure)).toEqual(["more wind", "for the", "sea"])
})

test("a word that is too long alone is broken, and nothing is lost", () => {
  const lines = wrapText("a lighthouseonthecliff", 30, 10, measure)
  expect(lines.join("").replaceAll(" ", "")).toBe("alighthouseonthecliff")
  for (const line of lines) expect(measure(line, 10)).toBeLessThanOrEqual(30)
})

test("an emoji is never cut in half", () => {
  for (const line of wrapText("🌊🌊🌊🌊🌊", 12, 10, measure)) expect(line).not.toMatch(/[\ud800-\udbff]$/)
})

test("a note's writing shrinks until it fits", () => {
  const short = fitNote("hi", 100, 100, measure)
  const long = fitNote("the sea should look restless and the sky too ".repeat(4), 100, 100, measure)
  expect(long.fontSize).toBeLessThan(short.fontSize)
  expect(long.lines.length * long.fontSize * LINE_HEIGHT).toBeLessThanOrEqual(100 - 2 * notePadding(100, 100))
})

test("a caption is cut with an ellipsis", () => {
  expect(ellipsize("a lighthouse on a cliff", 60, 10, measure)).toBe("a lighthous…")
  expect(ellipsize("short", 60, 10, measure)).toBe("short")
})

test("a caret stands before its character, also after a break, and at the very end", () => {
  const text = "more wind for the sea"
  const lines = wrapText(text, 50, 10, measure)
  const place = (index: number) => caretPlace(text, index, { lines, fontSize: 10 }, measure)
  expect(place(0)).toEqual({ x: 0, y: 0 })
  expect(place(5)).toEqual({ x: 25, y: 0 })
  expect(place(10)).toEqual({ x: 0, y: 13 })
  expect(place(text.length)).toEqual({ x: 15, y: 26 })
  expect(caretPlace("a\n", 2, { lines: ["a", ""], fontSize: 10 }, measure)).toEqual({ x: 0, y: 13 })
})
