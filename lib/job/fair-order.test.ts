import fc from "fast-check"
import { expect, test } from "vitest"
import { fairOrder } from "./fair-order.ts"

const job = (id: string, authorId: string, requestedAtMs: number, roomId = "r") => ({
  id,
  authorId,
  roomId,
  requestedAtMs,
})

test("one person's many pictures alternate with another's one", () => {
  const order = fairOrder([job("a1", "a", 1), job("a2", "a", 2), job("a3", "a", 3), job("b1", "b", 4)])
  expect(order.map((entry) => entry.id)).toEqual(["a1", "b1", "a2", "a3"])
})

test("a picture that is running counts as its author's turn", () => {
  const order = fairOrder([job("a2", "a", 1), job("b1", "b", 2)], new Map([["a", 1]]))
  expect(order.map((entry) => entry.id)).toEqual(["b1", "a2"])
})

test("rooms alternate among people of the same turn", () => {
  const order = fairOrder([job("1", "a", 1, "big"), job("2", "b", 2, "big"), job("3", "c", 3, "small")])
  expect(order.map((entry) => entry.id)).toEqual(["1", "3", "2"])
})

const jobs = fc.array(
  fc.record({
    authorId: fc.constantFrom("a", "b", "c", "d"),
    roomId: fc.constantFrom("x", "y"),
    requestedAtMs: fc.nat(50),
  }),
  { maxLength: 30 },
)

test("nobody waits behind more than as many of another's pictures as they have asked for themselves", () => {
  fc.assert(
    fc.property(jobs, (list) => {
      const order = fairOrder(list.map((entry, i) => ({ ...entry, id: `j${i}` })))
      expect(order.length).toBe(list.length)
      order.forEach((mine, at) => {
        const own = order.slice(0, at).filter((entry) => entry.authorId === mine.authorId).length
        const ahead = new Map<string, number>()
        for (const other of order.slice(0, at)) ahead.set(other.authorId, (ahead.get(other.authorId) ?? 0) + 1)
        ahead.delete(mine.authorId)
        for (const count of ahead.values()) expect(count).toBeLessThanOrEqual(own + 1)
      })
    }),
  )
})
