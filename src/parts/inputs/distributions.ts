/**
 * Distributions of the inputs x = Σ^{1/2} u. In the limit all are equivalent (universality): only Σ enters the equations. At
 * finite size each draws its own u, with E u = 0 and E uuᵀ = I.
 */
import { squaredNorm } from '../../linalg/matrix.ts';
import type { Stream } from '../../random/stream.ts';

export const distributions = ['gaussian', 'sphere', 'rademacher'] as const;
export type Distribution = (typeof distributions)[number];

/** Fill `count` rows of `dimension` numbers with independent draws of u. */
export function drawInputs(
  distribution: Distribution,
  stream: Stream,
  out: Float64Array,
  dimension: number,
): void {
  if (distribution === 'rademacher') stream.signs(out);
  else stream.normals(out);
  if (distribution === 'sphere') scaleRowsToSphere(out, dimension, Math.sqrt(dimension));
}

/** Scale every row to this norm: the uniform law on that sphere when the rows are normal. */
export function scaleRowsToSphere(rows: Float64Array, dimension: number, radius: number): void {
  for (let start = 0; start < rows.length; start += dimension) {
    const factor = radius / Math.sqrt(squaredNorm(rows, start, start + dimension));
    for (let j = start; j < start + dimension; j++) rows[j]! *= factor;
  }
}

/** E u_a² u_b² for a ≠ b: 1, but d/(d+2) on the sphere. */
export function pairPower(distribution: Distribution, dimension: number): number {
  return distribution === 'sphere' ? dimension / (dimension + 2) : 1;
}
