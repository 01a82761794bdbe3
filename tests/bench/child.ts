/** The benchmarks' own programs as processes of their own, spoken to by messages and ended by their process id. */
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { AppError } from "../../lib/errors.ts"

/** How a child says that it cannot do what it was asked. */
const failedMessage = z.object({ failed: z.string() })

export interface Child {
  readonly pid: number
  send(message: object): void
  /**
   * The next message of this shape; others are left to whoever waits for them.
   * @throws {AppError} `internal` when the child says `{ failed }` or ends first
   */
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
          const failed = failedMessage.safeParse(message)
          if (!parsed.success && !failed.success) return
          child.off("message", read)
          if (parsed.success) resolve(parsed.data)
          else reject(new AppError("internal", failed.data!.failed))
        }
        child.on("message", read)
        void ended.then((code) => reject(new AppError("internal", `${program} ended with ${code} before it answered`)))
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
