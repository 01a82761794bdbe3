/**
 * Two people's canvases side by side, their documents joined in the page: the canvas alone, without a server. Left is
 * Rosy Fox, right is Blue Otter. Tests drive them with the mouse and ask through `window.board`.
 */
import "@fontsource-variable/inter"
import Konva from "konva"
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness"
import * as Y from "yjs"
import { createCanvasView } from "../../../app/_canvas/canvas-view.ts"
import type { GenerationShown } from "../../../app/_canvas/generation-view.ts"
import { LIGHT_THEME } from "../../../app/_canvas/theme.ts"
import { createPresence } from "../../../app/_document/presence.ts"
import { createLocalEdits } from "../../../app/_document/undo.ts"
import {
  addElements,
  deleteElements,
  type NewElement,
  reorderElements,
  updateElements,
} from "../../../lib/document/edits.ts"
import { elementsOf } from "../../../lib/document/schema.ts"
import { createRng } from "../../../lib/random/rng.ts"
import { boxOfStroke } from "../../../lib/stroke/outline.ts"
import { packPoints } from "../../../lib/stroke/pack-points.ts"

const COLOURS = ["#1d1b18", "#d9481f", "#2f7d4f", "#2f6db0", "#7a4fb3", "#d99a1c"]
const common = { rotation: 0, author: "rosy", locked: false }
const events: string[] = []
const shown = new Map<string, GenerationShown>()
const listeners = new Set<(id: string) => void>()

function person(name: string, personId: string) {
  const doc = new Y.Doc()
  const awareness = new Awareness(doc)
  awareness.setLocalStateField("person", { personId, name, role: "editor" })
  const edits = createLocalEdits(doc, [elementsOf(doc)])
  return { doc, awareness, documents: { canvas: doc, edits, presence: createPresence(awareness) } }
}

type Person = ReturnType<typeof person>

/** What a server would carry from one to the other. */
function join(from: Person, to: Person) {
  const net = {}
  from.doc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin !== "net") Y.applyUpdate(to.doc, update, "net")
  })
  from.awareness.on("update", (change: { added: number[]; updated: number[]; removed: number[] }, origin: unknown) => {
    if (origin === net || origin === "net") return
    const clients = [...change.added, ...change.updated, ...change.removed]
    applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(from.awareness, clients), "net")
  })
  applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(from.awareness, [from.doc.clientID]), "net")
}

function picture(hue: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas")
  canvas.width = 256
  canvas.height = 256
  const context = canvas.getContext("2d")!
  context.fillStyle = `hsl(${hue} 60% 45%)`
  context.fillRect(0, 0, 256, 256)
  context.fillStyle = `hsl(${hue + 60} 80% 70%)`
  context.beginPath()
  context.arc(100, 140, 60, 0, Math.PI * 2)
  context.fill()
  return canvas
}

/** Pictures that were pasted or dropped, kept as a server would keep them. */
const uploads = new Map<string, string>()

async function keepPicture(file: Blob) {
  const { width, height } = await createImageBitmap(file)
  const assetId = String(uploads.size + 1).padStart(64, "f")
  uploads.set(assetId, URL.createObjectURL(file))
  return { assetId, width, height }
}

const assetIdOf = (hue: number) => String(hue).padStart(64, "0")

/** A board of every kind of element, the same for the same seed. */
function fillBoard(count: number, seed: number) {
  const rng = createRng(seed)
  const side = Math.sqrt(count) * 170
  const additions = Array.from({ length: count }, (_, i) => ({ id: `e${i}`, element: randomElement(rng.next, side) }))
  addElements(left.doc, additions, "seed")
}

function randomElement(next: () => number, side: number): NewElement {
  const position: [number, number] = [next() * side, next() * side]
  const size: [number, number] = [60 + next() * 120, 40 + next() * 100]
  const colour = COLOURS[Math.floor(next() * COLOURS.length)]!
  const rotation = next() < 0.3 ? next() * 360 : 0
  const kind = next()
  if (kind < 0.5) return randomStroke(next, position, colour)
  if (kind < 0.6) return { ...common, kind: "rectangle", position, size, rotation, colour, fill: "none", width: 3 }
  if (kind < 0.7) return { ...common, kind: "ellipse", position, size, rotation, colour, fill: colour, width: 3 }
  if (kind < 0.76) return { ...common, kind: "arrow", position, size, ends: [0, 0, ...size], colour, width: 4 }
  if (kind < 0.82) {
    return {
      ...common,
      kind: "text",
      position,
      size: [210, 26],
      rotation,
      text: "The sea is restless",
      colour,
      fontSize: 20,
    }
  }
  if (kind < 0.88)
    return { ...common, kind: "note", position, size: [140, 140], rotation, text: "More wind!", colour: "#ffe08a" }
  if (kind < 0.92) return { ...common, kind: "frame", position, size: [300, 240], title: "Frame", prompt: "" }
  const hue = Math.floor(next() * 12) * 30
  return { ...common, kind: "image", position, size: [200, 200], rotation, assetId: assetIdOf(hue), alt: "" }
}

function randomStroke(next: () => number, [x, y]: [number, number], colour: string): NewElement {
  const width = 3 + next() * 5
  let angle = next() * 6.3
  const at = { x, y }
  const points = Array.from({ length: 40 }, () => {
    angle += (next() - 0.5) * 0.9
    at.x += Math.cos(angle) * 6
    at.y += Math.sin(angle) * 6
    return { ...at, pressure: next() }
  })
  const box = boxOfStroke(points, width)
  const relative = points.map((point) => ({ ...point, x: point.x - box.x, y: point.y - box.y }))
  const { position, size } = {
    position: [box.x, box.y] as [number, number],
    size: [box.width, box.height] as [number, number],
  }
  return { ...common, kind: "stroke", position, size, points: packPoints(relative), colour, width }
}

/** Moves, deletes, turns and reorders elements as another person would; answers how many of each. */
function editAtRandom(count: number, seed: number) {
  const rng = createRng(seed)
  const done = { moved: 0, deleted: 0, reordered: 0, turned: 0 }
  for (let i = 0; i < count; i++) {
    const elements = view.elements()
    const element = elements[rng.nextInt(elements.length)]!
    const [x, y] = element.position
    const kind = rng.nextInt(4)
    if (kind === 0) {
      const position = [x + rng.next() * 300 - 150, y + rng.next() * 300 - 150] as const
      updateElements(left.doc, new Map([[element.id, { position }]]), "other")
      done.moved++
    } else if (kind === 1) {
      deleteElements(left.doc, [element.id], "other")
      done.deleted++
    } else if (kind === 2) {
      reorderElements(left.doc, new Set([element.id]), rng.next() < 0.5 ? "front" : "back", "other")
      done.reordered++
    } else {
      updateElements(left.doc, new Map([[element.id, { rotation: rng.next() * 360 }]]), "other")
      done.turned++
    }
  }
  return done
}

/** The tiles as they are on screen. */
function tilePixels(): ImageData {
  const { width, height } = screenSize()
  const context = newCanvas(width, height)
  view.board.drawTiles(context)
  return context.getImageData(0, 0, width, height)
}

/** The same part of the board drawn by Konva alone: one stage, one layer, every node. */
function plainPixels(): ImageData {
  const { width, height, ratio } = screenSize()
  const { x, y, zoom } = view.camera.get()
  const scale = zoom * ratio
  const stage = new Konva.Stage({
    container: document.createElement("div"),
    width: width / ratio,
    height: height / ratio,
  })
  const layer = new Konva.Layer({ listening: false })
  stage.add(layer)
  layer.getCanvas().setPixelRatio(ratio)
  const group = new Konva.Group({
    x: -Math.round(x * scale) / ratio,
    y: -Math.round(y * scale) / ratio,
    scaleX: zoom,
    scaleY: zoom,
  })
  view.scene.settings.scale = scale
  for (const entry of view.scene.ordered()) group.add(entry.node.clone())
  layer.add(group)
  layer.drawScene()
  const pixels = layer.getCanvas()._canvas.getContext("2d")!.getImageData(0, 0, width, height)
  stage.destroy()
  return pixels
}

function screenSize() {
  const ratio = window.devicePixelRatio
  const host = document.getElementById("left")!
  return { width: Math.round(host.clientWidth * ratio), height: Math.round(host.clientHeight * ratio), ratio }
}

function newCanvas(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas")
  canvas.width = width
  canvas.height = height
  return canvas.getContext("2d", { willReadFrequently: true })!
}

/** How two pictures differ, on premultiplied channels. */
function compare(a: ImageData, b: ImageData) {
  const result = { inked: 0, different: 0, far: 0, missing: 0 }
  for (let i = 0; i < a.data.length; i += 4) {
    const alphaA = a.data[i + 3]!
    const alphaB = b.data[i + 3]!
    if (alphaA === 0 && alphaB === 0) continue
    result.inked++
    let distance = Math.abs(alphaA - alphaB)
    for (let k = 0; k < 3; k++) {
      distance = Math.max(distance, Math.abs(a.data[i + k]! * alphaA - b.data[i + k]! * alphaB) / 255)
    }
    if (distance > 0) result.different++
    if (distance > 48) result.far++
    if (distance > 200) result.missing++
  }
  return result
}

const left = person("Rosy Fox", "rosy")
const right = person("Blue Otter", "otter")
join(left, right)
join(right, left)

const createFor = (id: string, who: Person, personId: string) =>
  createCanvasView({
    container: document.getElementById(id)!,
    documents: who.documents,
    theme: LIGHT_THEME,
    // Two boards share this page: keys go to the one that has the focus.
    ownsKeys: false,
    author: () => personId,
    assetUrl: (assetId) => uploads.get(assetId) ?? picture(Number(assetId)).toDataURL("image/png"),
    generationView: {
      show: (generationId) => shown.get(generationId) ?? { record: undefined },
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    callbacks: {
      cancelGeneration: (generationId) => events.push(`cancel ${generationId}`),
      retryGeneration: (generationId) => events.push(`retry ${generationId}`),
      uploadImage: keepPicture,
      notify: (message) => events.push(message),
      editPrompt: (frameId) => events.push(`prompt ${frameId}`),
    },
  })
const view = createFor("left", left, "rosy")
const other = createFor("right", right, "otter")

const board = {
  view,
  other,
  events,
  fillBoard,
  editAtRandom,
  /** Every picture is in, and every visible tile is the newest at the exact scale. */
  isSettled: () =>
    view.elements().every((element) => element.kind !== "image" || view.scene.settings.pictures.get(element.assetId)) &&
    view.isSettled(),
  compareWithPlain: () => compare(tilePixels(), plainPixels()),
  /** Compares repaired tiles with the same tiles rastered from nothing. */
  async compareWithFresh() {
    const repaired = tilePixels()
    view.board.repaintAll()
    while (!view.isSettled()) await new Promise((resolve) => requestAnimationFrame(resolve))
    return compare(repaired, tilePixels())
  },
  /** Drops a file on the left board, as the browser tells it. */
  async drop(type: "image/png" | "text/plain", x: number, y: number) {
    const data = new DataTransfer()
    const png = new Promise<Blob | null>((resolve) => picture(120).toBlob(resolve, "image/png"))
    data.items.add(new File([type === "image/png" ? (await png)! : "words"], "file", { type }))
    const init = { dataTransfer: data, clientX: x, clientY: y, bubbles: true, cancelable: true }
    document.querySelector("#left [data-canvas]")!.dispatchEvent(new DragEvent("drop", init))
  },
  paste(text: string) {
    const data = new DataTransfer()
    data.setData("text/plain", text)
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
  },
  addGeneration(generationId: string, box: { x: number; y: number; width: number; height: number }) {
    return view.insertGeneration(generationId, box)
  },
  showGeneration(generationId: string, next: Omit<GenerationShown, "image"> & { hue?: number }) {
    const { hue, ...rest } = next
    shown.set(generationId, hue === undefined ? rest : { ...rest, image: picture(hue) })
    for (const listener of listeners) listener(generationId)
  },
}

declare global {
  interface Window {
    board: typeof board
  }
}
window.board = board
