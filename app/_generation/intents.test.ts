import { expect, test } from "vitest"
import { MAX_PROMPT_LENGTH } from "../../lib/job/generation.ts"
import { actionName, INTENTS, planIntent } from "./intents.ts"

const own = "a lighthouse on a cliff"
const plan = (intent: (typeof INTENTS)[number], words: string, without = "") =>
  planIntent(intent, words, { own, without })

test("the prompt says what comes into the mask", () => {
  for (const intent of ["fill", "replace", "background"] as const) {
    expect(plan(intent, "a boat", "fog")).toMatchObject({ prompt: "a boat", negativePrompt: "fog" })
  }
})

test("adding keeps the picture's own words, and says them once", () => {
  expect(plan("add", "a boat").prompt).toBe("a lighthouse on a cliff, with a boat")
  expect(plan("add", "a lighthouse on a cliff and a boat").prompt).toBe("a lighthouse on a cliff and a boat")
})

test("removing asks for the picture without what the words name", () => {
  expect(plan("remove", "the boat", "fog")).toMatchObject({ prompt: own, negativePrompt: "fog, the boat" })
  expect(planIntent("remove", "", { own: "", without: "" })).toMatchObject({
    prompt: "an empty background",
    negativePrompt: "",
  })
})

test("without words the picture's own are used: a prompt is never empty, nor too long", () => {
  for (const intent of INTENTS) {
    expect(plan(intent, "  ").prompt).toBe(own)
    expect(planIntent(intent, "", { own: "", without: "" }).prompt).not.toBe("")
    const long = planIntent(intent, "b".repeat(MAX_PROMPT_LENGTH), { own: "a".repeat(MAX_PROMPT_LENGTH), without: "c" })
    expect(Math.max(long.prompt.length, long.negativePrompt.length)).toBeLessThanOrEqual(MAX_PROMPT_LENGTH)
  }
})

test("background alone keeps what is painted", () => {
  expect(INTENTS.filter((intent) => plan(intent, "x").swaps)).toEqual(["background"])
})

test("the button says Fill, and Refine below 100 %", () => {
  expect([actionName("fill", 1), actionName("remove", 1), actionName("fill", 0.6)]).toEqual([
    "Fill",
    "Remove",
    "Refine",
  ])
})
