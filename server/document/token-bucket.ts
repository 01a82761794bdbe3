/** A token bucket: `burst` at once, `perSecond` in the long run. Pure but for its own level; time is an argument. */
export interface TokenBucket {
  /** Takes `count` if there are as many (or the bucket is full, so that one large message passes at all). */
  take(count: number, nowMs: number): boolean
  /** Milliseconds until `take(count)` succeeds; 0 when it would now. */
  waitMs(count: number, nowMs: number): number
}

export function createTokenBucket(options: { readonly perSecond: number; readonly burst: number }): TokenBucket {
  const { perSecond, burst } = options
  let level = burst
  let atMs: number | undefined
  const refill = (nowMs: number) => {
    // A clock set back refills nothing and takes nothing away.
    const passedMs = Math.max(0, nowMs - (atMs ?? nowMs))
    level = Math.min(burst, level + (passedMs / 1000) * perSecond)
    atMs = nowMs
  }
  const needed = (count: number) => Math.min(count, burst)
  return {
    take(count, nowMs) {
      refill(nowMs)
      if (level < needed(count)) return false
      level -= needed(count)
      return true
    },
    waitMs(count, nowMs) {
      refill(nowMs)
      return level >= needed(count) ? 0 : Math.ceil(((needed(count) - level) / perSecond) * 1000)
    },
  }
}
