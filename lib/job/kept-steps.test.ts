import fc from "fast-check"
import { expect, test } from "vitest"
import { KEPT_JOBS, keptAfter } from "./kept-steps.ts"

const none: ReadonlySet<string> = new Set()

test("the last jobs are kept, each once, the oldest let go first", () => {
  let kept: string[] = []
  for (let i = 0; i < KEPT_JOBS + 3; i++) kept = keptAfter(kept, `job${i}`, none)
  expect(kept).toEqual(Array.from({ length: KEPT_JOBS }, (_, i) => `job${i + 3}`))
  expect(keptAfter(kept, "job5", none)).toEqual([...kept.filter((id) => id !== "job5"), "job5"])
})

test("what a fork waits for is kept, however many jobs come before it, and let go when nobody waits any more", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 9, maxLength: 60 }), (started) => {
      let kept = ["awaited"]
      for (const n of started) kept = keptAfter(kept, `job${n}`, new Set(["awaited"]))
      expect(kept).toContain("awaited")
      expect(kept.length).toBeLessThanOrEqual(KEPT_JOBS + 1)
      expect(kept.at(-1)).toBe(`job${started.at(-1)}`)
      for (let i = 0; i < KEPT_JOBS; i++) kept = keptAfter(kept, `later${i}`, none)
      expect(kept).not.toContain("awaited")
    }),
    { seed: 4417 },
  )
})
