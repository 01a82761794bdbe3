/** After which steps of a film a picture can be forked, and which of them is offered first. Pure. */

export interface FilmFrame {
  readonly url: string
  /** 0-based, as the engine counts: a slow connection misses some. */
  readonly stepIndex: number
}

/** The frames that leave at least one step to do. @param stepCount of the whole run */
export function forkableFrames(frames: readonly FilmFrame[], stepCount: number): readonly FilmFrame[] {
  return frames.filter(({ stepIndex }) => stepIndex <= stepCount - 2)
}

/**
 * The chosen step where it can be forked after, else an early one: an eighth of the way, where a picture has hardly
 * decided yet what it shows.
 * @param frames those that can be forked after, in order
 */
export function offeredFrame(
  frames: readonly FilmFrame[],
  options: { readonly chosen: number | undefined; readonly stepCount: number },
): FilmFrame | undefined {
  const early = Math.max(0, Math.round(options.stepCount / 8) - 1)
  return (
    frames.find(({ stepIndex }) => stepIndex === options.chosen) ??
    frames.find(({ stepIndex }) => stepIndex >= early) ??
    frames.at(-1)
  )
}
