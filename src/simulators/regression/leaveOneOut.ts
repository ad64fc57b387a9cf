/**
 * The plain design with two estimates of the test error from the training data alone. With the residual operator y − ŷ = M y, which is s (K + s)⁻¹ for
 * n-dimensional K at the shift s,
 *
 *     GCV = (1/n) |M y|² / ((1/n) tr M)²        leave-one-out = (1/n) Σ_i ((M y)_i / M_ii)²
 *
 * the latter exactly what n fits without one sample each would give. M is the residuals of fitting the identity.
 *
 * Source: Golub, Heath & Wahba 1979; in high dimensions Hastie et al., arXiv:1903.08560v5, Section 7.
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, meanSquares } from '../../linalg/matrix.ts';
import { fitRidge } from '../../solvers/ridge.ts';
import { cellName, samplerOf } from '../cell.ts';
import { drawInputRows, drawLabels, labelMatrix, openStreams } from '../draw.ts';
import type { TrialDesign, TrialValues } from '../simulator.ts';
import { refusalOf } from './capabilities.ts';
import { directBytes, directOperations } from './costs.ts';
import { direct, penalty } from './direct.ts';
import { averageParts, partsOf, regressionColumns } from './fitted.ts';
import { cellDraw, cellPlans, type RegressionPlan } from './plan.ts';
import { estimatedQuantities, riskQuantities } from './quantities.ts';
import type { Readout } from './readings.ts';

export const leaveOneOut: TrialDesign<RegressionPlan, Readout> = {
  name: 'leave-one-out',
  version: 1,
  columns: [
    ...regressionColumns,
    ...['gcvSignal', 'gcvNonlinear', 'gcvNoise'],
    ...['leaveOneOutSignal', 'leaveOneOutNonlinear', 'leaveOneOutNoise'],
  ],
  quantities: [...riskQuantities, ...estimatedQuantities],
  refuses: (...given) => refusalOf({}, ...given),
  plans: cellPlans,
  draw: cellDraw,
  run,
  bytes,
  lighter: (plan) => direct.lighter!(plan),
  operations,
};

function run(backend: Backend, plan: RegressionPlan, trial: number): TrialValues[] {
  const { workspace } = backend;
  const { cell } = plan.series[0]!;
  const streams = openStreams(plan.seed, cellName(cell), trial);
  const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
  const sampler = samplerOf(cell);
  const { design, weights } = sampler.design(backend, x, streams, Number.POSITIVE_INFINITY);
  const labels = drawLabels(backend, plan, cell, streams);
  const y = labelMatrix(backend, x, labels, labels.noise);
  const shifts = plan.series.map(({ ridge }) => penalty(cell, ridge));
  const { coefficients, residuals } = fitRidge(backend, design, y, shifts);
  const fitted = { weights, labels, coefficients: [coefficients], width: y.columns, streams };
  const [risks] = sampler.risks(backend, fitted);
  const parts = partsOf(risks!, meanSquares(residuals), labels, y.columns);
  const identity = workspace.matrix(cell.samples, cell.samples);
  identity.data.fill(0);
  for (let i = 0; i < cell.samples; i++) identity.data[i * (cell.samples + 1)] = 1;
  const { residuals: operators } = fitRidge(backend, design, identity, shifts);
  return parts.map((values, shift): TrialValues => {
    const diagonal = diagonalOf(operators, shift);
    const mean = diagonal.reduce((sum, each) => sum + each, 0) / diagonal.length;
    const generalised = squares(residuals, y.columns, shift, () => mean);
    const left = squares(residuals, y.columns, shift, (i) => diagonal[i]!);
    return [...values, ...averageParts(generalised, labels), ...averageParts(left, labels)];
  });
}

/** The diagonal of the shift's M, whose columns stand beside those of the other shifts. */
function diagonalOf({ data, rows, columns }: Matrix, shift: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * columns + shift * rows + i]!);
}

/** Mean squares of the shift's residuals, each over its divisor, column by column. */
function squares(
  { data, rows, columns }: Matrix,
  width: number,
  shift: number,
  divisor: (row: number) => number,
): Float64Array {
  const out = new Float64Array(width);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < width; c++)
      out[c]! += (data[i * columns + shift * width + c]! / divisor(i)) ** 2 / rows;
  }
  return out;
}

/** As the plain design with n more labels. */
function widened(plan: RegressionPlan): RegressionPlan {
  const { samples } = plan.series[0]!.cell;
  return { ...plan, labels: (plan.labels === 'exact' ? samples : plan.labels) + samples };
}

function bytes(plan: RegressionPlan): number {
  return directBytes(plan) + directBytes(widened(plan));
}

function operations(plan: RegressionPlan): number {
  return directOperations(plan) + directOperations(widened(plan));
}
