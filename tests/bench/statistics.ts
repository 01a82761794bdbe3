/** Percentiles and medians: the only arithmetic between what was measured and what is printed. */

/**
 * The smallest value that at least `fraction` of all values do not exceed (nearest rank).
 * @param values any order, at least one; not mutated
 * @param fraction above 0 up to 1, e.g. 0.95
 * @throws RangeError without values, or with a fraction out of range
 */
export function percentile(values: ArrayLike<number>, fraction: number): number {
  return percentiles(values, [fraction])[0]!
}

/** As `percentile`, for several fractions with one sort. */
export function percentiles(values: ArrayLike<number>, fractions: readonly number[]): number[] {
  if (values.length === 0) throw new RangeError("There is no percentile of no values.")
  const sorted = Float64Array.from(values).sort()
  return fractions.map((fraction) => {
    if (!(fraction > 0 && fraction <= 1)) throw new RangeError(`A percentile needs 0 < fraction ≤ 1, got ${fraction}.`)
    return sorted[Math.ceil(fraction * sorted.length) - 1]!
  })
}

/** The middle value; the mean of the two middle ones for an even count. @throws RangeError without values */
export function median(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("There is no median of no values.")
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** How far the rounds lie apart: (largest − smallest) / median; 0 for one round. How noisy a figure is. */
export function spread(values: readonly number[]): number {
  const middle = median(values)
  return middle === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / middle
}
