/**
 * Ridge fits along a path of designs, each of which is the leading part of the next: one parameter or one sample more at a time. With W the
 * longest of them, the parameters (or samples) that come one after the other in its rows, w × m, and W_g its first g rows,
 *
 *     g ≤ m:  the smaller Gram matrix W_g W_gᵀ is a leading block of one matrix, and its Cholesky factor, for members of one shift,
 *             a leading block of one factor
 *     beyond: W_gᵀ W_g grows from member to member by the products of the rows that come in
 *
 * Members of one shift that follow each other closely are fitted in one go (ridgeRun.ts), the others one by one.
 */
import type { Backend } from '../linalg/backend.ts';
import { copyColumns, type Matrix, meanSquares, rowsOf, setLeading } from '../linalg/matrix.ts';
import {
  choleskyFactor,
  type DesignMatrix,
  fitRidge,
  heldDesign,
  isPrimal,
  isTrusted,
  type KnownGram,
  pivotRatio,
  wideDesign,
} from './ridge.ts';
import { fitRun, leavingRows } from './ridgeRun.ts';

/** Share of the rows of the longest member of a group that each has at least. */
const similarity = 2 / 3;
/** Share of m by which a member may have more rows than the one before, to share its factor beyond m; and than the first that does. */
const [step, span] = [1 / 8, 1 / 2];

/** Designs that grow by parameters, or by samples. */
export interface DesignPath {
  readonly along: 'parameters' | 'samples';
  /** W: what the path goes along in its rows. */
  readonly rows: Matrix;
  /** The columns of y, from the first up to, not including, the last, that are one matrix for all members, or its leading rows. */
  readonly common: readonly [first: number, last: number];
}

/** The design of the first `count` rows of the path, its right-hand sides, and shifts, each once. */
export interface PathMember {
  readonly count: number;
  readonly y: Matrix;
  readonly shifts: readonly number[];
}

/** Columns shift by shift, for each those of y. */
export interface PathFit {
  /** From column `first` on; along the samples one matrix holds those of all members. */
  readonly coefficients: Matrix;
  readonly first: number;
  /** Mean squared residuals. */
  readonly squares: Float64Array;
}

/** A member with its fit, and the shifts that are not fitted yet. */
export interface Pending extends PathMember, PathFit {
  readonly design: DesignMatrix;
  readonly open: Set<number>;
}

/** What fitRidge gives for every member, in their order, which is by ascending count. */
export function fitRidgePath(backend: Backend, path: DesignPath, members: readonly PathMember[]): PathFit[] {
  const { workspace } = backend;
  const total = members.reduce((sum, { shifts, y }) => sum + shifts.length * y.columns, 0);
  const joint = path.along === 'samples' ? workspace.matrix(path.rows.columns, total) : null;
  let taken = 0;
  const pending = members.map((member): Pending => {
    const design = designAt(path, member.count);
    const columns = member.shifts.length * member.y.columns;
    const coefficients = joint ?? workspace.matrix(design.parameters, columns);
    const first = joint ? taken : 0;
    taken += columns;
    const squares = new Float64Array(columns);
    return { ...member, design, coefficients, first, squares, open: new Set(member.shifts) };
  });
  const leading = pending.filter(isLeading);
  workspace.scope(() => fitLeading(backend, path, leading));
  workspace.scope(() => fitGrowing(backend, path, pending.slice(leading.length)));
  return pending;
}

function designAt({ along, rows }: DesignPath, count: number): DesignMatrix {
  const [samples, parameters] = along === 'parameters' ? [rows.columns, count] : [count, rows.columns];
  const made = isPrimal({ samples, parameters }) === (along === 'parameters') ? wideDesign : heldDesign;
  return made(samples, parameters, rowsOf(rows, 0, count));
}

/** Whether W_g W_gᵀ is the smaller Gram matrix. */
function isLeading({ design }: Pending): boolean {
  return design.wide ?? false;
}

/** Members whose smaller Gram matrix is a leading block of the last one's. */
function fitLeading(backend: Backend, path: DesignPath, members: readonly Pending[]): void {
  const { workspace } = backend;
  const largest = members.at(-1)?.count;
  if (largest === undefined) return;
  const gram = workspace.matrix(largest, largest);
  backend.gram(gram, rowsOf(path.rows, 0, largest));
  const factors = new Map<number, Matrix>();
  for (const [shift, users] of sharedShifts(members)) {
    const factor = choleskyFactor(backend, gram, shift, users.at(-1)!.count);
    if (factor === null) continue;
    factors.set(shift, factor);
    const trusted = users.filter(({ design, count }) =>
      isTrusted(design, gram, shift, pivotRatio(factor, count)),
    );
    for (const members of similar(trusted)) fitRun(backend, path, { members, shift, factor, leaving: null });
  }
  for (const member of members.filter(({ open }) => open.size > 0)) {
    workspace.scope(() => {
      const block = leadingBlock(backend, gram, member.count);
      const factorOf = (shift: number): Matrix | null => {
        const factor = factors.get(shift);
        return factor ? leadingBlock(backend, factor, member.count) : choleskyFactor(backend, block, shift);
      };
      fitAlone(backend, member, { gram: block, factorOf });
    });
  }
}

/** Groups of similar counts: all that is done with W together costs each member what the longest of its group does. */
function similar(members: readonly Pending[]): Pending[][] {
  const groups: Pending[][] = [];
  for (const member of members.toReversed()) {
    const group = groups.at(-1);
    if (group && member.count >= similarity * group.at(-1)!.count) group.unshift(member);
    else groups.push([member]);
  }
  return groups;
}

/** The shifts that several members have, each with these. */
function sharedShifts(members: readonly Pending[]): [number, readonly Pending[]][] {
  return [...new Set(members.flatMap(({ shifts }) => shifts))]
    .map((shift): [number, readonly Pending[]] => [shift, members.filter(({ open }) => open.has(shift))])
    .filter(([, users]) => users.length > 1);
}

function leadingBlock({ workspace }: Backend, matrix: Matrix, order: number): Matrix {
  const block = workspace.matrix(order, order);
  setLeading(block, matrix);
  return block;
}

/** Members whose smaller Gram matrix is the sum over their rows. */
function fitGrowing(backend: Backend, path: DesignPath, members: readonly Pending[]): void {
  const { workspace } = backend;
  const { rows } = path;
  if (members.length === 0) return;
  const gram = workspace.matrix(rows.columns, rows.columns);
  const add = (sum: Matrix, first: number, end: number) =>
    backend.gram(sum, rowsOf(rows, first, end), { transpose: true, beta: first === 0 ? 0 : 1 });
  let held = 0;
  for (const run of runsOf(members, rows.columns, shareShift)) {
    const [first, base] = [run[0]!.count, run.at(-1)!.count];
    add(gram, held, first);
    held = base;
    workspace.scope(() => {
      // For those that are fitted one by one after all.
      const own = base > first ? leadingBlock(backend, gram, gram.rows) : gram;
      if (base > first) add(gram, first, base);
      for (const [shift, users] of sharedShifts(run)) {
        workspace.scope(() => fitLosing(backend, path, { gram, base, users, shift }));
      }
      let last = first;
      for (const member of run.filter(({ open }) => open.size > 0)) {
        if (member.count > last) add(own, last, member.count);
        last = member.count;
        workspace.scope(() =>
          fitAlone(backend, member, { gram: own, factorOf: (shift) => choleskyFactor(backend, own, shift) }),
        );
      }
    });
  }
}

/** Members beyond m, one after the other, that get by with one factor, m³/3: each row between them costs some 2m² operations. */
export function runsOf<T extends { readonly count: number }>(
  members: readonly T[],
  m: number,
  share: (one: T, other: T) => boolean,
): T[][] {
  const runs: T[][] = [];
  for (const member of members) {
    const run = runs.at(-1);
    const [first, last] = [run?.[0], run?.at(-1)];
    const joins =
      first !== undefined &&
      last !== undefined &&
      member.count - last.count <= step * m &&
      member.count - first.count <= span * m &&
      share(last, member);
    if (joins) run!.push(member);
    else runs.push([member]);
  }
  return runs;
}

function shareShift({ shifts }: PathMember, other: PathMember): boolean {
  return shifts.some((shift) => other.shifts.includes(shift));
}

/** Members of one shift from the factor of the Gram matrix of the first `base` rows: each lacks the last of these. */
function fitLosing(
  backend: Backend,
  path: DesignPath,
  { gram, base, users, shift }: { gram: Matrix; base: number; users: readonly Pending[]; shift: number },
): void {
  const factor = choleskyFactor(backend, gram, shift);
  const leaving = factor && leavingRows(backend, factor, rowsOf(path.rows, users[0]!.count, base));
  if (!factor || !leaving) return;
  // Of isotropic rows the last pivots are some 1 − m/count of the first: what leaves takes them from that share of the base to its own.
  const [ratio, share] = [pivotRatio(factor), 1 - factor.rows / base];
  const trusted = users.filter(({ design, count }) =>
    isTrusted(design, gram, shift, ratio * Math.min(1, leaving.leastPivot(base - count) / share)),
  );
  for (const members of similar(trusted)) {
    fitRun(backend, path, { members, shift, factor, leaving: { base, rows: leaving.rows } });
  }
}

function fitAlone(
  backend: Backend,
  { design, y, shifts, coefficients, first, squares, open }: Pending,
  known: KnownGram,
) {
  const width = y.columns;
  const found = fitRidge(backend, design, y, [...open], known);
  const residuals = meanSquares(found.residuals);
  [...open].forEach((shift, i) => {
    const to = shifts.indexOf(shift) * width;
    copyColumns(coefficients, first + to, found.coefficients, i * width, width);
    squares.set(residuals.subarray(i * width, (i + 1) * width), to);
  });
  open.clear();
}
