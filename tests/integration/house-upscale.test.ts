/** The model that ships enlarges a picture, from the request to the stored file: how large it is, and that no tile shows. */
import sharp from "sharp"
import { expect, test } from "vitest"
import { eventually, makeRoom } from "../support/connect-client.ts"
import { enterRoom, generate, openResults, startJobServer } from "../support/job-client.ts"
import { medianOf, seamGradients } from "../support/seam-gradients.ts"

/** House draws tiles of 256 px; its decoder doubles four times, and every 16th line begins a cell of its grid. */
const HOUSE = { tileLengthPx: 256, tileCellPx: 8, cellPx: 16 }

const pixelsOf = (picture: Uint8Array) => sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })

test("House makes a picture twice and four times as large; where its tiles meet nothing shows", async () => {
  const running = await startJobServer({ model: "house" })
  const room = await makeRoom(running.url)
  const results = await openResults(room.host, room.roomId)
  const socket = await enterRoom(room.host, room.roomId)
  try {
    await eventually(() => (socket.engines()?.models.length ?? 0) > 0, 30_000)
    const id = await generate(socket, room.roomId, { prompt: "a red boat on a calm lake, watercolour", seed: 7 })
    const picture = await results.done(id, 30_000)
    expect(picture.recipe).toMatchObject({ modelId: "house", width: 256, height: 256 })
    const before = await pixelsOf(await room.host.fetchAsset(room.roomId, picture.assetId))
    for (const factor of [2, 4] as const) {
      const ack = await socket.upscale({ generationId: id, factor })
      if (!ack.ok) throw new Error(`${ack.code}: ${ack.message}`)
      const large = await results.done(ack.generationId, 60_000)
      const png = await room.host.fetchAsset(room.roomId, large.assetId)
      const { data, info } = await pixelsOf(png)
      expect([info.width, info.height]).toEqual([256 * factor, 256 * factor])
      const seams = seamGradients({ widthPx: info.width, heightPx: info.height, rgb: new Uint8Array(data) }, HOUSE)
      expect(seams.length).toBe(factor === 2 ? 6 : 16)
      expect(medianOf(seams)).toBeLessThan(1.15)
      expect(medianOf(seams)).toBeGreaterThan(0.5)
      // Enlarged, and not another picture: small again it is the one it was made of, but for what was drawn in.
      const small = await pixelsOf(await sharp(png).resize(256, 256).png().toBuffer())
      const off = before.data.reduce((sum, value, i) => sum + Math.abs(value - (small.data[i] as number)), 0)
      expect(off / before.data.length).toBeLessThan(16)
    }
  } finally {
    socket.close()
    results.close()
    await running.close()
  }
}, 180_000)
