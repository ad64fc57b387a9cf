/**
 * The design without a matrix, exact in distribution, for isotropic Gaussian linear regression with everything observed: Householder
 * reflections that leave the direction β alone turn X (n × p) into Q B Pᵀ with P e₁ = β/|β|, Q and P orthogonal and B upper bidiagonal with
 * independent entries, in row i = 1 … min(n, p)
 *
 *     diagonal χ_{n−i+1},   superdiagonal χ_{p−i}   (in the last row 0 when p ≤ n)
 *
 * (Dumitriu & Edelman, J. Math. Phys. 43:5830, 2002). Risks and residuals depend on B only, and a pass over its rows gives them:
 * O(min(n, p)) time a trial and ridge, and constant memory. Averages over the noise are exact; β is one uniformly random direction,
 * whatever `labels` says, since the overlaps with several at a time are not in B.
 */
import type { Backend } from '../../linalg/backend.ts';
import { cellName, parameterCount } from '../../problem/cell.ts';
import { type BidiagonalPass, startPass, takeRows } from '../../problem/rules/bidiagonal.ts';
import { chiSquares } from '../../random/chiSquared.ts';
import { openStreams } from '../draw.ts';
import type { TrialDesign, TrialPlan, TrialValues } from '../trial.ts';
import { penalty } from './direct.ts';
import { regressionColumns } from './fitted.ts';

export const tridiagonal: TrialDesign = {
  name: 'tridiagonal',
  version: 1,
  columns: regressionColumns,
  run,
  bytes: () => 0,
  operations,
};

/** Rows that are drawn at a time. */
const chunk = 2048;

function run(_: Backend, plan: TrialPlan, trial: number): TrialValues[] {
  const { n, p, cell } = extents(plan);
  const stream = openStreams(plan.seed, cellName(cell), trial)('inputs');
  const passes = plan.series.map(({ ridge }) => startPass(penalty(cell, ridge)));
  const squares = new Float64Array(2 * chunk);
  for (let last = Math.min(n, p); last > 0; last -= chunk) {
    const count = Math.min(chunk, last);
    const diagonal = squares.subarray(0, count);
    const superdiagonal = squares.subarray(chunk, chunk + count);
    chiSquares(stream, diagonal, n - last + 1);
    chiSquares(stream, superdiagonal, p - last);
    for (const pass of passes) takeRows(pass, diagonal, superdiagonal);
  }
  return passes.map((pass) => valuesOf(pass, n, p));
}

function extents({ series }: TrialPlan) {
  const { cell } = series[0]!;
  return { cell, n: cell.samples, p: parameterCount(cell) };
}

/** Per unit power: |β| = 1, and noise of variance 1. */
function valuesOf({ shift, slope, intercept, fitted, residual }: BidiagonalPass, n: number, p: number) {
  const unfitted = Math.max(0, n - p);
  const values: TrialValues = [
    intercept,
    0,
    fitted,
    (shift * shift * slope) / n,
    0,
    (unfitted + residual) / n,
  ];
  return values;
}

/** Draws and passes are scalar: in time, they count as several operations on matrices. */
function operations(plan: TrialPlan): number {
  const { n, p } = extents(plan);
  return Math.min(n, p) * (200 + 50 * plan.series.length);
}
