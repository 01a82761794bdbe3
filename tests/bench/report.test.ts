import { expect, test } from "vitest"
import { cpuSecondsOf, figure, formatTable, machineLine } from "./report.ts"

test("a table lines its figures up on the right and its names on the left", () => {
  const table = formatTable(
    ["server", "p50 ms"],
    [
      ["ours", "14.1"],
      ["stock × 2", "3.8"],
    ],
  )
  expect(table.split("\n")).toEqual([
    "server     p50 ms",
    "─────────────────",
    "ours         14.1",
    "stock × 2     3.8",
  ])
})

test("figures keep three digits and never an exponent", () => {
  expect([0.0456, 4.5678, 45.678, 456.78, 45678, 0].map((value) => figure(value))).toEqual([
    "0.046",
    "4.57",
    "45.7",
    "457",
    "45678",
    "0",
  ])
  expect(figure(3, "ms")).toBe("3.00 ms")
  expect(figure(Number.NaN)).toBe("–")
})

test("a busy machine is said to be busy", () => {
  const machine = {
    ...{ cpu: "Some CPU", cores: 2, memoryGb: 8, node: "v24.0.0", platform: "linux x64" },
    ...{ date: "2026-01-01 00:00", commit: "abc1234" },
  }
  expect(machineLine({ ...machine, loadAverage: 3 })).toContain("busy")
  expect(machineLine({ ...machine, loadAverage: 0.2 })).not.toContain("busy")
})

test.runIf(process.platform === "linux")("processor time grows with work, and a process that is gone has none", () => {
  const before = cpuSecondsOf(process.pid)!
  // Processor time, not time: a busy machine may give this process none for a while.
  const used = process.cpuUsage()
  while (process.cpuUsage(used).user < 120_000);
  expect(cpuSecondsOf(process.pid)! - before).toBeGreaterThan(0.1)
  expect(cpuSecondsOf(2 ** 22 + 1)).toBeUndefined()
})
