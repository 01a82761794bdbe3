/**
 * Edit latency: many people in one room, each moving an element ten times a second. Ours beside a plain server of the
 * same protocol and the bare sockets, in one run, by turns, so that whatever else the machine does meets all three.
 */
import { z } from "zod"
import { startServer, temporaryFolder } from "../support/start-server.ts"
import { type Child, forkChild } from "./child.ts"
import { type LoadOutcome, type LoadPlan, loadAnswer } from "./edits-messages.ts"
import { figure, percent, type Report } from "./report.ts"
import { median, spread } from "./statistics.ts"

export interface EditsOptions {
  readonly clientCount: number
  readonly fullCount: number
  readonly writesPerSecond: number
  readonly presencePerSecond: number
  readonly rounds: number
  readonly measureMs: number
}

const WARM_UP_MS = 1_500

const NAMES = {
  echo: "bare ws broadcast (lower bound)",
  stock: "plain y-websocket server (stock behaviour)",
  ours: "Emulsion",
} as const
type Kind = keyof typeof NAMES

/** The p95 that design and README promise, for a room of up to so many. */
const targetP95Ms = (clientCount: number) => (clientCount <= 50 ? 25 : 40)

interface Target {
  readonly kind: Kind
  readonly url: string
  readonly pid: number
}

export async function benchEdits(options: EditsOptions, say: (line: string) => void): Promise<Report> {
  const folder = await temporaryFolder()
  const load = forkChild("edits-load.ts")
  const peers: Child[] = []
  const ours = await startServer({
    dataFolder: folder.path,
    program: "rooms",
    env: { NODE_ENV: "production", EMULSION_LOG_LEVEL: "warn" },
  })
  try {
    await load.next(z.object({ ready: z.literal(true) }))
    const startPeer = async (kind: Kind, program: string): Promise<Target> => {
      const child = forkChild(program)
      peers.push(child)
      const { port } = await child.next(z.object({ port: z.number() }))
      return { kind, url: `ws://127.0.0.1:${port}`, pid: child.pid }
    }
    const targets: Target[] = [
      await startPeer("echo", "peers/echo-server.ts"),
      await startPeer("stock", "peers/stock-sync-server.ts"),
      { kind: "ours", url: ours.url, pid: ours.pid },
    ]
    const outcomes: Record<Kind, LoadOutcome[]> = { echo: [], stock: [], ours: [] }
    for (let round = 0; round < options.rounds; round++) {
      // Another one begins each time: what warms up or throttles meanwhile favours nobody.
      for (let turn = 0; turn < targets.length; turn++) {
        const target = targets[(round + turn) % targets.length]!
        const outcome = await runLoad(load, target, options)
        outcomes[target.kind].push(outcome)
        say(`round ${round + 1}: ${NAMES[target.kind]}: p95 ${figure(outcome.p95Ms, "ms")}`)
      }
    }
    return reportOf(outcomes, options)
  } finally {
    await load.end()
    for (const peer of peers) await peer.end()
    await ours.stop()
    await folder.remove()
  }
}

async function runLoad(load: Child, target: Target, options: EditsOptions): Promise<LoadOutcome> {
  const { clientCount, fullCount, writesPerSecond, presencePerSecond, measureMs } = options
  const plan: LoadPlan = {
    ...{ kind: target.kind, url: target.url, serverPid: target.pid, warmUpMs: WARM_UP_MS },
    ...{ clientCount, fullCount, writesPerSecond, presencePerSecond, measureMs },
  }
  load.send(plan)
  return (await load.next(loadAnswer)).outcome
}

function reportOf(outcomes: Record<Kind, LoadOutcome[]>, options: EditsOptions): Report {
  const { clientCount, fullCount, writesPerSecond, presencePerSecond, rounds, measureMs } = options
  const middle = (kind: Kind, key: keyof LoadOutcome) =>
    median(outcomes[kind].map((outcome) => outcome[key] ?? Number.NaN))
  const rows = (Object.keys(NAMES) as Kind[]).map((kind) => [
    NAMES[kind],
    figure(middle(kind, "p50Ms")),
    figure(middle(kind, "p95Ms")),
    figure(middle(kind, "p99Ms")),
    percent(spread(outcomes[kind].map(({ p95Ms }) => p95Ms))),
    percent(middle(kind, "serverCpu")),
    figure(middle(kind, "serverCpuMsPerEdit")),
    percent(middle(kind, "generatorCpu")),
    figure(middle(kind, "writesPerSecond")),
  ])
  const target = targetP95Ms(clientCount)
  const ownP95 = middle("ours", "p95Ms")
  const asked = clientCount * writesPerSecond
  const notes = [
    `Emulsion / plain server: p95 ${figure(ownP95 / middle("stock", "p95Ms"))}, ` +
      `server CPU of an edit ${figure(middle("ours", "serverCpuMsPerEdit") / middle("stock", "serverCpuMsPerEdit"))}`,
    `target p95 ≤ ${target} ms: ${ownP95 <= target ? "reached" : "MISSED"} (${figure(ownP95, "ms")})`,
  ]
  for (const kind of Object.keys(NAMES) as Kind[]) {
    const missing = outcomes[kind].reduce((sum, { missingCount }) => sum + missingCount, 0)
    const closed = outcomes[kind].reduce((sum, { closedCount }) => sum + closedCount, 0)
    if (missing > 0) notes.push(`${NAMES[kind]}: ${missing} edits were not seen within 3 s after the last`)
    if (closed > 0) notes.push(`${NAMES[kind]}: ${closed} clients were disconnected`)
    const done = middle(kind, "writesPerSecond")
    if (done < 0.9 * asked)
      notes.push(
        `${NAMES[kind]}: the machine made ${figure(done)} of ${asked} edits a second; its latencies are those of an overload`,
      )
  }
  return {
    benchmark: "edits",
    title: `Edits: ${clientCount} people in one room, ${writesPerSecond} edits a second each`,
    method:
      `Time from a write to another client's observer, ${fullCount === clientCount ? "all" : fullCount} clients observing; ` +
      `${rounds} rounds of ${measureMs / 1000} s in turns, medians; ` +
      `${presencePerSecond > 0 ? `cursors ${presencePerSecond} times a second` : "no cursors"}. CPU: parts of one core.\n` +
      "Clients are stock y-websocket providers in one process on the same machine. " +
      "Only Emulsion checks sessions and rights and writes every edit to the disk.",
    columns: ["server", "p50 ms", "p95 ms", "p99 ms", "p95 spread", "server CPU", "CPU ms/edit", "load CPU", "edits/s"],
    rows,
    notes,
    data: { options, outcomes },
  }
}
