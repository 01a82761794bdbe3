/**
 * Rooms, who is in them, and as what. The server's word on roles: links only say what a person may become, and a
 * change here reaches open sockets through `on("changed")` and `on("removed")` at once.
 *
 * - A link raises a role and never lowers it, unless a host has set that person's role: then it stands.
 * - The same session is the same person in a room, however often it joins.
 * - A room never loses its last host.
 * - Whoever is not in a room cannot tell it from one that does not exist.
 */
import { createHash, randomBytes as nodeRandomBytes, timingSafeEqual } from "node:crypto"
import { EventEmitter } from "node:events"
import { z } from "zod"
import { AppError } from "../../lib/errors.ts"
import { ROLES, type Role } from "../../lib/protocol/roles.ts"
import type { Database, Migration } from "../store/database.ts"
import { readSessionToken, type SessionHeaders } from "./session-headers.ts"

export const ROOMS_MIGRATIONS: readonly Migration[] = [
  {
    module: "rooms",
    number: 1,
    sql: `
      CREATE TABLE rooms (
        room_id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        host_secret TEXT NOT NULL,
        editor_secret TEXT NOT NULL,
        commenter_secret TEXT NOT NULL,
        viewer_secret TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE sessions (
        session_id TEXT PRIMARY KEY,
        created_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE members (
        room_id TEXT NOT NULL REFERENCES rooms,
        session_id TEXT NOT NULL REFERENCES sessions,
        person_id TEXT NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        role_set_by_host INTEGER NOT NULL DEFAULT 0,
        removed INTEGER NOT NULL DEFAULT 0,
        joined_at_ms INTEGER NOT NULL,
        PRIMARY KEY (room_id, session_id)
      ) STRICT;
      CREATE UNIQUE INDEX members_person ON members (room_id, person_id);
    `,
  },
]

/** A known session. `id` is the SHA-256 of its token in hex: fit for keys and logs, useless for signing in. */
export interface Session {
  readonly id: string
}

export interface Member {
  readonly personId: string
  readonly name: string
  readonly role: Role
}

export interface Room {
  readonly roomId: string
  readonly title: string
  readonly secrets: Readonly<Record<Role, string>>
}

export interface RoomEvents {
  /** Title, a name, a role, or who is in it. */
  changed: [roomId: string]
  removed: [roomId: string, personId: string]
}

export interface Rooms {
  /** Makes a room with the caller as its host. @param sessionToken the caller's, when there is one already */
  createRoom(options: { title?: string | undefined; name?: string; sessionToken?: string | undefined }): {
    roomId: string
    secrets: Readonly<Record<Role, string>>
    hostMember: Member
    sessionToken: string
  }
  /**
   * @throws {AppError} `room/not-found` for a wrong room or secret, without telling which; `role/forbidden` for whom
   *   a host has removed
   */
  joinRoom(options: { roomId: string; secret: string; name: string; sessionToken?: string | undefined }): {
    role: Role
    personId: string
    sessionToken: string
  }
  sessionOf(headers: SessionHeaders): Session | undefined
  /** The token headers carry, whether it is known or not: what createRoom and joinRoom may be given. */
  tokenOf(headers: SessionHeaders): string | undefined
  memberOf(session: Session, roomId: string): Member | undefined
  /** Why somebody is no member: removed by a host, which they may know, or never in it, which looks like no room. */
  wasRemoved(session: Session, roomId: string): boolean
  findMember(roomId: string, personId: string): Member | undefined
  members(roomId: string): Member[]
  room(roomId: string): Room | undefined
  /** @throws {AppError} `room/not-found` */
  rename(roomId: string, title: string): void
  renameSelf(session: Session, roomId: string, name: string): Member
  /** @throws {AppError} `room/not-found` for no such person, `role/forbidden` for the last host */
  setRole(roomId: string, personId: string, role: Role): Member
  removePerson(roomId: string, personId: string): void
  on<E extends keyof RoomEvents>(event: E, listener: (...values: RoomEvents[E]) => void): () => void
}

const roomRow = z
  .object({
    room_id: z.string(),
    title: z.string(),
    host_secret: z.string(),
    editor_secret: z.string(),
    commenter_secret: z.string(),
    viewer_secret: z.string(),
  })
  .transform(
    (row): Room => ({
      roomId: row.room_id,
      title: row.title,
      secrets: {
        host: row.host_secret,
        editor: row.editor_secret,
        commenter: row.commenter_secret,
        viewer: row.viewer_secret,
      },
    }),
  )

const memberRow = z
  .object({
    person_id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    role_set_by_host: z.number(),
    removed: z.number(),
  })
  .transform((row) => ({
    personId: row.person_id,
    name: row.name,
    role: row.role,
    roleSetByHost: row.role_set_by_host === 1,
    removed: row.removed === 1,
  }))
type StoredMember = z.infer<typeof memberRow>

export function createRooms(options: {
  readonly database: Database
  readonly nowMs?: () => number
  readonly randomBytes?: (length: number) => Buffer
}): Rooms {
  const { database } = options
  const nowMs = options.nowMs ?? Date.now
  const randomBytes = options.randomBytes ?? nodeRandomBytes
  const { sql } = database
  const events = new EventEmitter<RoomEvents>()
  events.setMaxListeners(0)

  const insertRoom = sql.prepare("INSERT INTO rooms VALUES (?, ?, ?, ?, ?, ?, ?)")
  const selectRoom = sql.prepare("SELECT * FROM rooms WHERE room_id = ?")
  const updateTitle = sql.prepare("UPDATE rooms SET title = ? WHERE room_id = ?")
  const insertSession = sql.prepare("INSERT INTO sessions VALUES (?, ?)")
  const selectSession = sql.prepare("SELECT session_id FROM sessions WHERE session_id = ?")
  const insertMember = sql.prepare(
    "INSERT INTO members (room_id, session_id, person_id, name, role, joined_at_ms) VALUES (?, ?, ?, ?, ?, ?)",
  )
  const selectMember = sql.prepare("SELECT * FROM members WHERE room_id = ? AND session_id = ?")
  const selectPerson = sql.prepare("SELECT * FROM members WHERE room_id = ? AND person_id = ?")
  const selectMembers = sql.prepare(
    "SELECT * FROM members WHERE room_id = ? AND removed = 0 ORDER BY joined_at_ms, rowid",
  )
  const updateMember = sql.prepare(
    "UPDATE members SET name = ?, role = ?, role_set_by_host = ?, removed = ? WHERE room_id = ? AND person_id = ?",
  )
  const countHosts = sql.prepare(
    "SELECT count(*) AS n FROM members WHERE room_id = ? AND role = 'host' AND removed = 0",
  )

  const newId = (bytes: number) => randomBytes(bytes).toString("base64url")

  function readMember(row: unknown): StoredMember | undefined {
    return row === undefined ? undefined : memberRow.parse(row)
  }

  function readRoom(roomId: string): Room | undefined {
    const row = selectRoom.get(roomId)
    return row === undefined ? undefined : roomRow.parse(row)
  }

  function saveMember(roomId: string, member: StoredMember): void {
    updateMember.run(
      member.name,
      member.role,
      member.roleSetByHost ? 1 : 0,
      member.removed ? 1 : 0,
      roomId,
      member.personId,
    )
  }

  /** The session of a token, or a new one: an unknown token is never adopted, so nobody can plant a session. */
  function openSession(token: string | undefined): { session: Session; token: string } {
    const known = token === undefined ? undefined : findSession(token)
    if (token !== undefined && known) return { session: known, token }
    const fresh = newId(32)
    const id = sessionId(fresh)
    insertSession.run(id, nowMs())
    return { session: { id }, token: fresh }
  }

  function findSession(token: string): Session | undefined {
    const id = sessionId(token)
    return selectSession.get(id) === undefined ? undefined : { id }
  }

  function currentMember(roomId: string, personId: string): StoredMember {
    const member = readMember(selectPerson.get(roomId, personId))
    if (!member || member.removed) throw new AppError("room/not-found", "There is no such person in this room.")
    return member
  }

  function keepOneHost(roomId: string, member: StoredMember): void {
    if (member.role === "host" && Number(countHosts.get(roomId)?.n) <= 1) {
      throw new AppError("role/forbidden", "This is the room's last host: make somebody else host first.")
    }
  }

  const rooms: Rooms = {
    createRoom({ title, name, sessionToken }) {
      const roomId = newId(16)
      const secrets = { host: newId(24), editor: newId(24), commenter: newId(24), viewer: newId(24) }
      const hostMember: Member = { personId: newId(12), name: name ?? "Host", role: "host" }
      const opened = database.transaction(() => {
        const { session, token } = openSession(sessionToken)
        insertRoom.run(
          roomId,
          title || "Untitled room",
          secrets.host,
          secrets.editor,
          secrets.commenter,
          secrets.viewer,
          nowMs(),
        )
        insertMember.run(roomId, session.id, hostMember.personId, hostMember.name, "host", nowMs())
        return token
      })
      return { roomId, secrets, hostMember, sessionToken: opened }
    },

    joinRoom({ roomId, secret, name, sessionToken }) {
      const room = readRoom(roomId)
      const offered = roleOfSecret(room, secret)
      if (!room || !offered) {
        throw new AppError("room/not-found", "There is no such room, or this link to it is wrong or out of date.")
      }
      const joined = database.transaction(() => {
        const { session, token } = openSession(sessionToken)
        const known = readMember(selectMember.get(roomId, session.id))
        if (!known) {
          const personId = newId(12)
          insertMember.run(roomId, session.id, personId, name, offered, nowMs())
          return { role: offered, personId, sessionToken: token }
        }
        if (known.removed) throw new AppError("role/forbidden", "A host has removed you from this room.")
        const role = known.roleSetByHost ? known.role : strongerRole(known.role, offered)
        saveMember(roomId, { ...known, name, role })
        return { role, personId: known.personId, sessionToken: token }
      })
      events.emit("changed", roomId)
      return joined
    },

    sessionOf(headers) {
      const token = readSessionToken(headers)
      return token === undefined ? undefined : findSession(token)
    },

    tokenOf: readSessionToken,

    memberOf(session, roomId) {
      const member = readMember(selectMember.get(roomId, session.id))
      return member && !member.removed ? publicMember(member) : undefined
    },

    wasRemoved(session, roomId) {
      return readMember(selectMember.get(roomId, session.id))?.removed === true
    },

    findMember(roomId, personId) {
      const member = readMember(selectPerson.get(roomId, personId))
      return member && !member.removed ? publicMember(member) : undefined
    },

    members: (roomId) => selectMembers.all(roomId).map((row) => publicMember(memberRow.parse(row))),

    room: readRoom,

    rename(roomId, title) {
      if (updateTitle.run(title, roomId).changes === 0) throw new AppError("room/not-found", "There is no such room.")
      events.emit("changed", roomId)
    },

    renameSelf(session, roomId, name) {
      const member = readMember(selectMember.get(roomId, session.id))
      if (!member || member.removed)
        throw new AppError("room/not-found", "There is no such room, or you are not in it.")
      saveMember(roomId, { ...member, name })
      events.emit("changed", roomId)
      return publicMember({ ...member, name })
    },

    setRole(roomId, personId, role) {
      const member = currentMember(roomId, personId)
      if (role !== "host") keepOneHost(roomId, member)
      saveMember(roomId, { ...member, role, roleSetByHost: true })
      events.emit("changed", roomId)
      return publicMember({ ...member, role })
    },

    removePerson(roomId, personId) {
      const member = currentMember(roomId, personId)
      keepOneHost(roomId, member)
      saveMember(roomId, { ...member, removed: true })
      events.emit("removed", roomId, personId)
      events.emit("changed", roomId)
    },

    on(event, listener) {
      // Node's types cannot follow a generic event name; the pair is right by RoomEvents.
      const any = listener as (...values: unknown[]) => void
      events.on(event, any as never)
      return () => {
        events.off(event, any as never)
      }
    },
  }
  return rooms
}

const publicMember = ({ personId, name, role }: StoredMember): Member => ({ personId, name, role })

const sha256 = (text: string) => createHash("sha256").update(text).digest()

const sessionId = (token: string) => sha256(token).toString("hex")

function strongerRole(a: Role, b: Role): Role {
  return ROLES.indexOf(a) <= ROLES.indexOf(b) ? a : b
}

/** Which role a secret opens. Every secret is compared, in constant time, and a missing room costs the same. */
function roleOfSecret(room: Room | undefined, secret: string): Role | undefined {
  const offered = sha256(secret)
  let found: Role | undefined
  for (const role of ROLES) {
    const equal = timingSafeEqual(offered, sha256(room?.secrets[role] ?? ""))
    if (equal && room) found = role
  }
  return found
}
