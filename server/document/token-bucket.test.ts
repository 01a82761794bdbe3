import { expect, test } from "vitest"
import { createTokenBucket } from "./token-bucket.ts"

test("a burst passes at once, then the rate holds", () => {
  const bucket = createTokenBucket({ perSecond: 10, burst: 5 })
  const taken = Array.from({ length: 7 }, () => bucket.take(1, 0))
  expect(taken).toEqual([true, true, true, true, true, false, false])
  expect(bucket.waitMs(1, 0)).toBe(100)
  expect(bucket.take(1, 99)).toBe(false)
  expect(bucket.take(1, 101)).toBe(true)
})

test("what is larger than the burst passes when the bucket is full, and empties it", () => {
  const bucket = createTokenBucket({ perSecond: 10, burst: 5 })
  expect(bucket.take(50, 0)).toBe(true)
  expect(bucket.take(1, 0)).toBe(false)
  expect(bucket.waitMs(50, 0)).toBe(500)
})

test("a clock set back neither fills nor empties", () => {
  const bucket = createTokenBucket({ perSecond: 1000, burst: 1 })
  expect(bucket.take(1, 10_000)).toBe(true)
  expect(bucket.take(1, 0)).toBe(false)
  expect(bucket.take(1, 2)).toBe(true)
})
