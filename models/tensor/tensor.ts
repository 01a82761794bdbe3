/**
 * Float32 arrays that know their shape, row-major, and the few operations the pipelines need.
 * A tensor's data is shared, not copied, by whoever holds it: functions here never write into their arguments.
 */

import { AppError } from "../../lib/errors.ts"

export interface Tensor {
  /** Sizes by axis, e.g. [1, C, h, w]; every one a whole number of at least 0. */
  readonly shape: readonly number[]
  /** `data.length` is the product of `shape`. */
  readonly data: Float32Array
}

/** "1×4×32×32", for messages. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? "scalar" : shape.join("×")
}

function shapeError(message: string): AppError {
  return new AppError("tensor/shape", message)
}

/** How many elements `shape` holds. @throws AppError tensor/shape when a size is not a whole number ≥ 0 */
export function elementCount(shape: readonly number[]): number {
  let count = 1
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0) {
      throw shapeError(`A tensor's sizes must be whole numbers of at least 0, got [${shape.join(", ")}].`)
    }
    count *= size
  }
  return count
}

/**
 * A tensor over `data` (not copied), or zeros when there is none.
 * @throws AppError tensor/shape when `data` has another length than the shape asks
 */
export function createTensor(shape: readonly number[], data?: Float32Array): Tensor {
  const count = elementCount(shape)
  if (data && data.length !== count) {
    throw shapeError(`A tensor of ${shapeText(shape)} needs ${count} values, got ${data.length}.`)
  }
  return { shape: [...shape], data: data ?? new Float32Array(count) }
}

export function hasSameShape(a: Tensor, b: Tensor): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis])
}

/** @throws AppError tensor/shape when `tensor` has another shape; `name` says which in the message */
export function expectShape(tensor: Tensor, shape: readonly number[], name: string): void {
  if (tensor.shape.length !== shape.length || shape.some((size, axis) => size !== tensor.shape[axis])) {
    throw shapeError(`${name} must be ${shapeText(shape)}, got ${shapeText(tensor.shape)}.`)
  }
}

/** @throws AppError tensor/shape when the shapes differ; `names` says whose in the message */
export function expectSameShape(a: Tensor, b: Tensor, names: string): void {
  if (!hasSameShape(a, b)) {
    throw shapeError(`${names} must have one shape, got ${shapeText(a.shape)} and ${shapeText(b.shape)}.`)
  }
}

export function copyTensor(tensor: Tensor): Tensor {
  return { shape: [...tensor.shape], data: tensor.data.slice() }
}

/**
 * Σ aₖ·xₖ by element, in the order given and rounded to float32 after each operation, as tensor libraries do it:
 * where large terms cancel, only the same rounding gives their numbers.
 * Terms with weight 0 are left out, so that an infinite or undefined xₖ cannot leak in through `0 · ∞`.
 * @param terms at least one `[aₖ, xₖ]`, all xₖ of one shape
 * @throws AppError tensor/shape
 */
export function combine(...terms: readonly (readonly [number, Tensor])[]): Tensor {
  const first = terms[0]
  if (!first) throw shapeError("A combination needs at least one tensor.")
  for (const [, tensor] of terms) expectSameShape(first[1], tensor, "Tensors that are combined")
  const data = new Float32Array(first[1].data.length)
  for (const [factor, tensor] of terms) {
    const weight = Math.fround(factor)
    if (weight === 0) continue
    const values = tensor.data
    for (let i = 0; i < data.length; i++) {
      data[i] = (data[i] as number) + Math.fround(weight * (values[i] as number))
    }
  }
  return { shape: [...first[1].shape], data }
}

/** `scale·x + shift` by element. */
export function affine(x: Tensor, scale: number, shift = 0): Tensor {
  return { shape: [...x.shape], data: x.data.map((value) => scale * value + shift) }
}

/**
 * Joins along `axis`; all other sizes must be equal.
 * @throws AppError tensor/shape
 */
export function concatenate(tensors: readonly Tensor[], axis: number): Tensor {
  const first = tensors[0]
  if (!first || axis < 0 || axis >= first.shape.length) {
    throw shapeError(`Cannot join ${tensors.length} tensors along axis ${axis}.`)
  }
  let joined = 0
  for (const tensor of tensors) {
    const fits =
      tensor.shape.length === first.shape.length &&
      tensor.shape.every((size, other) => other === axis || size === first.shape[other])
    if (!fits) {
      throw shapeError(
        `Tensors joined along axis ${axis} must agree in the other sizes, got ${shapeText(first.shape)} and ${shapeText(tensor.shape)}.`,
      )
    }
    joined += tensor.shape[axis] as number
  }
  const shape = first.shape.map((size, other) => (other === axis ? joined : size))
  const inner = elementCount(first.shape.slice(axis + 1))
  const outer = elementCount(first.shape.slice(0, axis))
  const data = new Float32Array(elementCount(shape))
  let start = 0
  for (const tensor of tensors) {
    const run = (tensor.shape[axis] as number) * inner
    for (let block = 0; block < outer; block++) {
      data.set(tensor.data.subarray(block * run, (block + 1) * run), block * joined * inner + start)
    }
    start += run
  }
  return { shape, data }
}

/**
 * Rows `from` (inclusive) to `to` (exclusive) of the first axis; the data is a view, not a copy.
 * @throws AppError tensor/shape when the range is not inside
 */
export function sliceRows(tensor: Tensor, from: number, to: number): Tensor {
  const rows = tensor.shape[0] ?? 0
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to > rows) {
    throw shapeError(`Rows ${from} to ${to} are not inside ${shapeText(tensor.shape)}.`)
  }
  const row = elementCount(tensor.shape.slice(1))
  return { shape: [to - from, ...tensor.shape.slice(1)], data: tensor.data.subarray(from * row, to * row) }
}
