/**
 * What a picture costs for ever: bytes that a room's documents grow by with each generation, after compaction. Pixels
 * are assets and not in it; the record, its place on the board and what its many states left behind are.
 */
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Y from "yjs"
import { addElement } from "../../lib/document/edits.ts"
import type { DocumentName } from "../../lib/document/schema.ts"
import { eventually, openDocument } from "../support/connect-client.ts"
import { type GenerationRoom, openGenerationRoom } from "./generation-room.ts"
import { figure, type Report } from "./report.ts"

const TARGET_BYTES = 2048
const PROMPT = "a lighthouse on a cliff at sunset with two sailing boats far out at sea, watercolour"
const DOCUMENTS = ["canvas", "results"] as const
/** Documents nobody has open are unloaded, and compacted, some seconds later. */
const COMPACTED_WITHIN_MS = 20_000

interface Sizes {
  /** The snapshot on the disk, V2. */
  readonly stored: number
  /** What somebody who joins is sent, V1. */
  readonly sent: number
}

export async function benchDocument(
  options: { readonly generations: number },
  say: (line: string) => void,
): Promise<Report> {
  // Which model paints makes no difference to the documents: the toy is quick, and its steps write the same records.
  const room = await openGenerationRoom({ model: "toy", isInstant: true })
  try {
    // The first few make the documents and the names in them: what they cost is not a generation's.
    await generate(room, 3)
    const before = await compactedSizes(room)
    await generate(room, options.generations)
    say(`${options.generations} pictures made`)
    const after = await compactedSizes(room)
    return reportOf(before, after, options.generations)
  } finally {
    await room.close()
  }
}

/** Generations as the page makes them: asked for, put on the board, finished. Then everybody leaves. */
async function generate(room: GenerationRoom, count: number): Promise<void> {
  const author = await room.join("Author")
  const canvas = openDocument(author.person, room.room.roomId, "canvas")
  await canvas.synced()
  for (let i = 0; i < count; i++) {
    const generationId = await author.request(PROMPT, i)
    addElement(
      canvas.doc,
      crypto.randomUUID(),
      {
        ...{ kind: "generation", generationId, position: [300 * i, 0], size: [256, 256], rotation: 0 },
        ...{ author: author.person.personId, locked: false },
      },
      "person",
    )
    await author.finished(generationId)
  }
  await canvas.saved()
  canvas.destroy()
  author.leave()
}

/** Waits until each document is one snapshot with no rows after it, and reads how large that is. */
async function compactedSizes(room: GenerationRoom): Promise<Record<DocumentName, Sizes>> {
  const database = new DatabaseSync(join(room.dataFolder, "emulsion.sqlite"), { readOnly: true })
  try {
    const { roomId } = room.room
    const tail = database.prepare("SELECT count(*) AS n FROM updates WHERE room_id = ?")
    const snapshot = database.prepare("SELECT bytes FROM snapshots WHERE room_id = ? AND document = ?")
    await eventually(() => tail.get(roomId)?.n === 0, COMPACTED_WITHIN_MS)
    const sizeOf = (document: DocumentName): Sizes => {
      const bytes = snapshot.get(roomId, document)?.bytes
      if (!(bytes instanceof Uint8Array)) return { stored: 0, sent: 0 }
      const doc = new Y.Doc()
      Y.applyUpdateV2(doc, bytes)
      return { stored: bytes.length, sent: Y.encodeStateAsUpdate(doc).length }
    }
    return { canvas: sizeOf("canvas"), results: sizeOf("results"), talk: sizeOf("talk") }
  } finally {
    database.close()
  }
}

function reportOf(
  before: Record<DocumentName, Sizes>,
  after: Record<DocumentName, Sizes>,
  generations: number,
): Report {
  const growth = (document: DocumentName, kind: keyof Sizes) =>
    (after[document][kind] - before[document][kind]) / generations
  const total = (kind: keyof Sizes) => DOCUMENTS.reduce((sum, document) => sum + growth(document, kind), 0)
  const row = (name: string, stored: number, sent: number) => [name, figure(stored), figure(sent)]
  const worst = Math.max(total("stored"), total("sent"))
  return {
    benchmark: "document",
    title: "Document growth for each generation, after compaction",
    method: `${generations} pictures of 8 steps, a prompt of ${PROMPT.length} characters, each with its place on the board; pictures are assets beside it.`,
    columns: ["document", "on disk, bytes", "to a newcomer, bytes"],
    rows: [
      ...DOCUMENTS.map((document) => row(document, growth(document, "stored"), growth(document, "sent"))),
      row("together", total("stored"), total("sent")),
    ],
    notes: [`target ≤ ${TARGET_BYTES} bytes: ${worst <= TARGET_BYTES ? "reached" : "MISSED"} (${figure(worst)})`],
    data: { generations, before, after },
  }
}
