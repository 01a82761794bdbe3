/** A friendly name for whoever comes without one; kept in this browser, and changeable. */
const COLOURS = [
  "Teal",
  "Rosy",
  "Blue",
  "Amber",
  "Coral",
  "Olive",
  "Violet",
  "Copper",
  "Mint",
  "Indigo",
  "Ruby",
  "Golden",
]
const ANIMALS = [
  "Heron",
  "Fox",
  "Otter",
  "Lynx",
  "Wren",
  "Badger",
  "Finch",
  "Hare",
  "Seal",
  "Magpie",
  "Newt",
  "Stoat",
  "Robin",
  "Marten",
]
const KEY = "emulsion:name"

export function guestName(): string {
  const kept = readName()
  if (kept) return kept
  const pick = (list: string[]) => list[crypto.getRandomValues(new Uint32Array(1))[0]! % list.length]!
  const name = `${pick(COLOURS)} ${pick(ANIMALS)}`
  saveName(name)
  return name
}

export function saveName(name: string): void {
  try {
    localStorage.setItem(KEY, name)
  } catch {
    // Without storage the name lasts as long as the page.
  }
}

function readName(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined
  } catch {
    return undefined
  }
}
