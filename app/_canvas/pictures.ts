/**
 * Decoded pictures with half-size copies of themselves: a picture shown small is drawn from a small bitmap.
 * Decoding runs off the main thread (`createImageBitmap`).
 */

export interface Picture {
  readonly width: number
  readonly height: number
  /** The smallest copy that is at least `widthPx` wide. */
  at(widthPx: number): ImageBitmap
}

export interface Pictures {
  /** The picture, or undefined while it loads or when it cannot be had; loading starts by asking. */
  get(assetId: string): Picture | undefined
  hasFailed(assetId: string): boolean
  destroy(): void
}

const SMALLEST_PX = 48
const RETRY_AFTER_MS = [500, 2000, 8000, 30_000]
const PARALLEL = 4
/** Bytes of decoded pixels kept; the longest unseen go first. */
const MAX_BYTES = 384 * 2 ** 20

interface Loaded extends Picture {
  readonly levels: readonly ImageBitmap[]
  readonly bytes: number
  lastSeen: number
}

/** @param options.onReady called when a picture came in, or failed for now */
export function createPictures(options: {
  readonly assetUrl: (assetId: string) => string
  readonly onReady: (assetId: string) => void
}): Pictures {
  const loaded = new Map<string, Loaded>()
  const failures = new Map<string, number>()
  const wanted: string[] = []
  const loading = new Set<string>()
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const abort = new AbortController()
  let seen = 0

  const evict = () => {
    let bytes = 0
    for (const picture of loaded.values()) bytes += picture.bytes
    if (bytes <= MAX_BYTES) return
    for (const [assetId, picture] of [...loaded].sort((a, b) => a[1].lastSeen - b[1].lastSeen)) {
      if (bytes <= MAX_BYTES * 0.8) return
      bytes -= picture.bytes
      for (const level of picture.levels) level.close()
      loaded.delete(assetId)
    }
  }

  const retryLater = (assetId: string) => {
    const count = failures.get(assetId) ?? 0
    failures.set(assetId, count + 1)
    const afterMs = RETRY_AFTER_MS[Math.min(count, RETRY_AFTER_MS.length - 1)]!
    const timer = setTimeout(() => {
      timers.delete(timer)
      wanted.push(assetId)
      startNext()
    }, afterMs)
    timers.add(timer)
  }

  const startNext = () => {
    while (loading.size < PARALLEL && wanted.length > 0) {
      // The newest wish is what is on screen now.
      const assetId = wanted.pop()!
      if (loading.has(assetId) || loaded.has(assetId)) continue
      loading.add(assetId)
      loadPicture(options.assetUrl(assetId), abort.signal)
        .then((levels) => {
          loaded.set(assetId, { ...pictureOf(levels), lastSeen: ++seen })
          failures.delete(assetId)
          evict()
        })
        .catch(() => {
          if (!abort.signal.aborted) retryLater(assetId)
        })
        .finally(() => {
          loading.delete(assetId)
          if (abort.signal.aborted) return
          options.onReady(assetId)
          startNext()
        })
    }
  }

  return {
    get(assetId) {
      const picture = loaded.get(assetId)
      if (picture) {
        picture.lastSeen = ++seen
        return picture
      }
      if (!loading.has(assetId) && !failures.has(assetId) && !wanted.includes(assetId)) {
        wanted.push(assetId)
        startNext()
      }
      return undefined
    },
    hasFailed: (assetId) => (failures.get(assetId) ?? 0) > 1,
    destroy() {
      abort.abort()
      for (const timer of timers) clearTimeout(timer)
      for (const picture of loaded.values()) for (const level of picture.levels) level.close()
      loaded.clear()
    },
  }
}

async function loadPicture(url: string, signal: AbortSignal): Promise<ImageBitmap[]> {
  const response = await fetch(url, { signal, credentials: "same-origin" })
  if (!response.ok) throw new Error(`Expected the picture at ${url}, got status ${response.status}.`)
  const levels = [await createImageBitmap(await response.blob())]
  for (;;) {
    const last = levels.at(-1)!
    if (Math.min(last.width, last.height) / 2 < SMALLEST_PX) return levels
    levels.push(
      await createImageBitmap(last, {
        resizeWidth: Math.ceil(last.width / 2),
        resizeHeight: Math.ceil(last.height / 2),
        resizeQuality: "high",
      }),
    )
  }
}

function pictureOf(levels: readonly ImageBitmap[]): Omit<Loaded, "lastSeen"> {
  const full = levels[0]!
  return {
    width: full.width,
    height: full.height,
    levels,
    bytes: levels.reduce((sum, level) => sum + level.width * level.height * 4, 0),
    at: (widthPx) => levels.findLast((level) => level.width >= widthPx) ?? full,
  }
}
