/** The mark: a lens with light in it. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden="true">
      <defs>
        <linearGradient id="emulsion-mark" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="#d9481f" />
          <stop offset="1" stopColor="#f5a742" />
        </linearGradient>
      </defs>
      <rect width="22" height="22" rx="6" fill="url(#emulsion-mark)" />
      <circle cx="11" cy="11" r="5" fill="#fffdfa" />
    </svg>
  )
}
