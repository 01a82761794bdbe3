/** The room server alone as a program: what tests kill, without pages to build or engines to start. */
import { loadConfig } from "../../server/config.ts"
import { createLog } from "../../server/log.ts"
import { createRoomServer } from "../../server/room-server.ts"

const config = loadConfig(process.argv.slice(2), process.env)
const server = createRoomServer({ config, log: createLog({ level: config.logLevel }), unloadAfterMs: 200 })
const { port } = await server.listen()
console.log(`Emulsion is ready at http://127.0.0.1:${port}`)
process.once("SIGTERM", () => {
  server.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
