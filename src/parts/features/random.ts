/**
 * Random features φ_i(x) = σ(θ_i·x/√d) at finite size; their averages over inputs are in population.ts.
 * (The limit life is the composition step of theory/effectiveRidge.ts with the kernel μ1²Σ, tail μ*².)
 */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import type { Stream } from '../../random/stream.ts';
import type { CellBlock } from '../cell.ts';
import { scaleRowsToSphere } from '../inputs/distributions.ts';
import type { Activation } from './activations.ts';

/** θ/√d, one row a neuron: uniform on the unit sphere, or Gaussian of mean square norm 1. */
export function drawWeights(out: Matrix, weights: 'sphere' | 'gaussian', stream: Stream): void {
  stream.normals(out.data);
  if (weights === 'sphere') scaleRowsToSphere(out.data, out.columns, 1);
  else {
    const scale = 1 / Math.sqrt(out.columns);
    for (let i = 0; i < out.data.length; i++) out.data[i]! *= scale;
  }
}

/** out ← σ(x·weightsᵀ), rows × features. */
export function features(
  backend: Backend,
  out: Matrix,
  x: Matrix,
  weights: Matrix,
  activation: Activation,
): void {
  backend.multiply(out, x, weights, { transposeB: true });
  const { apply, kernel } = activation;
  const { data } = out;
  if (kernel) backend.apply(out, ...kernel);
  else for (let i = 0; i < data.length; i++) data[i] = apply(data[i]!);
}

/** Multiply column j by √variance_j. */
export function scaleColumns(matrix: Matrix, blocks: readonly CellBlock[]): void {
  let first = 0;
  for (const { count, variance } of blocks) {
    const scale = Math.sqrt(variance);
    for (let i = first; i < matrix.data.length && scale !== 1; i += matrix.columns) {
      for (let j = i; j < i + count; j++) matrix.data[j]! *= scale;
    }
    first += count;
  }
}
