/**
 * Who imports whom, and no cycles, type imports included. `node tests/support/check-imports.ts` exits 1 on a violation.
 *
 * Our own reader of import lines, because dependency-cruiser 18 cannot read TypeScript with the compiler of version 7:
 * it finds no modules at all, and nothing wrong with them. The formatter's style makes the lines regular.
 */
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"

interface Rule {
  readonly name: string
  /** Which files it is about. */
  readonly from: RegExp
  /** What they may not import, by path in the repository or package name. Either this or `only` is given. */
  readonly never?: RegExp
  /** What alone they may import. */
  readonly only?: RegExp
}

const RULES: readonly Rule[] = [
  {
    name: "lib imports lib and small pure libraries",
    from: /^lib\//,
    only: /^(lib\/|(zod|yjs|lib0|fractional-indexing|perfect-freehand)(\/|$))/,
  },
  {
    name: "inside lib, meaning does not know messages",
    from: /^lib\/(job|document|provenance|stroke|film|geometry|random)\//,
    never: /^lib\/protocol\//,
  },
  {
    name: "geometry and random are leaves",
    from: /^lib\/(geometry|random)\//,
    never: /^lib\/(job|document|provenance|stroke|film)\//,
  },
  { name: "models know no server and no app", from: /^models\//, never: /^(server|app)\// },
  { name: "the server knows no app", from: /^server\//, never: /^app\// },
  { name: "the app knows no server and no models", from: /^app\//, never: /^(server|models)\// },
  { name: "the app runs in browsers", from: /^app\//, never: /^node:/ },
  { name: "nothing imports tests", from: /^(lib|models|server|app)\//, never: /^tests\// },
]

const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const IMPORT = /^\s*(?:import|export)\b[^"'`;]*?\bfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm

/** @returns each module's imports: paths in the repository, or bare package names */
function readImports(): Map<string, string[]> {
  const files = globSync("{app,lib,server,models,tests}/**/*.{ts,tsx}", { cwd: ROOT }).filter(
    (file) => !file.includes("node_modules"),
  )
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(ROOT, file), "utf8")
      const imports = [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3]!)
      return [
        file,
        imports.map((name) => (name.startsWith(".") ? relative(ROOT, join(ROOT, dirname(file), name)) : name)),
      ]
    }),
  )
}

function findViolations(modules: ReadonlyMap<string, readonly string[]>): string[] {
  const violations: string[] = []
  for (const [file, imports] of modules) {
    const isTest = /\.test\.tsx?$/.test(file)
    for (const imported of imports) {
      const isOurs = /^(app|lib|server|models|tests)\//.test(imported)
      if (isOurs && !existsSync(join(ROOT, imported))) violations.push(`${file}: ${imported} does not exist`)
      for (const rule of isTest ? [] : RULES) {
        if (!rule.from.test(file)) continue
        if (rule.never?.test(imported) || (rule.only && !rule.only.test(imported))) {
          violations.push(`${file} imports ${imported}: ${rule.name}`)
        }
      }
    }
  }
  return [...violations, ...findCycles(modules)]
}

/** Each cycle once, as a path that comes back to where it began. */
function findCycles(modules: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string): void => {
    const at = path.indexOf(file)
    if (at >= 0) {
      cycles.push(`a cycle: ${[...path.slice(at), file].join(" → ")}`)
      return
    }
    if (done.has(file)) return
    path.push(file)
    for (const imported of modules.get(file) ?? []) if (modules.has(imported)) visit(imported)
    path.pop()
    done.add(file)
  }
  for (const file of modules.keys()) visit(file)
  return cycles
}

const modules = readImports()
const violations = findViolations(modules)
for (const violation of violations) console.log(violation)
console.log(`${modules.size} modules, ${violations.length} violations`)
// No modules would be no check: that is how this one came to be needed.
process.exitCode = violations.length > 0 || modules.size < 50 ? 1 : 0
