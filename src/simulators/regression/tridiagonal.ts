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
import { chiSquares } from '../../random/chiSquared.ts';
import { type BidiagonalPass, startPass, takeRows } from '../../solvers/bidiagonal.ts';
import { cellName, parameterCount } from '../cell.ts';
import { openStreams } from '../draw.ts';
import type { TrialDesign, TrialValues } from '../simulator.ts';
import { type Capabilities, refusalOf } from './capabilities.ts';
import { penalty } from './direct.ts';
import { regressionColumns } from './fitted.ts';
import { cellDraw, cellPlans, type RegressionPlan } from './plan.ts';
import { riskQuantities } from './quantities.ts';
import type { Readout } from './readings.ts';

/** What has a bidiagonal form of independent entries. */
const can: Capabilities = {
  exact: true,
  limits: () => ({
    distributions: ['gaussian'],
    linear: true,
    expected: 'the model linear with gaussian isotropic inputs, observedShare 1 and nonlinear 0',
  }),
};

export const tridiagonal: TrialDesign<RegressionPlan, Readout> = {
  name: 'tridiagonal',
  version: 1,
  columns: regressionColumns,
  quantities: riskQuantities,
  refuses: (...given) => refusalOf(can, ...given),
  plans: (cases, asked) => cellPlans(cases, { ...asked, labels: 1 }),
  draw: cellDraw,
  run,
  bytes: () => 0,
  operations,
};

/** Rows that are drawn at a time. */
const chunk = 2048;

function run(_: Backend, plan: RegressionPlan, trial: number): TrialValues[] {
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

function extents({ series }: RegressionPlan) {
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
function operations(plan: RegressionPlan): number {
  const { n, p } = extents(plan);
  return Math.min(n, p) * (200 + 50 * plan.series.length);
}
