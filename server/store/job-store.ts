/**
 * Jobs on disk: what was asked, its state, and whether its end has reached the results document (`published`).
 * One writer: the room server. States change only through `lib/job/transition.ts`.
 */
import type { DatabaseSync } from "node:sqlite"
import { z } from "zod"
import { AppError, ERROR_CODES } from "../../lib/errors.ts"
import { type Origin, originSchema, type Recipe, recipeSchema } from "../../lib/job/generation.ts"
import type { JobState } from "../../lib/job/transition.ts"
import type { Migration } from "./database.ts"

export interface Job {
  readonly id: string
  readonly roomId: string
  readonly authorId: string
  readonly authorName: string
  readonly recipe: Recipe
  readonly parentIds: readonly string[]
  readonly requestedAtMs: number
  readonly modelName: string
  readonly origin?: Origin
  readonly state: JobState
}

export interface JobStore {
  insert(job: Job): void
  /** Writes a job's state; a final one counts as unpublished until `markPublished`. */
  saveState(id: string, state: JobState): void
  /** What a job is made from may be settled only when it starts. */
  saveSource(job: Pick<Job, "id" | "recipe" | "parentIds">): void
  markPublished(id: string): void
  find(id: string): Job | undefined
  /**
   * Jobs that are not finished, oldest first. One that cannot be read any more is set aside and named, once: it must
   * not keep the server from starting.
   */
  unfinished(): { readonly jobs: Job[]; readonly unreadable: string[] }
  /** Jobs that ended, but whose record may not say so: the server was killed between the two. */
  unpublished(): Job[]
}

export const JOBS_MIGRATIONS: readonly Migration[] = [
  {
    module: "jobs",
    number: 1,
    sql: `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    room_id TEXT NOT NULL,
    author_id TEXT NOT NULL,
    author_name TEXT NOT NULL,
    recipe TEXT NOT NULL,
    parent_ids TEXT NOT NULL,
    model_name TEXT NOT NULL,
    requested_at_ms INTEGER NOT NULL,
    state_name TEXT NOT NULL,
    state TEXT NOT NULL,
    published INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX jobs_open ON jobs (state_name) WHERE published = 0;
`,
  },
  { module: "jobs", number: 2, sql: "ALTER TABLE jobs ADD COLUMN origin TEXT" },
]

const rowSchema = z.object({
  id: z.string(),
  room_id: z.string(),
  author_id: z.string(),
  author_name: z.string(),
  recipe: z.string(),
  parent_ids: z.string(),
  model_name: z.string(),
  requested_at_ms: z.number(),
  state: z.string(),
  origin: z.string().nullable(),
})

export function createJobStore(sql: DatabaseSync): JobStore {
  const insert = sql.prepare(
    `INSERT INTO jobs (id, room_id, author_id, author_name, recipe, parent_ids, model_name, requested_at_ms, state_name, state, origin)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const save = sql.prepare("UPDATE jobs SET state_name = ?, state = ? WHERE id = ?")
  const saveSource = sql.prepare("UPDATE jobs SET recipe = ?, parent_ids = ? WHERE id = ?")
  const publish = sql.prepare("UPDATE jobs SET published = 1 WHERE id = ?")
  const setAside = sql.prepare("UPDATE jobs SET state_name = 'unreadable' WHERE id = ?")
  const byId = sql.prepare("SELECT * FROM jobs WHERE id = ?")
  const open = sql.prepare(
    "SELECT * FROM jobs WHERE published = 0 AND state_name IN ('queued', 'running') ORDER BY requested_at_ms, id",
  )
  const ended = sql.prepare(
    "SELECT * FROM jobs WHERE published = 0 AND state_name IN ('done', 'failed', 'cancelled') ORDER BY requested_at_ms, id",
  )
  return {
    insert: (job) => {
      insert.run(
        job.id,
        job.roomId,
        job.authorId,
        job.authorName,
        JSON.stringify(job.recipe),
        JSON.stringify(job.parentIds),
        job.modelName,
        job.requestedAtMs,
        job.state.state,
        JSON.stringify(job.state),
        job.origin ? JSON.stringify(job.origin) : null,
      )
    },
    saveSource: ({ id, recipe, parentIds }) => {
      saveSource.run(JSON.stringify(recipe), JSON.stringify(parentIds), id)
    },
    saveState: (id, state) => {
      save.run(state.state, JSON.stringify(state), id)
    },
    markPublished: (id) => {
      publish.run(id)
    },
    find: (id) => {
      const row = byId.get(id)
      return row && readRow(row)
    },
    unfinished: () => readAll(open.all()),
    unpublished: () => readAll(ended.all()).jobs,
  }

  function readAll(rows: readonly unknown[]): { jobs: Job[]; unreadable: string[] } {
    const jobs: Job[] = []
    const unreadable: string[] = []
    for (const row of rows) {
      try {
        jobs.push(readRow(row))
      } catch {
        const { id } = idSchema.parse(row)
        setAside.run(id)
        unreadable.push(id)
      }
    }
    return { jobs, unreadable }
  }
}

const idSchema = z.object({ id: z.string() })

function readRow(value: unknown): Job {
  try {
    const row = rowSchema.parse(value)
    return {
      id: row.id,
      roomId: row.room_id,
      authorId: row.author_id,
      authorName: row.author_name,
      recipe: recipeSchema.parse(JSON.parse(row.recipe)),
      parentIds: z.array(z.string()).parse(JSON.parse(row.parent_ids)),
      modelName: row.model_name,
      ...(row.origin !== null && { origin: originSchema.parse(JSON.parse(row.origin)) }),
      requestedAtMs: row.requested_at_ms,
      state: jobStateSchema.parse(JSON.parse(row.state)),
    }
  } catch (cause) {
    throw new AppError("store/failed", "A job in the database cannot be read; the file is damaged.", { cause })
  }
}

const attempt = z.number().int()
const jobStateSchema: z.ZodType<JobState> = z.discriminatedUnion("state", [
  z.object({ state: z.literal("queued"), attempt }),
  z.object({
    state: z.literal("running"),
    attempt,
    engineId: z.string(),
    leaseUntilMs: z.number(),
    stepIndex: z.number(),
  }),
  z.object({
    state: z.literal("done"),
    attempt,
    assetId: z.string(),
    filmAssetId: z.string().exactOptional(),
    durationMs: z.number(),
  }),
  z.object({ state: z.literal("failed"), attempt, code: z.enum(ERROR_CODES), message: z.string() }),
  z.object({ state: z.literal("cancelled"), attempt, stepIndex: z.number() }),
])
