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

export interface Lease {
  readonly jobId: string
  readonly attempt: number
}

export interface PooledEngine {
  readonly link: EngineLink
  /** The job it works on; kept after a cancel until the engine itself says that it stopped. */
  readonly busyWith: Lease | undefined
}

export interface EnginePool {
  add(link: EngineLink): void
  /** @returns the job the engine was working on */
  remove(id: string): Lease | undefined
  get(id: string): EngineLink | undefined
  idleFor(modelId: string): EngineLink | undefined
  occupy(id: string, lease: Lease): void
  /** Frees the engine if that is what it was working on: a late word about an older attempt frees nobody. */
  release(id: string, lease: Lease): void
  isBusyWith(id: string, lease: Lease): boolean
  /** Every engine, or those that have a model. */
  engines(modelId?: string): PooledEngine[]
  /** Every model that some engine has, once. */
  models(): ModelSummary[]
}

export function createEnginePool(): EnginePool {
  const pooled = new Map<string, { link: EngineLink; busyWith: Lease | undefined }>()
  const has = (link: EngineLink, modelId: string) => link.hello.models.some((model) => model.id === modelId)

  function isBusyWith(id: string, lease: Lease): boolean {
    const busyWith = pooled.get(id)?.busyWith
    return busyWith?.jobId === lease.jobId && busyWith.attempt === lease.attempt
  }

  return {
    add: (link) => {
      pooled.set(link.id, { link, busyWith: undefined })
    },
    remove: (id) => {
      const engine = pooled.get(id)
      pooled.delete(id)
      return engine?.busyWith
    },
    get: (id) => pooled.get(id)?.link,
    idleFor: (modelId) => {
      for (const engine of pooled.values()) if (!engine.busyWith && has(engine.link, modelId)) return engine.link
      return undefined
    },
    occupy: (id, lease) => {
      const engine = pooled.get(id)
      if (engine) engine.busyWith = lease
    },
    release: (id, lease) => {
      const engine = pooled.get(id)
      if (engine && isBusyWith(id, lease)) engine.busyWith = undefined
    },
    isBusyWith,
    engines: (modelId) => [...pooled.values()].filter((engine) => modelId === undefined || has(engine.link, modelId)),
    models: () => {
      const byId = new Map<string, ModelSummary>()
      for (const engine of pooled.values()) {
        for (const model of engine.link.hello.models) if (!byId.has(model.id)) byId.set(model.id, model)
      }
      return [...byId.values()]
    },
  }
}
