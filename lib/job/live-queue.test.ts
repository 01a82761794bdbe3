import fc from "fast-check"
import { expect, test } from "vitest"
import {
  EMPTY_LIVE_QUEUE,
  finishDrawing,
  type LiveDrawing,
  type LiveQueue,
  mayGoLive,
  offerDrawing,
  returnDrawing,
  takeDrawing,
} from "./live-queue.ts"

const always = () => true
const EMPTY: LiveQueue<LiveDrawing> = EMPTY_LIVE_QUEUE

test("one runs, one waits, and the latest is the one that waits", () => {
  let queue = offerDrawing(EMPTY, "a", { number: 1 })
  const first = takeDrawing(queue, always)!
  queue = first.queue
  expect(first.drawing.number).toBe(1)
  for (const number of [2, 3, 4]) queue = offerDrawing(queue, "a", { number })
  expect(takeDrawing(queue, always)).toBeUndefined()
  queue = finishDrawing(queue, "a", 1).queue
  expect(takeDrawing(queue, always)?.drawing.number).toBe(4)
})

test("frames take turns: one that is drawn in without pause does not keep the other waiting", () => {
  let queue = EMPTY
  const order: string[] = []
  for (let number = 1; number <= 6; number++) {
    queue = offerDrawing(queue, "busy", { number })
    if (number === 1 || number === 3) queue = offerDrawing(queue, "other", { number: number + 100 })
    const taken = takeDrawing(queue, always)!
    order.push(taken.key)
    queue = finishDrawing(taken.queue, taken.key, taken.drawing.number).queue
  }
  expect(order.slice(0, 4)).toEqual(["busy", "other", "busy", "other"])
})

test("a stopped run waits again, and gives way to a newer drawing", () => {
  let queue = takeDrawing(offerDrawing(EMPTY, "a", { number: 1 }), always)!.queue
  expect(takeDrawing(returnDrawing(queue, "a", 1), always)?.drawing.number).toBe(1)
  queue = offerDrawing(queue, "a", { number: 2 })
  queue = returnDrawing(queue, "a", 1)
  expect(takeDrawing(queue, always)?.drawing.number).toBe(2)
  // What the stopped engine still says of it is nobody's.
  expect(finishDrawing(queue, "a", 1).isShown).toBe(false)
})

const events = fc.array(
  fc.record({
    kind: fc.constantFrom("offer", "offer", "late-offer", "take", "finish", "finish-again", "return"),
    key: fc.constantFrom("a", "b", "c"),
  }),
  { minLength: 1, maxLength: 80, size: "max" },
)

test("property: no older picture is shown after a newer one, at most one runs, and the last drawing is shown in the end", () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(events, (steps) => {
      let queue = EMPTY
      let number = 0
      const running = new Map<string, number>()
      const shown = new Map<string, number>()
      const offered = new Map<string, number>()
      const finish = (key: string, which: number) => {
        const done = finishDrawing(queue, key, which)
        queue = done.queue
        if (!done.isShown) return
        expect(which).toBeGreaterThan(shown.get(key) ?? -1)
        shown.set(key, which)
        running.delete(key)
        reached.add("shown")
      }
      const take = () => {
        const taken = takeDrawing(queue, always)
        if (!taken) return false
        expect(running.has(taken.key)).toBe(false)
        queue = taken.queue
        running.set(taken.key, taken.drawing.number)
        reached.add("taken")
        return true
      }
      for (const { kind, key } of steps) {
        const runs = running.get(key)
        if (kind === "offer") {
          queue = offerDrawing(queue, key, { number: ++number })
          offered.set(key, number)
        } else if (kind === "late-offer" && offered.has(key)) {
          const before = queue
          queue = offerDrawing(queue, key, { number: offered.get(key)! - 1 })
          expect(queue).toBe(before)
          reached.add("late")
        } else if (kind === "take") take()
        else if (kind === "finish" && runs !== undefined) finish(key, runs)
        else if (kind === "finish-again" && shown.has(key)) {
          expect(finishDrawing(queue, key, shown.get(key)!).isShown).toBe(false)
          reached.add("again")
        } else if (kind === "return" && runs !== undefined) {
          queue = returnDrawing(queue, key, runs)
          running.delete(key)
          reached.add("returned")
        }
      }
      do for (const [key, runs] of [...running]) finish(key, runs)
      while (take())
      for (const [key, last] of offered) expect(shown.get(key)).toBe(last)
    }),
  )
  expect([...reached].sort()).toEqual(["again", "late", "returned", "shown", "taken"])
})

test("property: while ordinary pictures wait, live frames have every second slot and never two in a row", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (waits) => {
      let lastWork: "live" | "ordinary" | undefined
      let run = 0
      for (const ordinaryWaits of waits) {
        const isLive = mayGoLive({ ordinaryWaits, lastWork })
        lastWork = isLive ? "live" : "ordinary"
        if (!ordinaryWaits) {
          expect(isLive).toBe(true)
          run = 0
        } else {
          run = isLive ? run + 1 : 0
          expect(run).toBeLessThan(2)
        }
      }
    }),
  )
  expect(mayGoLive({ ordinaryWaits: true, lastWork: "ordinary" })).toBe(true)
})
