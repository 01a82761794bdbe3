import { connect } from "node:net"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { joinRoom, makeRoom, personOf, request, secretOf, type TestRoom, tokenOf } from "../support/connect-client.ts"
import { type RunningRoomServer, startRoomServer } from "../support/start-server.ts"

let running: RunningRoomServer
let room: TestRoom
beforeAll(async () => {
  running = await startRoomServer()
  room = await makeRoom(running.url, "Harbour")
})
afterAll(() => running.close())

const at = (path = "") => `/api/rooms/${room.roomId}${path}`
const refusalOf = (code: string) => ({ ok: false, code, message: expect.any(String) })

describe("making and joining", () => {
  test("a room answers its id and four links; the session is an HttpOnly cookie", async () => {
    const made = await request(running.url, "POST", "/api/rooms", { body: { title: " Studio " } })
    expect(made.status).toBe(201)
    const { roomId, links } = made.body as { roomId: string; links: Record<string, string> }
    expect(roomId).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(Object.keys(links)).toEqual(["host", "editor", "commenter", "viewer"])
    for (const link of Object.values(links)) expect(link).toMatch(`${running.url}/room/${roomId}#`)
    expect(new Set(Object.values(links)).size).toBe(4)
    expect(made.headers.get("set-cookie")).toMatch(/^emulsion=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/)
    const info = await request(running.url, "GET", `/api/rooms/${roomId}`, { token: tokenOf(made) })
    expect(info.body).toMatchObject({ roomId, title: "Studio", role: "host", links })
  })

  test("a cookie does what a bearer token does", async () => {
    const headers = { cookie: `other=1; emulsion=${room.host.token}` }
    expect((await request(running.url, "GET", at(), { headers })).status).toBe(200)
  })

  test.each(["host", "editor", "commenter", "viewer"] as const)("the %s link makes a %s", async (role) => {
    const person = await room.join(role, "Somebody")
    const info = await person.call("GET", at())
    expect(info.body).toMatchObject({ role, name: "Somebody", personId: person.personId })
    expect("links" in info.body).toBe(role === "host")
  })

  test("a wrong room and a wrong secret are the same 404", async () => {
    const body = { secret: secretOf(room.links.editor), name: "X" }
    const wrongRoom = await request(running.url, "POST", "/api/rooms/nowhere/join", { body })
    const wrongSecret = await request(running.url, "POST", at("/join"), { body: { ...body, secret: "wrong" } })
    expect(wrongRoom.status).toBe(404)
    expect(wrongRoom.body).toEqual(refusalOf("room/not-found"))
    expect(wrongSecret).toMatchObject({ status: 404, body: wrongRoom.body })
  })

  test("another link raises a role and never lowers it", async () => {
    const person = await room.join("viewer")
    const again = (role: "editor" | "viewer") =>
      person.call("POST", at("/join"), { secret: secretOf(room.links[role]), name: "V" })
    expect((await again("editor")).body).toEqual({ role: "editor", personId: person.personId })
    expect((await again("viewer")).body).toEqual({ role: "editor", personId: person.personId })
  })

  test("a link cannot undo what a host decided", async () => {
    const person = await room.join("editor")
    await room.host.call("PATCH", at(`/people/${person.personId}`), { role: "viewer" })
    const again = await person.call("POST", at("/join"), { secret: secretOf(room.links.editor), name: "E" })
    expect(again.body.role).toBe("viewer")
    await room.host.call("PATCH", at(`/people/${person.personId}`), { removed: true })
    const back = await person.call("POST", at("/join"), { secret: secretOf(room.links.editor), name: "E" })
    expect(back).toMatchObject({ status: 403, body: refusalOf("role/forbidden") })
  })

  test("a session nobody handed out is not adopted", async () => {
    const planted = "P".repeat(43)
    const body = { secret: secretOf(room.links.viewer), name: "V" }
    const joined = await request(running.url, "POST", at("/join"), { token: planted, body })
    expect(tokenOf(joined)).not.toBe(planted)
    expect((await request(running.url, "GET", at(), { token: planted })).status).toBe(401)
  })

  test.each([
    ["no name", { secret: "x" }],
    ["an empty name", { secret: "x", name: "  " }],
    ["a name too long", { secret: "x", name: "n".repeat(61) }],
    ["a secret that is no text", { secret: 5, name: "x" }],
    ["no object", [1]],
  ])("%s is 400", async (_what, body) => {
    const answer = await request(running.url, "POST", at("/join"), { body })
    expect(answer).toMatchObject({ status: 400, body: refusalOf("request/malformed") })
  })

  test("guessing a secret ends in 429, and does not lock out who has the right one", async () => {
    const own = await startRoomServer()
    const there = await makeRoom(own.url)
    const guess = (secret: string) =>
      request(own.url, "POST", `/api/rooms/${there.roomId}/join`, { body: { secret, name: "G" } })
    const statuses: number[] = []
    for (let i = 0; i < 80; i++) statuses.push((await guess(`guess-${i}`)).status)
    expect(statuses.slice(0, 60).every((status) => status === 404)).toBe(true)
    expect(statuses.slice(60).every((status) => status === 429)).toBe(true)
    expect(await own.metric("emulsion_rate_limited_total", { what: "guess" })).toBe(20)
    expect((await guess(secretOf(there.links.viewer))).status).toBe(200)
    await own.close()
  })

  test("rooms without end are 429, with a word on when to come back", async () => {
    const own = await startRoomServer()
    const make = () => request(own.url, "POST", "/api/rooms", { body: {} })
    for (let i = 0; i < 300; i++) expect((await make()).status).toBe(201)
    const refused = await make()
    expect(refused).toMatchObject({ status: 429, body: refusalOf("rate/limited") })
    expect(refused.headers.get("retry-after")).toBe("60")
    await own.close()
  })
})

describe("people", () => {
  test("members see each other, and who is not one sees nothing", async () => {
    const viewer = await room.join("viewer", "Vera")
    const people = (await viewer.call("GET", at())).body.people
    expect(people).toContainEqual({ personId: viewer.personId, name: "Vera", role: "viewer", online: false })
    const stranger = (await makeRoom(running.url)).host
    expect(await stranger.call("GET", at())).toMatchObject({ status: 404, body: refusalOf("room/not-found") })
    expect(await request(running.url, "GET", at())).toMatchObject({ status: 401, body: refusalOf("session/missing") })
  })

  test("title, roles and removal are the host's, one's name is one's own", async () => {
    const editor = await room.join("editor")
    for (const [path, body] of [
      ["", { title: "Mine" }],
      [`/people/${editor.personId}`, { role: "host" }],
      [`/people/${room.host.personId}`, { removed: true }],
    ] as const) {
      expect(await editor.call("PATCH", at(path), body)).toMatchObject({
        status: 403,
        body: refusalOf("role/forbidden"),
      })
    }
    expect((await editor.call("PATCH", at("/me"), { name: "Edda" })).body).toMatchObject({ name: "Edda" })
    expect((await room.host.call("PATCH", at(), { title: "Harbour at night" })).body).toEqual({ ok: true })
    expect((await editor.call("GET", at())).body).toMatchObject({ title: "Harbour at night", name: "Edda" })
  })

  test("a room keeps its last host", async () => {
    const there = await makeRoom(running.url)
    const path = `/api/rooms/${there.roomId}/people/${there.host.personId}`
    expect((await there.host.call("PATCH", path, { role: "viewer" })).status).toBe(403)
    expect((await there.host.call("PATCH", path, { removed: true })).status).toBe(403)
    const second = await there.join("host")
    expect((await second.call("PATCH", path, { role: "viewer" })).status).toBe(200)
    expect((await there.host.call("GET", `/api/rooms/${there.roomId}`)).body.role).toBe("viewer")
  })

  test("a person who is not there is 404, a role that is none 400", async () => {
    expect((await room.host.call("PATCH", at("/people/nobody"), { role: "viewer" })).status).toBe(404)
    expect((await room.host.call("PATCH", at("/people/nobody"), { role: "owner" })).status).toBe(400)
    expect((await room.host.call("PATCH", at("/people/nobody"), {})).status).toBe(400)
  })
})

describe("requests", () => {
  test("a foreign, null or suffix origin changes nothing", async () => {
    const { host } = new URL(running.url)
    for (const origin of ["https://evil.example", "null", `http://${host}.evil.example`, `http://x${host}`]) {
      const answer = await request(running.url, "POST", "/api/rooms", { body: {}, headers: { origin } })
      expect(answer, origin).toMatchObject({ status: 403, body: refusalOf("origin/forbidden") })
    }
    expect(
      (await request(running.url, "POST", "/api/rooms", { body: {}, headers: { origin: running.url } })).status,
    ).toBe(201)
  })

  test("a name that merely points here is foreign to a local server", async () => {
    // DNS rebinding: the browser asks "evil.example", which resolves to this machine, from a page of that same name.
    const { port } = new URL(running.url)
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1")
      let text = ""
      socket.on("data", (data) => {
        text += data
      })
      socket.on("close", () => resolve(text))
      socket.write(
        `POST /api/rooms HTTP/1.1\r\nHost: evil.example:${port}\r\nOrigin: http://evil.example:${port}\r\n` +
          "Connection: close\r\nContent-Length: 2\r\n\r\n{}",
      )
    })
    expect(answer).toMatch(/^HTTP\/1.1 403/)
  })

  test("behind https the cookie is Secure and bound to its host, and links name the public origin", async () => {
    const own = await startRoomServer({ config: { publicOrigins: ["https://draw.example"], trustProxy: true } })
    const made = await request(own.url, "POST", "/api/rooms", { body: {}, headers: { origin: "https://draw.example" } })
    expect(made.headers.get("set-cookie")).toMatch(/^__Host-emulsion=.*; Secure$/)
    expect((made.body.links as { host: string }).host).toMatch(/^https:\/\/draw\.example\/room\//)
    await own.close()
  })

  test("a body that is no JSON is 400, one that is too large 413, before it has come", async () => {
    const broken = await fetch(`${running.url}/api/rooms`, { method: "POST", body: "{" })
    expect(await broken.json()).toEqual(refusalOf("request/malformed"))
    const large = await fetch(`${running.url}/api/rooms`, { method: "POST", body: `"${"x".repeat(70_000)}"` })
    expect([large.status, await large.json()]).toEqual([413, refusalOf("request/too-large")])
  })

  test("unknown addresses are 404 and wrong methods 405, in JSON", async () => {
    expect(await request(running.url, "GET", "/api/nothing")).toMatchObject({ status: 404, body: { ok: false } })
    const wrong = await request(running.url, "DELETE", "/api/rooms")
    expect(wrong).toMatchObject({ status: 405, body: { ok: false } })
    expect(wrong.headers.get("allow")).toBe("POST")
  })

  test("paths with traversal, NUL and half escapes are refused and harm nobody", async () => {
    for (const path of [
      "/api/rooms/..%2f..%2fetc",
      "/api/rooms/%00",
      "/api/rooms/%",
      at("/assets/..%2f..%2fsecrets"),
    ]) {
      const answer = await room.host.call("GET", path)
      expect(answer.status, path).toBe(404)
    }
  })

  test("what is no HTTP gets a 400 and the server lives on", async () => {
    const { port } = new URL(running.url)
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1")
      let text = ""
      socket.on("data", (data) => {
        text += data
      })
      socket.on("close", () => resolve(text))
      socket.write("\x16\x03\x01 hello\r\n\r\n")
    })
    expect(answer).toMatch(/^HTTP\/1.1 400/)
    expect((await room.host.call("GET", at())).status).toBe(200)
  })

  test("answers carry the headers that keep them from being framed, sniffed and cached", async () => {
    const { headers } = await room.host.call("GET", at())
    expect(headers.get("x-content-type-options")).toBe("nosniff")
    expect(headers.get("cache-control")).toBe("no-store")
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'")
  })

  test("health and metrics answer, and no log line holds a secret or a session", async () => {
    const health = await request(running.url, "GET", "/healthz")
    expect(health).toMatchObject({ status: 200, body: { ok: true, store: { ok: true } } })
    const text = await (await fetch(`${running.url}/metrics`)).text()
    expect(text).toContain("emulsion_http_requests_total{")
    const logs = JSON.stringify(running.logLines)
    expect(running.logLines.length).toBeGreaterThan(10)
    for (const link of Object.values(room.links)) expect(logs).not.toContain(secretOf(link))
    expect(logs).not.toContain(room.host.token)
  })
})

test("rooms, people and sessions outlive the server", async () => {
  const first = await startRoomServer()
  const there = await makeRoom(first.url, "Kept")
  const viewer = await joinRoom(first.url, there.roomId, secretOf(there.links.viewer), "Vera")
  await first.server.close()
  const second = await startRoomServer({ dataFolder: first.dataFolder })
  const again = personOf(second.url, viewer.token, viewer.personId)
  expect((await again.call("GET", `/api/rooms/${there.roomId}`)).body).toMatchObject({
    title: "Kept",
    role: "viewer",
    personId: viewer.personId,
  })
  await second.server.close()
  await first.close()
})
