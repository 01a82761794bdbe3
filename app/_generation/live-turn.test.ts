import { expect, test } from "vitest"
import {
  dueDrawing,
  LEFT_TO_OTHERS_MS,
  leftToOthers,
  NEW_TURN,
  REST_AFTER_MS,
  SEND_EVERY_MS,
  seeDrawing,
  sentDrawing,
} from "./live-turn.ts"

const mine = (version: string, nowMs: number) => ({ version, isMine: true, nowMs })
const theirs = (version: string, nowMs: number) => ({ version, isMine: false, nowMs })
const elected = (nowMs: number) => ({ nowMs, isElected: true })
const other = (nowMs: number) => ({ nowMs, isElected: false })

test("who draws sends at once, and then as often as they may", () => {
  let turn = seeDrawing(NEW_TURN, mine("1", 0))
  expect(dueDrawing(turn, other(0))).toBe("drawing")
  turn = sentDrawing(turn, { what: "drawing", version: "1", nowMs: 0 })
  turn = seeDrawing(turn, mine("2", 10))
  expect(dueDrawing(turn, other(10))).toBeUndefined()
  expect(dueDrawing(turn, other(SEND_EVERY_MS))).toBe("drawing")
})

test("nothing is sent again while nothing changes, but once with more steps by the elected one", () => {
  let turn = sentDrawing(seeDrawing(NEW_TURN, mine("1", 0)), { what: "drawing", version: "1", nowMs: 0 })
  expect(dueDrawing(turn, elected(REST_AFTER_MS - 1))).toBeUndefined()
  expect(dueDrawing(turn, elected(REST_AFTER_MS))).toBe("rest")
  expect(dueDrawing(turn, other(REST_AFTER_MS))).toBeUndefined()
  turn = sentDrawing(turn, { what: "rest", version: "1", nowMs: REST_AFTER_MS })
  for (const nowMs of [400, 1_000, 100_000]) expect(dueDrawing(turn, elected(nowMs))).toBeUndefined()
  expect(seeDrawing(turn, mine("1", 500))).toBe(turn)
})

test("what others draw is not sent from here, until they stop and this one is elected", () => {
  const turn = seeDrawing(NEW_TURN, theirs("1", 0))
  expect(dueDrawing(turn, elected(0))).toBeUndefined()
  expect(dueDrawing(turn, elected(REST_AFTER_MS))).toBe("rest")
})

test("when the elected one leaves at once the next one sends; long after nobody sends again", () => {
  const turn = seeDrawing(NEW_TURN, theirs("1", 0))
  const soon = leftToOthers(turn, other(LEFT_TO_OTHERS_MS - 1))
  expect(dueDrawing(soon, elected(LEFT_TO_OTHERS_MS))).toBe("rest")
  const late = leftToOthers(turn, other(LEFT_TO_OTHERS_MS))
  expect(dueDrawing(late, elected(LEFT_TO_OTHERS_MS + 1))).toBeUndefined()
  expect(dueDrawing(seeDrawing(late, theirs("2", 9_000)), elected(9_300))).toBe("rest")
})
