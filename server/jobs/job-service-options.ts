/** What the job service needs of the rest of the server; each of its parts takes what it uses. */
import type { GenerationRecord } from "../../lib/job/generation.ts"
import type { EnginesMessage, ForkableMessage, PreviewMessage } from "../../lib/protocol/messages.ts"
import type { Role } from "../../lib/protocol/roles.ts"
import type { JobStore } from "../store/job-store.ts"
import type { EnginePool } from "./engine-pool.ts"
import type { LiveSlots } from "./live-slots.ts"

export interface JobMember {
  readonly personId: string
  readonly name: string
  readonly role: Role
}

export interface JobServiceOptions {
  readonly store: JobStore
  /** The connected engines, where somebody else gives them work too; by default a pool of its own. */
  readonly pool?: EnginePool
  /** Who else: told before and after ordinary pictures are handed out. */
  readonly live?: LiveSlots
  /** Resolves once the record is durable in the room's results document; calls for one room take effect in order. */
  readonly writeRecord: (roomId: string, record: GenerationRecord) => Promise<void>
  readonly assets: {
    /** @throws {AppError} asset/* when the bytes are no picture, store/failed */
    putGenerated(roomId: string, bytes: Uint8Array, kind: "generation" | "film"): Promise<{ assetId: string }>
    read(roomId: string, assetId: string): Promise<Uint8Array | undefined>
    find(roomId: string, assetId: string): { readonly width: number; readonly height: number } | undefined
  }
  readonly publishPreview: (roomId: string, preview: PreviewMessage) => void
  readonly publishEngines: (state: EnginesMessage) => void
  readonly publishForkable: (forkable: ForkableMessage) => void
  /** The calendar's time, for records. */
  readonly nowMs: () => number
  /** A clock that only goes forward, for leases; `performance.now` by default. */
  readonly clockMs?: () => number
  readonly newId: () => string
  readonly randomSeed: () => number
  readonly log: JobLog
  /** Seconds since the step before. */
  readonly onStep?: (seconds: number) => void
  readonly onFinished?: (end: { state: string; code: string; durationMs: number | undefined }) => void
}

export interface JobLog {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}
