/**
 * `npm run bench -- [edits|generate|steps|live|document|canvas]… [options]`: the figures of the README, each beside a peer or a
 * bare lower bound in the same run. Everything listens on loopback, on free ports, and ends with this process.
 */
import { writeFile } from "node:fs/promises"
import { Command, InvalidArgumentError } from "commander"
import { AppError } from "../../lib/errors.ts"
import { runStep } from "../support/run-step.ts"
import { benchCanvas } from "./canvas.ts"
import { benchDocument } from "./document-growth.ts"
import { benchEdits } from "./edits.ts"
import { benchGenerate } from "./generate.ts"
import { benchLive } from "./live.ts"
import { describeMachine, formatReport, machineLine, type Report } from "./report.ts"
import { benchSteps } from "./steps.ts"

const BENCHMARKS = ["edits", "generate", "steps", "live", "document", "canvas"] as const
type BenchmarkName = (typeof BENCHMARKS)[number]

const whole = (min: number, max: number) => (text: string) => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
  return value
}

interface Options {
  quick: boolean
  out?: string
  rounds?: number
  clients: number
  full?: number
  rate: number
  awareness: boolean
  model?: string
  diffusers?: string
  stepCount?: number
  threads?: number
}

const command = new Command("bench")
  .argument("[benchmarks...]", `which of ${BENCHMARKS.join(", ")}; all without any`)
  .option("--quick", "fewer and shorter rounds: to see that it works, not to quote", false)
  .option("--out <file>", "also write every figure as JSON")
  .option("--rounds <n>", "rounds, or runs, of each", whole(1, 1000))
  .option("--clients <n>", "edits: people in the room", whole(2, 200), 50)
  .option("--full <n>", "edits: how many of them hold a whole document and measure (default: all)", whole(2, 200))
  .option("--rate <n>", "edits: edits a second of each person", whole(1, 60), 10)
  .option("--awareness", "edits: cursors move as well, 20 times a second each", false)
  .option("--model <folder>", 'generate, steps, live: a model folder; but for steps also "toy" (default: House)')
  .option("--diffusers <python>", "steps: a Python with diffusers, whose pipeline is the folder beside --model's")
  .option("--step-count <n>", "steps: of a run (default: the model's)", whole(1, 150))
  .option("--threads <n>", "generate, steps, live: threads of the engine (default: one a core)", whole(1, 256))
  .showHelpAfterError()

command.parse()
const options = command.opts<Options>()
const names = command.args.length > 0 ? command.args : BENCHMARKS
const unknown = names.find((name) => !BENCHMARKS.includes(name as BenchmarkName))
if (unknown !== undefined)
  command.error(`error: there is no benchmark "${unknown}"; there are ${BENCHMARKS.join(", ")}`)

const say = (line: string) => console.error(`  ${line}`)

const RUN: Record<BenchmarkName, () => Promise<Report | readonly Report[]>> = {
  edits: () =>
    benchEdits(
      {
        clientCount: options.clients,
        fullCount: Math.min(options.full ?? options.clients, options.clients),
        writesPerSecond: options.rate,
        presencePerSecond: options.awareness ? 20 : 0,
        rounds: options.rounds ?? (options.quick ? 2 : 5),
        measureMs: options.quick ? 3_000 : 10_000,
      },
      say,
    ),
  generate: () =>
    benchGenerate(
      { model: options.model, threadCount: options.threads, runs: options.rounds ?? (options.quick ? 6 : 30) },
      say,
    ),
  steps: () =>
    benchSteps(
      {
        model: options.model,
        threadCount: options.threads,
        rounds: options.rounds ?? (options.quick ? 3 : 15),
        stepCount: options.stepCount,
        diffusers: options.diffusers,
      },
      say,
    ),
  live: () =>
    benchLive({ model: options.model, threadCount: options.threads, drawForMs: options.quick ? 3_000 : 15_000 }, say),
  canvas: () =>
    benchCanvas(
      {
        counts: options.quick ? [1_000, 5_000] : [1_000, 5_000, 10_000],
        rounds: options.rounds ?? (options.quick ? 1 : 3),
        gestureMs: options.quick ? 1_500 : 4_000,
      },
      say,
    ),
  document: () => benchDocument({ generations: options.quick ? 15 : 60 }, say),
}

const commit = await runStep("git", ["rev-parse", "--short", "HEAD"])
const machine = describeMachine(commit.code === 0 ? commit.output.trim() : "unknown")
console.log(machineLine(machine))
const reports: Report[] = []
for (const name of BENCHMARKS) {
  if (!names.includes(name)) continue
  console.error(`${name} …`)
  try {
    for (const report of [await RUN[name]()].flat()) {
      reports.push(report)
      console.log(formatReport(report))
    }
  } catch (error) {
    // One that cannot run (no browser, no model) takes nothing from the others.
    console.error(
      `${name} failed: ${error instanceof AppError ? error.message : error instanceof Error ? error.stack : error}`,
    )
    process.exitCode = 1
  }
}
if (options.out) {
  const figures = reports.map(({ benchmark, title, data }) => ({ benchmark, title, data }))
  await writeFile(options.out, `${JSON.stringify({ machine, figures }, null, 2)}\n`)
  console.log(`Written to ${options.out}`)
}
