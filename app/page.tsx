import { Landing } from "./_landing/landing.tsx"

export default function Page() {
  return <Landing />
}
