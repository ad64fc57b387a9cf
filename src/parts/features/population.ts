/**
 * The population of random features in closed form: U = E φφᵀ and c = E φf over fresh inputs, in which the risk of a predictor a·φ(x)
 * is quadratic, E (a·φ(x) − f(x))² = aᵀUa − 2a·c + E f².
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, rowsOf, squaredNorm } from '../../linalg/matrix.ts';
import type { CellBlock } from '../cell.ts';
import type { Distribution } from '../inputs/distributions.ts';
import type { NonlinearTarget } from '../labels/regression.ts';
import type { Activation } from './activations.ts';
import type { GaussianAverages } from './averages.ts';
import { scaleColumns } from './random.ts';

/** Rows of U that are held at a time. */
const panelRows = 64;

/** The closed-form averages that give the exact population risk under this input law, if there are any. */
export function exactAverages(
  activation: Activation,
  distribution: Distribution,
): GaussianAverages | undefined {
  const { averages } = activation;
  if (distribution === 'gaussian') return averages;
  return distribution === 'sphere' && averages?.degree !== undefined ? averages : undefined;
}

/** Everything that U and c depend on. */
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
 * Risk of every column of the coefficients (features × shifts·right-hand sides; those of a shift in the order signal, nonlinear if any, then
 * any without target) of predictors on the leading features. Targets count as of unit power. U is computed once for all.
 *
 * @param width right-hand sides of a shift
 */
export function exactRisks(
  backend: Backend,
  population: Population,
  coefficients: readonly Matrix[],
  width: number,
): Float64Array[] {
  const { workspace } = backend;
  return workspace.scope(() => {
    const overlaps = targetOverlaps(backend, population);
    const risks = coefficients.map((a) => linearTerms(a, overlaps, width));
    const { scale, visit } = openKernel(backend, population);
    // Followed by zeros to the end of a panel.
    const weighted = coefficients.map((a) =>
      scaled(backend, a, scale, Math.min(scale.length, Math.ceil(a.rows / panelRows) * panelRows)),
    );
    visit((panel, start, end) => {
      weighted.forEach((a, i) => {
        if (a.rows < end) return;
        const last = Math.min(end, coefficients[i]!.rows);
        workspace.scope(() => {
          const product = workspace.matrix(last - start, a.columns);
          backend.multiply(product, rowsOf(panel, 0, last - start), rowsOf(a, 0, end), { alpha: 2 });
          addProducts(risks[i]!, rowsOf(a, start, last), product);
        });
      });
    });
    return risks;
  });
}

/** zUzᵀ for z whose columns, the features, are the rows of `features` (features × samples). */
export function kernelForm(backend: Backend, population: Population, features: Matrix): Matrix {
  const { workspace } = backend;
  const form = workspace.matrix(features.columns, features.columns);
  workspace.scope(() => {
    const { scale, visit } = openKernel(backend, population);
    const weighted = scaled(backend, features, scale);
    visit((panel, start, end) => {
      const product = workspace.matrix(panel.rows, weighted.columns);
      backend.multiply(product, panel, rowsOf(weighted, 0, end));
      const rows = rowsOf(weighted, start, end);
      backend.multiply(form, rows, product, { transposeA: true, beta: start === 0 ? 0 : 1 });
    });
  });
  addTranspose(form);
  return form;
}

/** U itself. */
export function kernelMatrix(backend: Backend, population: Population): Matrix {
  const { workspace } = backend;
  const neurons = population.weights.rows;
  const kernel = workspace.matrix(neurons, neurons);
  kernel.data.fill(0);
  workspace.scope(() => {
    const { scale, visit } = openKernel(backend, population);
    visit((panel, start) => {
      for (let i = 0; i < panel.rows; i++) {
        const row = (start + i) * neurons;
        for (let j = 0; j < panel.columns; j++) {
          kernel.data[row + j] = scale[start + i]! * scale[j]! * panel.data[i * panel.columns + j]!;
        }
      }
    });
  });
  addTranspose(kernel);
  return kernel;
}

/** a ← a + aᵀ */
function addTranspose({ data, rows }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      const sum = data[i * rows + j]! + data[j * rows + i]!;
      data[i * rows + j] = sum;
      data[j * rows + i] = sum;
    }
  }
}

/** U = D (H + Hᵀ) D with D diagonal and H 0 right of the diagonal: U being symmetric, half of it is enough. */
interface HalfKernel {
  /** The diagonal of D. */
  readonly scale: Float64Array;
  /**
   * Visit H by panels of its rows `start` up to, not including, `end`, as wide as their last row; a panel is gone when the next one comes.
   */
  readonly visit: (visitor: (panel: Matrix, start: number, end: number) => void) => void;
}

function openKernel(backend: Backend, { averages, blocks, distribution, weights }: Population): HalfKernel {
  const { workspace } = backend;
  const neurons = weights.rows;
  const directions = workspace.matrix(neurons, weights.columns);
  directions.data.set(weights.data);
  scaleColumns(directions, blocks);
  const variances = rowNorms(directions);
  const power = sphereFactor(distribution, weights.columns, 2 * (averages.degree ?? 0));
  multiplyRows(directions, variances.map(averages.factor));
  return {
    scale: variances.map((v) => Math.sqrt(power) * averages.amplitude(v)),
    visit: (visitor) => {
      for (let start = 0, end = 0; start < neurons; start = end) {
        end = Math.min(neurons, start + panelRows);
        workspace.scope(() => {
          const panel = workspace.matrix(end - start, end);
          const rows = rowsOf(directions, start, end);
          backend.multiply(panel, rows, rowsOf(directions, 0, end), { transposeB: true });
          if (averages.similarity) backend.apply(panel, ...averages.similarity);
          halveSquare(panel);
          visitor(panel, start, end);
        });
      }
    },
  };
}

/** A copy of the matrix, followed by zeros to `rows` rows, with row i multiplied by factors_i. */
function scaled(backend: Backend, matrix: Matrix, factors: Float64Array, rows: number = matrix.rows): Matrix {
  const copy = backend.workspace.matrix(rows, matrix.columns);
  for (let i = 0; i < matrix.rows; i++) {
    const factor = factors[i]!;
    const end = (i + 1) * matrix.columns;
    for (let j = end - matrix.columns; j < end; j++) copy.data[j] = factor * matrix.data[j]!;
  }
  copy.data.fill(0, matrix.data.length);
  return copy;
}

/** E f² − 2a·c, column by column. */
function linearTerms(a: Matrix, overlap: Matrix, width: number): Float64Array {
  const terms = new Float64Array(a.columns);
  for (let first = 0; first < a.columns; first += width) {
    terms.fill(1, first, first + overlap.columns);
    for (let i = 0; i < a.rows; i++) {
      const row = i * a.columns + first;
      for (let c = 0; c < overlap.columns; c++) {
        terms[first + c]! -= 2 * a.data[row + c]! * overlap.data[i * overlap.columns + c]!;
      }
    }
  }
  return terms;
}

/** Lower triangle of the last part, as wide as it is high: halve the diagonal, clear what is right of it. */
function halveSquare({ data, rows, columns }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    const diagonal = (i + 1) * columns - rows + i;
    data[diagonal]! *= 0.5;
    data.fill(0, diagonal + 1, (i + 1) * columns);
  }
}

/** sums_c += Σ_i a_ic b_ic */
function addProducts(sums: Float64Array, a: Matrix, b: Matrix): void {
  for (let start = 0; start < a.data.length; start += a.columns) {
    for (let c = 0; c < a.columns; c++) sums[c]! += a.data[start + c]! * b.data[start + c]!;
  }
}

/** c = E φ f for the signal draws, then the nonlinear ones: neurons × parts·draws, by Stein's lemma. */
export function targetOverlaps(backend: Backend, population: Population): Matrix {
  const { averages, blocks, distribution, signals, nonlinear, weights } = population;
  const { workspace } = backend;
  const draws = signals.columns;
  const [neurons, dimension] = [weights.rows, weights.columns];
  const out = workspace.matrix(neurons, draws + nonlinear.length);
  const degree = averages.degree ?? 0;
  const slopeFactor = sphereFactor(distribution, dimension, degree + 1);
  const curvatureFactor = sphereFactor(distribution, dimension, degree + 2);
  workspace.scope(() => {
    // Cov(u_i, x_j) = θ_ij s_j/√d
    const covariance = workspace.matrix(neurons, dimension);
    covariance.data.set(weights.data);
    scaleColumns(covariance, blocks);
    const variances = rowNorms(covariance);
    scaleColumns(covariance, blocks);
    const linear = workspace.matrix(neurons, draws);
    backend.multiply(linear, covariance, signals);
    for (let i = 0; i < neurons; i++) {
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
function sphereFactor(distribution: Distribution, dimension: number, degree: number): number {
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

/** Multiply row i by factors_i. */
function multiplyRows({ data, rows, columns }: Matrix, factors: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    const factor = factors[i]!;
    for (let j = i * columns; j < (i + 1) * columns; j++) data[j]! *= factor;
  }
}

/** Squared norms of the rows. */
function rowNorms({ data, rows, columns }: Matrix): Float64Array {
  const norms = new Float64Array(rows);
  for (let i = 0; i < rows; i++) norms[i] = squaredNorm(data, i * columns, (i + 1) * columns);
  return norms;
}
