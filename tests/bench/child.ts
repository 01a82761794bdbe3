/** The benchmarks' own programs as processes of their own, spoken to by messages and ended by their process id. */
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { z } from "zod"

export interface Child {
  readonly pid: number
  send(message: object): void
  /** The next message of this shape; others are left to whoever waits for them. @throws when the child ends first */
  next<S extends z.ZodType>(schema: S): Promise<z.infer<S>>
  onMessage(listener: (message: unknown) => void): void
  end(): Promise<void>
}

/** @param program a file of this folder, e.g. "edits-load.ts" */
export function forkChild(program: string, args: readonly string[] = [], env: Record<string, string> = {}): Child {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), [...args], {
    env: { ...process.env, ...env },
    // Clocks, typed arrays and pictures pass as they are.
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)))
  return {
    pid: child.pid!,
    send: (message) => child.send(message),
    next: (schema) =>
      new Promise((resolve, reject) => {
        const read = (message: unknown) => {
          const parsed = schema.safeParse(message)
          if (!parsed.success) return
          child.off("message", read)
          resolve(parsed.data)
        }
        child.on("message", read)
        void ended.then((code) => reject(new Error(`${program} ended with ${code} before it answered`)))
      }),
    onMessage: (listener) => child.on("message", listener),
    end: () => endChild(child, ended),
  }
}

async function endChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill("SIGTERM")
  const timer = setTimeout(() => child.kill("SIGKILL"), 3_000)
  await ended
  clearTimeout(timer)
}

/** For a child: ends with the process that forked it, whatever ended that. */
export function endWithParent(): void {
  process.once("disconnect", () => process.exit(0))
}
