/**
 * Every picture of the room as this browser knows it: the record (results document), the newest step's preview
 * (socket) or the finished picture (asset), and the steps seen so far. The canvas and the panels both read here.
 */
import type * as Y from "yjs"
import { generationsOf } from "../../lib/document/schema.ts"
import { type GenerationRecord, isFinished, parseGenerationRecord } from "../../lib/job/generation.ts"
import type { PreviewMessage } from "../../lib/protocol/messages.ts"

export interface StepPreview {
  readonly stepIndex: number
  readonly stepCount: number
  /** Encoded WebP; object URLs are made by whoever shows it. */
  readonly bytes: Blob
}

export interface GenerationView {
  readonly record: GenerationRecord | undefined
  /** The finished picture, or the newest preview; undefined before the first step. */
  readonly image: ImageBitmap | undefined
  /** The newest step seen, from the preview or the record, whichever is further. -1 before the first. */
  readonly stepIndex: number
  readonly stepCount: number
}

export interface GenerationStore {
  view(generationId: string): GenerationView
  /** Steps received while it was made, in order; empty for pictures made before this page was opened. */
  steps(generationId: string): readonly StepPreview[]
  records(): GenerationRecord[]
  /** Calls back with the id of each picture that changed. */
  subscribe(listener: (generationId: string) => void): () => void
  receivePreview(message: PreviewMessage): void
  destroy(): void
}

interface Entry {
  record: GenerationRecord | undefined
  image: ImageBitmap | undefined
  /** What `image` shows: a step, or the finished asset. */
  shows: number | "result" | undefined
  steps: StepPreview[]
  loading: string | undefined
}

/** Bitmaps off the screen are let go beyond this many: 256 px pictures cost 256 KB each. */
const MAX_BITMAPS = 400

export function createGenerationStore(options: {
  readonly results: Y.Doc
  readonly assetUrl: (assetId: string) => string
}): GenerationStore {
  const map = generationsOf(options.results)
  const entries = new Map<string, Entry>()
  const listeners = new Set<(generationId: string) => void>()
  const abort = new AbortController()

  const entryOf = (id: string): Entry => {
    let entry = entries.get(id)
    if (!entry) {
      entry = {
        record: parseGenerationRecord(map.get(id)),
        image: undefined,
        shows: undefined,
        steps: [],
        loading: undefined,
      }
      entries.set(id, entry)
    }
    return entry
  }
  const notify = (id: string) => {
    for (const listener of [...listeners]) listener(id)
  }

  const setImage = (id: string, entry: Entry, image: ImageBitmap, shows: number | "result") => {
    // Pictures decode out of order: an older step must not replace a newer one, nor any step the result.
    const late =
      entry.shows === "result" || (typeof entry.shows === "number" && typeof shows === "number" && shows <= entry.shows)
    if (late && shows !== "result") return image.close()
    entry.image?.close()
    entry.image = image
    entry.shows = shows
    notify(id)
  }

  const loadResult = async (id: string, entry: Entry, assetId: string) => {
    if (entry.shows === "result" || entry.loading === assetId) return
    entry.loading = assetId
    for (let tries = 0; tries < 5 && !abort.signal.aborted; tries++) {
      try {
        const response = await fetch(options.assetUrl(assetId), { signal: abort.signal })
        if (!response.ok) throw new Error(`asset answered ${response.status}`)
        setImage(id, entry, await createImageBitmap(await response.blob()), "result")
        trim()
        break
      } catch {
        // Offline, or the server restarts: the picture is still there when it is back.
        await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tries))
      }
    }
    entry.loading = undefined
  }

  const trim = () => {
    const withImage = [...entries].filter(([, entry]) => entry.image)
    for (const [, entry] of withImage.slice(0, Math.max(0, withImage.length - MAX_BITMAPS))) {
      entry.image?.close()
      entry.image = undefined
      entry.shows = undefined
    }
  }

  const onChange = (event: Y.YMapEvent<unknown>) => {
    for (const id of event.keysChanged) {
      const entry = entryOf(id)
      entry.record = parseGenerationRecord(map.get(id))
      // Run again after a lost engine: the steps of the first try are not this picture's.
      if (entry.record?.state === "queued") {
        entry.steps = []
        if (entry.shows !== "result") entry.shows = undefined
      }
      notify(id)
    }
  }
  map.observe(onChange)

  return {
    view: (id) => {
      const entry = entryOf(id)
      const { record } = entry
      if (record?.state === "done" && entry.shows !== "result") void loadResult(id, entry, record.assetId)
      const seen = entry.steps.at(-1)?.stepIndex ?? -1
      const told = record && "stepIndex" in record ? record.stepIndex : -1
      return {
        record,
        image: entry.image,
        stepIndex: Math.max(seen, told),
        stepCount: entry.steps.at(-1)?.stepCount ?? record?.recipe.stepCount ?? 1,
      }
    },
    steps: (id) => entryOf(id).steps,
    records: () => [...map.values()].flatMap((value) => parseGenerationRecord(value) ?? []),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    receivePreview: (message) => {
      const id = message.generationId
      const entry = entryOf(id)
      if (entry.record && isFinished(entry.record.state) && entry.record.state !== "cancelled") return
      const bytes = new Blob([message.image as BlobPart], { type: "image/webp" })
      const last = entry.steps.at(-1)
      if (last && message.stepIndex <= last.stepIndex) {
        // Step 0 again: the job was begun anew.
        if (message.stepIndex !== 0) return
        entry.steps = []
        if (entry.shows !== "result") entry.shows = undefined
      }
      entry.steps = [...entry.steps, { stepIndex: message.stepIndex, stepCount: message.stepCount, bytes }]
      void createImageBitmap(bytes).then(
        (image) => setImage(id, entry, image, message.stepIndex),
        () => undefined,
      )
      notify(id)
    },
    destroy: () => {
      abort.abort()
      map.unobserve(onChange)
      for (const entry of entries.values()) entry.image?.close()
      entries.clear()
      listeners.clear()
    },
  }
}
