/**
 * The order in which waiting jobs run: fair by person, then by room, then by time.
 *
 * A person's n-th waiting picture comes after everybody's (n-1)-th, so nobody waits behind more than one picture
 * of each other person, however many somebody asked for. A picture that is running counts as its author's first.
 */

export interface WaitingJob {
  readonly id: string
  readonly roomId: string
  readonly authorId: string
  readonly requestedAtMs: number
}

/**
 * @param waiting queued jobs, in any order; not mutated
 * @param runningByAuthor how many pictures of each author are being made now
 * @returns the same jobs, next first
 */
export function fairOrder<T extends WaitingJob>(
  waiting: readonly T[],
  runningByAuthor: ReadonlyMap<string, number> = new Map(),
): T[] {
  const byTime = [...waiting].sort((a, b) => a.requestedAtMs - b.requestedAtMs || (a.id < b.id ? -1 : 1))
  const personTurn = new Map<string, number>(runningByAuthor)
  const roomTurn = new Map<string, number>()
  const ranked = byTime.map((job) => {
    const turn = personTurn.get(job.authorId) ?? 0
    personTurn.set(job.authorId, turn + 1)
    // Among jobs of the same turn, rooms alternate, so that a full class does not outvote a pair next door.
    const roomKey = `${turn}/${job.roomId}`
    const room = roomTurn.get(roomKey) ?? 0
    roomTurn.set(roomKey, room + 1)
    return { job, turn, room }
  })
  ranked.sort((a, b) => a.turn - b.turn || a.room - b.room || a.job.requestedAtMs - b.job.requestedAtMs || 0)
  return ranked.map((entry) => entry.job)
}
