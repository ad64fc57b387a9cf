/** The plain design: every cell on a draw of its own, every ridge and every label by one fit. */
import type { Backend } from '../linalg/backend.ts';
import { cellName, type DrawCell, inputDimension, parameterCount } from '../problem/cell.ts';
import { fitRidge } from '../problem/rules/ridge.ts';
import { drawFeatures, drawInputRows, drawLabels, labelMatrix, openStreams } from './draw.ts';
import { averageParts, meanSquares, populationRisks, testPointCount, testPoints } from './measure.ts';
import type { TrialDesign, TrialPlan, TrialValues } from './trial.ts';

export const direct: TrialDesign = { run, bytes, operations };

/** The one cell that a plan of this design is about. */
function cellOf({ series }: TrialPlan): DrawCell {
  return series[0]!.cell;
}

function run(backend: Backend, plan: TrialPlan, trial: number): TrialValues[] {
  const cell = cellOf(plan);
  const streams = openStreams(plan.seed, cellName(cell), trial);
  const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
  const labels = drawLabels(backend, plan, cell, streams);
  const y = labelMatrix(backend, x, labels, labels.noise);
  const { z, weights } = drawFeatures(backend, cell, x, streams);
  const penalties = plan.series.map(({ ridge }) => penalty(cell, ridge));
  const fits = fitRidge(backend, z, y, penalties);
  const coefficients = fits.map((fit) => fit.coefficients);
  const risks = populationRisks(backend, cell, { weights, labels, coefficients, streams });
  return fits.map(({ residuals }, i) => [
    ...averageParts(risks[i]!, labels),
    ...averageParts(meanSquares(residuals), labels),
  ]);
}

/** Weight of |a|² when the data term is Σ(y−f)²: nλ for linear features, nNλ/d for random ones. */
export function penalty(cell: DrawCell, ridge: number): number {
  const perSample = cell.samples * ridge;
  return cell.features.kind === 'linear'
    ? perSample
    : (perSample * cell.features.count) / inputDimension(cell);
}

/** What costs depend on: inputs, samples, parameters, right-hand sides and fits. */
function extents(plan: TrialPlan) {
  const cell = cellOf(plan);
  const d = inputDimension(cell);
  const n = cell.samples;
  const p = parameterCount(cell);
  const columns = plan.labels * (plan.nonlinear ? 3 : 2);
  const random = cell.features.kind === 'random';
  return { cell, d, n, p, smaller: Math.min(n, p), columns, random, ridges: plan.series.length };
}

function bytes(plan: TrialPlan): number {
  const { cell, d, n, p, smaller, columns, random, ridges } = extents(plan);
  const { labels } = plan;
  const fits = ridges * columns;
  const fit = smaller * smaller * 3 + (n + p) * smaller + 4 * (n + p) * columns;
  const risk = random
    ? testPoints(cell) > 0
      ? testPointCount * (d + p + 2 * columns)
      : p * (2 * d + 128 + 3 * labels + fits) + 128 * fits
    : 0;
  const doubles = n * d + d * labels + 3 * n * columns + n * p + (random ? p * d : 0) + (n + p) * fits;
  return 8 * (doubles + Math.max(fit, risk)) + 2 ** 22;
}

function operations(plan: TrialPlan): number {
  const { cell, d, n, p, smaller, columns, random, ridges } = extents(plan);
  const { labels } = plan;
  const tests = testPoints(cell);
  const draw =
    20 * (n * d + (random ? p * d : 0)) + 2 * n * d * labels + (random ? 2 * n * p * d + 4 * n * p : 0);
  const fit = n * p * smaller + ridges * (smaller ** 3 / 3 + 2 * (smaller ** 2 + n * p) * columns);
  const risk = !random
    ? 0
    : tests > 0
      ? 2 * tests * p * (d + ridges * columns)
      : p * p * (d + 40 + ridges * columns);
  return draw + fit + risk;
}
