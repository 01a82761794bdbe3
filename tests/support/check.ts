import { runChecks } from "./checks.ts"
import { bin, runStep } from "./run-step.ts"

const checks = await runChecks()
const unit = await runStep(bin("vitest"), ["run", "--project", "unit"], { live: true })
process.exitCode = checks.failed > 0 || unit.code !== 0 ? 1 : 0
