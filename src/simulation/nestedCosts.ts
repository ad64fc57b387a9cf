/** What a nested trial costs, in memory and in operations: of its members, and of what they share. */
import { inputDimension, parameterCount } from '../problem/cell.ts';
import { exactNonlinearDraws } from './draw.ts';
import { testPoints } from './measure.ts';
import { pathOf } from './path.ts';
import type { TrialPlan } from './trial.ts';

/** n, p and d are the largest, m is the count that does not vary. */
function extentsOf({ series, labels, nonlinear }: TrialPlan) {
  const { along, members } = pathOf(series);
  const { cell } = members.at(-1)!;
  const [d, n, p] = [inputDimension(cell), cell.samples, parameterCount(cell)];
  const draws = labels === 'exact' ? d : labels;
  const targets = nonlinear ? (labels === 'exact' ? exactNonlinearDraws : labels) : 0;
  const m = along === 'parameters' ? n : p;
  const random = cell.features.kind === 'random';
  const columns = draws + targets + (labels === 'exact' ? n : labels);
  return { members, d, n, p, m, random, columns, tests: testPoints(cell) };
}

type Extents = ReturnType<typeof extentsOf>;

function total({ members }: Extents, of: (count: number, ridges: number) => number): number {
  return members.reduce((sum, { count, ridges }) => sum + of(count, ridges.length), 0);
}

/** The largest member of which a leading block of the common Gram matrix is the smaller one. */
function leadingCount({ members, m }: Extents): number {
  return Math.max(0, ...members.map(({ count }) => count).filter((count) => count <= m));
}

export function nestedBytes(plan: TrialPlan): number {
  const extents = extentsOf(plan);
  const { d, n, p, m, random, columns, tests } = extents;
  const widest = Math.max(...extents.members.map(({ ridges }) => ridges.length)) * columns;
  const leading = leadingCount(extents);
  const drawn = n * p + (random ? (n + p) * d : 0);
  const labels = total(extents, (count) => (2 * (m + count) + d) * columns);
  const fits = total(extents, (count, ridges) => (count + m) * ridges * columns);
  // A member's copies of its design, of the Gram matrix and of what is solved for, and a factor; the common ones.
  const fit = 2 * n * p + 4 * m * m + 4 * (n + p) * widest + sharedShifts(plan) * leading ** 2;
  const closed = total(extents, (_, ridges) => p * ridges * columns) + p * (2 * d + 2 * columns);
  const risk = !random ? 0 : tests > 0 ? tests * (d + p + columns + widest) : closed + 128 * (p + widest);
  const packed = 512 * (64 + Math.min(2048, n + p)) + 2 ** 13;
  return 8 * (drawn + labels + fits + Math.max(fit, risk) + packed);
}

/** Ridges of which at most one factor each is held for several members. */
function sharedShifts({ series }: TrialPlan): number {
  return new Set(series.map(({ ridge }) => ridge)).size;
}

/** Floating-point operations of one trial, roughly. */
export function nestedOperations(plan: TrialPlan): number {
  const extents = extentsOf(plan);
  const { d, n, p, m, random, columns, tests } = extents;
  const leading = leadingCount(extents);
  const draw =
    20 * (n + (random ? p : n)) * d + (random ? 2 * n * p * d + 4 * n * p : 0) + 2 * n * d * columns;
  const gram = leading * leading * m + Math.max(n, p) * m * m;
  const fits = total(extents, (count, ridges) => {
    const smaller = Math.min(count, m);
    return ridges * (smaller ** 3 / 3 + 2 * (smaller ** 2 + count * m) * columns);
  });
  const side = (count: number) => (m === n ? count : p);
  const risk =
    tests > 0
      ? 2 * tests * (p * d + total(extents, (count, ridges) => side(count) * ridges * columns))
      : p * p * (d + 40) + total(extents, (count, ridges) => side(count) ** 2 * ridges * columns);
  return draw + gram + fits + (random ? risk : 0);
}
