/** Rooms this browser has been in. Kept here alone: the server does not list anybody's rooms. */
import { z } from "zod"

const KEY = "emulsion:rooms"
const KEPT = 12

const recentRoomSchema = z.object({ roomId: z.string(), title: z.string(), visitedAtMs: z.number() })
export type RecentRoom = z.infer<typeof recentRoomSchema>

export function readRecentRooms(): RecentRoom[] {
  try {
    const parsed = z.array(recentRoomSchema).safeParse(JSON.parse(localStorage.getItem(KEY) ?? "[]"))
    return parsed.success ? parsed.data : []
  } catch {
    // Storage may be forbidden (private windows); a list of recent rooms is not worth an error.
    return []
  }
}

export function rememberRoom(room: RecentRoom): void {
  save([room, ...readRecentRooms().filter((other) => other.roomId !== room.roomId)].slice(0, KEPT))
}

export function forgetRoom(roomId: string): void {
  save(readRecentRooms().filter((room) => room.roomId !== roomId))
}

function save(rooms: RecentRoom[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(rooms))
  } catch {
    // As above.
  }
}
