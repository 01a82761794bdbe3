/**
 * The one SQLite file of a data folder. Write-ahead log and `synchronous=FULL`: what a commit answered is on the disk.
 * Each store module brings its own numbered migrations; this file knows none of their tables.
 */
import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { AppError } from "../../lib/errors.ts"

export interface Migration {
  /** Which store module it belongs to. */
  readonly module: string
  /** 1, 2, 3 … within the module, without gaps. */
  readonly number: number
  readonly sql: string
}

export interface Database {
  readonly sql: DatabaseSync
  readonly path: string
  /** Runs `work` in one write transaction: all of it or nothing. Not to be nested; `work` must be synchronous. */
  transaction<T>(work: () => T): T
  close(): void
}

/**
 * Opens `folder`/emulsion.sqlite, making folder and file where there are none, checks it and migrates it.
 * @throws {AppError} `data/unwritable`, or `store/failed` for a damaged file or one of a newer Emulsion
 */
export function openDatabase(folder: string, migrations: readonly Migration[]): Database {
  ensureWritable(folder)
  const lock = lockFolder(folder)
  const path = join(folder, "emulsion.sqlite")
  let sql: DatabaseSync | undefined
  try {
    sql = new DatabaseSync(path)
    sql.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000",
    )
    // Room secrets are in it: nobody else on this machine may read them.
    chmodSync(path, 0o600)
    const check = sql.prepare("PRAGMA quick_check(1)").get()
    if (check?.quick_check !== "ok") throw new Error(String(check?.quick_check))
    migrate(sql, migrations)
  } catch (cause) {
    if (sql?.isOpen) sql.close()
    lock.close()
    if (cause instanceof AppError) throw cause
    const code = sqliteCode(cause)
    if (code === "SQLITE_CANTOPEN" || code === "SQLITE_READONLY" || code === "SQLITE_PERM")
      throw unwritable(path, cause)
    const message = `${path} is damaged or no SQLite file: put back a copy of the data folder, or choose another --data folder.`
    throw new AppError("store/failed", message, { cause })
  }
  const database = sql
  return {
    sql: database,
    path,
    transaction(work) {
      database.exec("BEGIN IMMEDIATE")
      try {
        const answer = work()
        database.exec("COMMIT")
        return answer
      } catch (error) {
        // A full disk may have rolled back by itself already.
        if (database.isTransaction) database.exec("ROLLBACK")
        throw error
      }
    },
    close() {
      if (database.isOpen) database.close()
      if (lock.isOpen) lock.close()
    },
  }
}

function ensureWritable(folder: string): void {
  try {
    makeFolder(folder)
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw unwritable(folder, cause)
  }
}

/** Step by step, because Node's own recursive mkdir never returns below folders like /proc that take no children. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw new Error("it is a file")
    return
  }
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}

/**
 * One server at a time: a second one on the same folder would number its updates as the first does. A lock of SQLite's
 * own, in a file beside the data: it goes with the process however that ends, and the data stays readable for a backup.
 */
function lockFolder(folder: string): DatabaseSync {
  const path = join(folder, "emulsion.lock")
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(path)
    // The wait is for a server that is just ending.
    lock.exec("PRAGMA busy_timeout = 2000; BEGIN EXCLUSIVE")
    return lock
  } catch (cause) {
    if (lock?.isOpen) lock.close()
    if (sqliteCode(cause) !== "SQLITE_BUSY") throw unwritable(path, cause)
    const message = `${folder} is in use by another Emulsion: stop it, or choose another folder with --data.`
    throw new AppError("store/failed", message, { cause })
  }
}

function unwritable(path: string, cause: unknown): AppError {
  const message = `Cannot write to ${path}: make it writable for the user that runs Emulsion, or choose another folder with --data.`
  return new AppError("data/unwritable", message, { cause })
}

function migrate(sql: DatabaseSync, migrations: readonly Migration[]): void {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS migrations (module TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (module, number))",
  )
  const done = new Set(
    sql
      .prepare("SELECT module, number FROM migrations")
      .all()
      .map((row) => `${row.module}/${row.number}`),
  )
  const known = new Set(migrations.map((migration) => `${migration.module}/${migration.number}`))
  for (const id of done) {
    if (known.has(id)) continue
    throw new AppError(
      "store/failed",
      `The data folder was used by a newer Emulsion (it has ${id}): run that one instead.`,
    )
  }
  for (const migration of migrations) {
    if (done.has(`${migration.module}/${migration.number}`)) continue
    sql.exec("BEGIN IMMEDIATE")
    try {
      sql.exec(migration.sql)
      sql.prepare("INSERT INTO migrations VALUES (?, ?)").run(migration.module, migration.number)
      sql.exec("COMMIT")
    } catch (error) {
      if (sql.isTransaction) sql.exec("ROLLBACK")
      throw error
    }
  }
}

const CODES: Record<number, string> = {
  3: "SQLITE_PERM",
  5: "SQLITE_BUSY",
  8: "SQLITE_READONLY",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  26: "SQLITE_NOTADB",
}

/** SQLite's own name for what went wrong, where `error` is one of its errors. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined
  // The low byte is the primary code; the rest says more than we need.
  return CODES[error.errcode & 0xff] ?? `SQLITE_${error.errcode & 0xff}`
}
