/**
 * The board for screen readers: a hidden list of its elements in reading order, and a voice that says what was just
 * selected, "lighthouse at sunset, generated picture, 3 of 7". A canvas by itself says nothing.
 */
import type { ElementId } from "../../lib/document/schema.ts"
import type { CanvasCore } from "./canvas-core.ts"
import { describeElement } from "./describe-element.ts"
import { readingOrder } from "./selection.ts"

/** A list nobody could listen to costs only time. */
const MAX_LISTED = 300
const REFRESH_MS = 400

export interface ElementMirror {
  /** The next or previous element in reading order from the selection, undefined past either end. */
  neighbour(step: 1 | -1): ElementId | undefined
  destroy(): void
}

export function createElementMirror(core: CanvasCore, host: HTMLElement, surface: HTMLElement): ElementMirror {
  const list = document.createElement("ul")
  list.setAttribute("aria-label", "Elements on the board")
  const voice = document.createElement("p")
  voice.setAttribute("aria-live", "polite")
  const hidden = document.createElement("div")
  hidden.className = "emulsion-mirror"
  Object.assign(hidden.style, {
    position: "absolute",
    width: "1px",
    height: "1px",
    overflow: "hidden",
    clipPath: "inset(50%)",
    whiteSpace: "nowrap",
  })
  hidden.append(list, voice)
  host.append(hidden)

  let timer: ReturnType<typeof setTimeout> | undefined
  let order: ElementId[] | undefined

  const ordered = (): ElementId[] => {
    order ??= readingOrder(core.scene.ordered().map((entry) => entry.element)).map((element) => element.id)
    return order
  }

  const refresh = () => {
    timer = undefined
    const ids = ordered()
    surface.setAttribute(
      "aria-label",
      `Board, ${ids.length} ${ids.length === 1 ? "element" : "elements"}. Tab moves between them, Enter edits.`,
    )
    list.replaceChildren(
      ...ids.slice(0, MAX_LISTED).map((id, i) => {
        const item = document.createElement("li")
        item.textContent = wordsFor(id, i, ids.length)
        return item
      }),
    )
  }

  const wordsFor = (id: ElementId, at: number, count: number): string => {
    const element = core.scene.get(id)?.element
    if (!element) return ""
    const masked = core.masks.isEmpty(id) ? "" : ", masked"
    return `${describeElement(element, core.scene.settings.generations)}${masked}, ${at + 1} of ${count}`
  }

  const onChange = () => {
    order = undefined
    timer ??= setTimeout(refresh, REFRESH_MS)
  }
  const onSelection = () => {
    const ids = [...core.selection.get()]
    if (ids.length === 0) voice.textContent = ""
    else if (ids.length > 1) voice.textContent = `${ids.length} elements selected`
    else voice.textContent = wordsFor(ids[0]!, ordered().indexOf(ids[0]!), ordered().length)
  }

  const stops = [
    core.scene.onChange(onChange),
    // A picture's words change as it develops, though its element does not.
    core.scene.settings.generations.subscribe(onChange),
    core.masks.version.subscribe(onChange),
    core.selection.subscribe(onSelection),
  ]
  refresh()
  return {
    neighbour(step) {
      const ids = ordered()
      const selected = core.selection.get()
      const places = ids.flatMap((id, i) => (selected.has(id) ? [i] : []))
      const from =
        places.length === 0 ? (step === 1 ? -1 : ids.length) : step === 1 ? Math.max(...places) : Math.min(...places)
      return ids[from + step]
    },
    destroy() {
      clearTimeout(timer)
      for (const stop of stops) stop()
      hidden.remove()
    },
  }
}
