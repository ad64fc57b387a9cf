/**
 * Random features φ_i(x) = σ(θ_i·x/√d) at finite size; their averages over inputs are in population.ts.
 * (The limit life is the composition step of theory/effectiveRidge.ts with the kernel μ1²Σ, tail μ*².)
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, setTransposed } from '../../linalg/matrix.ts';
import type { Stream } from '../../random/stream.ts';
import type { CellBlock } from '../cell.ts';
import { scaleRowsToSphere } from '../inputs/distributions.ts';
import type { Activation } from './activations.ts';

/** Laws of the hidden weights. */
export const hiddenWeights = ['sphere', 'gaussian', 'orthogonal'] as const;
export type HiddenWeights = (typeof hiddenWeights)[number];

/**
 * θ/√d, orthogonal, of N × d weights that are Gaussian: W ← (WWᵀ)^{−1/2} W up to a rotation that is independent of it, by L⁻¹W from WWᵀ = LLᵀ, for N ≤ d; else the same
 * of Wᵀ, times √(N/d). Twice, as one pass leaves the square of the condition number. Uniform, as W is in law whatever rotates it.
 */
export function orthogonalise(backend: Backend, weights: Matrix): void {
  const { workspace } = backend;
  const { rows, columns } = weights;
  workspace.scope(() => {
    const short = rows <= columns ? weights : workspace.matrix(columns, rows);
    if (short !== weights) setTransposed(short, weights);
    for (let pass = 0; pass < 2; pass++) {
      workspace.scope(() => {
        const gram = workspace.matrix(short.rows, short.rows);
        backend.gram(gram, short);
        if (!backend.cholesky(gram)) throw new TypeError('Gaussian weights without full rank');
        backend.solveTriangular(gram, short);
      });
    }
    if (short === weights) return;
    setTransposed(weights, short);
    const scale = Math.sqrt(rows / columns);
    for (let i = 0; i < weights.data.length; i++) weights.data[i]! *= scale;
  });
}

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
