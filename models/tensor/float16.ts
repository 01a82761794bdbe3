/**
 * IEEE 754 half precision, as half-precision graphs take and give it.
 * Conversions round to the nearest, halves to even; what is too large becomes infinite, as everywhere else.
 */

const word = new Float32Array(1)
const bits = new Uint32Array(word.buffer)

/** The 16 bits of the half nearest to `value`. */
export function halfFromNumber(value: number): number {
  word[0] = value
  const all = bits[0] as number
  const sign = (all >>> 16) & 0x8000
  const magnitude = all & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00
  // 65520 is half-way between the largest half and the next there would be.
  if (magnitude >= 0x477ff000) return sign | 0x7c00
  if (magnitude < 0x38800000) {
    // Below 2⁻¹⁴ halves are whole multiples of 2⁻²⁴.
    const steps = Math.abs(Math.fround(value)) * 2 ** 24
    const whole = Math.floor(steps)
    const rest = steps - whole
    return sign | (rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole)
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1)
  return sign | ((rounded - 0x38000000) >>> 13)
}

/** The number that 16 bits of a half stand for. */
export function numberFromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** Halves of all values, as bits. */
export function halvesFromFloats(values: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) halves[i] = halfFromNumber(values[i] as number)
  return halves
}

/** All values of halves given as bits. */
export function floatsFromHalves(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) values[i] = numberFromHalf(halves[i] as number)
  return values
}
