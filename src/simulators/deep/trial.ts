/** Ridge regression on deep random features at finite size; the population risk is measured on fresh inputs. */
import type { Backend } from '../../linalg/backend.ts';
import { meanSquares, setColumns, setTransposed } from '../../linalg/matrix.ts';
import { inputDimension } from '../../parts/cell.ts';
import { deepFeatures, drawDeepWeights } from '../../parts/features/deep.ts';
import { fitRidge, heldDesign, isPrimal } from '../../solvers/ridge.ts';
import { drawInputRows, drawLabels, labelMatrix, openStreams, testPointCount } from '../draw.ts';
import { partsOf } from '../regression/fitted.ts';
import type { RegressionPlan } from '../regression/plan.ts';
import type { TrialValues } from '../simulator.ts';
import { type DeepCell, deepCellName } from './cell.ts';

type DeepPlan = RegressionPlan<DeepCell>;

export function run(backend: Backend, plan: DeepPlan, trial: number): TrialValues[] {
  const { workspace } = backend;
  const { cell } = plan.series[0]!;
  const { layers } = cell;
  const parameters = layers.at(-1)!.count;
  const d = inputDimension(cell);
  const streams = openStreams(plan.seed, deepCellName(cell), trial);
  const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
  const weights = drawDeepWeights(backend, layers, d, streams('weights'));
  const z = workspace.matrix(cell.samples, parameters);
  deepFeatures(backend, z, x, weights, layers);
  const labels = drawLabels(backend, plan, cell, streams);
  const y = labelMatrix(backend, x, labels, labels.noise);
  const shifts = plan.series.map(({ ridge }) => (cell.samples * ridge * parameters) / d);
  let long = z;
  if (!isPrimal({ samples: cell.samples, parameters })) {
    long = workspace.matrix(parameters, cell.samples);
    setTransposed(long, z);
  }
  const { coefficients, residuals } = fitRidge(
    backend,
    heldDesign(cell.samples, parameters, long),
    y,
    shifts,
  );
  const risks = workspace.scope(() => {
    const fresh = drawInputRows(backend, cell, testPointCount, streams('testInputs'));
    const target = labelMatrix(backend, fresh, labels, null);
    const phi = workspace.matrix(testPointCount, parameters);
    deepFeatures(backend, phi, fresh, weights, layers);
    const errors = workspace.matrix(testPointCount, coefficients.columns);
    errors.data.fill(0);
    for (let first = 0; first < errors.columns; first += y.columns) setColumns(errors, first, target);
    backend.multiply(errors, phi, coefficients, { alpha: -1, beta: 1 });
    return meanSquares(errors);
  });
  return partsOf(risks, meanSquares(residuals), labels, y.columns);
}

/** Samples n, parameters p, order m of the factored matrix, weights per layer, and columns of y. */
function extents(plan: DeepPlan) {
  const { cell } = plan.series[0]!;
  const { layers } = cell;
  const d = inputDimension(cell);
  const [n, p] = [cell.samples, layers.at(-1)!.count];
  const weights = layers.reduce((sum, { count }, l) => sum + count * (layers[l - 1]?.count ?? d), 0);
  const hidden = layers.reduce((sum, { count }) => sum + count, 0);
  const columns = 3 * Number(plan.labels);
  return { d, n, p, m: Math.min(n, p), weights, hidden, columns, fits: columns * plan.series.length };
}

export function bytes(plan: DeepPlan): number {
  const { d, n, p, m, weights, hidden, columns, fits } = extents(plan);
  const held = n * (d + p + columns) + weights + p * n + (n + p) * fits + d * columns;
  const points = testPointCount * (d + hidden + columns + fits);
  return 8 * (held + n * hidden + 4 * m * m + 2 * n * p + m * fits + points + 2 ** 20);
}

export function operations(plan: DeepPlan): number {
  const { n, p, m, weights, hidden, fits, columns } = extents(plan);
  const forward = (n + testPointCount) * (2 * weights + 20 * hidden);
  const fit = plan.series.length * (m ** 3 / 3 + 2 * m * m * columns);
  return forward + n * p * m + fit + 2 * (testPointCount + n) * p * fits;
}
