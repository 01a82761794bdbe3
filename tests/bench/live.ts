/**
 * A live frame, timed: one person draws without pause, another looks; from each drawing's sending to the first picture
 * with it on the second person's socket. Beside the bare loop of as many steps in the same engine process.
 */
import sharp from "sharp"
import { enterRoom, type JobSocket } from "../support/job-client.ts"
import { bareAnswer } from "./engine-messages.ts"
import { chooseModel, type GenerationRoom, openGenerationRoom } from "./generation-room.ts"
import { figure, type Report } from "./report.ts"
import { median, percentile } from "./statistics.ts"

export interface LiveOptions {
  /** A model folder or "toy"; House when undefined. */
  readonly model: string | undefined
  readonly threadCount: number | undefined
  /** How long is drawn, milliseconds. */
  readonly drawForMs: number
}

const STEP_COUNT = 2
/** As often as a browser sends. */
const SEND_EVERY_MS = 60
/** Graphs and just-in-time compilers are warm after this many pictures. */
const WARM_UP_PICTURES = 5
const BARE_RUNS = 5
const ELEMENT_ID = "frame"

export async function benchLive(options: LiveOptions, say: (line: string) => void): Promise<Report> {
  const choice = chooseModel(options.model)
  if (choice.warning) say(choice.warning)
  const room = await openGenerationRoom({
    model: choice.folder,
    ...(options.threadCount !== undefined && { threadCount: options.threadCount }),
  })
  const sockets: JobSocket[] = []
  try {
    const enter = async (name: string) => {
      const socket = await enterRoom(await room.room.join("editor", name), room.room.roomId)
      sockets.push(socket)
      return socket
    }
    const bareMs = await runBare(room)
    const measured = await draw(room, { author: await enter("Author"), other: await enter("Other") }, options.drawForMs)
    return reportOf(room, { bareMs, ...measured }, choice.warning)
  } finally {
    for (const socket of sockets) socket.close()
    await room.close()
  }
}

async function runBare({ engine, model }: GenerationRoom): Promise<number[]> {
  const { guidance, widthPx, heightPx } = model
  const runs: number[] = []
  for (let run = 0; run < BARE_RUNS + 1; run++) {
    const how = { withPreviews: false, prompt: "a red house by a lake", seed: 7, stepCount: STEP_COUNT }
    engine.send({ bare: { ...how, guidance, widthPx, heightPx } })
    runs.push((await engine.next(bareAnswer)).bareMs)
  }
  return runs.slice(1)
}

async function draw(
  { room, model }: GenerationRoom,
  { author, other }: { readonly author: JobSocket; readonly other: JobSocket },
  drawForMs: number,
) {
  const { roomId } = room
  const received: { number: number; atMs: number }[] = []
  other.socket.on("live:picture", ({ frameNumber }) => received.push({ number: frameNumber, atMs: performance.now() }))
  await other.socket.emitWithAck("live:watch", { roomId, elementIds: [ELEMENT_ID] })
  const sent: { number: number; atMs: number }[] = []
  let untilMs = Number.POSITIVE_INFINITY
  let measuredFromMs = Number.POSITIVE_INFINITY
  for (let number = 1; performance.now() < untilMs; number++) {
    const image = await drawingOf(number, model)
    const atMs = performance.now()
    const ack = await author.socket.emitWithAck("live:frame", {
      ...{ roomId, elementId: ELEMENT_ID, frameNumber: number, image },
      ...{ prompt: "a red house by a lake", seed: 7, stepCount: STEP_COUNT },
    })
    if (!ack.ok) throw new Error(`the server refused a drawing: ${ack.code}: ${ack.message}`)
    // The server numbers drawings as it takes them: this is the only one who draws.
    sent.push({ number, atMs })
    if (untilMs === Number.POSITIVE_INFINITY && received.length >= WARM_UP_PICTURES) {
      measuredFromMs = performance.now()
      untilMs = measuredFromMs + drawForMs
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs + SEND_EVERY_MS - performance.now())))
  }
  const pictures = received.filter(({ atMs }) => atMs >= measuredFromMs && atMs <= untilMs)
  const latencyMs = sent.flatMap(({ number, atMs }) => {
    if (atMs < measuredFromMs) return []
    const first = received.find((picture) => picture.number >= number)
    // Of the last ones the picture may still be on its way.
    return first ? [first.atMs - atMs] : []
  })
  return { latencyMs, fps: (pictures.length * 1000) / drawForMs, sentCount: sent.length }
}

/** A pen's line that has grown and moved a little each time. */
function drawingOf(number: number, { widthPx, heightPx }: GenerationRoom["model"]): Promise<Buffer> {
  const rgb = Buffer.alloc(widthPx * heightPx * 3, 255)
  const reach = Math.max(2, Math.round(widthPx / 50))
  for (let i = 0; i < Math.min(number * 4, 400); i++) {
    const x = Math.round(widthPx * (0.5 + 0.4 * Math.sin((number + i) * 0.031)))
    const y = Math.round(heightPx * (0.5 + 0.4 * Math.cos((number + i) * 0.023)))
    for (let row = y - reach; row <= y + reach; row++) {
      const start = (row * widthPx + x - reach) * 3
      for (let at = start; at < start + (2 * reach + 1) * 3; at += 3) rgb.set([176, 69, 107], at)
    }
  }
  return sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .webp({ quality: 85 })
    .toBuffer()
}

function reportOf(
  { model }: GenerationRoom,
  measured: { bareMs: readonly number[]; latencyMs: readonly number[]; fps: number; sentCount: number },
  warning: string | undefined,
): Report {
  const { bareMs, latencyMs, fps, sentCount } = measured
  const high = percentile(latencyMs, 0.95)
  const verdict = (reached: boolean, target: string) => (warning ? "" : `${target} ${reached ? "reached" : "MISSED"}`)
  return {
    benchmark: "live",
    title: `Live frame: ${model.name}, ${model.widthPx} × ${model.heightPx} px, ${STEP_COUNT} steps, ${model.threadCount} threads on ${model.device}`,
    method:
      `One person sends a drawing every ${SEND_EVERY_MS} ms, another watches; from the sending to the first picture of it\n` +
      "or of a later drawing on the second person's socket; beside the bare loop of as many steps, without a drawing.",
    columns: ["what", "median ms", "p95 ms", "target"],
    rows: [
      ["bare denoising loop", figure(median(bareMs)), figure(percentile(bareMs, 0.95)), ""],
      [
        "drawing → picture at the second person",
        figure(median(latencyMs)),
        figure(high),
        verdict(high <= 300, "p95 ≤ 300 ms"),
      ],
    ],
    notes: [
      ...(warning ? [`NOT House: ${warning}.`] : []),
      `${figure(fps)} pictures a second (bare loop: ${figure(1000 / median(bareMs))}) ${verdict(fps >= 8, "target ≥ 8:")}`.trim(),
      `${sentCount} drawings sent, ${latencyMs.length} measured`,
    ],
    data: { model, stepCount: STEP_COUNT, ...measured },
  }
}
