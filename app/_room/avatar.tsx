/** A person as a disc in their colour with their initials. */
export function Avatar({
  name,
  colour,
  dim = false,
  size = 28,
}: {
  name: string
  colour: string
  dim?: boolean
  size?: number
}) {
  return (
    <span
      aria-hidden="true"
      title={name}
      // Letters that are drawn and not said: whoever holds the disc has the whole name for its label.
      data-initials={initialsOf(name)}
      style={{ background: colour, width: size, height: size, fontSize: size * 0.38 }}
      className={`inline-flex shrink-0 items-center justify-center rounded-full border-2 border-panel font-semibold text-white before:content-[attr(data-initials)] ${dim ? "opacity-40" : ""}`}
    />
  )
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = [...(words[0] ?? "?")][0] ?? "?"
  const second = words.length > 1 ? ([...words.at(-1)!][0] ?? "") : ([...(words[0] ?? "")][1] ?? "")
  return (first + second).toUpperCase()
}
