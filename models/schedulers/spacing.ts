/**
 * Which of the training timesteps a run of N steps visits.
 * Source: Lin et al. 2023, arXiv:2305.08891, table 2, with numpy's rounding (half to even) and `arange` lengths,
 * which decide which timestep is met when T/N is not whole.
 */

export type TimestepSpacing = "linspace" | "leading" | "trailing"

/** numpy's `round`: halves go to the even neighbour, where `Math.round` goes up. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** `count` evenly spaced values from `start` to `end`, both included; just `start` when count is 1. */
export function linspace(start: number, end: number, count: number): number[] {
  if (count === 1) return [start]
  const step = (end - start) / (count - 1)
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? end : start + i * step))
}

/**
 * `start, start - ratio, …` down to just above 0, each rounded, minus 1; at most `limit` of them.
 * For a few counts (61, 103, 121 … of 1000) rounding gives numpy's `arange` one value more, a step at timestep -1
 * beyond the clean end: that one is left out.
 */
export function trailingTimesteps(start: number, ratio: number, limit: number): number[] {
  const count = Math.min(Math.ceil(start / ratio), limit)
  // numpy fills with start + i·delta, delta being the rounded difference of the first two values.
  const delta = start - ratio - start
  return Array.from({ length: count }, (_, i) => roundHalfEven(start + i * delta) - 1)
}

/** Whether numpy's `arange` gives "trailing" the one timestep more, see `trailingTimesteps`. */
export function trailingOvershoots(trainCount: number, stepCount: number): boolean {
  return Math.ceil(trainCount / (trainCount / stepCount)) > stepCount
}

/** As `spaceTimesteps`, rounded to whole timesteps: from the unrounded fractions, so that a half is met as a half. */
export function spaceWholeTimesteps(
  spacing: TimestepSpacing,
  trainCount: number,
  stepCount: number,
  offset: number,
): number[] {
  if (spacing !== "linspace") return spaceTimesteps(spacing, trainCount, stepCount, offset)
  return linspace(0, trainCount - 1, stepCount)
    .map(roundHalfEven)
    .reverse()
}

/**
 * Timesteps from noisy to clean. "linspace" keeps fractions (float32, as the network is told them).
 * @param trainCount T
 * @param stepCount N
 * @param offset added with "leading" only (`steps_offset`)
 */
export function spaceTimesteps(
  spacing: TimestepSpacing,
  trainCount: number,
  stepCount: number,
  offset: number,
): number[] {
  if (spacing === "linspace")
    return linspace(0, trainCount - 1, stepCount)
      .map(Math.fround)
      .reverse()
  if (spacing === "trailing") return trailingTimesteps(trainCount, trainCount / stepCount, stepCount)
  const ratio = Math.floor(trainCount / stepCount)
  return Array.from({ length: stepCount }, (_, i) => (stepCount - 1 - i) * ratio + offset)
}
