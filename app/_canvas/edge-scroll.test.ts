import { expect, test } from "vitest"
import { edgeSpeed } from "./edge-scroll.ts"

const size = { width: 1000, height: 600 }

test("in the middle nothing moves", () => {
  expect(edgeSpeed({ x: 500, y: 300 }, size)).toEqual({ x: 0, y: 0 })
})

test("towards the edge it moves that way, faster the nearer, and no faster beyond it", () => {
  const near = edgeSpeed({ x: 985, y: 300 }, size)
  const nearer = edgeSpeed({ x: 995, y: 300 }, size)
  expect(near.x).toBeGreaterThan(0)
  expect(nearer.x).toBeGreaterThan(near.x)
  expect(edgeSpeed({ x: 3000, y: -200 }, size)).toEqual({ x: 14, y: -14 })
})
