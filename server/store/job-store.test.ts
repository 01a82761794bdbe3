import { DatabaseSync } from "node:sqlite"
import { beforeEach, expect, test } from "vitest"
import type { JobState } from "../../lib/job/transition.ts"
import { createJobStore, JOBS_MIGRATIONS, type Job, type JobStore } from "./job-store.ts"

let sql: DatabaseSync
let store: JobStore
beforeEach(() => {
  sql = new DatabaseSync(":memory:")
  for (const migration of JOBS_MIGRATIONS) sql.exec(migration.sql)
  store = createJobStore(sql)
})

const job = (id: string, state: JobState = { state: "queued", attempt: 0 }, requestedAtMs = 1): Job => ({
  id,
  roomId: "room",
  authorId: "ann",
  authorName: "Ann 🌅",
  recipe: {
    prompt: "a 'quoted' tree; --",
    negativePrompt: "",
    seed: 2 ** 32 - 1,
    stepCount: 4,
    guidance: 1.5,
    width: 64,
    height: 64,
    modelId: "m",
    sourceAssetId: "a".repeat(64),
    strength: 0.5,
  },
  parentIds: ["parent-1"],
  requestedAtMs,
  modelName: "Em",
  state,
})
const STATES: JobState[] = [
  { state: "queued", attempt: 1 },
  { state: "running", attempt: 2, engineId: "e", leaseUntilMs: 12.5, stepIndex: -1 },
  { state: "done", attempt: 1, assetId: "b".repeat(64), filmAssetId: "c".repeat(64), durationMs: 10.25 },
  { state: "done", attempt: 1, assetId: "b".repeat(64), durationMs: 0 },
  { state: "failed", attempt: 2, code: "engine/lost", message: "gone" },
  { state: "cancelled", attempt: 0, stepIndex: -1 },
]

test("a job comes back as it was, in every state", () => {
  expect(store.find("none")).toBeUndefined()
  STATES.forEach((state, i) => {
    store.insert(job(`job-${i}`))
    store.saveState(`job-${i}`, state)
    expect(store.find(`job-${i}`)).toEqual(job(`job-${i}`, state))
  })
  expect(() => store.insert(job("job-1"))).toThrow(/UNIQUE/)
})

test("unfinished are the queued and running, oldest first; unpublished the ended until they are published", () => {
  for (const [i, state] of STATES.entries()) store.insert(job(`job-${i}`, state, 100 - i))
  expect(store.unfinished().jobs.map((entry) => entry.id)).toEqual(["job-1", "job-0"])
  expect(store.unpublished().map((entry) => entry.id)).toEqual(["job-5", "job-4", "job-3", "job-2"])
  store.markPublished("job-4")
  expect(store.unpublished().map((entry) => entry.id)).toEqual(["job-5", "job-3", "job-2"])
})

test("a job that cannot be read is set aside once, and the others are there", () => {
  store.insert(job("good"))
  store.insert(job("bad-recipe"))
  store.insert(job("bad-state"))
  sql.exec(`UPDATE jobs SET recipe = '{"prompt": 7}' WHERE id = 'bad-recipe'`)
  sql.exec(`UPDATE jobs SET state = 'not json' WHERE id = 'bad-state'`)
  const { jobs, unreadable } = store.unfinished()
  expect(jobs.map((entry) => entry.id)).toEqual(["good"])
  expect(unreadable.sort()).toEqual(["bad-recipe", "bad-state"])
  expect(store.unfinished()).toMatchObject({ unreadable: [] })
  expect(() => store.find("bad-recipe")).toThrow(/cannot be read/)
})
