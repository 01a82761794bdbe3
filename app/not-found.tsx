import Link from "next/link"
import { Mark } from "./_ui/mark.tsx"

export default function NotFound() {
  return (
    <main className="flex min-h-full flex-col items-center justify-center gap-4 p-8 text-center">
      <Mark size={40} />
      <h1 className="text-xl font-semibold">There is nothing here</h1>
      <p className="max-w-sm text-soft">The address may be mistyped, or the room was removed.</p>
      <Link href="/" className="rounded-lg bg-accent px-4 py-2 font-medium text-on-accent">
        To the start
      </Link>
    </main>
  )
}
