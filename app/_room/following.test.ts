import fc from "fast-check"
import { expect, test } from "vitest"
import { between, isPresentingHost, leadsTo } from "./following.ts"

const camera = fc.record({
  x: fc.double({ min: -1e5, max: 1e5, noNaN: true }),
  y: fc.double({ min: -1e5, max: 1e5, noNaN: true }),
  zoom: fc.double({ min: 0.05, max: 8, noNaN: true }),
})

test("a window that follows arrives, and arrives exactly", () => {
  fc.assert(
    fc.property(camera, camera, fc.double({ min: 0.1, max: 1, noNaN: true }), (from, to, share) => {
      let now = from
      let frames = 0
      while (now !== to && frames++ < 400) now = between(now, to, share)
      expect(now).toBe(to)
    }),
  )
})

test("a ring of followers is seen, however long, and others' rings end nowhere", () => {
  const [b, c, d] = [
    { clientId: 2, follows: 3 },
    { clientId: 3, follows: 1 },
    { clientId: 4, follows: 5 },
  ]
  expect(leadsTo(1, b, [b, c, d])).toBe(true)
  expect(leadsTo(1, d, [b, c, d, { clientId: 5, follows: 4 }])).toBe(false)
  expect(leadsTo(1, { clientId: 6, follows: null }, [b, c, d])).toBe(false)
})

test("only a host calls everybody", () => {
  const person = (role: "host" | "editor" | "viewer") => ({ personId: "p", name: "P", role })
  expect(isPresentingHost({ presenting: true, person: person("host") })).toBe(true)
  expect(isPresentingHost({ presenting: false, person: person("host") })).toBe(false)
  for (const role of ["editor", "viewer"] as const)
    expect(isPresentingHost({ presenting: true, person: person(role) })).toBe(false)
  expect(isPresentingHost({ presenting: true })).toBe(false)
})
