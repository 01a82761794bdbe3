/** The engines that are connected, what each is doing, and who of them may take a job. No sockets, no clock. */
import type { EngineHello, JobStart, ModelSummary } from "../../lib/protocol/engine-messages.ts"

/** One connected engine, as the pool reaches it. */
export interface EngineLink {
  readonly id: string
  readonly hello: EngineHello
  start(job: JobStart): void
  cancel(jobId: string, attempt: number): void
  /** Ends the connection, and the process where it is ours: for an engine that no longer answers. */
  drop(reason: string): void
}

interface PooledEngine {
  readonly link: EngineLink
  /** The job it works on; kept after a cancel until the engine itself says that it stopped. */
  busyWith: { jobId: string; attempt: number } | undefined
}

export interface EnginePool {
  add(link: EngineLink): void
  /** @returns the job the engine was working on */
  remove(id: string): { jobId: string; attempt: number } | undefined
  get(id: string): EngineLink | undefined
  idleFor(modelId: string): EngineLink | undefined
  occupy(id: string, job: { jobId: string; attempt: number }): void
  /** Frees the engine if that is the job it was working on. */
  release(id: string, jobId: string): void
  isBusyWith(id: string, jobId: string): boolean
  models(): ModelSummary[]
  count(): number
  busyCount(): number
}

export function createEnginePool(): EnginePool {
  const engines = new Map<string, PooledEngine>()
  return {
    add: (link) => {
      engines.set(link.id, { link, busyWith: undefined })
    },
    remove: (id) => {
      const engine = engines.get(id)
      engines.delete(id)
      return engine?.busyWith
    },
    get: (id) => engines.get(id)?.link,
    idleFor: (modelId) => {
      for (const engine of engines.values()) {
        if (!engine.busyWith && engine.link.hello.models.some((model) => model.id === modelId)) return engine.link
      }
      return undefined
    },
    occupy: (id, job) => {
      const engine = engines.get(id)
      if (engine) engine.busyWith = job
    },
    release: (id, jobId) => {
      const engine = engines.get(id)
      if (engine?.busyWith?.jobId === jobId) engine.busyWith = undefined
    },
    isBusyWith: (id, jobId) => engines.get(id)?.busyWith?.jobId === jobId,
    models: () => {
      const byId = new Map<string, ModelSummary>()
      for (const engine of engines.values()) for (const model of engine.link.hello.models) byId.set(model.id, model)
      return [...byId.values()]
    },
    count: () => engines.size,
    busyCount: () => [...engines.values()].filter((engine) => engine.busyWith).length,
  }
}
