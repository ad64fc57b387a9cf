/**
 * Ridge fits of members of a path (ridgePath.ts) that share one Cholesky factor L, for all of them and all right-hand sides b at once:
 *
 *     x = L⁻ᵀ v    where v = L⁻¹ b up to the member's own row, then 0, if it is a leading block
 *                        v = L⁻¹ b + U Uᵀ L⁻¹ b                       if it lacks the last rows V of L Lᵀ = G + shift
 *
 * since then, by Woodbury's identity, (L Lᵀ − VᵀV)⁻¹ = L⁻ᵀ (1 + U Uᵀ) L⁻¹ with U = T K⁻ᵀ, T = L⁻¹Vᵀ and K Kᵀ = 1 − TᵀT. With the row that
 * leaves first in the first column of T, members have leading columns of one U. L Lᵀ being better conditioned than what is left of it,
 * no digits are lost beyond those that its own Gram matrix costs a member.
 */
import type { Backend } from '../linalg/backend.ts';
import {
  columnSquares,
  copyColumns,
  type Matrix,
  rowsOf,
  setColumns,
  setTransposed,
} from '../linalg/matrix.ts';
import { isPrimal } from './ridge.ts';
import type { DesignPath, Pending } from './ridgePath.ts';

/** Share of the squared residual in what is minimised down to which it is told by difference. */
const leastShare = 1e-2;

/** Uᵀ, a row for each row that leaves, in the order in which they do. */
interface Leaving {
  readonly rows: Matrix;
  /** Of the squared pivots of K of the first `count` rows. */
  readonly leastPivot: (count: number) => number;
}

/** Uᵀ of rows that leave from the last to the first; null where what is left is not numerically positive definite. */
export function leavingRows(backend: Backend, factor: Matrix, rows: Matrix): Leaving | null {
  const { workspace } = backend;
  const [count, m] = [rows.rows, rows.columns];
  const out = workspace.matrix(count, m);
  for (let i = 0; i < count; i++) out.data.set(rowsOf(rows, count - 1 - i, count - i).data, i * m);
  const left = workspace.matrix(count, count);
  const positive = workspace.scope(() => {
    const t = workspace.matrix(m, count);
    setTransposed(t, out);
    backend.solveTriangular(factor, t);
    backend.gram(left, t, { transpose: true, alpha: -1 });
    for (let i = 0; i < count; i++) left.data[i * (count + 1)]! += 1;
    setTransposed(out, t);
    return backend.cholesky(left);
  });
  if (!positive) return null;
  backend.solveTriangular(left, out);
  const leastPivot = (leaving: number) => {
    let least = 1;
    for (let i = 0; i < leaving; i++) least = Math.min(least, left.data[i * (count + 1)]! ** 2);
    return least;
  };
  return { rows: out, leastPivot };
}

/** Members in ascending order, and what they share. */
interface Run {
  readonly members: readonly Pending[];
  readonly shift: number;
  readonly factor: Matrix;
  /** null: the members' factors are leading blocks of it; else it is that of the first `base` rows. */
  readonly leaving: { readonly base: number; readonly rows: Matrix } | null;
}

/** Columns of y: one matrix for all members, or each its own. */
interface Part {
  readonly first: number;
  readonly width: number;
  readonly common: boolean;
}

/** Fit that shift of the members. */
export function fitRun(backend: Backend, path: DesignPath, run: Run): void {
  const { members, shift, leaving } = run;
  const longest = members.at(-1);
  if (longest === undefined) return;
  const [first, last] = path.common;
  const width = longest.y.columns;
  // Beyond m, Zᵀy is of other rows in every member.
  const parts: Part[] =
    path.along === 'samples' && leaving
      ? [{ first: 0, width, common: false }]
      : [
          { first: 0, width: first, common: false },
          { first, width: last - first, common: true },
          { first: last, width: width - last, common: false },
        ];
  for (const part of parts.filter((part) => part.width > 0)) {
    backend.workspace.scope(() => fitPart(backend, path, run, part));
  }
  for (const { open } of members) open.delete(shift);
}

function fitPart(backend: Backend, path: DesignPath, run: Run, part: Part): void {
  const { members, shift, factor, leaving } = run;
  const { workspace } = backend;
  const { width } = part;
  const primal = isPrimal(members[0]!.design);
  const w = rowsOf(path.rows, 0, members.at(-1)!.count);
  const [order, longer] = leaving ? [w.columns, w.rows] : [w.rows, w.columns];
  const y = gathered(backend, members, part, primal ? longer : order);
  const half = workspace.matrix(order, y.columns);
  if (primal) backend.multiply(half, w, y, { transposeA: leaving !== null });
  else half.data.set(y.data);
  backend.solveTriangular(factor, half);
  const x = leaving
    ? withLeaving(backend, members, leaving, half, part)
    : leadingParts(backend, members, half, part);
  backend.solveTriangular(factor, x, { transpose: true });
  if (primal) keep(run, part, x, residualSquares(backend, run, part, { w, y, z: half, x }));
  else {
    const coefficients = workspace.matrix(longer, x.columns);
    backend.multiply(coefficients, w, x, { transposeA: leaving === null });
    // Y − Z a = shift·x
    const squaresOf = (i: number) => columnSquares(x, i * width, width).map((sum) => shift * shift * sum);
    keep(run, part, coefficients, squaresOf);
  }
}

/** Coefficients of the members, side by side, and the sums of their squared residuals. */
function keep(
  { members, shift }: Run,
  part: Part,
  found: Matrix,
  squaresOf: (member: number) => Float64Array,
): void {
  members.forEach(({ design, shifts, y, coefficients, first, squares }, i) => {
    const to = shifts.indexOf(shift) * y.columns + part.first;
    copyColumns(coefficients, first + to, rowsOf(found, 0, design.parameters), i * part.width, part.width);
    squares.set(
      squaresOf(i).map((sum) => sum / design.samples),
      to,
    );
  });
}

interface Halves {
  readonly w: Matrix;
  readonly y: Matrix;
  /** L⁻¹b. */
  readonly z: Matrix;
  readonly x: Matrix;
}

/** Squared residuals of primal fits, member by member; y may be overwritten. */
function residualSquares(
  backend: Backend,
  { members, shift, leaving }: Run,
  { common, width }: Part,
  halves: Halves,
): (member: number) => Float64Array {
  const told = common ? nestedSquares(backend, members, halves, shift) : null;
  if (told) return (i) => told[i]!;
  const { w, y, x } = halves;
  const residuals = common ? repeated(backend, y, members.length) : y;
  backend.multiply(residuals, w, x, { transposeA: leaving === null, alpha: -1, beta: 1 });
  return (i) => columnSquares(rowsOf(residuals, 0, members[i]!.design.samples), i * width, width);
}

/**
 * Squared residuals r of fits of one y on leading blocks, member by member: the rows of Q = L⁻¹[W, √shift] being orthonormal, and z = Q[y; 0],
 *
 *     |r|² + shift·|a|² = that of the longest + |z|² of the rows that the member lacks
 *
 * null where little of the left-hand side is |r|², which would lose its digits.
 */
function nestedSquares(
  backend: Backend,
  members: readonly Pending[],
  { w, y, z, x }: Halves,
  shift: number,
): Float64Array[] | null {
  const { workspace } = backend;
  const width = y.columns;
  const norms = members.map((_, i) => columnSquares(x, i * width, width).map((norm) => shift * norm));
  let sums = workspace.scope(() => {
    const [a, r] = [workspace.matrix(x.rows, width), workspace.matrix(y.rows, width)];
    copyColumns(a, 0, x, x.columns - width, width);
    r.data.set(y.data);
    backend.multiply(r, w, a, { transposeA: true, alpha: -1, beta: 1 });
    return columnSquares(r).map((square, c) => square + norms.at(-1)![c]!);
  });
  let held = w.rows;
  const squares: Float64Array[] = [];
  for (const [i, { count }] of [...members.entries()].reverse()) {
    const lacking = columnSquares(rowsOf(z, count, held));
    held = count;
    sums = sums.map((sum, c) => sum + lacking[c]!);
    squares[i] = sums.map((sum, c) => sum - norms[i]![c]!);
    if (squares[i].some((square, c) => square < leastShare * sums[c]!)) return null;
  }
  return squares;
}

/** Right-hand sides of the members side by side, or those in common; with 0 below, to `rows` rows. */
function gathered(
  { workspace }: Backend,
  members: readonly Pending[],
  { first, width, common }: Part,
  rows: number,
): Matrix {
  const from = common ? members.slice(-1) : members;
  const out = workspace.matrix(rows, from.length * width);
  out.data.fill(0);
  from.forEach(({ y }, i) => {
    copyColumns(out, i * width, y, first, width);
  });
  return out;
}

/** The matrix so many times, side by side. */
function repeated({ workspace }: Backend, matrix: Matrix, times: number): Matrix {
  const { rows, columns } = matrix;
  const out = workspace.matrix(rows, times * columns);
  for (let i = 0; i < times; i++) setColumns(out, i * columns, matrix);
  return out;
}

/** L⁻¹b of the members side by side, each up to its own row. */
function leadingParts(
  backend: Backend,
  members: readonly Pending[],
  half: Matrix,
  { common, width }: Part,
): Matrix {
  const x = common ? repeated(backend, half, members.length) : half;
  members.forEach(({ count }, i) => {
    for (let row = count; row < x.rows; row++) {
      const start = row * x.columns + i * width;
      x.data.fill(0, start, start + width);
    }
  });
  return x;
}

/** (1 + U Uᵀ) L⁻¹b of the members side by side; of one b, they differ by terms of the rows that leave in between. */
function withLeaving(
  backend: Backend,
  members: readonly Pending[],
  { base, rows }: NonNullable<Run['leaving']>,
  half: Matrix,
  { common, width }: Part,
): Matrix {
  const { workspace } = backend;
  const x = common ? workspace.matrix(half.rows, members.length * width) : half;
  const columns = common ? half : workspace.matrix(half.rows, width);
  const overlaps = workspace.matrix(rows.rows, width);
  if (common) backend.multiply(overlaps, rows, half);
  let first = 0;
  for (const [i, { count }] of [...members.entries()].reverse()) {
    const left = base - count;
    if (!common) {
      first = 0;
      copyColumns(columns, 0, half, i * width, width);
      if (left > 0) backend.multiply(rowsOf(overlaps, 0, left), rowsOf(rows, 0, left), columns);
    }
    if (left > first) {
      const [u, c] = [rowsOf(rows, first, left), rowsOf(overlaps, first, left)];
      backend.multiply(columns, u, c, { transposeA: true, beta: 1 });
    }
    first = left;
    setColumns(x, i * width, columns);
  }
  return x;
}
