import { expect, it } from 'vitest';
import { squaredNorm } from '../../src/linalg/matrix.ts';
import { drawInputs } from '../../src/parts/inputs/distributions.ts';
import { openStream } from '../../src/random/stream.ts';
import { kolmogorov } from '../helpers/kolmogorov.ts';

const count = 20_000;

function drawn(dimension: number): Float64Array {
  const rows = new Float64Array(count * dimension);
  drawInputs('sphere', openStream([3, 4], 0, dimension), rows, dimension);
  return rows;
}

/** Law of a coordinate on the sphere of radius √d: of t = x/√d for d = 2 the arcsine law, for 3 uniform, for 5 of density ¾(1 − t²). */
const laws: readonly (readonly [number, (t: number) => number])[] = [
  [2, (t) => 0.5 + Math.asin(t) / Math.PI],
  [3, (t) => (1 + t) / 2],
  [5, (t) => 0.5 + (3 * t - t ** 3) / 4],
];

it.each(laws)('inputs on the sphere in dimension %i have its norm, moments and law', (dimension, law) => {
  const rows = drawn(dimension);
  const sums = new Float64Array(dimension ** 2 + dimension);
  for (let start = 0; start < rows.length; start += dimension) {
    const square = squaredNorm(rows, start, start + dimension);
    expect(Math.abs(square - dimension)).toBeLessThan(1e-14 * dimension);
    for (let i = 0; i < dimension; i++) {
      sums[dimension ** 2 + i]! += rows[start + i]!;
      for (let j = 0; j < dimension; j++) sums[i * dimension + j]! += rows[start + i]! * rows[start + j]!;
    }
  }
  // Variances of an entry are at most 1 and, E x⁴ being below 3, 2: 5 deviations.
  const most = 5 * Math.sqrt(2 / count);
  for (let i = 0; i < dimension; i++) {
    expect(Math.abs(sums[dimension ** 2 + i]! / count)).toBeLessThan(most);
    for (let j = 0; j < dimension; j++) {
      expect(Math.abs(sums[i * dimension + j]! / count - (i === j ? 1 : 0))).toBeLessThan(most);
    }
    const coordinate = Array.from({ length: count }, (_, row) => rows[row * dimension + i]!);
    expect(
      kolmogorov(coordinate, (x) => law(Math.max(-1, Math.min(1, x / Math.sqrt(dimension))))),
    ).toBeGreaterThan(1e-4);
  }
});

it('the first normals of a key are what they were', () => {
  const first = new Float64Array(6);
  openStream([20260101, 7], 0, 0).normals(first);
  expect([...first]).toEqual([
    0.8102720064693794, -0.2668780973646702, 0.9756816199516913, 0.16926234554840897, -0.04816334593052141,
    1.1131810228090178,
  ]);
});
