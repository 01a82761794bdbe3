/** What `npm run check` runs: format and lint, types, who may import whom and cycles. */
import { bin, runStep } from "./run-step.ts"

const CHECKS: readonly { name: string; command: string; args: readonly string[] }[] = [
  { name: "format and lint (biome)", command: bin("biome"), args: ["ci", "--diagnostic-level=error", "."] },
  { name: "types (tsc)", command: bin("tsc"), args: ["--noEmit", "-p", "."] },
  { name: "types of lib without DOM and Node (tsc)", command: bin("tsc"), args: ["--noEmit", "-p", "lib"] },
  { name: "who imports whom, and cycles", command: process.execPath, args: ["tests/support/check-imports.ts"] },
]

/** @returns how many checks passed and failed; each failure's output has been printed */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  let failed = 0
  for (const check of CHECKS) {
    const { code, output } = await runStep(check.command, check.args)
    console.log(`${code === 0 ? "ok  " : "FAIL"} ${check.name}`)
    if (code !== 0) {
      failed++
      console.log(output)
    }
  }
  return { passed: CHECKS.length - failed, failed }
}
