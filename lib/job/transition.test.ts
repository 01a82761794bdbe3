import fc from "fast-check"
import { expect, test } from "vitest"
import { type JobEvent, type JobState, MAX_ATTEMPTS, NEW_JOB, transition } from "./transition.ts"

const lease = (engineId = "e1"): JobEvent => ({ type: "leased", engineId, leaseUntilMs: 1000 })
const run = (...events: JobEvent[]): JobState => events.reduce(transition, NEW_JOB)

test("J1 only a queued job is leased, and leasing counts the attempt", () => {
  const running = run(lease("a"))
  expect(running).toMatchObject({ state: "running", attempt: 1, engineId: "a", stepIndex: -1 })
  expect(transition(running, lease("b"))).toBe(running)
})

test("J2 a fenced-off attempt says nothing any more", () => {
  const second = run(lease("a"), { type: "engine-lost", attempt: 1, reason: "killed" }, lease("b"))
  const late: JobEvent = { type: "finished", attempt: 1, assetId: "old", durationMs: 1 }
  expect(transition(second, late)).toBe(second)
  expect(transition(second, { ...late, attempt: 2, assetId: "new" })).toMatchObject({ state: "done", assetId: "new" })
})

test("J3 a late step does not turn the picture back", () => {
  const step = (stepIndex: number): JobEvent => ({ type: "stepped", attempt: 1, stepIndex, leaseUntilMs: 2000 })
  const at3 = run(lease(), step(3))
  expect(transition(at3, step(2))).toBe(at3)
  expect(transition(at3, step(4))).toMatchObject({ stepIndex: 4 })
})

test("J4 a lost engine's job runs again once, then fails with its reason", () => {
  const lost = (attempt: number): JobEvent => ({ type: "engine-lost", attempt, reason: "its process ended" })
  expect(run(lease(), lost(1))).toEqual({ state: "queued", attempt: 1 })
  const failed = run(lease(), lost(1), lease(), lost(2))
  expect(failed).toMatchObject({ state: "failed", code: "engine/lost" })
  expect((failed as { message: string }).message).toContain("its process ended")
})

test("J4 a lease counts as lost only when its time has come", () => {
  const running = run(lease())
  expect(transition(running, { type: "lease-expired", nowMs: 999 })).toBe(running)
  expect(transition(running, { type: "lease-expired", nowMs: 1000 })).toEqual({ state: "queued", attempt: 1 })
})

test("J6 cancelling keeps the step it came to", () => {
  expect(run({ type: "cancelled" })).toEqual({ state: "cancelled", attempt: 0, stepIndex: -1 })
  const step: JobEvent = { type: "stepped", attempt: 1, stepIndex: 2, leaseUntilMs: 1 }
  expect(run(lease(), step, { type: "cancelled" })).toEqual({ state: "cancelled", attempt: 1, stepIndex: 2 })
})

test("J7 a reported failure is final", () => {
  const failed = run(lease(), { type: "failed", attempt: 1, code: "engine/failed", message: "no" })
  expect(failed).toMatchObject({ state: "failed", code: "engine/failed" })
})

test("J8 a job nobody can run fails, one that is running goes on", () => {
  const unserved: JobEvent = { type: "unserved", message: "no engine" }
  expect(run(unserved)).toEqual({ state: "failed", attempt: 0, code: "engine/none", message: "no engine" })
  const running = run(lease())
  expect(transition(running, unserved)).toBe(running)
})

const anyEvent: fc.Arbitrary<JobEvent> = fc.oneof(
  fc.record({ type: fc.constant("leased" as const), engineId: fc.constantFrom("a", "b"), leaseUntilMs: fc.nat(100) }),
  fc.record({
    type: fc.constant("stepped" as const),
    attempt: fc.nat(3),
    stepIndex: fc.nat(9),
    leaseUntilMs: fc.nat(100),
  }),
  fc.record({ type: fc.constant("renewed" as const), attempt: fc.nat(3), leaseUntilMs: fc.nat(100) }),
  fc.record({
    type: fc.constant("finished" as const),
    attempt: fc.nat(3),
    assetId: fc.constant("f"),
    durationMs: fc.nat(),
  }),
  fc.record({
    type: fc.constant("failed" as const),
    attempt: fc.nat(3),
    code: fc.constant("engine/failed" as const),
    message: fc.string(),
  }),
  fc.record({ type: fc.constant("engine-lost" as const), attempt: fc.nat(3), reason: fc.string() }),
  fc.record({ type: fc.constant("lease-expired" as const), nowMs: fc.nat(100) }),
  fc.constant({ type: "cancelled" as const }),
  fc.record({ type: fc.constant("unserved" as const), message: fc.string() }),
)

test("J5 whatever happens: one end, attempts bounded, steps forward, and every state is reached", () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      let job: JobState = NEW_JOB
      for (const event of events) {
        const next = transition(job, event)
        reached.add(next.state)
        if (job.state === "done" || job.state === "failed" || job.state === "cancelled") expect(next).toBe(job)
        expect(next.attempt).toBeLessThanOrEqual(MAX_ATTEMPTS)
        expect(next.attempt).toBeGreaterThanOrEqual(job.attempt)
        if (next.state === "running" && job.state === "running") {
          expect(next.stepIndex).toBeGreaterThanOrEqual(job.stepIndex)
        }
        job = next
      }
    }),
    { numRuns: 500 },
  )
  expect([...reached].sort()).toEqual(["cancelled", "done", "failed", "queued", "running"])
})
