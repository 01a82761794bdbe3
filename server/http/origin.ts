/**
 * Whose pages may talk to this server. Browsers name the page's origin on every cross-site request, on state-changing
 * requests and on sockets; programs name none, and have no cookies of anybody to misuse.
 */
import type { IncomingMessage } from "node:http"
import type { Config } from "../config.ts"

export interface Origins {
  /** Whether a request that changes something, or opens a socket, may come from where it says it comes from. */
  isAllowed(request: IncomingMessage): boolean
  /** Where people reach this server, for links: the configured origin, else the one of this request. */
  publicOrigin(request: IncomingMessage): string
  /** Whether the browser came over https, so that cookies can demand it. */
  isSecure(request: IncomingMessage): boolean
  /** The address a request came from, for rate limits. */
  clientAddress(request: IncomingMessage): string
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]", "::1"])

export function createOrigins(config: Pick<Config, "host" | "publicOrigins" | "trustProxy">): Origins {
  const allowed = new Set(config.publicOrigins)
  const isLocalOnly = LOOPBACK.has(config.host)
  const forwarded = (request: IncomingMessage, name: string): string | undefined => {
    if (!config.trustProxy) return undefined
    const value = request.headers[name]
    // The last entry is the one our own proxy wrote; those before it anybody can write.
    return (Array.isArray(value) ? value.join(",") : value)?.split(",").at(-1)?.trim() || undefined
  }
  const hostOf = (request: IncomingMessage) => forwarded(request, "x-forwarded-host") ?? request.headers.host ?? ""

  const origins: Origins = {
    isAllowed(request) {
      const { origin } = request.headers
      if (origin === undefined) return true
      if (allowed.has(origin)) return true
      if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false
      const page = new URL(origin)
      // Exactly the host that was asked: not one that merely starts or ends like it.
      if (page.origin !== origin || page.host !== hostOf(request).toLowerCase()) return false
      // A foreign name that was pointed at this machine asks for itself; only local names mean a local server.
      return !isLocalOnly || LOOPBACK.has(page.hostname)
    },

    publicOrigin(request) {
      const configured = config.publicOrigins[0]
      if (configured !== undefined) return configured
      const host = hostOf(request)
      const scheme = origins.isSecure(request) ? "https" : "http"
      return /^[A-Za-z0-9.:[\]_-]+$/.test(host) ? `${scheme}://${host}` : `${scheme}://localhost`
    },

    isSecure(request) {
      if (forwarded(request, "x-forwarded-proto") === "https") return true
      return config.publicOrigins.length > 0 && config.publicOrigins.every((origin) => origin.startsWith("https:"))
    },

    clientAddress: (request) => forwarded(request, "x-forwarded-for") ?? request.socket.remoteAddress ?? "unknown",
  }
  return origins
}
