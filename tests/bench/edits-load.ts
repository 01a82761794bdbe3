/**
 * The load generator of the edits benchmark: all clients of one room, in a process of their own. Each moves its own
 * element at a steady rate; a latency is the time from a write to another client's observer seeing it.
 *
 * One process makes all clients, so their own work (every client applies every edit) is in the figures, alike for every
 * server. Where `generatorCpu` nears one core, the figures are those of a generator that cannot keep up.
 */
import { setTimeout as wait } from "node:timers/promises"
import { endWithParent } from "./child.ts"
import { connectEcho, connectSync } from "./edits-clients.ts"
import { type LoadOutcome, type LoadPlan, loadPlan } from "./edits-messages.ts"
import { cpuSecondsOf } from "./report.ts"
import { percentiles } from "./statistics.ts"

const DRAIN_MS = 3_000

async function run(plan: LoadPlan): Promise<LoadOutcome> {
  const recorder = createRecorder(plan)
  const clients = await (plan.kind === "echo" ? connectEcho(plan, recorder.seen) : connectSync(plan, recorder.seen))
  try {
    const startMs = performance.now()
    const fromMs = startMs + plan.warmUpMs
    const untilMs = fromMs + plan.measureMs
    recorder.measure(fromMs, untilMs)
    const serverBefore = cpuSecondsOf(plan.serverPid)
    const ownBefore = process.cpuUsage()
    const writing = beat(clients.length, plan.writesPerSecond, untilMs, (writer) =>
      clients[writer]!.write(recorder.written(writer)),
    )
    const moving =
      plan.presencePerSecond > 0
        ? beat(clients.length, plan.presencePerSecond, untilMs, (client) => clients[client]!.move())
        : undefined
    await Promise.all([writing, moving])
    const seconds = (performance.now() - startMs) / 1000
    // Processor time counts until all is delivered: a server that lags behind has its work still to do.
    const deadline = performance.now() + DRAIN_MS
    while (recorder.missingCount() > 0 && performance.now() < deadline) await wait(20)
    const own = process.cpuUsage(ownBefore)
    const serverAfter = cpuSecondsOf(plan.serverPid)
    const editCount = recorder.writeCount()
    return {
      ...recorder.summary(),
      writesPerSecond: editCount / seconds,
      ...(serverBefore !== undefined &&
        serverAfter !== undefined && {
          serverCpu: (serverAfter - serverBefore) / seconds,
          serverCpuMsPerEdit: ((serverAfter - serverBefore) * 1000) / editCount,
        }),
      generatorCpu: (own.user + own.system) / 1e6 / seconds,
      closedCount: clients.filter((client) => client.wasClosed()).length,
    }
  } finally {
    for (const client of clients) client.close()
  }
}

/** Which client wrote what when, and who has seen it. */
function createRecorder({ clientCount, fullCount }: LoadPlan) {
  const sentAtMs: number[][] = Array.from({ length: clientCount }, () => [])
  // Reader × writer: the newest write seen. What is overwritten before it is seen was seen with its successor.
  const seenUntil = new Int32Array(fullCount * clientCount).fill(-1)
  const latencies: number[] = []
  let fromMs = 0
  let untilMs = 0
  let outstanding = 0
  const isMeasured = (ms: number) => ms >= fromMs && ms < untilMs

  return {
    measure(from: number, until: number): void {
      fromMs = from
      untilMs = until
    },
    /** @returns the number of the write, which the client sends with it */
    written(writer: number): number {
      const now = performance.now()
      if (isMeasured(now)) outstanding += writer < fullCount ? fullCount - 1 : fullCount
      return sentAtMs[writer]!.push(now) - 1
    },
    seen(reader: number, writer: number, write: number): void {
      const now = performance.now()
      const at = reader * clientCount + writer
      for (let number = seenUntil[at]! + 1; number <= write; number++) {
        const sentMs = sentAtMs[writer]![number]!
        if (!isMeasured(sentMs)) continue
        latencies.push(now - sentMs)
        outstanding--
      }
      seenUntil[at] = Math.max(seenUntil[at]!, write)
    },
    missingCount: () => outstanding,
    writeCount: () => sentAtMs.reduce((sum, writes) => sum + writes.length, 0),
    summary() {
      const [p50Ms, p95Ms, p99Ms] = percentiles(latencies, [0.5, 0.95, 0.99]) as [number, number, number]
      return { p50Ms, p95Ms, p99Ms, observationCount: latencies.length, missingCount: outstanding }
    },
  }
}

/** Calls `act` for each client `perSecond` times a second, evenly spread, until `untilMs`. */
async function beat(count: number, perSecond: number, untilMs: number, act: (client: number) => void): Promise<void> {
  const gapMs = 1000 / perSecond / count
  const startMs = performance.now()
  for (let n = 0; ; n++) {
    const dueMs = startMs + n * gapMs
    if (dueMs >= untilMs) return
    const early = dueMs - performance.now()
    if (early > 0) await wait(early)
    act(n % count)
  }
}

// Each stock provider listens for the end of the process.
process.setMaxListeners(0)
endWithParent()
process.on("message", (message) => {
  run(loadPlan.parse(message)).then(
    (outcome) => process.send?.({ outcome }),
    (error: unknown) =>
      process.send?.({ failed: `the load generator: ${error instanceof Error ? error.stack : error}` }),
  )
})
process.send?.({ ready: true })
