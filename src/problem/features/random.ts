/**
 * Random features φ_i(x) = σ(θ_i·x/√d) at finite size: the design matrix, and the population risk of predictors on it.
 * (The limit life is the composition step of theory/effectiveRidge.ts with the kernel μ1²Σ, tail μ*².)
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, rowsOf } from '../../linalg/matrix.ts';
import type { Stream } from '../../random/stream.ts';
import type { CellBlock } from '../cell.ts';
import { type Distribution, scaleRowsToSphere } from '../inputs/distributions.ts';
import type { NonlinearTarget } from '../labels/regression.ts';
import type { Activation } from './activations.ts';
import type { GaussianAverages } from './averages.ts';

/** Rows of the kernel matrix that are held at a time. */
const panelRows = 128;

/** θ/√d, one row a neuron: uniform on the unit sphere, or Gaussian of mean square norm 1. */
export function drawWeights(out: Matrix, weights: 'sphere' | 'gaussian', stream: Stream): void {
  stream.normals(out.data);
  if (weights === 'sphere') scaleRowsToSphere(out.data, out.columns);
  const scale = 1 / Math.sqrt(out.columns);
  for (let i = 0; i < out.data.length; i++) out.data[i]! *= scale;
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
  const { data } = out;
  const { apply } = activation;
  for (let i = 0; i < data.length; i++) data[i] = apply(data[i]!);
}

/** The closed-form averages that give the exact population risk under this input law, if there are any. */
export function exactAverages(
  activation: Activation,
  distribution: Distribution,
): GaussianAverages | undefined {
  const { averages } = activation;
  if (distribution === 'gaussian') return averages;
  return distribution === 'sphere' && averages?.degree !== undefined ? averages : undefined;
}

/** Everything that the exact risk needs besides the coefficients. */
export interface Population {
  readonly averages: GaussianAverages;
  readonly distribution: Distribution;
  readonly blocks: readonly CellBlock[];
  /** θ/√d. */
  readonly weights: Matrix;
  /** β of every draw, d × draws. */
  readonly signals: Matrix;
  readonly nonlinear: readonly NonlinearTarget[];
}

/**
 * Population risks E (a·φ(x) − f(x))² = aᵀUa − 2a·c + E f² for every column of every coefficient matrix (features × parts·draws, parts in the
 * order signal, nonlinear if any, noise); U = E φφᵀ, c = E φf.
 *
 * @returns one array of column risks a coefficient matrix
 */
export function exactRisks(
  backend: Backend,
  population: Population,
  coefficients: readonly Matrix[],
): Float64Array[] {
  const { averages, blocks, weights, distribution } = population;
  const { workspace } = backend;
  const neurons = weights.rows;
  return workspace.scope(() => {
    const scaled = workspace.matrix(neurons, weights.columns);
    scaled.data.set(weights.data);
    scaleColumns(scaled, blocks);
    const variances = Float64Array.from({ length: neurons }, (_, i) => squaredNorm(scaled, i));
    const overlap = targetOverlaps(backend, population, scaled, variances);
    const risks = coefficients.map((a) => linearTerms(a, overlap));
    const power = sphereFactor(distribution, weights.columns, 2 * (averages.degree ?? 0));
    const amplitudes = variances.map(averages.amplitude);
    const weighted = coefficients.map((a) => {
      const copy = workspace.matrix(a.rows, a.columns);
      copy.data.set(a.data);
      multiplyRows(copy, amplitudes);
      return copy;
    });
    multiplyRows(scaled, variances.map(averages.factor));
    for (let start = 0; start < neurons; start += panelRows) {
      const end = Math.min(neurons, start + panelRows);
      workspace.scope(() => {
        // U is symmetric: twice its part right of the diagonal, so half of the panel's own square.
        const panel = workspace.matrix(end - start, neurons - start);
        backend.multiply(panel, rowsOf(scaled, start, end), rowsOf(scaled, start, neurons), {
          transposeB: true,
        });
        averages.similarity(panel.data);
        halveSquare(panel);
        weighted.forEach((a, k) => {
          const product = workspace.matrix(panel.rows, a.columns);
          backend.multiply(product, panel, rowsOf(a, start, neurons), { alpha: 2 * power });
          addProducts(risks[k]!, rowsOf(a, start, end), product);
        });
      });
    }
    return risks;
  });
}

/** E f² − 2a·c, column by column; targets have unit power. */
function linearTerms(a: Matrix, overlap: Matrix): Float64Array {
  const terms = new Float64Array(a.columns).fill(1, 0, overlap.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let c = 0; c < overlap.columns; c++) {
      terms[c]! -= 2 * a.data[i * a.columns + c]! * overlap.data[i * overlap.columns + c]!;
    }
  }
  return terms;
}

/** The part as wide as it is high. */
function halveSquare({ data, rows, columns }: Matrix): void {
  for (let start = 0; start < data.length; start += columns) {
    for (let j = start; j < start + rows; j++) data[j]! *= 0.5;
  }
}

/** risk_c += Σ_i a_ic b_ic. */
function addProducts(risks: Float64Array, a: Matrix, b: Matrix): void {
  for (let start = 0; start < a.data.length; start += a.columns) {
    for (let c = 0; c < a.columns; c++) risks[c]! += a.data[start + c]! * b.data[start + c]!;
  }
}

/** c = E φ f for the signal draws, then the nonlinear ones: neurons × parts·draws, by Stein's lemma. */
function targetOverlaps(
  backend: Backend,
  population: Population,
  scaled: Matrix,
  variances: Float64Array,
): Matrix {
  const { averages, blocks, distribution, signals, nonlinear } = population;
  const { workspace } = backend;
  const degree = averages.degree ?? 0;
  const draws = signals.columns;
  const out = workspace.matrix(scaled.rows, draws + nonlinear.length);
  const dimension = scaled.columns;
  const slopeFactor = sphereFactor(distribution, dimension, degree + 1);
  const curvatureFactor = sphereFactor(distribution, dimension, degree + 2);
  workspace.scope(() => {
    const beta = workspace.matrix(dimension, draws);
    beta.data.set(signals.data);
    scaleRows(beta, blocks);
    const linear = workspace.matrix(scaled.rows, draws);
    backend.multiply(linear, scaled, beta);
    // Cov(u_i, x_j) = θ_ij s_j/√d: one more √s_j than `scaled` carries.
    const covariance = workspace.matrix(scaled.rows, dimension);
    covariance.data.set(scaled.data);
    scaleColumns(covariance, blocks);
    for (let i = 0; i < scaled.rows; i++) {
      const slope = slopeFactor * averages.slope(variances[i]!);
      const curvature = curvatureFactor * averages.curvature(variances[i]!);
      for (let c = 0; c < draws; c++) out.data[i * out.columns + c] = slope * linear.data[i * draws + c]!;
      nonlinear.forEach(({ shift, coefficients }, c) => {
        let sum = 0;
        for (let j = 0; j < dimension; j++) {
          const other = j + shift < dimension ? j + shift : j + shift - dimension;
          sum +=
            coefficients[j]! * covariance.data[i * dimension + j]! * covariance.data[i * dimension + other]!;
        }
        out.data[i * out.columns + draws + c] = curvature * sum;
      });
    }
  });
  return out;
}

/** E_sphere[g]/E_gauss[g] = d^{k/2}/E r^k for g homogeneous of degree k, r² ~ χ²_d; 1 under the Gaussian law. */
export function sphereFactor(distribution: Distribution, dimension: number, degree: number): number {
  if (distribution !== 'sphere') return 1;
  // E r^{k+2} = (d + k) E r^k, from E r⁰ = 1 or E r = √2 Γ((d+1)/2)/Γ(d/2).
  let moment = degree % 2 === 0 ? 1 : Math.SQRT2 * gammaRatio(dimension);
  for (let k = degree % 2; k < degree; k += 2) moment *= dimension + k;
  return dimension ** (degree / 2) / moment;
}

/** Γ((d+1)/2)/Γ(d/2) for a positive integer d. */
function gammaRatio(dimension: number): number {
  let ratio = dimension % 2 === 1 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2;
  for (let d = dimension % 2 === 1 ? 1 : 2; d < dimension; d += 2) ratio *= (d + 1) / d;
  return ratio;
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

/** Multiply row i by factors_i. */
function multiplyRows({ data, columns }: Matrix, factors: Float64Array): void {
  for (let i = 0; i < factors.length; i++) {
    const factor = factors[i]!;
    for (let j = i * columns; j < (i + 1) * columns; j++) data[j]! *= factor;
  }
}

function scaleRows(matrix: Matrix, blocks: readonly CellBlock[]): void {
  let first = 0;
  for (const { count, variance } of blocks) {
    const scale = Math.sqrt(variance);
    for (let i = first * matrix.columns; i < (first + count) * matrix.columns; i++) matrix.data[i]! *= scale;
    first += count;
  }
}

function squaredNorm(matrix: Matrix, row: number): number {
  let sum = 0;
  for (let j = row * matrix.columns; j < (row + 1) * matrix.columns; j++)
    sum += matrix.data[j]! * matrix.data[j]!;
  return sum;
}
