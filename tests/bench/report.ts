/** What a benchmark prints and writes: tables of text, the machine they were taken on, and the same as JSON. */
import { readdirSync, readFileSync } from "node:fs"
import { cpus, loadavg, totalmem } from "node:os"

export interface Report {
  readonly benchmark: string
  readonly title: string
  /** What was done, in a sentence or two: nobody should need the code to read the table. */
  readonly method: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Ratios, targets and warnings under the table. */
  readonly notes: readonly string[]
  /** Every figure unrounded, for `--out`. */
  readonly data: unknown
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly node: string
  readonly platform: string
  readonly date: string
  readonly commit: string
  /** Runnable processes in the last minute before the benchmark: above `cores`, the figures are noise. */
  readonly loadAverage: number
}

export function describeMachine(commit: string): Machine {
  const cores = cpus()
  return {
    cpu: cores[0]?.model.trim() || "unknown processor",
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    commit,
    loadAverage: loadavg()[0] ?? 0,
  }
}

export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGb, node, platform, date, commit, loadAverage } = machine
  const warning = loadAverage > cores / 2 ? " (busy: the figures below are noisy)" : ""
  return (
    `${cpu}, ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}, ${date} UTC, commit ${commit}, ` +
    `load before the start ${loadAverage.toFixed(2)}${warning}`
  )
}

/** A table in columns: the first to the left, the others to the right, as figures are read. */
export function formatTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, i) => Math.max(...[column, ...rows.map((row) => row[i] ?? "")].map(widthOf)))
  const line = (cells: readonly string[]) =>
    widths
      .map((width, i) => pad(cells[i] ?? "", width, i === 0 ? "right" : "left"))
      .join("  ")
      .trimEnd()
  return [line(columns), widths.map((width) => "─".repeat(width)).join("──"), ...rows.map(line)].join("\n")
}

export function formatReport(report: Report): string {
  const notes = report.notes.map((note) => `  ${note}`)
  return [`\n${report.title}`, report.method, "", formatTable(report.columns, report.rows), ...notes, ""].join("\n")
}

/** Three significant digits, without an exponent: 0.456, 4.56, 45.6, 456, 45600. */
export function figure(value: number, unit = ""): string {
  if (!Number.isFinite(value)) return "–"
  const size = Math.abs(value)
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
  return `${value.toFixed(value === 0 ? 0 : digits)}${unit && ` ${unit}`}`
}

export const percent = (fraction: number): string =>
  Number.isFinite(fraction) ? `${(fraction * 100).toFixed(0)} %` : "–"

/**
 * Processor time that a process's threads have used so far, in seconds; undefined where the system does not tell (no
 * /proc). From the scheduler's own count in nanoseconds: `stat` counts in ticks, which is guesswork for short bursts.
 */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const nanoseconds = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
    )
    return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e9
  } catch {
    return undefined
  }
}

const widthOf = (text: string) => [...text].length

function pad(text: string, width: number, side: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)))
  return side === "left" ? space + text : text + space
}
