/**
 * The HTTP side of the outward contract. Sessions come by cookie or as `Authorization: Bearer`, the same value; both
 * creating and joining a room hand one out in Set-Cookie.
 *
 *   POST  /api/rooms                            { title? }            201 { roomId, links }
 *   POST  /api/rooms/:roomId/join               { secret, name }      200 { role, personId }
 *   GET   /api/rooms/:roomId                                          200 RoomInfo
 *   PATCH /api/rooms/:roomId                    { title }             200 { ok }      host
 *   PATCH /api/rooms/:roomId/me                 { name }              200 { personId, name, role }
 *   PATCH /api/rooms/:roomId/people/:personId   { role? , removed? }  200 { ok }      host
 *   POST  /api/rooms/:roomId/assets             the picture's bytes   201 { assetId, width, height }
 *   GET   /api/rooms/:roomId/assets/:assetId                          200 the bytes, immutable
 *
 * A refusal is `{ ok: false, code, message }` with its HTTP status.
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import type { z } from "zod"
import { AppError, refusal, toRefusal } from "../../lib/errors.ts"
import { MAX_PROMPT_LENGTH } from "../../lib/job/generation.ts"
import {
  createRoomBody,
  joinRoomBody,
  type RoomInfo,
  type RoomLinks,
  renameSelfBody,
  roomIdSchema,
  updatePersonBody,
  updateRoomBody,
} from "../../lib/protocol/messages.ts"
import { mayUpload } from "../../lib/protocol/roles.ts"
import type { Assets } from "../assets/assets.ts"
import { MAX_PICTURE_PIXELS, MAX_UPLOAD_BYTES, tooManyBytes } from "../assets/decode-picture.ts"
import type { Log } from "../log.ts"
import type { Metrics } from "../metrics.ts"
import type { Member, Room, Rooms, Session } from "../rooms/rooms.ts"
import { sessionCookie } from "../rooms/session-headers.ts"
import { readModelWords } from "./model-words.ts"
import type { Origins } from "./origin.ts"
import type { LimitName, RateLimits } from "./rate-limits.ts"
import { readBody, readJson } from "./request-body.ts"
import { SAFE_HEADERS, sendJson, sendRefusal, statusOf } from "./respond.ts"

export interface ApiOptions {
  readonly rooms: Rooms
  readonly assets: Assets
  readonly origins: Origins
  readonly rateLimits: RateLimits
  readonly isOnline: (roomId: string, personId: string) => boolean
  /** Pictures one person may have waiting, for RoomInfo's limits. */
  readonly maxWaiting: number
  readonly metrics: Metrics
  readonly log: Log
}

/** Answers requests under /api. @returns false for any other path, which it leaves alone */
export type ApiHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The path's variable parts, in order. */
  readonly parts: readonly string[]
}

interface Route {
  readonly method: "GET" | "POST" | "PATCH"
  readonly path: RegExp
  readonly handle: (call: Call) => Promise<void> | void
}

export function createApi(options: ApiOptions): ApiHandler {
  const { rooms, assets, origins, rateLimits, metrics, log } = options

  const routes: readonly Route[] = [
    { method: "POST", path: /^\/api\/rooms$/, handle: createRoom },
    { method: "GET", path: /^\/api\/rooms\/([^/]+)$/, handle: readRoom },
    { method: "PATCH", path: /^\/api\/rooms\/([^/]+)$/, handle: renameRoom },
    { method: "POST", path: /^\/api\/rooms\/([^/]+)\/join$/, handle: joinRoom },
    { method: "PATCH", path: /^\/api\/rooms\/([^/]+)\/me$/, handle: renameSelf },
    { method: "PATCH", path: /^\/api\/rooms\/([^/]+)\/people\/([^/]+)$/, handle: changePerson },
    { method: "POST", path: /^\/api\/rooms\/([^/]+)\/assets$/, handle: uploadAsset },
    { method: "GET", path: /^\/api\/rooms\/([^/]+)\/assets\/([^/]+)$/, handle: readAsset },
    { method: "GET", path: /^\/api\/models\/([^/]+)\/words$/, handle: readWords },
  ]

  async function readWords({ response, parts }: Call): Promise<void> {
    const words = await readModelWords(parts[0]!)
    // No list is no mistake: a page asks for whatever model it meets.
    if (!words) return sendJson(response, 200, { languages: {} })
    // Every browser takes gzip; the list is 400 KB of repetition.
    response.writeHead(200, {
      ...SAFE_HEADERS,
      "Cache-Control": "public, max-age=3600",
      "Content-Type": "application/json; charset=utf-8",
      "Content-Encoding": "gzip",
      "Content-Length": words.length,
    })
    response.end(words)
  }

  async function createRoom({ request, response }: Call): Promise<void> {
    await spend("create", origins.clientAddress(request))
    const { title } = parse(createRoomBody, await readJson(request), "{ title? }")
    const sessionToken = tokenOf(request)
    const made = rooms.createRoom({ title, sessionToken })
    log.info({ roomId: made.roomId }, "room made")
    handOut(request, response, made.sessionToken)
    sendJson(response, 201, { roomId: made.roomId, links: linksOf(request, made.roomId, made.secrets) })
  }

  async function joinRoom({ request, response, parts }: Call): Promise<void> {
    const { secret, name } = parse(joinRoomBody, await readJson(request), "{ secret, name }")
    const roomId = parts[0]!
    try {
      const joined = rooms.joinRoom({ roomId, secret, name, sessionToken: tokenOf(request) })
      handOut(request, response, joined.sessionToken)
      sendJson(response, 200, { role: joined.role, personId: joined.personId })
    } catch (error) {
      // Only wrong secrets are counted and held: a guesser must not lock out the class that shares its address.
      if (error instanceof AppError && error.code === "room/not-found") {
        await spend("guess", origins.clientAddress(request))
      }
      throw error
    }
  }

  function readRoom({ request, response, parts }: Call): void {
    const { room, member } = enter(request, parts[0]!)
    const people = rooms
      .members(room.roomId)
      .map((person) => ({ ...person, online: options.isOnline(room.roomId, person.personId) }))
    const info: RoomInfo = {
      roomId: room.roomId,
      title: room.title,
      ...member,
      people,
      limits: {
        maxPromptLength: MAX_PROMPT_LENGTH,
        maxUploadBytes: MAX_UPLOAD_BYTES,
        maxPicturePixels: MAX_PICTURE_PIXELS,
        maxWaiting: options.maxWaiting,
      },
      ...(member.role === "host" && { links: linksOf(request, room.roomId, room.secrets) }),
    }
    sendJson(response, 200, info)
  }

  async function renameRoom({ request, response, parts }: Call): Promise<void> {
    const { room, session } = enterAsHost(request, parts[0]!)
    await spend("change", session.id)
    rooms.rename(room.roomId, parse(updateRoomBody, await readJson(request), "{ title }").title)
    sendJson(response, 200, { ok: true })
  }

  async function renameSelf({ request, response, parts }: Call): Promise<void> {
    const { room, session } = enter(request, parts[0]!)
    await spend("change", session.id)
    const { name } = parse(renameSelfBody, await readJson(request), "{ name }")
    sendJson(response, 200, rooms.renameSelf(session, room.roomId, name))
  }

  async function changePerson({ request, response, parts }: Call): Promise<void> {
    const { room, session } = enterAsHost(request, parts[0]!)
    await spend("change", session.id)
    const change = parse(updatePersonBody, await readJson(request), "{ role } or { removed: true }")
    const personId = parts[1]!
    if (change.removed) rooms.removePerson(room.roomId, personId)
    else if (change.role) rooms.setRole(room.roomId, personId, change.role)
    else throw new AppError("request/malformed", "Expected { role } or { removed: true }.")
    log.info({ roomId: room.roomId, personId, ...change }, "a person's place was changed")
    sendJson(response, 200, { ok: true })
  }

  async function uploadAsset({ request, response, parts }: Call): Promise<void> {
    const { room, member, session } = enter(request, parts[0]!)
    if (!mayUpload(member.role)) throw new AppError("role/forbidden", `As ${member.role} you cannot add pictures.`)
    await spend("upload", session.id)
    const body = await readBody(request, MAX_UPLOAD_BYTES, tooManyBytes)
    try {
      const asset = await assets.put(room.roomId, body, { kind: "upload", reencode: true })
      metrics.assetBytes.inc({ kind: "upload" }, asset.bytes)
      sendJson(response, 201, { assetId: asset.assetId, width: asset.width, height: asset.height })
    } catch (error) {
      metrics.assetsRefused.inc({ code: toRefusal(error).code })
      throw error
    }
  }

  async function readAsset({ request, response, parts }: Call): Promise<void> {
    const { room } = enter(request, parts[0]!)
    const assetId = parts[1]!
    const asset = assets.find(room.roomId, assetId)
    if (!asset) throw new AppError("asset/not-found", "There is no such picture in this room.")
    const headers = {
      ...SAFE_HEADERS,
      // Private: the address is no secret, so no cache in between may show it to others.
      "Cache-Control": "private, max-age=31536000, immutable",
      ETag: `"${assetId}"`,
      "Content-Type": asset.mime,
      "Content-Length": asset.bytes,
      "Content-Disposition": "inline",
    }
    if (request.headers["if-none-match"]?.includes(`"${assetId}"`)) {
      const { "Content-Length": _length, "Content-Type": _type, ...rest } = headers
      response.writeHead(304, rest).end()
      return
    }
    if (request.method === "HEAD") {
      response.writeHead(200, headers).end()
      return
    }
    const read = await assets.read(room.roomId, assetId)
    if (!read) throw new AppError("asset/not-found", "There is no such picture in this room.")
    response.writeHead(200, headers).end(read.bytes)
  }

  // --- who asks ------------------------------------------------------------------------------------------------

  function enter(request: IncomingMessage, roomId: string): { session: Session; member: Member; room: Room } {
    const session = rooms.sessionOf(request.headers)
    if (!session) throw new AppError("session/missing", "Join the room first: there is no session, or it is over.")
    const room = roomIdSchema.safeParse(roomId).success ? rooms.room(roomId) : undefined
    const member = room && rooms.memberOf(session, roomId)
    if (!room || !member) throw new AppError("room/not-found", "There is no such room, or you are not in it.")
    return { session, member, room }
  }

  function enterAsHost(request: IncomingMessage, roomId: string) {
    const entered = enter(request, roomId)
    if (entered.member.role !== "host") throw new AppError("role/forbidden", "Only a host of the room may do this.")
    return entered
  }

  const tokenOf = (request: IncomingMessage) => rooms.tokenOf(request.headers)

  function handOut(request: IncomingMessage, response: ServerResponse, token: string): void {
    response.setHeader("Set-Cookie", sessionCookie(token, origins.isSecure(request)))
  }

  function linksOf(request: IncomingMessage, roomId: string, secrets: Room["secrets"]): RoomLinks {
    const link = (secret: string) => `${origins.publicOrigin(request)}/room/${roomId}#${secret}`
    return {
      host: link(secrets.host),
      editor: link(secrets.editor),
      commenter: link(secrets.commenter),
      viewer: link(secrets.viewer),
    }
  }

  async function spend(limit: LimitName, key: string): Promise<void> {
    if (!(await rateLimits.take(limit, key))) throw tooOften()
  }

  // --- dispatch ------------------------------------------------------------------------------------------------

  async function dispatch(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    const method = request.method === "HEAD" ? "GET" : request.method
    if (method !== "GET" && !origins.isAllowed(request)) {
      log.warn({ origin: request.headers.origin, path: pathname }, "foreign origin refused")
      throw new AppError("origin/forbidden", "This page may not change anything here.")
    }
    const matching = routes.flatMap((route) => {
      const match = route.path.exec(pathname)
      return match ? [{ route, parts: match.slice(1) }] : []
    })
    const found = matching.find(({ route }) => route.method === method)
    if (found) return await found.route.handle({ request, response, parts: found.parts })
    if (matching.length === 0) {
      return sendRefusal(response, refusal("request/malformed", "There is no such address under /api."), 404)
    }
    response.setHeader("Allow", matching.map(({ route }) => route.method).join(", "))
    sendRefusal(response, refusal("request/malformed", `${request.method} is not possible here.`), 405)
  }

  return async (request, response) => {
    const pathname = (request.url ?? "/").split("?")[0]!
    if (pathname !== "/api" && !pathname.startsWith("/api/")) return false
    try {
      await dispatch(request, response, pathname)
    } catch (error) {
      const refused = toRefusal(error)
      const address = origins.clientAddress(request)
      if (statusOf(refused.code) >= 500)
        log.error({ err: error, path: pathname, code: refused.code }, "a request failed")
      else log.info({ path: pathname, code: refused.code, address }, "request refused")
      if (response.headersSent) response.destroy()
      else sendRefusal(response, refused)
    }
    metrics.httpRequests.inc({ method: request.method ?? "?", status: String(response.statusCode) })
    return true
  }
}

function tooOften(): AppError {
  return new AppError("rate/limited", "Too many requests at once. Wait a minute and try again.")
}

function parse<T>(schema: z.ZodType<T>, value: unknown, expected: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.join(".") || "the body"
  throw new AppError("request/malformed", `Expected ${expected}: ${where}: ${issue?.message ?? "not of this form"}.`)
}
