/**
 * onnxruntime's execution providers: in which order they are tried, who chose otherwise, and what is said of it in one
 * line: which was taken, and why not the others.
 */

import { AppError } from "../../lib/errors.ts"

/** Execution providers by onnxruntime's names, in the order they are worth trying; the CPU takes every graph. */
export const PROVIDERS = ["cuda", "webgpu", "dml", "coreml", "cpu"] as const
export type ProviderName = (typeof PROVIDERS)[number]

/**
 * An operator's own choice, `EMULSION_ENGINE_PROVIDERS`: names with commas between them, tried in the order given.
 * @returns undefined for no choice: an absent or empty text
 * @throws AppError config/invalid naming what is no provider
 */
export function parseProviders(text: string | undefined): ProviderName[] | undefined {
  const names = (text ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "")
  if (names.length === 0) return undefined
  return names.map((name) => {
    const known = PROVIDERS.find((provider) => provider === name)
    if (known) return known
    throw new AppError(
      "config/invalid",
      `Execution providers (EMULSION_ENGINE_PROVIDERS) are ${PROVIDERS.join(", ")}, with commas between them; got "${name}".`,
    )
  })
}

/** What became of one provider for one graph. */
export interface ProviderOutcome {
  /** The graph, as messages name it: "unet/model.onnx". */
  readonly file: string
  readonly provider: ProviderName
  /**
   * absent: this build of onnxruntime has no such provider; refused: it did not open the graph; taken: it runs the
   * graph; failed: it ran the graph until it could not, and the one taken after it runs it since.
   */
  readonly outcome: "absent" | "refused" | "taken" | "failed"
  /** For people, of "refused" and "failed"; empty otherwise. */
  readonly reason: string
}

/**
 * Why providers were not taken, one phrase each, for behind "runs on …".
 * @param outcomes of all graphs of a model, in the order they came about
 */
export function describeOutcomes(outcomes: readonly ProviderOutcome[]): string[] {
  const runsOn = new Map(
    outcomes.filter(({ outcome }) => outcome === "taken").map((item) => [item.file, item.provider]),
  )
  const phrases: string[] = []
  const absent = new Set(outcomes.filter(({ outcome }) => outcome === "absent").map(({ provider }) => provider))
  for (const { provider, reason } of distinct(outcomes.filter(({ outcome }) => outcome === "refused"))) {
    const files = outcomes
      .filter((item) => item.outcome === "refused" && item.provider === provider && item.reason === reason)
      .map(({ file }) => file)
    const all = [...runsOn.keys()].every((file) => files.includes(file))
    if (all) phrases.push(`${provider} not taken: ${reason}`)
    else
      phrases.push(`${files.map((file) => onWhich(file, runsOn)).join(", ")}: ${provider} did not take it: ${reason}`)
  }
  for (const { file, provider, reason } of outcomes.filter(({ outcome }) => outcome === "failed")) {
    phrases.push(`${onWhich(file, runsOn)} since ${provider} failed: ${reason}`)
  }
  if (absent.size > 0) phrases.push(`${[...absent].join(", ")} not in this build of onnxruntime`)
  return phrases
}

const onWhich = (file: string, runsOn: ReadonlyMap<string, ProviderName>) => `${file} on ${runsOn.get(file) ?? "none"}`

function distinct(outcomes: readonly ProviderOutcome[]): ProviderOutcome[] {
  return [...new Map(outcomes.map((item) => [`${item.provider}: ${item.reason}`, item])).values()]
}

/** "runs on cpu (webgpu not taken: No supported adapters)": the one line. */
export function describeDevice({ device, deviceNotes }: { device: string; deviceNotes: readonly string[] }): string {
  return `runs on ${device}${deviceNotes.length > 0 ? ` (${deviceNotes.join("; ")})` : ""}`
}
