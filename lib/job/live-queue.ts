/**
 * The queue of live frames: one running and one pending each, the latest wins, and no older picture ever follows a newer
 * one. Frames take turns: the one that has waited longest for an engine is next. Pure; numbers come from the caller.
 */

/** A state of a frame's drawing that wants a picture. */
export interface LiveDrawing {
  /** Grows with every drawing that is offered, whoever sent it. */
  readonly number: number
}

export interface LiveLane<D extends LiveDrawing> {
  readonly running: D | undefined
  readonly pending: D | undefined
  /** Of the newest drawing offered, and of the newest one shown; -1 before the first. */
  readonly newestNumber: number
  readonly shownNumber: number
  /** When it last had an engine, counted in turns; 0 before. */
  readonly lastTurn: number
}

export interface LiveQueue<D extends LiveDrawing> {
  readonly lanes: ReadonlyMap<string, LiveLane<D>>
  readonly turn: number
}

export const EMPTY_LIVE_QUEUE = { lanes: new Map<string, never>(), turn: 0 } as const

const NEW_LANE = { running: undefined, pending: undefined, newestNumber: -1, shownNumber: -1, lastTurn: 0 } as const

function withLane<D extends LiveDrawing>(queue: LiveQueue<D>, key: string, lane: LiveLane<D>): LiveQueue<D> {
  return { ...queue, lanes: new Map(queue.lanes).set(key, lane) }
}

/** Takes in a drawing: it replaces the pending one. One that is not newer than all before changes nothing. */
export function offerDrawing<D extends LiveDrawing>(queue: LiveQueue<D>, key: string, drawing: D): LiveQueue<D> {
  const lane = queue.lanes.get(key) ?? NEW_LANE
  if (drawing.number <= lane.newestNumber) return queue
  return withLane(queue, key, { ...lane, pending: drawing, newestNumber: drawing.number })
}

/**
 * Gives the next drawing to an engine.
 * @param mayRun whether this one may run now: somebody watches, the engine has its model
 * @returns undefined when none may, or all are running
 */
export function takeDrawing<D extends LiveDrawing>(
  queue: LiveQueue<D>,
  mayRun: (key: string, drawing: D) => boolean,
): { readonly queue: LiveQueue<D>; readonly key: string; readonly drawing: D } | undefined {
  let next: { key: string; lane: LiveLane<D>; drawing: D } | undefined
  for (const [key, lane] of queue.lanes) {
    if (lane.running || !lane.pending || !mayRun(key, lane.pending)) continue
    if (!next || lane.lastTurn < next.lane.lastTurn) next = { key, lane, drawing: lane.pending }
  }
  if (!next) return undefined
  const { key, lane, drawing } = next
  const turn = queue.turn + 1
  const taken = withLane(queue, key, { ...lane, running: drawing, pending: undefined, lastTurn: turn })
  return { queue: { ...taken, turn }, key, drawing }
}

/** A drawing's picture is made, or its engine failed with it: `isShown` says whether the picture may be shown. */
export function finishDrawing<D extends LiveDrawing>(
  queue: LiveQueue<D>,
  key: string,
  number: number,
): { readonly queue: LiveQueue<D>; readonly isShown: boolean } {
  const lane = queue.lanes.get(key)
  // Of a lane that was dropped meanwhile, or a run that was given up.
  if (lane?.running?.number !== number) return { queue, isShown: false }
  const shownNumber = Math.max(lane.shownNumber, number)
  return { queue: withLane(queue, key, { ...lane, running: undefined, shownNumber }), isShown: shownNumber === number }
}

/** A run that was stopped or lost: its drawing waits again, unless a newer one does already. */
export function returnDrawing<D extends LiveDrawing>(queue: LiveQueue<D>, key: string, number: number): LiveQueue<D> {
  const lane = queue.lanes.get(key)
  if (lane?.running?.number !== number) return queue
  return withLane(queue, key, { ...lane, running: undefined, pending: lane.pending ?? lane.running })
}

export function dropLane<D extends LiveDrawing>(queue: LiveQueue<D>, key: string): LiveQueue<D> {
  if (!queue.lanes.has(key)) return queue
  const lanes = new Map(queue.lanes)
  lanes.delete(key)
  return { ...queue, lanes }
}

/**
 * The fair share of live frames of one engine: all of it while no ordinary picture waits, else every second slot.
 * @param lastWork what the engine did last
 */
export function mayGoLive(share: {
  readonly ordinaryWaits: boolean
  readonly lastWork: "live" | "ordinary" | undefined
}): boolean {
  return !share.ordinaryWaits || share.lastWork === "ordinary"
}
