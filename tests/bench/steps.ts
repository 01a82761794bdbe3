/**
 * Steps a second of our denoising loop, beside the bare onnxruntime loop on the same sessions with the same tensors,
 * and beside diffusers with the same weights where a Python has it. Each round runs all of them, in turn.
 */
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { AppError } from "../../lib/errors.ts"
import { forkChild } from "./child.ts"
import { type EngineModel, engineModel } from "./engine-messages.ts"
import { chooseModel } from "./generation-room.ts"
import { type DiffusersPeer, startDiffusers } from "./peers/diffusers.ts"
import { figure, type Report } from "./report.ts"
import { median, percentile, spread } from "./statistics.ts"
import { type LoopOrder, type LoopTimes, loopAnswer, type StepsRequest } from "./steps-messages.ts"

export interface StepsOptions {
  /** A model folder; House when undefined. */
  readonly model: string | undefined
  readonly threadCount: number | undefined
  readonly rounds: number
  /** Of a run; the model's own number when undefined. */
  readonly stepCount: number | undefined
  /** A Python with diffusers; its pipeline is the folder "diffusers" beside the model's. */
  readonly diffusers: string | undefined
}

/** One round: each loop's times. */
export interface StepsRound {
  readonly ours: LoopTimes
  readonly bare: LoopTimes
  readonly diffusers?: LoopTimes
}

/** Rounds that warm up graphs, allocators and just-in-time compilers, and are not counted. */
const WARM_UP_ROUNDS = 2

/** The share of the bare loop's speed that ours shall reach. */
const TARGET_SHARE = 0.95

export async function benchSteps(options: StepsOptions, say: (line: string) => void): Promise<Report> {
  const choice = chooseModel(options.model)
  if (choice.folder === "toy") {
    throw new AppError("internal", "This benchmark needs a model with graphs: --model <folder>, or House's weights.")
  }
  const threadCount = options.threadCount ?? availableParallelism()
  const loops = forkChild("steps-loops.ts", ["--model", choice.folder, "--threads", String(threadCount)])
  let peer: DiffusersPeer | undefined
  try {
    const { model } = await loops.next(engineModel)
    if (options.diffusers !== undefined) {
      peer = await startDiffusers(options.diffusers, join(choice.folder, "..", "diffusers"), threadCount)
    }
    const { guidance, widthPx, heightPx } = model
    const stepCount = options.stepCount ?? model.stepCount
    const request: StepsRequest = { stepCount, guidance, widthPx, heightPx, prompt: "a red boat by the sea", seed: 7 }
    let passCount = 0
    const runLoop = async (loop: LoopOrder["loop"]): Promise<LoopTimes> => {
      loops.send({ loop, request } satisfies LoopOrder)
      const answer = await loops.next(loopAnswer)
      passCount = answer.passCount
      return answer.ran
    }
    // The bare loop repeats what the last run gave the network: there has to be one.
    await runLoop("ours")
    const rounds: StepsRound[] = []
    for (let number = -WARM_UP_ROUNDS; number < options.rounds; number++) {
      const round = await runRound(
        number + WARM_UP_ROUNDS,
        runLoop,
        peer && ((): Promise<LoopTimes> => peer!.run(request)),
      )
      if (number < 0) continue
      rounds.push(round)
      say(`round ${number + 1}: ours ${figure(round.ours.runMs, "ms")}, bare ${figure(round.bare.runMs, "ms")}`)
    }
    return reportOfSteps(rounds, model, { passCount, version: peer?.version })
  } finally {
    await peer?.end()
    await loops.end()
  }
}

/** All loops once, each round another first: whichever comes later profits from warm caches. */
async function runRound(
  number: number,
  runLoop: (loop: LoopOrder["loop"]) => Promise<LoopTimes>,
  runPeer: (() => Promise<LoopTimes>) | undefined,
): Promise<StepsRound> {
  const runners: Record<string, () => Promise<LoopTimes>> = {
    ours: () => runLoop("ours"),
    bare: () => runLoop("bare"),
    ...(runPeer && { diffusers: runPeer }),
  }
  const names = Object.keys(runners)
  const times: Record<string, LoopTimes> = {}
  for (let turn = 0; turn < names.length; turn++) {
    const name = names[(number + turn) % names.length]!
    times[name] = await runners[name]!()
  }
  return { ours: times.ours!, bare: times.bare!, ...(times.diffusers && { diffusers: times.diffusers }) }
}

/** @param about how often the network is asked in a run, and what the peer is */
export function reportOfSteps(
  rounds: readonly StepsRound[],
  model: EngineModel,
  about: { readonly passCount: number; readonly version: string | undefined },
): Report {
  const perSecond = ({ runMs, stepMs }: LoopTimes) => (1000 * stepMs.length) / runMs
  const row = (name: string, times: readonly LoopTimes[]) => {
    const speeds = times.map(perSecond)
    const steps = times.flatMap(({ stepMs }) => stepMs)
    return [
      name,
      figure(median(speeds)),
      figure(median(steps)),
      figure(percentile(steps, 0.95)),
      percentOf(spread(speeds)),
    ]
  }
  // Round by round, so that a slow moment of the machine is in both numbers.
  const shares = rounds.map(({ ours, bare }) => bare.runMs / ours.runMs)
  const share = median(shares)
  const peers = rounds.flatMap((round) => (round.diffusers ? [round.diffusers] : []))
  const timesPeer = rounds.flatMap(({ ours, diffusers }) => (diffusers ? [diffusers.runMs / ours.runMs] : []))
  const stepCount = rounds[0]?.ours.stepMs.length ?? 0
  return {
    benchmark: "steps",
    title: `Steps: ${model.name}, ${model.widthPx} × ${model.heightPx} px, ${stepCount} steps, ${model.threadCount} threads on ${model.device}`,
    method:
      `The denoising loop from the request to its last latent, no pictures on the way, texts already encoded; ${rounds.length} rounds,\n` +
      `each beside the same ${about.passCount} calls of the network alone, on the same session with the same tensors` +
      (about.version
        ? `,\nand beside ${about.version} with the same weights, steps, guidance and threads, in float32.`
        : "."),
    columns: ["loop", "steps/s", "step, median ms", "p95 ms", "spread"],
    rows: [
      row(
        "ours: scheduler, guidance and tensors included",
        rounds.map(({ ours }) => ours),
      ),
      row(
        "bare onnxruntime",
        rounds.map(({ bare }) => bare),
      ),
      ...(peers.length > 0 ? [row("diffusers", peers)] : []),
    ],
    notes: [
      `ours reaches ${percentOf(share)} of the bare loop's steps a second (median of ${rounds.length} rounds; target ≥ ${percentOf(TARGET_SHARE)}: ${share >= TARGET_SHARE ? "reached" : "MISSED"})`,
      ...(timesPeer.length > 0
        ? [`ours makes ${figure(median(timesPeer))} times the steps a second of diffusers`]
        : []),
    ],
    data: { model, ...about, share, shares, timesPeer, rounds },
  }
}

const percentOf = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`
