/** What a nested trial costs, in memory and in operations: of its members, and of what they share. */
import { inputDimension } from '../../parts/cell.ts';
import { runsOf } from '../../solvers/ridgePath.ts';
import { samplerOf } from '../cell.ts';
import { exactNonlinearDraws } from '../draw.ts';
import { pathOf } from './path.ts';
import type { RegressionPlan } from './plan.ts';

/** n, p and d are the largest, m is the count that does not vary; of the columns of y, `common` are those that all members have. */
function extentsOf({ series, labels, nonlinear }: RegressionPlan) {
  const { along, members } = pathOf(series);
  const { cell } = members.at(-1)!;
  const { parameters: p, drawn: random, testPoints: tests } = samplerOf(cell);
  const [d, n] = [inputDimension(cell), cell.samples];
  const draws = labels === 'exact' ? d : labels;
  const targets = draws + (nonlinear ? (labels === 'exact' ? exactNonlinearDraws : labels) : 0);
  const noises = labels === 'exact' ? n : labels;
  const m = along === 'parameters' ? n : p;
  const columns = targets + noises;
  const common = !random ? noises : along === 'parameters' ? columns : targets;
  return { along, members, d, n, p, m, random, columns, common, tests };
}

type Extents = ReturnType<typeof extentsOf>;

function total({ members }: Extents, of: (count: number, ridges: number) => number): number {
  return members.reduce((sum, { count, ridges }) => sum + of(count, ridges.length), 0);
}

/** The largest member of which a leading block of the common Gram matrix is the smaller one. */
function leadingCount({ members, m }: Extents): number {
  return Math.max(0, ...members.map(({ count }) => count).filter((count) => count <= m));
}

export function nestedBytes(plan: RegressionPlan): number {
  const extents = extentsOf(plan);
  const { along, d, n, p, m, random, columns, tests } = extents;
  const widest = Math.max(...extents.members.map(({ ridges }) => ridges.length)) * columns;
  const leading = leadingCount(extents);
  const drawn = n * p + (random ? (n + p) * d : 0);
  const labels = total(extents, (count) => (2 * (m + count) + d) * columns);
  const fits = total(extents, (count, ridges) => (along === 'parameters' ? count : m) * ridges * columns);
  // A member's copies of its design, of the Gram matrix and of what is solved for, and a factor; or what members of one factor share.
  const alone = 2 * n * p + 3 * m * m + 4 * (n + p) * widest;
  const run = 4 * m * m + total(extents, (count) => 2 * (m + count) * columns);
  const fit = m * m + sharedShifts(plan) * leading ** 2 + Math.max(alone, run);
  const closed = total(extents, (_, ridges) => p * ridges * columns) + p * (2 * d + 2 * columns);
  const risk = !random ? 0 : tests > 0 ? tests * (d + p + columns + widest) : closed + 128 * (p + widest);
  const packed = 512 * (64 + Math.min(2048, n + p)) + 2 ** 13;
  return 8 * (drawn + labels + fits + Math.max(fit, risk) + packed);
}

/** Ridges of which at most one factor each is held for several members. */
function sharedShifts({ series }: RegressionPlan): number {
  return new Set(series.map(({ ridge }) => ridge)).size;
}

/** Floating-point operations of one trial, roughly. */
export function nestedOperations(plan: RegressionPlan): number {
  const extents = extentsOf(plan);
  const { along, d, n, p, m, random, columns, tests } = extents;
  const leading = leadingCount(extents);
  const draw =
    20 * (n + (random ? p : n)) * d + (random ? 2 * n * p * d + 4 * n * p : 0) + 2 * n * d * columns;
  const gram = leading * leading * m + Math.max(n, p) * m * m;
  const side = (count: number) => (along === 'parameters' ? count : p);
  const risk =
    tests > 0
      ? 2 * tests * (p * d + total(extents, (count, ridges) => side(count) * ridges * columns))
      : p * p * (d + 40) + total(extents, (count, ridges) => side(count) ** 2 * ridges * columns);
  return draw + gram + factorOperations(extents) + labelOperations(extents) + (random ? risk : 0);
}

/** Whether the penalty is the same all along the path. */
function isShared(ridge: number, { random }: Extents): boolean {
  return ridge === 0 || !random;
}

/** Of the Cholesky factors: one for all members of one penalty up to m, and for each run of them beyond. */
function factorOperations(extents: Extents): number {
  const { members, m } = extents;
  const ridges = [...new Set(members.flatMap((member) => member.ridges))];
  return ridges.reduce((sum, ridge) => {
    const users = members.filter((member) => member.ridges.includes(ridge));
    const shared = isShared(ridge, extents);
    const leading = users.map(({ count }) => count).filter((count) => count <= m);
    const apart = (shared ? leading.slice(-1) : leading).map((count) => count ** 3 / 3);
    const runs = runsOf(users.slice(leading.length), m, () => shared).map((run) => {
      const rows = run.at(-1)!.count - run[0]!.count;
      return m ** 3 / 3 + m * rows * (m + 2 * rows);
    });
    return [...apart, ...runs].reduce((total, operations) => total + operations, sum);
  }, 0);
}

/** Of labels that each member makes for itself, of the solves, which for what is in common are done by half, and of the products with the design, before and after them. */
function labelOperations(extents: Extents): number {
  const { along, members, m, random, columns, common } = extents;
  return members.reduce((sum, { count, ridges }) => {
    const leading = count <= m;
    const primal = leading === (along === 'parameters');
    const each = ridges.map((ridge) => {
      const spared = isShared(ridge, extents) && (leading || !primal) ? common : 0;
      const products = primal ? 2 * (columns - spared) : columns;
      return Math.min(count, m) ** 2 * (2 * columns - spared) + 2 * count * m * products;
    });
    const made = random ? 0 : 2 * count * m * (columns - common);
    return each.reduce((total, operations) => total + operations, sum + made);
  }, 0);
}
