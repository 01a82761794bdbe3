/**
 * Following: this window shows what another person's window shows, until its owner moves by themselves. A host who
 * presents is followed by everybody at once; whoever moves away is left alone until the host presents anew.
 */

import { type Box, type Camera, cameraToFit, MAX_ZOOM } from "../../lib/geometry/geometry.ts"
import type { Presence } from "../../lib/protocol/presence.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { createObservable, type Observable } from "../_document/observable.ts"
import type { OtherPresence, PresenceChannel } from "../_document/presence.ts"

/** A view is told this often while it moves: who follows glides between. */
const TELL_EVERY_MS = 100
const GLIDE_MS = 90
/** Nearer than this, in pixels and in ratio of zoom, it has arrived. */
const ARRIVED_PX = 0.3

export interface Following {
  /** Who is followed, as they are now. */
  readonly leader: Observable<OtherPresence | undefined>
  /** Whether this person asks everybody to follow. */
  readonly isPresenting: Observable<boolean>
  follow(clientId: number): void
  stop(): void
  /** Only a host's word counts. */
  present(on: boolean): void
  destroy(): void
}

export function createFollowing(canvas: CanvasController, presence: PresenceChannel): Following {
  const leader = createObservable<OtherPresence | undefined>(undefined)
  const isPresenting = createObservable(false)
  const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)")
  let followed: number | undefined
  /** Presenters whose call this person has heard: it is answered once. */
  let heard = new Set<number>()
  let own: Camera = canvas.camera.get()
  let frame = 0
  let lastMs = 0
  let tellTimer: ReturnType<typeof setTimeout> | undefined

  const tell = () => {
    tellTimer = undefined
    const { x, y, width, height } = canvas.visibleBox()
    presence.update({ view: [round(x), round(y), round(width), round(height)] })
  }
  const tellSoon = () => {
    tellTimer ??= setTimeout(tell, TELL_EVERY_MS)
  }

  const stop = () => {
    if (followed !== undefined) presence.update({ follows: null })
    followed = undefined
    cancelAnimationFrame(frame)
    frame = 0
    leader.set(undefined)
  }
  const read = () => {
    const others = presence.others.get()
    const presenting = others.filter(isPresentingHost).map((other) => other.clientId)
    const call = presenting.find((clientId) => !heard.has(clientId))
    heard = new Set(presenting)
    if (call !== undefined && followed === undefined) followed = call
    if (followed === undefined) return
    const now = others.find((other) => other.clientId === followed)
    if (!now || leadsTo(presence.clientId, now, others)) return stop()
    if (leader.get()?.clientId !== followed) presence.update({ follows: followed })
    leader.set(now)
    if (frame === 0) {
      lastMs = performance.now()
      frame = requestAnimationFrame(glide)
    }
  }
  const glide = (nowMs: number) => {
    frame = 0
    const view = boxOfView(leader.get())
    if (!view) return
    const { width, height } = canvas.visibleBox()
    const { zoom } = canvas.camera.get()
    const target = cameraToFit(view, width * zoom, height * zoom, 0, MAX_ZOOM)
    const share = reducedMotion.matches ? 1 : 1 - Math.exp(-Math.min(100, nowMs - lastMs) / GLIDE_MS)
    lastMs = nowMs
    const next = between(canvas.camera.get(), target, share)
    own = next
    canvas.setCamera(next)
    if (next !== target) frame = requestAnimationFrame(glide)
  }

  const stops = [
    presence.others.subscribe(read),
    onResize(tellSoon),
    canvas.camera.subscribe(() => {
      tellSoon()
      // Any other hand on the camera is this person's own.
      if (followed !== undefined && canvas.camera.get() !== own) stop()
    }),
  ]
  tell()
  read()
  return {
    leader,
    isPresenting,
    follow(clientId) {
      followed = clientId
      read()
    },
    stop,
    present(on) {
      isPresenting.set(on)
      presence.update({ presenting: on })
    },
    destroy() {
      stop()
      clearTimeout(tellTimer)
      for (const each of stops) each()
    },
  }
}

/** The server says who is a host: whoever else says that they present is not heard. */
export function isPresentingHost({ presenting, person }: Pick<Presence, "presenting" | "person">): boolean {
  return presenting === true && person?.role === "host"
}

function boxOfView(other: Presence | undefined): Box | undefined {
  if (!other?.view) return undefined
  const [x, y, width, height] = other.view
  return { x, y, width, height }
}

/** Whether somebody follows this client, be it through others: two who follow each other would both never rest. */
export function leadsTo(
  clientId: number,
  from: Pick<OtherPresence, "clientId" | "follows">,
  others: readonly Pick<OtherPresence, "clientId" | "follows">[],
): boolean {
  const seen = new Set<number>()
  for (let at: typeof from | undefined = from; at && !seen.has(at.clientId); ) {
    if (at.follows === clientId) return true
    seen.add(at.clientId)
    const next: number | null | undefined = at.follows
    at = others.find((other) => other.clientId === next)
  }
  return false
}

function onResize(listener: () => void): () => void {
  window.addEventListener("resize", listener)
  return () => window.removeEventListener("resize", listener)
}

/** A camera on the way to another; the other itself once nobody could tell them apart. */
export function between(from: Camera, to: Camera, share: number): Camera {
  const zoom = from.zoom * (to.zoom / from.zoom) ** share
  const next = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, zoom }
  const offPx = Math.hypot(next.x - to.x, next.y - to.y) * to.zoom
  return offPx < ARRIVED_PX && Math.abs(Math.log(zoom / to.zoom)) < 1e-3 ? to : next
}

const round = (value: number) => Math.round(value * 10) / 10
