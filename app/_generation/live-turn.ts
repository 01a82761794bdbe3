/**
 * When a live frame's drawing is sent, and by whom. Whoever draws sends while they draw; once nobody has drawn for a moment
 * the one with the lowest client id sends it with more steps. So a class that looks on sends nothing, and what is shown in
 * the end is what everybody drew. Pure.
 */

export const SEND_EVERY_MS = 60
export const REST_AFTER_MS = 300
export const LEFT_TO_OTHERS_MS = 1_500

export interface LiveTurn {
  /** What is drawn, said and set; anything else is not sent again. */
  readonly version: string
  readonly changedAtMs: number
  /** Whether the newest change is this person's. */
  readonly isMine: boolean
  /** What was last sent while drawing, and at rest. */
  readonly sentVersion: string | undefined
  readonly restVersion: string | undefined
  readonly sentAtMs: number
}

export const NEW_TURN: LiveTurn = {
  version: "",
  changedAtMs: Number.NEGATIVE_INFINITY,
  isMine: false,
  sentVersion: undefined,
  restVersion: undefined,
  sentAtMs: Number.NEGATIVE_INFINITY,
}

/** Takes in what is drawn now; the same as before changes nothing. */
export function seeDrawing(
  turn: LiveTurn,
  now: { readonly version: string; readonly isMine: boolean; readonly nowMs: number },
): LiveTurn {
  if (now.version === turn.version) return turn
  return { ...turn, version: now.version, isMine: now.isMine, changedAtMs: now.nowMs }
}

/** What is to be sent now: while drawing, at rest, or nothing. */
export function dueDrawing(
  turn: LiveTurn,
  now: { readonly nowMs: number; readonly isElected: boolean },
): "drawing" | "rest" | undefined {
  const { nowMs } = now
  if (nowMs - turn.changedAtMs >= REST_AFTER_MS) {
    return now.isElected && turn.restVersion !== turn.version ? "rest" : undefined
  }
  const isSent = turn.sentVersion === turn.version || turn.restVersion === turn.version
  return turn.isMine && !isSent && nowMs - turn.sentAtMs >= SEND_EVERY_MS ? "drawing" : undefined
}

/** Somebody else is elected and has had the time to send it: should they leave later, it is not sent once more. */
export function leftToOthers(turn: LiveTurn, now: { readonly nowMs: number; readonly isElected: boolean }): LiveTurn {
  if (now.isElected || turn.restVersion === turn.version) return turn
  return now.nowMs - turn.changedAtMs < LEFT_TO_OTHERS_MS ? turn : { ...turn, restVersion: turn.version }
}

export function sentDrawing(
  turn: LiveTurn,
  sent: { what: "drawing" | "rest"; version: string; nowMs: number },
): LiveTurn {
  const { what, version, nowMs } = sent
  return what === "rest"
    ? { ...turn, restVersion: version, sentAtMs: nowMs }
    : { ...turn, sentVersion: version, sentAtMs: nowMs }
}
