/**
 * Seeded random numbers, equal on every platform up to the last bit of `Math.log`, `Math.cos`.
 * sfc32 (Chris Doty-Humphrey, PractRand) seeded through splitmix32, 12 rounds of warm-up.
 */

export interface Rng {
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number
  /** Uniform integer in [0, limit). */
  nextInt(limit: number): number
  /** Standard normal, by Box–Muller: two uniforms a pair, the second kept. */
  nextNormal(): number
  /** Fills `target` with standard normals in index order and returns it. */
  fillNormal(target: Float32Array): Float32Array
}

/** @param seed any safe integer ≥ 0; its low and high 32 bits both count. */
export function createRng(seed: number): Rng {
  let mix = (seed >>> 0) ^ 0x9e3779b9
  const high = Math.floor(seed / 2 ** 32) >>> 0
  const splitmix = () => {
    mix = (mix + 0x9e3779b9) | 0
    let z = mix ^ (mix >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return (z ^ (z >>> 15)) | 0
  }
  let a = splitmix()
  let b = splitmix() ^ high
  let c = splitmix()
  let counter = 1
  const next32 = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) next32()

  let spare: number | undefined
  const rng: Rng = {
    next: () => next32() / 2 ** 32,
    nextInt: (limit) => Math.floor((next32() / 2 ** 32) * limit),
    nextNormal: () => {
      if (spare !== undefined) {
        const value = spare
        spare = undefined
        return value
      }
      // 1 - u keeps the logarithm's argument above zero.
      const radius = Math.sqrt(-2 * Math.log(1 - rng.next()))
      const angle = 2 * Math.PI * rng.next()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
    fillNormal: (target) => {
      for (let i = 0; i < target.length; i++) target[i] = rng.nextNormal()
      return target
    },
  }
  return rng
}
