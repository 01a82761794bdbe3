import { expect, test } from "vitest"
import { explainRefusal } from "./explain-refusal.ts"

const errorWith = (description?: unknown) => Object.assign(new Error("websocket error"), { description })

test("a refused token is explained, a server that is away or starting is not a refusal", () => {
  expect(explainRefusal(errorWith({ message: "Unexpected server response: 401" }))).toMatch(/token/)
  expect(explainRefusal(errorWith({ message: "Unexpected server response: 403" }))).toMatch(/may not/)
  expect(explainRefusal(errorWith({ message: "Unexpected server response: 503" }))).toBeUndefined()
  expect(explainRefusal(errorWith({ message: "connect ECONNREFUSED" }))).toBeUndefined()
  expect(explainRefusal(errorWith())).toBeUndefined()
})
