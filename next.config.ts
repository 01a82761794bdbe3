import type { NextConfig } from "next"

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Types are checked by `npm run check`; the build is what `npm start` waits for.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  // Sockets and tests address the server by its number as often as by its name.
  allowedDevOrigins: ["127.0.0.1", "localhost"],
}

export default config
