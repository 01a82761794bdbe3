/** The browser of the browser tests: one that is installed; on Debian as root it is installed when it is missing. */
import { accessSync, constants } from "node:fs"
import { runStep } from "./run-step.ts"

const PLACES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
]

export function findChromium(): string | undefined {
  return PLACES.find((place): place is string => {
    if (!place) return false
    try {
      accessSync(place, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** @returns the browser's path, or why there is none */
export async function findOrInstallChromium(
  say: (line: string) => void,
): Promise<{ path: string } | { missing: string }> {
  const found = findChromium()
  if (found) return { path: found }
  const isRoot = process.getuid?.() === 0
  const apt = await runStep("apt-get", ["--version"])
  if (!isRoot || apt.code !== 0) {
    return { missing: "no Chromium or Chrome was found; install one, or name it in CHROMIUM_PATH" }
  }
  say("No Chromium here: installing Debian's (apt-get install chromium)…")
  const env = { DEBIAN_FRONTEND: "noninteractive" }
  await runStep("apt-get", ["update", "-qq"], { env })
  const install = await runStep("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env })
  const path = findChromium()
  return path
    ? { path }
    : { missing: `apt-get could not install chromium: ${install.output.trim().split("\n").at(-1)}` }
}
