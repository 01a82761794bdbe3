import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openDatabase } from "./database.ts"
import { readOrMakeSecret } from "./secrets.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "emulsion-database-"))
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true })
})

const one = { module: "test", number: 1, sql: "CREATE TABLE things (n INTEGER)" }
const two = { module: "test", number: 2, sql: "ALTER TABLE things ADD COLUMN name TEXT" }
const open = (migrations = [one]) => openDatabase(folder, migrations)
const errorOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return error as Error & { code: string }
  }
  throw new Error("it did not throw")
}

test("migrations run once each, in order, and data stays", () => {
  const first = open()
  first.sql.exec("INSERT INTO things VALUES (1)")
  first.close()
  const second = open([one, two])
  expect(
    second.sql
      .prepare("SELECT * FROM things")
      .all()
      .map((row) => ({ ...row })),
  ).toEqual([{ n: 1, name: null }])
  expect(second.sql.prepare("PRAGMA synchronous").get()?.synchronous).toBe(2)
  expect(second.sql.prepare("PRAGMA journal_mode").get()?.journal_mode).toBe("wal")
  second.close()
})

test("a folder of a newer Emulsion is left alone", () => {
  open([one, two]).close()
  const error = errorOf(() => open([one]))
  expect([error.code, error.message]).toEqual(["store/failed", expect.stringContaining("newer Emulsion")])
})

test("a folder has one server at a time, and the next one after it", () => {
  const first = open()
  const error = errorOf(() => open())
  expect([error.code, error.message]).toEqual(["store/failed", expect.stringContaining("in use by another Emulsion")])
  // Somebody who only looks, or takes a backup, is no server.
  const reader = new DatabaseSync(join(folder, "emulsion.sqlite"), { readOnly: true })
  first.sql.exec("INSERT INTO things VALUES (1)")
  expect(reader.prepare("SELECT count(*) AS n FROM things").get()?.n).toBe(1)
  reader.close()
  first.close()
  open().close()
})

test("a migration that fails leaves nothing of itself", () => {
  const broken = { module: "test", number: 2, sql: "CREATE TABLE more (n INTEGER); CREATE TABLE things (n INTEGER)" }
  expect(() => open([one, broken])).toThrow()
  const again = open()
  expect(again.sql.prepare("SELECT name FROM sqlite_schema WHERE name = 'more'").all()).toEqual([])
  again.close()
})

test("a transaction is all or nothing", () => {
  const database = open()
  expect(() =>
    database.transaction(() => {
      database.sql.exec("INSERT INTO things VALUES (1)")
      throw new Error("no")
    }),
  ).toThrow("no")
  expect(database.transaction(() => database.sql.prepare("SELECT count(*) AS n FROM things").get()?.n)).toBe(0)
  database.close()
})

test("a path that is no folder, and a file that is no database, say so and how to mend it", () => {
  writeFileSync(join(folder, "file"), "")
  const blocked = errorOf(() => openDatabase(join(folder, "file", "data"), [one]))
  expect(blocked.code).toBe("data/unwritable")
  expect(blocked.message).toContain(join(folder, "file", "data"))
  expect(blocked.message).toContain("--data")
  writeFileSync(
    join(folder, "emulsion.sqlite"),
    "this is no database, but it is long enough to be read as one".repeat(50),
  )
  const damaged = errorOf(() => open())
  expect(damaged.code).toBe("store/failed")
  expect(damaged.message).toContain("damaged")
})

test.skipIf(!existsSync("/proc/self"))("a place that takes no folders, even from root, is named at once", () => {
  const error = errorOf(() => openDatabase("/proc/emulsion/data", [one]))
  expect([error.code, error.message]).toEqual(["data/unwritable", expect.stringContaining("/proc/emulsion/data")])
})

test.skipIf(process.getuid?.() === 0)("a folder without write permission is named", () => {
  const locked = join(folder, "locked")
  mkdirSync(locked, { mode: 0o500 })
  const error = errorOf(() => openDatabase(locked, [one]))
  expect([error.code, error.message]).toEqual(["data/unwritable", expect.stringContaining(locked)])
})

test("database and secrets are their owner's alone, and a secret stays the same", () => {
  open().close()
  const secret = readOrMakeSecret(folder, "engine-token")
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(readOrMakeSecret(folder, "engine-token")).toBe(secret)
  for (const path of ["emulsion.sqlite", "secrets/engine-token"]) {
    expect(statSync(join(folder, path)).mode & 0o777).toBe(0o600)
  }
  expect(statSync(join(folder, "secrets")).mode & 0o777).toBe(0o700)
  writeFileSync(join(folder, "secrets", "engine-token"), "x")
  expect(errorOf(() => readOrMakeSecret(folder, "engine-token")).message).toContain("delete it")
})
