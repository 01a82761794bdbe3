/**
 * `npm test`: the checks, then unit, integration and browser tests, one project after another, because two cores hold
 * one of them at a time. Ends on a line `N passed, N failed`.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { z } from "zod"
import { runChecks } from "./checks.ts"
import { findOrInstallChromium } from "./find-chromium.ts"
import { bin, runStep } from "./run-step.ts"

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number().default(0),
  numFailedTestSuites: z.number().default(0),
  success: z.boolean(),
})

const totals = { passed: 0, failed: 0, skipped: 0 }
const folder = await mkdtemp(join(tmpdir(), "emulsion-tests-"))

async function runProject(project: string, env: Record<string, string> = {}): Promise<void> {
  const report = join(folder, `${project}.json`)
  const args = ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  const { code } = await runStep(bin("vitest"), args, { env, live: true })
  const parsed = reportSchema.safeParse(JSON.parse(await readFile(report, "utf8").catch(() => "{}")))
  if (!parsed.success) {
    // No report: the runner itself broke down, which is a failure and no empty success.
    console.log(`The ${project} tests ended without a report (exit ${code}).`)
    totals.failed++
    return
  }
  totals.passed += parsed.data.numPassedTests
  totals.failed += parsed.data.numFailedTests
  totals.skipped += parsed.data.numPendingTests
  // A file that cannot be loaded counts no test, and must not pass for it.
  if (code !== 0 && parsed.data.numFailedTests === 0) totals.failed++
}

const checks = await runChecks()
totals.passed += checks.passed
totals.failed += checks.failed

await runProject("unit")

const build = await runStep(process.execPath, ["server/main.ts", "--build-only"], { live: true })
if (build.code !== 0) totals.failed++
else {
  await runProject("integration")
  const chromium = await findOrInstallChromium(console.log)
  if ("path" in chromium) await runProject("browser", { CHROMIUM_PATH: chromium.path })
  else {
    console.log(`Browser tests skipped: ${chromium.missing}.`)
    totals.skipped++
  }
}

await rm(folder, { recursive: true, force: true })
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : ""
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`)
process.exitCode = totals.failed > 0 ? 1 : 0
