/**
 * The peer of the canvas benchmark: the same board the way one would first write it with Konva. One layer, a node for
 * each element, the stage moved and scaled by the wheel and the whole layer drawn again; a stroke in hand is one more node.
 */
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import type { SceneElement } from "../canvas-scene.ts"

const konvaFile = join(createRequire(import.meta.url).resolve("konva/package.json"), "..", "konva.min.js")

/** Serves the page on loopback. Pictures by their asset id. */
export async function serveNaivePage(options: {
  readonly scene: readonly SceneElement[]
  readonly pictures: ReadonlyMap<string, Buffer>
}): Promise<{ url: string; close: () => Promise<void> }> {
  const scene = JSON.stringify(options.scene.map(({ id, element, points }) => ({ id, ...element, points })))
  const server = createServer((request, response) => {
    const path = request.url ?? "/"
    const picture = options.pictures.get(path.slice(1))
    const send = (type: string, body: string | Buffer) => response.writeHead(200, { "content-type": type }).end(body)
    if (path === "/") send("text/html; charset=utf-8", PAGE)
    else if (path === "/konva.js") send("text/javascript", readFileSync(konvaFile))
    else if (path === "/scene.json") send("application/json", scene)
    else if (picture) send("image/png", picture)
    else response.writeHead(404).end()
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const PAGE = `<!doctype html>
<meta charset="utf-8">
<style>html,body{margin:0;height:100%;overflow:hidden}#board{position:fixed;inset:0}</style>
<div id="board"></div>
<script src="/konva.js"></script>
<script>
const stage = new Konva.Stage({ container: "board", width: innerWidth, height: innerHeight })
const layer = new Konva.Layer()
stage.add(layer)
const pictures = new Map()
const loadPicture = (id) => {
  if (!pictures.has(id)) pictures.set(id, new Promise((done) => {
    const image = new Image()
    image.onload = () => done(image)
    image.src = "/" + id
  }))
  return pictures.get(id)
}
const makeNode = async (e) => {
  const [x, y] = e.position, [width, height] = e.size
  switch (e.kind) {
    case "stroke": return new Konva.Line({ x, y, points: e.points.flatMap((p) => [p.x, p.y]), stroke: e.colour, strokeWidth: e.width, lineCap: "round", lineJoin: "round" })
    case "rectangle": return new Konva.Rect({ x, y, width, height, stroke: e.colour, strokeWidth: e.width, cornerRadius: 6 })
    case "ellipse": return new Konva.Ellipse({ x: x + width / 2, y: y + height / 2, radiusX: width / 2, radiusY: height / 2, stroke: e.colour, strokeWidth: e.width, fill: e.fill })
    case "text": return new Konva.Text({ x, y, text: e.text, fontSize: e.fontSize, fill: e.colour })
    case "note": {
      const group = new Konva.Group({ x, y })
      group.add(new Konva.Rect({ width, height, fill: e.colour, cornerRadius: 4 }), new Konva.Text({ x: 10, y: 10, width: width - 20, text: e.text, fontSize: 16 }))
      return group
    }
    case "image": return new Konva.Image({ x, y, width, height, image: await loadPicture(e.assetId) })
  }
}
const fit = () => {
  const box = layer.getClientRect({ skipTransform: true })
  const scale = Math.min((innerWidth - 128) / box.width, (innerHeight - 128) / box.height)
  stage.scale({ x: scale, y: scale })
  stage.position({ x: innerWidth / 2 - (box.x + box.width / 2) * scale, y: innerHeight / 2 - (box.y + box.height / 2) * scale })
}
const zoomAt = (anchor, scale) => {
  const before = stage.scaleX()
  const point = { x: (anchor.x - stage.x()) / before, y: (anchor.y - stage.y()) / before }
  stage.scale({ x: scale, y: scale })
  stage.position({ x: anchor.x - point.x * scale, y: anchor.y - point.y * scale })
}
addEventListener("wheel", (event) => {
  event.preventDefault()
  if (event.ctrlKey) zoomAt({ x: event.clientX, y: event.clientY }, stage.scaleX() * Math.exp(-event.deltaY / 180))
  else stage.position({ x: stage.x() - event.deltaX, y: stage.y() - event.deltaY })
  layer.batchDraw()
}, { passive: false })
addEventListener("keydown", (event) => {
  if (!event.shiftKey) return
  if (event.code === "Digit1") fit()
  if (event.code === "Digit0") zoomAt({ x: innerWidth / 2, y: innerHeight / 2 }, 1)
  layer.batchDraw()
})
let ink
const toBoard = () => layer.getRelativePointerPosition()
stage.on("pointerdown", () => {
  const { x, y } = toBoard()
  ink = new Konva.Line({ points: [x, y], stroke: "#1d1b18", strokeWidth: 4, lineCap: "round", lineJoin: "round" })
  layer.add(ink)
})
stage.on("pointermove", () => {
  if (!ink) return
  const { x, y } = toBoard()
  ink.points([...ink.points(), x, y])
  layer.batchDraw()
})
stage.on("pointerup", () => { ink = undefined })
fetch("/scene.json").then((answer) => answer.json()).then(async (scene) => {
  for (const element of scene) layer.add(await makeNode(element))
  fit()
  layer.draw()
})
</script>
`
