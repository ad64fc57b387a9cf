/**
 * Ridge fits along a path of designs, each of which is the leading part of the next: one parameter or one sample more at a time. With W the
 * longest of them, the parameters (or samples) that come one after the other in its rows, w × m, and W_g its first g rows,
 *
 *     g ≤ m:  the smaller Gram matrix W_g W_gᵀ is a leading block of one matrix, and its Cholesky factor, for members of one shift,
 *             a leading block of one factor
 *     beyond: W_gᵀ W_g grows from member to member by the products of the rows that come in
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, rowsOf, setLeading } from '../../linalg/matrix.ts';
import {
  choleskyFactor,
  type DesignMatrix,
  fitRidge,
  heldDesign,
  isPrimal,
  type RidgeFit,
  wideDesign,
} from './ridge.ts';

/** Designs that grow by parameters, or by samples. */
export interface DesignPath {
  readonly along: 'parameters' | 'samples';
  /** W: what the path goes along in its rows. */
  readonly rows: Matrix;
}

/** The design of the first `count` rows of the path, its right-hand sides and shifts. */
export interface PathMember {
  readonly count: number;
  readonly y: Matrix;
  readonly shifts: readonly number[];
}

/** What fitRidge gives for every member, in their order, which is by ascending count. */
export function fitRidgePath(backend: Backend, path: DesignPath, members: readonly PathMember[]): RidgeFit[] {
  const { workspace } = backend;
  const fits = members.map(({ count, y, shifts }): RidgeFit => {
    const { samples, parameters } = extentsAt(path, count);
    const columns = shifts.length * y.columns;
    return {
      coefficients: workspace.matrix(parameters, columns),
      residuals: workspace.matrix(samples, columns),
    };
  });
  const leading = members.filter(({ count }) => isLeading(path, count)).length;
  workspace.scope(() => fitLeading(backend, path, members.slice(0, leading), fits.slice(0, leading)));
  workspace.scope(() => fitGrowing(backend, path, members.slice(leading), fits.slice(leading)));
  return fits;
}

function extentsAt({ along, rows }: DesignPath, count: number): Pick<DesignMatrix, 'samples' | 'parameters'> {
  return along === 'parameters'
    ? { samples: rows.columns, parameters: count }
    : { samples: count, parameters: rows.columns };
}

/** Whether W_g W_gᵀ is the smaller Gram matrix. */
function isLeading(path: DesignPath, count: number): boolean {
  return isPrimal(extentsAt(path, count)) === (path.along === 'parameters');
}

/** Members whose smaller Gram matrix is a leading block of the last one's. */
function fitLeading(
  backend: Backend,
  path: DesignPath,
  members: readonly PathMember[],
  fits: readonly RidgeFit[],
): void {
  const { workspace } = backend;
  const largest = members.at(-1)?.count;
  if (largest === undefined) return;
  const gram = workspace.matrix(largest, largest);
  backend.gram(gram, rowsOf(path.rows, 0, largest));
  const factors = sharedFactors(backend, gram, members);
  members.forEach(({ count, y, shifts }, i) => {
    workspace.scope(() => {
      const { samples, parameters } = extentsAt(path, count);
      const design = wideDesign(samples, parameters, rowsOf(path.rows, 0, count));
      const block = leadingBlock(backend, gram, count);
      const factorOf = (shift: number): Matrix | null => {
        const factor = factors.get(shift);
        return factor ? leadingBlock(backend, factor, count) : choleskyFactor(backend, block, shift);
      };
      keep(fits[i]!, fitRidge(backend, design, y, shifts, { gram: block, factorOf }));
    });
  });
}

/** For every shift that several members have, the factor of the largest, where there is one. */
function sharedFactors(
  backend: Backend,
  gram: Matrix,
  members: readonly PathMember[],
): ReadonlyMap<number, Matrix> {
  const factors = new Map<number, Matrix>();
  for (const shift of new Set(members.flatMap(({ shifts }) => shifts))) {
    const users = members.filter(({ shifts }) => shifts.includes(shift));
    if (users.length < 2) continue;
    const factor = choleskyFactor(backend, gram, shift, users.at(-1)!.count);
    if (factor !== null) factors.set(shift, factor);
  }
  return factors;
}

function leadingBlock({ workspace }: Backend, matrix: Matrix, order: number): Matrix {
  const block = workspace.matrix(order, order);
  setLeading(block, matrix);
  return block;
}

/** Members whose smaller Gram matrix is the sum over their rows. */
function fitGrowing(
  backend: Backend,
  path: DesignPath,
  members: readonly PathMember[],
  fits: readonly RidgeFit[],
): void {
  const { workspace } = backend;
  const { rows } = path;
  if (members.length === 0) return;
  const gram = workspace.matrix(rows.columns, rows.columns);
  const factorOf = (shift: number) => choleskyFactor(backend, gram, shift);
  let held = 0;
  members.forEach(({ count, y, shifts }, i) => {
    backend.gram(gram, rowsOf(rows, held, count), { transpose: true, beta: held === 0 ? 0 : 1 });
    held = count;
    const { samples, parameters } = extentsAt(path, count);
    const design = heldDesign(samples, parameters, rowsOf(rows, 0, count));
    workspace.scope(() => keep(fits[i]!, fitRidge(backend, design, y, shifts, { gram, factorOf })));
  });
}

function keep(target: RidgeFit, { coefficients, residuals }: RidgeFit): void {
  target.coefficients.data.set(coefficients.data);
  target.residuals.data.set(residuals.data);
}
