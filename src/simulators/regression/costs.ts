/** What a trial of the plain design costs, in memory and in operations: n samples, p parameters, d inputs, m = min(n, p). */
import { inputDimension } from '../../parts/cell.ts';
import { type DrawCell, samplerOf } from '../cell.ts';
import { exactNonlinearDraws } from '../draw.ts';
import type { RegressionPlan } from './plan.ts';

/** Doubles of a trial beyond which the design is not held but drawn panel by panel, twice. */
const heldDoubles = 2 ** 27;
/** Multiply-adds of one panel's part of the Gram matrix: some tenths of a second, for who waits for the worker to end. */
const panelOperations = 1e10;
/** Ridges below which the Gram matrix may not be trusted near the threshold, where the design is then needed whole. */
const smallRidge = 1e-6;

/** Rows of the test set whose features are held at a time, of data. */
export const heldOutPanel = 256;

/** Extents of a trial: columns of y, of which `draws` signals, `targets` nonlinear ones and the rest noise. */
export interface Extents {
  readonly d: number;
  readonly n: number;
  readonly p: number;
  readonly m: number;
  readonly random: boolean;
  /** Test points, 0 where none are needed. */
  readonly tests: number;
  readonly ridges: number;
  readonly draws: number;
  readonly targets: number;
  readonly columns: number;
  readonly exact: boolean;
  /** Whether training stops before its end: the fit is in eigenvectors. */
  readonly filtered: boolean;
  /** Whether QR or LQ of the design may be needed. */
  readonly nearSquare: boolean;
}

export function extentsOf({ series, labels, nonlinear }: RegressionPlan): Extents {
  const cell: DrawCell = series[0]!.cell;
  const sampler = samplerOf(cell);
  const d = cell.data?.columns ?? inputDimension(cell);
  const [n, p] = [cell.samples, sampler.parameters];
  const exact = labels === 'exact';
  const draws = exact ? d : Math.max(labels, cell.data?.width ?? 0);
  const targets = nonlinear ? (exact ? exactNonlinearDraws : labels) : 0;
  return {
    d,
    n,
    p,
    m: Math.min(n, p),
    random: sampler.drawn,
    tests: cell.data ? heldOutPanel : sampler.testPoints,
    ridges: series.length,
    draws,
    targets,
    columns: draws + targets + (exact ? n : labels),
    exact,
    filtered: series.some(({ schedule }) => schedule !== undefined),
    nearSquare: Math.max(n, p) < 1.1 * Math.min(n, p) && series.some(({ ridge }) => ridge < smallRidge),
  };
}

/** Rows of the design's longer side that are held at a time: all of them unless the matrices would be too large. */
export function designRows(plan: RegressionPlan): number {
  const extents = extentsOf(plan);
  const { n, p, m, random, exact, nearSquare } = extents;
  const all = Math.max(n, p);
  if (!random || exact || nearSquare || doublesOf(extents, all) <= heldDoubles) return all;
  return Math.min(all, Math.max(128, Math.floor(panelOperations / (m * m))));
}

export function directBytes(plan: RegressionPlan): number {
  const extents = extentsOf(plan);
  const longest = Math.max(extents.n, extents.p, extents.columns * extents.ridges);
  // Contrasts of rows and labels stand beside these, and what is fitted to them beside other fits.
  const copies = plan.series.some(({ intercept }) => intercept) ? 2 : 1;
  return 8 * (copies * doublesOf(extents, designRows(plan)) + packedDoubles(longest));
}

/** What the embedded products pack, and the ends of cache lines. */
export function packedDoubles(longest: number): number {
  return 512 * (64 + Math.min(2048, longest)) + 2 ** 13;
}

function doublesOf(extents: Extents, rows: number): number {
  const { n, p, d, m, random } = extents;
  const drawn = n * d + rows * m + (random ? p * d : p > n ? n * p : 0);
  if (!extents.exact) return drawn + fittedDoubles(extents, extents.ridges);
  const fallback = extents.nearSquare ? fittedDoubles(extents, extents.ridges) : 0;
  return drawn + m * m + Math.max(fallback, exactDoubles(extents));
}

function fittedDoubles(extents: Extents, ridges: number): number {
  const { n, p, d, random, tests, draws, targets, columns } = extents;
  const fits = ridges * columns;
  const labels = (d + n) * (columns - targets - draws > draws ? n : draws) + n * columns;
  const population = p * (fits + draws + targets + d) + Math.max(p * (d + draws), 128 * (p + fits));
  const points = tests * (d + draws + targets + p + fits);
  const risk = !random ? 0 : tests > 0 ? points : population;
  return labels + (n + p) * fits + Math.max(fitDoubles(extents, ridges), risk);
}

/** Of a fit, beside the design, the labels and what it returns. */
export function fitDoubles({ n, p, m, columns, filtered, nearSquare }: Extents, ridges: number): number {
  // Eigenvectors, and what the library needs to find them.
  const factor = filtered ? 3 * m * m + 8 * m + 3 * m * columns : m * m + m * columns;
  const orthogonal = n * p + (ridges * p + n) * columns;
  const right = p > n ? n * ridges * columns : p * columns;
  return m * m + right + Math.max(factor, nearSquare ? orthogonal : 0);
}

function exactDoubles({ n, p, d, m, random, tests, draws, targets }: Extents): number {
  const k = draws + targets;
  const moments = m * m + m * k;
  const closed = p * k + (p > n ? p * n : 0) + p * d + 128 * (p + n);
  const kernel = random ? (tests > 0 ? tests * (d + k + m + p) : closed) : p * (k + n);
  const solved = 5 * m * (m + k) + 2 * m * m + n * k;
  return d * d + n * k + moments + Math.max(kernel, solved + (random && tests === 0 ? p * k : 0));
}

/** Floating-point operations of one trial, roughly. */
export function directOperations(plan: RegressionPlan): number {
  const extents = extentsOf(plan);
  const { d, n, p, m, random, tests, ridges, draws, targets, columns, filtered } = extents;
  const design = random ? 2 * n * p * d * (designRows(plan) < Math.max(n, p) ? 2 : 1) + 4 * n * p : 0;
  const draw = 20 * (n * d + (random ? p * d : 0)) + design + n * p * m;
  if (extents.exact) {
    const k = draws + targets;
    const form = !random
      ? n * m * m
      : tests > 0
        ? 2 * tests * p * (d + n)
        : p * p * (d + 40 + (p > n ? n : 0));
    const dual = p > n ? 2 * p * n * (n + k) : 2 * n * p * k;
    return draw + form + dual + 2 * n * d * d + ridges * (m ** 3 * (1 / 3 + 3) + 4 * m * m * k);
  }
  const labels = 2 * n * d * draws;
  const factor = filtered ? (9 * m ** 3) / ridges + 2 * m * m * columns : m ** 3 / 3;
  const fit = ridges * (factor + 2 * (m * m + n * p) * columns);
  const risk = tests > 0 ? 2 * tests * p * (d + ridges * columns) : p * p * (d + 40 + ridges * columns);
  return draw + labels + fit + (random ? risk : 0);
}
