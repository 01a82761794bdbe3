/**
 * float32 arithmetic as the libraries beneath diffusers do it. Its schedulers hold their tables in float32, so that the
 * last bits are part of the result: at zero terminal SNR tables are differences of near numbers, and a timestep that is
 * cut off to a whole number falls to one side or the other by the last bit of a logarithm.
 *
 * All functions take and return numbers that are float32 values.
 */

/** A number rounded to float32. */
export const f32 = Math.fround

/** √x, eˣ and ln x rounded once: what PyTorch gives wherever its processor's library is exact to half a last place. */
export const sqrtF32 = (x: number): number => f32(Math.sqrt(x))
export const expF32 = (x: number): number => f32(Math.exp(x))
export const logF32 = (x: number): number => f32(Math.log(x))

/**
 * √x of what is never below 0 but for rounding: 0 then, the nearest there is, where diffusers' picture is lost as NaN.
 */
export const rootFromZero = (x: number): number => sqrtF32(Math.max(x, 0))

/** a·b + c, rounded once (a fused multiply-add): the product of two float32 numbers is exact in float64. */
const fused = (a: number, b: number, c: number): number => f32(a * b + c)

/** torch.linspace in float32: counted from both ends towards the middle, each value rounded once. */
export function linspaceF32(start: number, end: number, count: number): Float64Array {
  const from = f32(start)
  const to = f32(end)
  const step = count > 1 ? f32(f32(to - from) / (count - 1)) : 0
  const half = Math.floor(count / 2)
  return Float64Array.from({ length: count }, (_, i) =>
    i < half || count === 1 ? fused(step, i, from) : fused(-step, count - 1 - i, to),
  )
}

/**
 * ln(1 + y) = y·N(y)/D(y) for √½ − 1 < y ≤ √2 − 1, factors from the lowest power: numpy's minimax fit of degree 5 over 5,
 * which is off by up to 4 last places.
 */
const LOG_NUMERATOR = [1, 2.11267754, 1.48000063, 0.380883774, 0.0258997912].map(f32)
const LOG_DENOMINATOR = [1, 2.61267754, 2.45300607, 0.986494296, 0.154647637, 0.0058750954].map(f32)
const LN2 = f32(Math.LN2)
const SQRT_HALF = f32(Math.SQRT1_2)

/** Horner's rule with fused steps. @param factors lowest power first */
const polynomial = (factors: readonly number[], y: number): number =>
  factors.reduceRight((sum, factor) => fused(sum, y, factor))

/**
 * ln x as numpy computes it on arrays of float32 (on x86 with AVX2 and newer): one in fourteen values differs from the
 * rounded one in its last places.
 * @param x above 0 and not subnormal
 */
export function numpyLogF32(x: number): number {
  if (!(x > 0 && Number.isFinite(x))) return Math.log(x)
  let exponent = Math.floor(Math.log2(x)) + 1
  let mantissa = x / 2 ** exponent
  // log2 may round up to the next whole number just below a power of two.
  while (mantissa >= 1) mantissa = x / 2 ** ++exponent
  while (mantissa < 0.5) mantissa = x / 2 ** --exponent
  if (mantissa <= SQRT_HALF) {
    mantissa *= 2
    exponent -= 1
  }
  const y = f32(mantissa - 1)
  const numerator = f32(polynomial(LOG_NUMERATOR, y) * y)
  return fused(exponent, LN2, f32(numerator / polynomial(LOG_DENOMINATOR, y)))
}
