/** How often one address or session may do what costs something. In memory: a restart forgives. */
import { RateLimiterMemory } from "rate-limiter-flexible"
import type { Metrics } from "../metrics.ts"

/** Generous where a whole class shares one address; the limits are per address for what needs no session. */
const LIMITS = {
  /** Rooms made, by address. */
  create: { points: 300, duration: 60 },
  /** Wrong secrets, by address: right ones cost nothing, so guessing pays for itself alone. */
  guess: { points: 60, duration: 60 },
  /** Changes of rooms and people, by session. */
  change: { points: 240, duration: 60 },
  /** Pictures uploaded, by session. */
  upload: { points: 120, duration: 60 },
  /** Sync sockets opened, by session: three documents, many windows, bad networks. */
  connect: { points: 600, duration: 60 },
} as const
export type LimitName = keyof typeof LIMITS

export interface RateLimits {
  /** Uses one point of `key`; false when there are none left. */
  take(limit: LimitName, key: string): Promise<boolean>
}

export function createRateLimits(options: { readonly metrics: Metrics }): RateLimits {
  const limiters = {
    create: new RateLimiterMemory({ ...LIMITS.create, keyPrefix: "create" }),
    guess: new RateLimiterMemory({ ...LIMITS.guess, keyPrefix: "guess" }),
    change: new RateLimiterMemory({ ...LIMITS.change, keyPrefix: "change" }),
    upload: new RateLimiterMemory({ ...LIMITS.upload, keyPrefix: "upload" }),
    connect: new RateLimiterMemory({ ...LIMITS.connect, keyPrefix: "connect" }),
  }
  return {
    async take(limit, key) {
      try {
        await limiters[limit].consume(key)
        return true
      } catch (error) {
        // The limiter rejects with what is left, which is no error; anything else is one.
        if (error instanceof Error) throw error
        options.metrics.rateLimited.inc({ what: limit })
        return false
      }
    },
  }
}
