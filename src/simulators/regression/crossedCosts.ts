/** What a crossed trial costs, in memory and in operations. */
import { type DrawCell, samplerOf } from '../cell.ts';
import { extentsOf, fitDoubles, packedDoubles } from './costs.ts';
import type { RegressionPlan } from './plan.ts';

/**
 * Data sets of one trial. For precision per time, four on two sets of features are as good as three on three or four on four, and better
 * than two on two, by a factor of 2 in bias² and in the variance over features.
 */
export const dataSets = 4;

/** Sets of features of one trial. Linear features are not drawn: there is one set of them. */
export function featureSets(cell: DrawCell): number {
  return samplerOf(cell).drawn ? 2 : 1;
}

export function crossedBytes(plan: RegressionPlan): number {
  const extents = extentsOf(plan);
  const { d, n, p, m, random, tests, ridges, draws, targets, columns } = extents;
  const sets = featureSets(plan.series[0]!.cell);
  const [fits, stacked] = [ridges * columns, sets * p];
  const labels = (d + n) * (draws + columns) + n * columns;
  const shared = 2 * d * draws + dataSets * (n * d + labels) + (dataSets + 1) * stacked * fits;
  const design = Math.max(n, p) * m + (random ? p * d : n * p);
  const fit = n * fits + design + (n + p) * fits + fitDoubles(extents, ridges);
  const closed =
    stacked * (draws + targets + d) +
    Math.max(stacked * draws, (dataSets + 1) * stacked * fits) +
    128 * (stacked + fits);
  const points = tests * (d + 2 * (draws + targets) + stacked + fits);
  const risk = !random ? 0 : stacked * d + (tests > 0 ? points : closed);
  return 8 * (shared + Math.max(fit, risk) + packedDoubles(Math.max(n, stacked, fits)));
}

/** Floating-point operations of one trial, roughly. */
export function crossedOperations(plan: RegressionPlan): number {
  const { d, n, p, m, random, tests, ridges, draws, columns } = extentsOf(plan);
  const sets = featureSets(plan.series[0]!.cell);
  const fits = ridges * columns;
  const draw = 20 * (n * d + (random ? p * d : 0)) + (random ? 2 * n * p * d + 4 * n * p : 0);
  const fit = n * p * m + ridges * (m ** 3 / 3 + 2 * (m * m + 2 * n * p) * columns);
  const labels = dataSets * 2 * n * d * draws;
  const columnsRead = (dataSets + 1) * fits;
  const risk = (rows: number) =>
    tests > 0 ? 2 * tests * rows * (d + columnsRead) : rows * rows * (d + 40 + columnsRead);
  return labels + dataSets * sets * (draw + fit) + (random ? sets * risk(p) + risk(sets * p) : 0);
}
