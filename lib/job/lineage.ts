/**
 * The family of a picture as a drawing: its ancestors, its descendants, and where each stands. Columns are generations
 * from left to right, rows are chosen so that a parent stands in the middle of its children.
 */
import type { GenerationRecord } from "./generation.ts"

export interface LineageNode {
  readonly record: GenerationRecord
  /** 0 for pictures without parents here; further right than every parent. */
  readonly column: number
  /** From 0; halves where a parent stands between two children. */
  readonly row: number
}

export interface Lineage {
  /** In reading order: by column, then by row. */
  readonly nodes: readonly LineageNode[]
  readonly edges: readonly { readonly parentId: string; readonly childId: string }[]
  readonly columnCount: number
  readonly rowCount: number
  /** Relatives farther away than the nearest `maxNodes`, which are left out. */
  readonly leftOut: number
}

/**
 * @param id the picture whose family is drawn
 * @param maxNodes at least 1
 * @returns no nodes when there is no such picture
 */
export function lineageOf(records: readonly GenerationRecord[], id: string, maxNodes = 120): Lineage {
  // The same picture made larger is no other picture.
  const pictures = records.filter((record) => record.origin?.kind !== "upscale")
  const known = new Map(pictures.map((record) => [record.id, record]))
  // A parent is older than its child: whatever claims otherwise is no parent, and so there are no circles.
  const parentsOf = (record: GenerationRecord) =>
    [...new Set(record.parentIds)].flatMap((parentId) => {
      const parent = known.get(parentId)
      return parent && parent.requestedAtMs < record.requestedAtMs ? [parent] : []
    })
  const childrenOf = new Map<string, GenerationRecord[]>()
  const inOrder = [...pictures].sort((a, b) => a.requestedAtMs - b.requestedAtMs)
  for (const record of inOrder) {
    for (const parent of parentsOf(record)) {
      childrenOf.set(parent.id, [...(childrenOf.get(parent.id) ?? []), record])
    }
  }

  const self = known.get(id)
  const family = new Map<string, GenerationRecord>()
  let leftOut = 0
  const gather = (next: (record: GenerationRecord) => readonly GenerationRecord[]) => {
    const seen = new Set([id])
    // Nearest first, so that what is left out is what is farthest.
    const queue = self ? [self] : []
    for (const record of queue) {
      if (family.size < maxNodes || family.has(record.id)) family.set(record.id, record)
      else leftOut++
      for (const other of next(record)) {
        if (seen.has(other.id)) continue
        seen.add(other.id)
        queue.push(other)
      }
    }
  }
  gather(parentsOf)
  gather((record) => childrenOf.get(record.id) ?? [])

  return { ...place(inOrder, family, parentsOf), leftOut }
}

function place(
  inOrder: readonly GenerationRecord[],
  family: ReadonlyMap<string, GenerationRecord>,
  parentsOf: (record: GenerationRecord) => readonly GenerationRecord[],
): Omit<Lineage, "leftOut"> {
  const members = inOrder.filter((record) => family.has(record.id))
  const columns = new Map<string, number>()
  /** A picture of several parents is placed as a child of its first. */
  const placedUnder = new Map<string, GenerationRecord[]>()
  const roots: GenerationRecord[] = []
  const edges: { parentId: string; childId: string }[] = []
  // Parents come before their children in `members`.
  for (const record of members) {
    const parents = parentsOf(record).filter((parent) => family.has(parent.id))
    columns.set(record.id, Math.max(-1, ...parents.map((parent) => columns.get(parent.id)!)) + 1)
    for (const parent of parents) edges.push({ parentId: parent.id, childId: record.id })
    const [first] = parents
    if (first) placedUnder.set(first.id, [...(placedUnder.get(first.id) ?? []), record])
    else roots.push(record)
  }

  const rows = new Map<string, number>()
  let nextRow = 0
  const placeRow = (record: GenerationRecord): number => {
    const children = placedUnder.get(record.id) ?? []
    const childRows = children.map(placeRow)
    const row = childRows.length === 0 ? nextRow++ : (childRows[0]! + childRows.at(-1)!) / 2
    rows.set(record.id, row)
    return row
  }
  for (const root of roots) placeRow(root)

  const nodes = members
    .map((record) => ({ record, column: columns.get(record.id)!, row: rows.get(record.id)! }))
    .sort((a, b) => a.column - b.column || a.row - b.row)
  return { nodes, edges, columnCount: Math.max(0, ...nodes.map(({ column }) => column + 1)), rowCount: nextRow }
}
