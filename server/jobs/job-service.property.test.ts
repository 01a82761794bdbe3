import fc from "fast-check"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { isFinished } from "../../lib/job/generation.ts"
import { MAX_ATTEMPTS } from "../../lib/job/transition.ts"
import { LEASE_MS } from "../../lib/protocol/engine-messages.ts"
import { ask, joinEngine, makeWorld, person, type ToldEngine, type World } from "../../tests/support/job-world.ts"
import { MAX_OPEN_PER_PERSON } from "./intake.ts"
import { CANCEL_GRACE_MS } from "./stop-engines.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

type Action =
  | { do: "ask"; who: string }
  | { do: "cancel"; nth: number }
  | { do: "join" | "restart" | "disk-fails" | "disk-works" }
  | { do: "leave" | "step" | "done" | "done-twice" | "fail" | "stop" | "late"; engine: number }
  | { do: "pass"; ms: number }

const engine = fc.nat(3)
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("ask" as const), who: fc.constantFrom("ann", "bob", "cy") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), nth: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("join" as const, "restart" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("disk-fails" as const, "disk-works" as const) }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(["step", "step", "done", "done", "done-twice", "leave", "fail", "stop", "late"] as const),
      ),
      engine,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(1, 300, CANCEL_GRACE_MS, LEASE_MS) }),
  },
)

/** What an engine was given and has not answered: what an honest one works on. */
class Hand {
  readonly engine: ToldEngine
  answered = 0
  steps = -1
  constructor(engine: ToldEngine) {
    this.engine = engine
  }
  current() {
    return this.engine.started[this.answered]
  }
}

class Play {
  world: World
  hands: Hand[] = []
  engineCount = 0
  asked: string[] = []
  readonly reached: Set<string>

  constructor(reached: Set<string>) {
    this.world = makeWorld()
    this.reached = reached
    this.join()
  }

  join(): void {
    if (this.hands.length >= 4) return
    this.hands.push(new Hand(joinEngine(this.world, `e${++this.engineCount}`)))
  }

  async act(next: Action): Promise<void> {
    this.reached.add(next.do)
    const { world } = this
    switch (next.do) {
      case "ask":
        try {
          this.asked.push(ask(world, next.who))
        } catch (error) {
          expect(String(error)).toMatch(/queue\/full|engine\/none|store\/failed/)
        }
        break
      case "cancel": {
        const id = this.asked[next.nth]
        if (id) world.jobs.cancel(() => person("h", "host"), id)
        break
      }
      case "join":
        this.join()
        break
      case "pass":
        await vi.advanceTimersByTimeAsync(next.ms)
        break
      case "disk-fails":
        world.store.failing = true
        break
      case "disk-works":
        world.store.failing = false
        break
      case "restart": {
        await world.jobs.close()
        this.hands = []
        this.world = makeWorld({ stored: world.stored, published: world.published })
        this.world.written.push(...world.written)
        await this.world.jobs.recover()
        this.join()
        break
      }
      default:
        await this.engineActs(next.do, this.hands[next.engine])
    }
    await vi.advanceTimersByTimeAsync(0)
    this.hands = this.hands.filter((hand) => hand.engine.dropped.length === 0)
  }

  async engineActs(what: Action["do"], hand: Hand | undefined): Promise<void> {
    const job = hand?.current()
    if (!hand) return
    const { world } = this
    if (what === "leave") {
      this.hands = this.hands.filter((other) => other !== hand)
      world.jobs.engineLeft(hand.engine.id, "it was killed")
      return
    }
    if (what === "late") {
      // Something it was given long ago.
      const old = hand.engine.started[0]
      if (!old) return
      if (old === job) hand.answered++
      await hand.engine.done(old)
      return
    }
    if (!job) return
    if (what === "step") {
      hand.engine.step(++hand.steps % 4, job)
      return
    }
    hand.answered++
    hand.steps = -1
    if (what === "done") await hand.engine.done(job)
    if (what === "done-twice") await Promise.all([hand.engine.done(job), hand.engine.done(job)])
    const { jobId, attempt } = job
    const code = what === "stop" ? "job/cancelled" : "engine/failed"
    if (what === "fail" || what === "stop") world.jobs.failed(hand.engine.id, { jobId, attempt, code, message: "no" })
  }

  check(): void {
    const state = this.world.jobs.enginesState()
    expect(state.engineCount).toBe(this.hands.length)
    expect(state.busyCount).toBeLessThanOrEqual(state.engineCount)
    // Nobody is given a job while working on another; nobody idles while somebody waits.
    for (const hand of this.hands) expect(hand.engine.started.length - hand.answered).toBeLessThanOrEqual(1)
    if (state.queuedCount > 0) expect(state.busyCount).toBe(state.engineCount)
    const open = new Map<string, number>()
    for (const job of this.world.stored.values()) {
      expect(job.state.attempt).toBeLessThanOrEqual(MAX_ATTEMPTS)
      if (!isFinished(job.state.state)) open.set(job.authorId, (open.get(job.authorId) ?? 0) + 1)
    }
    if (!this.world.store.failing && this.settled) {
      for (const count of open.values()) expect(count).toBeLessThanOrEqual(MAX_OPEN_PER_PERSON)
    }
  }
  settled = true

  /** Everything works from here on: whatever was begun comes to its end. */
  async finish(): Promise<void> {
    this.world.store.failing = false
    this.join()
    for (let round = 0; round < 200; round++) {
      for (const hand of this.hands) await this.engineActs("done", hand)
      await vi.advanceTimersByTimeAsync(100)
      const { busyCount, queuedCount } = this.world.jobs.enginesState()
      if (busyCount === 0 && queuedCount === 0) break
    }
    await vi.advanceTimersByTimeAsync(CANCEL_GRACE_MS + 2_000)
  }
}

test("whatever people, engines, disks and restarts do: every picture has one end, and everybody is told it", async () => {
  const reached = new Set<string>()
  const ends = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 80 }), async (actions) => {
      const play = new Play(reached)
      try {
        for (const next of actions) {
          await play.act(next)
          play.settled &&= next.do !== "disk-fails"
          play.check()
        }
        await play.finish()
        const { world } = play
        expect(world.jobs.enginesState()).toMatchObject({ busyCount: 0, queuedCount: 0 })
        for (const id of play.asked) {
          const stored = world.stored.get(id)!
          expect(isFinished(stored.state.state)).toBe(true)
          ends.add(stored.state.state)
          const told = world.written.filter((record) => record.id === id)
          expect(told.at(-1)?.state).toBe(stored.state.state)
          expect(world.published.has(id)).toBe(true)
          // A disk that lost an end may have it made again after a restart; otherwise no end is followed by anything.
          if (play.settled) {
            const first = told.findIndex((record) => isFinished(record.state))
            expect(new Set(told.slice(first).map((record) => JSON.stringify(record))).size).toBe(1)
          }
        }
        expect(world.jobs.newestPreviews("room")).toEqual([])
        expect(vi.getTimerCount()).toBe(1)
      } finally {
        await play.world.jobs.close()
        vi.clearAllTimers()
      }
    }),
    { numRuns: 150 },
  )
  expect([...ends].sort()).toEqual(["cancelled", "done", "failed"])
  for (const wanted of ["ask", "cancel", "restart", "leave", "late", "done-twice", "stop", "disk-fails", "pass"]) {
    expect(reached).toContain(wanted)
  }
})
