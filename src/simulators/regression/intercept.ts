/**
 * Fits with an intercept b that is not penalised: the weights are those of centred rows and labels, and b = ȳ − z̄·a. Of n rows the n − 1 contrasts
 *
 *     c_k = (r_1 + … + r_k − k r_{k+1})/√(k(k+1))
 *
 * are an orthonormal basis of what centring leaves (Helmert): they have its products and residuals, and full rank where centred rows have not.
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, meanSquares } from '../../linalg/matrix.ts';
import { fitRidge } from '../../solvers/ridge.ts';
import { type LabelDraws, labelMatrix } from '../draw.ts';
import type { Drawn, FeatureSampler } from '../features/sampler.ts';
import type { TrialValues } from '../simulator.ts';
import { type FitRule, partsOf } from './fitted.ts';

/** The n − 1 contrasts of the rows of a matrix, and their mean. */
export interface Centred {
  readonly contrasts: Matrix;
  /** 1 × columns. */
  readonly mean: Matrix;
}

export function centre({ workspace }: Backend, { rows, columns, data }: Matrix): Centred {
  const contrasts = workspace.matrix(rows - 1, columns);
  const mean = workspace.matrix(1, columns);
  mean.data.set(data.subarray(0, columns));
  for (let k = 1; k < rows; k++) {
    const norm = Math.sqrt(k * (k + 1));
    for (let j = 0; j < columns; j++) {
      const own = data[k * columns + j]!;
      contrasts.data[(k - 1) * columns + j] = (mean.data[j]! - k * own) / norm;
      mean.data[j]! += own;
    }
  }
  for (let j = 0; j < columns; j++) mean.data[j]! /= rows;
  return { contrasts, mean };
}

/** b of every column of the coefficients: ȳ − z̄·a. */
export function interceptsOf(backend: Backend, y: Matrix, z: Matrix, coefficients: Matrix): Float64Array {
  const fitted = backend.workspace.matrix(1, coefficients.columns);
  backend.multiply(fitted, z, coefficients);
  return fitted.data.map((value, c) => y.data[c % y.columns]! - value);
}

/** What fittedValues measures, with an intercept; inputs, targets and noise have mean 0, so that b² is what it adds to the risk. */
export function interceptValues(
  backend: Backend,
  sampler: FeatureSampler,
  { x, streams }: Pick<Drawn, 'x' | 'streams'>,
  labels: LabelDraws,
  shifts: readonly number[],
  rule: FitRule = fitRidge,
): TrialValues[] {
  const y = labelMatrix(backend, x, labels, labels.noise);
  const [rows, targets] = [centre(backend, x), centre(backend, y)];
  const { design, weights } = sampler.design(backend, rows.contrasts, streams, Number.POSITIVE_INFINITY);
  const { coefficients, residuals } = rule(backend, design, targets.contrasts, shifts);
  const fitted = { weights, labels, coefficients: [coefficients], width: y.columns, streams };
  const [risks] = sampler.risks(backend, fitted);
  const means = sampler.rows(backend, rows.mean, weights);
  const intercepts = interceptsOf(backend, targets.mean, means, coefficients);
  const all = risks!.map((risk, c) => risk + intercepts[c]! ** 2);
  const squares = meanSquares(residuals).map((square) => (square * (y.rows - 1)) / y.rows);
  return partsOf(all, squares, labels, y.columns);
}
