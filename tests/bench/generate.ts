/**
 * A picture's way, timed: prompt → first preview → result, from the click of one person to the data of another, beside
 * the bare denoising loop of the same model in the same engine process. Each run does both, in alternating order.
 */
import { bareAnswer, type EngineStep, engineStep } from "./engine-messages.ts"
import { chooseModel, type GenerationRoom, openGenerationRoom, type Participant } from "./generation-room.ts"
import { figure, percent, type Report } from "./report.ts"
import { median, percentile } from "./statistics.ts"

export interface GenerateOptions {
  /** A model folder or "toy"; House when undefined. */
  readonly model: string | undefined
  readonly threadCount: number | undefined
  readonly runs: number
}

/** Runs that warm up graphs, caches and just-in-time compilers, and are not counted. */
const WARM_UP_RUNS = 2

const PROMPTS = [
  "a lighthouse on a cliff at sunset, watercolour",
  "two foxes in a snowy forest at night, linocut",
  "a red house by a lake in the morning, crayon",
  "a sailing boat under big clouds, pencil",
  "an owl on a branch before the moon, stained glass",
]

const wallMs = () => performance.timeOrigin + performance.now()

interface Run {
  readonly bareMs: number
  /** The bare loop which decodes each step's picture as well. */
  readonly bareShownMs: number
  /** From the request: when the second person had the first preview, the record, the picture's bytes. */
  readonly firstPreviewMs: number
  readonly resultMs: number
  readonly fetchedMs: number
  /** What the engine itself says it took. */
  readonly engineMs: number
  readonly previewCount: number
  /** Each preview, from the step computed, and from the engine's sending it, to the second person's socket. */
  readonly sinceComputedMs: readonly number[]
  readonly sinceSentMs: readonly number[]
  readonly previewBytes: readonly number[]
}

export async function benchGenerate(options: GenerateOptions, say: (line: string) => void): Promise<Report> {
  const choice = chooseModel(options.model)
  if (choice.warning) say(choice.warning)
  const room = await openGenerationRoom({
    model: choice.folder,
    ...(options.threadCount !== undefined && { threadCount: options.threadCount }),
  })
  try {
    const author = await room.join("Author")
    const other = await room.join("Other")
    const watch = watchPreviews(room, other)
    const runs: Run[] = []
    for (let number = -WARM_UP_RUNS; number < options.runs; number++) {
      const run = await runOnce({ room, author, other, watch, number })
      if (number < 0) continue
      runs.push(run)
      say(`run ${number + 1}: bare ${figure(run.bareMs, "ms")}, prompt to result ${figure(run.resultMs, "ms")}`)
    }
    return reportOf(runs, room, choice.warning)
  } finally {
    await room.close()
  }
}

/** What the engine said of each step, and when the second person had it; by generation and step. */
interface Watch {
  readonly steps: Map<string, EngineStep>
  readonly received: Map<string, { atMs: number; bytes: number }>
}

function watchPreviews(room: GenerationRoom, other: Participant): Watch {
  const watch: Watch = { steps: new Map(), received: new Map() }
  room.engine.onMessage((message) => {
    const parsed = engineStep.safeParse(message)
    if (parsed.success) watch.steps.set(`${parsed.data.step.jobId}/${parsed.data.step.stepIndex}`, parsed.data.step)
  })
  other.onPreview(({ generationId, stepIndex, image }) => {
    watch.received.set(`${generationId}/${stepIndex}`, { atMs: wallMs(), bytes: image.byteLength })
  })
  return watch
}

async function runOnce(options: {
  readonly room: GenerationRoom
  readonly author: Participant
  readonly other: Participant
  readonly watch: Watch
  readonly number: number
}): Promise<Run> {
  const { room, author, other, watch, number } = options
  const prompt = PROMPTS[(number + WARM_UP_RUNS) % PROMPTS.length]!
  const seed = 1000 + number
  const bare = async (withPreviews: boolean) => {
    const { stepCount, guidance, widthPx, heightPx } = room.model
    room.engine.send({ bare: { withPreviews, prompt, seed, stepCount, guidance, widthPx, heightPx } })
    return (await room.engine.next(bareAnswer)).bareMs
  }
  const wholeWay = async () => {
    const startMs = performance.now()
    const startWallMs = wallMs()
    const generationId = await author.request(prompt, seed)
    const { record, atMs } = await other.finished(generationId)
    await other.fetchAsset(record.assetId)
    return { generationId, record, startWallMs, resultMs: atMs - startMs, fetchedMs: performance.now() - startMs }
  }
  // Whichever comes later profits from warm caches: they take turns.
  let bareMs = Number.NaN
  let bareShownMs = Number.NaN
  let way: Awaited<ReturnType<typeof wholeWay>> | undefined
  for (let turn = 0; turn < 3; turn++) {
    const whose = (number + WARM_UP_RUNS + turn) % 3
    if (whose === 0) bareMs = await bare(false)
    else if (whose === 1) bareShownMs = await bare(true)
    else way = await wholeWay()
  }
  const { generationId, record, startWallMs, resultMs, fetchedMs } = way!

  const previews = [...watch.received].filter(([key]) => key.startsWith(`${generationId}/`))
  const first = previews.find(([key]) => key === `${generationId}/0`)
  if (!first) throw new Error("The first step's preview did not reach the second person.")
  const timed = previews.flatMap(([key, { atMs: receivedMs }]) => {
    const step = watch.steps.get(key)
    return step ? [{ sinceComputedMs: receivedMs - step.computedAtMs, sinceSentMs: receivedMs - step.sentAtMs }] : []
  })
  return {
    ...{ bareMs, bareShownMs, resultMs, fetchedMs },
    firstPreviewMs: first[1].atMs - startWallMs,
    engineMs: record.durationMs,
    previewCount: previews.length,
    sinceComputedMs: timed.map((preview) => preview.sinceComputedMs),
    sinceSentMs: timed.map((preview) => preview.sinceSentMs),
    previewBytes: previews.map(([, { bytes }]) => bytes),
  }
}

function reportOf(runs: readonly Run[], { model }: GenerationRoom, warning: string | undefined): Report {
  const row = (name: string, values: readonly number[], target?: { ms: number; of: "median" | "p95" }) => {
    const middle = median(values)
    const high = percentile(values, 0.95)
    const reached = target && (target.of === "median" ? middle : high) <= target.ms
    const verdict = target ? `${target.of} ≤ ${target.ms} ms ${reached ? "reached" : "MISSED"}` : ""
    return [name, figure(middle), figure(high), figure(Math.min(...values)), warning ? "" : verdict]
  }
  // Run by run, so that a slow moment of the machine is in both numbers.
  const over = (bareOf: (run: Run) => number) => median(runs.map((run) => run.resultMs / bareOf(run) - 1))
  const overhead = over(({ bareMs }) => bareMs)
  const overheadShown = over(({ bareShownMs }) => bareShownMs)
  const wanted = runs.length * model.stepCount
  const received = runs.reduce((sum, { previewCount }) => sum + previewCount, 0)
  const rows = [
    row(
      "bare denoising loop, no pictures on the way",
      runs.map(({ bareMs }) => bareMs),
    ),
    row(
      "bare loop, every step's picture decoded",
      runs.map(({ bareShownMs }) => bareShownMs),
    ),
    row(
      "the engine's job, previews and encoding included",
      runs.map(({ engineMs }) => engineMs),
    ),
    row(
      "prompt → first preview",
      runs.map(({ firstPreviewMs }) => firstPreviewMs),
      { ms: 150, of: "median" },
    ),
    row(
      "prompt → result",
      runs.map(({ resultMs }) => resultMs),
      { ms: 600, of: "median" },
    ),
    row(
      "prompt → result's picture fetched",
      runs.map(({ fetchedMs }) => fetchedMs),
    ),
    row(
      "one preview: step computed → second person",
      runs.flatMap((run) => run.sinceComputedMs),
      { ms: 60, of: "p95" },
    ),
    row(
      "one preview: engine sent → second person",
      runs.flatMap((run) => run.sinceSentMs),
    ),
  ]
  const verdict = warning ? "" : ` (target ≤ 10 %: ${overhead <= 0.1 ? "reached" : "MISSED"})`
  return {
    benchmark: "generate",
    title: `Generate: ${model.name}, ${model.widthPx} × ${model.heightPx} px, ${model.stepCount} steps, ${model.threadCount} threads on ${model.device}`,
    method:
      `One person asks, another receives: socket → server → engine → server → second person; ${runs.length} runs, ` +
      "each beside the bare loop\n(generate() alone: text encoder, steps, decoder) in the same engine process.",
    columns: ["what", "median ms", "p95 ms", "least ms", "target"],
    rows,
    notes: [
      ...(warning ? [`NOT House: ${warning}.`] : []),
      `prompt → result over the bare loop: median +${percent(overhead)}${verdict}`,
      `over the bare loop that decodes every step's picture: median +${percent(overheadShown)}; the rest is the decoder's`,
      `previews received: ${received} of ${wanted}, median ${figure(median(runs.flatMap((run) => run.previewBytes)) / 1024, "KB")}`,
    ],
    data: { model, runs },
  }
}
