import type { Metadata, Viewport } from "next"
import { headers } from "next/headers"
import type { ReactNode } from "react"
import "./globals.css"

export const metadata: Metadata = {
  title: { default: "Emulsion", template: "%s · Emulsion" },
  description: "Draw, write and prompt together, and watch pictures develop step by step in one shared room.",
}

export const viewport: Viewport = { width: "device-width", initialScale: 1, viewportFit: "cover" }

// Runs before the first paint, so that a dark room never flashes light.
const THEME_SCRIPT = `(function(){try{var t=localStorage.getItem("emulsion:theme");var d=t==="dark"||(t!=="light"&&matchMedia("(prefers-color-scheme: dark)").matches);document.documentElement.dataset.theme=d?"dark":"light"}catch(e){}})()`

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, see above */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>{children}</body>
    </html>
  )
}
