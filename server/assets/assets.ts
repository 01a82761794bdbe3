/**
 * Pictures by the SHA-256 of their bytes, in files; which room holds which, in the database. A room sees only what was
 * put into it: knowing a hash opens nothing.
 */
import { hash, randomUUID } from "node:crypto"
import { mkdir, open, readFile, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { z } from "zod"
import { AppError } from "../../lib/errors.ts"
import { assetIdSchema } from "../../lib/job/generation.ts"
import type { Database, Migration } from "../store/database.ts"
import { inspectPicture, type Picture, reencodePicture } from "./decode-picture.ts"

export const ASSETS_MIGRATIONS: readonly Migration[] = [
  {
    module: "assets",
    number: 1,
    sql: `
      CREATE TABLE assets (
        asset_id TEXT PRIMARY KEY,
        mime TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        byte_count INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE room_assets (
        room_id TEXT NOT NULL REFERENCES rooms,
        asset_id TEXT NOT NULL REFERENCES assets,
        kind TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL,
        PRIMARY KEY (room_id, asset_id)
      ) STRICT, WITHOUT ROWID;
    `,
  },
]

export type AssetKind = "upload" | "generation" | "film" | "mask" | "sketch"

export interface Asset {
  readonly assetId: string
  readonly width: number
  readonly height: number
  /** How many. */
  readonly bytes: number
  readonly mime: string
}

export interface Assets {
  /**
   * Stores a picture for a room; the same bytes twice are one asset. On disk and in the database when it resolves.
   * @param options.reencode decode and encode afresh: always for what people send
   * @throws {AppError} `asset/unsupported`, `asset/too-large`, `asset/damaged`, `store/failed`
   */
  put(roomId: string, bytes: Uint8Array, options: { kind: AssetKind; reencode: boolean }): Promise<Asset>
  /** The bytes, if this room holds that asset. @throws {AppError} `store/failed` when the file is gone or damaged */
  read(roomId: string, assetId: string): Promise<{ bytes: Uint8Array; mime: string } | undefined>
  holds(roomId: string, assetId: string): boolean
  find(roomId: string, assetId: string): Asset | undefined
}

const assetRow = z
  .object({
    asset_id: z.string(),
    mime: z.string(),
    width: z.number(),
    height: z.number(),
    byte_count: z.number(),
  })
  .transform(
    (row): Asset => ({
      assetId: row.asset_id,
      mime: row.mime,
      width: row.width,
      height: row.height,
      bytes: row.byte_count,
    }),
  )

/** Decoding is the heaviest thing this process does: two at a time, the others wait. */
const DECODERS = 2

export function createAssets(options: {
  /** The assets folder itself. */
  readonly folder: string
  readonly database: Database
  readonly nowMs?: () => number
}): Assets {
  const { folder, database } = options
  const nowMs = options.nowMs ?? Date.now
  const insertAsset = database.sql.prepare("INSERT OR IGNORE INTO assets VALUES (?, ?, ?, ?, ?, ?)")
  const insertHolding = database.sql.prepare("INSERT OR IGNORE INTO room_assets VALUES (?, ?, ?, ?)")
  const selectAsset = database.sql.prepare(
    "SELECT assets.* FROM assets JOIN room_assets USING (asset_id) WHERE room_id = ? AND asset_id = ?",
  )
  const limited = createLimiter(DECODERS)

  const pathOf = (assetId: string) => join(folder, assetId.slice(0, 2), assetId)

  function find(roomId: string, assetId: string): Asset | undefined {
    // Only such names ever become part of a path.
    if (!assetIdSchema.safeParse(assetId).success) return undefined
    const row = selectAsset.get(roomId, assetId)
    return row === undefined ? undefined : assetRow.parse(row)
  }

  return {
    async put(roomId, bytes, { kind, reencode }) {
      const picture: Picture = await limited(() => (reencode ? reencodePicture(bytes) : inspectPicture(bytes)))
      const assetId = hash("sha256", picture.bytes, "hex")
      try {
        await writeOnce(pathOf(assetId), picture.bytes, assetId)
        database.transaction(() => {
          insertAsset.run(assetId, picture.mime, picture.width, picture.height, picture.bytes.length, nowMs())
          insertHolding.run(roomId, assetId, kind, nowMs())
        })
      } catch (cause) {
        throw new AppError("store/failed", "The picture could not be stored: the disk is full or damaged.", { cause })
      }
      return {
        assetId,
        width: picture.width,
        height: picture.height,
        bytes: picture.bytes.length,
        mime: picture.mime,
      }
    },

    async read(roomId, assetId) {
      const asset = find(roomId, assetId)
      if (!asset) return undefined
      const bytes = await readFile(pathOf(assetId)).catch((cause: unknown) => {
        throw new AppError("store/failed", "The picture's file is missing on the server.", { cause })
      })
      if (bytes.length !== asset.bytes || hash("sha256", bytes, "hex") !== assetId) {
        throw new AppError("store/failed", "The picture's file is damaged on the server.")
      }
      return { bytes, mime: asset.mime }
    },

    holds: (roomId, assetId) => find(roomId, assetId) !== undefined,
    find,
  }
}

/** All of a file or none of it, also after a power cut; a sound one that is there already is left alone. */
async function writeOnce(path: string, bytes: Uint8Array, assetId: string): Promise<void> {
  const existing = await readFile(path).catch(() => undefined)
  if (existing && hash("sha256", existing, "hex") === assetId) return
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(temporary, "wx", 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    // The name is in the folder: that too has to reach the disk.
    const directory = await open(dirname(path), "r")
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function createLimiter(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      // The place goes straight to the next one, so that nobody slips in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
