import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { temporaryFolder } from "../support/start-server.ts"
import { startDiffusers } from "./peers/diffusers.ts"
import { benchSteps, reportOfSteps, type StepsRound } from "./steps.ts"

const TINY = fileURLToPath(new URL("../fixtures/pipelines/sd15", import.meta.url))
const options = { model: TINY, threadCount: 1, rounds: 2, stepCount: 3, diffusers: undefined }
const quiet = () => undefined

const model = {
  ...{ id: "m", name: "M", device: "cpu", threadCount: 2, stepCount: 2, guidance: 3, widthPx: 64, heightPx: 64 },
}
const times = (runMs: number) => ({ runMs, stepMs: [runMs / 2, runMs / 2] })
const round = (ours: number, bare: number, diffusers: number): StepsRound => ({
  ...{ ours: times(ours), bare: times(bare), diffusers: times(diffusers) },
})

test("the share is the median of the rounds' own shares, and below 95 % the target is missed", () => {
  const about = { passCount: 4, version: "diffusers 1" }
  // One round on a slow moment: its share counts as much as another's, not its milliseconds.
  const rounds = [round(100, 96, 200), round(1000, 970, 2100), round(100, 98, 190)]
  const good = reportOfSteps(rounds, model, about)
  expect(good.notes[0]).toMatch(/^ours reaches 97\.0 % of .* reached\)$/)
  expect(good.notes[1]).toBe("ours makes 2.00 times the steps a second of diffusers")
  expect(good.rows.map((cells) => cells.slice(0, 2))).toEqual([
    ["ours: scheduler, guidance and tensors included", "20.0"],
    ["bare onnxruntime", "20.4"],
    ["diffusers", "10.0"],
  ])
  expect(reportOfSteps([round(100, 94, 1)], model, about).notes[0]).toMatch(/94\.0 % .* MISSED\)$/)
})

test("a real model's loop is measured beside the same calls of its network alone", async () => {
  const report = await benchSteps(options, quiet)
  const { passCount, rounds } = report.data as { passCount: number; rounds: StepsRound[] }
  // Guidance asks the network twice a step.
  expect(passCount).toBe(6)
  expect(rounds.length).toBe(2)
  for (const { ours, bare } of rounds) {
    for (const { runMs, stepMs } of [ours, bare]) {
      expect(stepMs.length).toBe(3)
      expect(stepMs.reduce((sum, ms) => sum + ms)).toBeCloseTo(runMs, 6)
      expect(Math.min(...stepMs)).toBeGreaterThan(0)
    }
  }
  expect(report.title).toContain("64 × 64 px, 3 steps, 1 threads on cpu")
})

test("what cannot be measured is said before anything runs", async () => {
  await expect(benchSteps({ ...options, model: "toy" }, quiet)).rejects.toThrow(/needs a model with graphs/)
  await expect(benchSteps({ ...options, model: "/nowhere" }, quiet)).rejects.toThrow(/model_index.json/)
  await expect(benchSteps({ ...options, diffusers: "python3" }, quiet)).rejects.toThrow(
    /no diffusers pipeline in .*pipelines\/diffusers/,
  )
  const folder = await temporaryFolder()
  try {
    const pipeline = join(folder.path, "diffusers")
    await mkdir(pipeline)
    await writeFile(join(pipeline, "model_index.json"), "{}")
    await expect(startDiffusers(join(folder.path, "python"), pipeline, 1)).rejects.toThrow(/did not answer: .*ENOENT/)
    // An interpreter that cannot read the script ends, and its last words are passed on.
    await expect(startDiffusers(process.execPath, pipeline, 1)).rejects.toThrow(/did not answer: it ended: ./)
  } finally {
    await folder.remove()
  }
})
