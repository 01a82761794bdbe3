/**
 * Strips: variations of one picture, asked for together, that stay off the board until one of them is chosen. Who sees
 * which strip follows from the records everybody has and from what stands on the board, so that all see the same.
 */
import type { GenerationRecord } from "./generation.ts"
import { isFinished } from "./generation.ts"

/** How many "Vary" asks for. */
export const STRIP_SIZE = 4
/** A strip is shown with at most so many, whoever asks for more under its name. */
const MAX_SHOWN = 8

export interface Strip {
  readonly id: string
  /** The picture that is varied. */
  readonly of: string
  readonly authorId: string
  readonly authorName: string
  /** In the order they were asked for; at least one. */
  readonly variations: readonly GenerationRecord[]
}

/** @returns every strip of the room, the newest first */
export function stripsOf(records: readonly GenerationRecord[]): Strip[] {
  const byId = new Map<string, GenerationRecord[]>()
  for (const record of [...records].sort((a, b) => a.requestedAtMs - b.requestedAtMs)) {
    if (record.origin?.kind !== "variation") continue
    const { strip, of } = record.origin
    const variations = byId.get(strip)
    if (!variations) byId.set(strip, [record])
    // A name used again for another picture is no part of this strip.
    else if (originOf(variations[0]!) === of && variations.length < MAX_SHOWN) variations.push(record)
  }
  const strips = [...byId].map(([id, variations]) => ({
    id,
    of: originOf(variations[0]!),
    authorId: variations[0]!.authorId,
    authorName: variations[0]!.authorName,
    variations,
  }))
  return strips.sort((a, b) => b.variations[0]!.requestedAtMs - a.variations[0]!.requestedAtMs)
}

function originOf(variation: GenerationRecord): string {
  return variation.origin?.of ?? ""
}

/** Whether somebody still waits for a variation of it. */
export function isDeveloping(strip: Strip): boolean {
  return strip.variations.some((variation) => !isFinished(variation.state))
}

/** One of it was chosen: it stands on the board. */
export function isChosen(strip: Strip, onBoard: ReadonlySet<string>): boolean {
  return strip.variations.some((variation) => onBoard.has(variation.id))
}

/**
 * The one strip a person is shown: that of the picture they have selected, else the newest they have seen develop.
 * @param options.seen strips this person has seen develop, or asked to see
 * @param options.closed strips this person has sent away
 * @param options.onBoard generations that stand on the board
 */
export function shownStrip(
  strips: readonly Strip[],
  options: {
    readonly selected: string | undefined
    readonly seen: ReadonlySet<string>
    readonly closed: ReadonlySet<string>
    readonly onBoard: ReadonlySet<string>
  },
): Strip | undefined {
  const { selected, seen, closed, onBoard } = options
  const open = strips.filter((strip) => !closed.has(strip.id) && !isChosen(strip, onBoard))
  return (
    open.find((strip) => strip.of === selected) ??
    open.find((strip) => onBoard.has(strip.of) && (seen.has(strip.id) || isDeveloping(strip)))
  )
}
