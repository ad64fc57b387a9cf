/**
 * Ridge regression and its ridgeless limit at finite size (its limit life is theory/effectiveRidge.ts): minimise |Y − Z a|² + shift·|a|²,
 * or take the solution of smallest norm at shift 0, for many right-hand sides and shifts.
 *
 *     parameters ≤ samples:  a = (ZᵀZ + shift)⁻¹ ZᵀY        beyond:  a = Zᵀ (ZZᵀ + shift)⁻¹ Y
 *
 * by Cholesky from one Gram matrix. A Gram matrix squares the condition number, so where the shift does not bound it, close
 * to the threshold, the fit goes through QR or LQ of Z (or of [Z; √shift]); rank-deficient designs go through the
 * eigenvectors of the Gram matrix.
 */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';

/** Ratio of the larger to the smaller side of Z within which a Gram matrix without shift is not trusted. */
const squareEnough = 1.1;
/** shift / mean eigenvalue below which the shift does not bound the condition number. */
const negligibleShift = 1e-9;
/** Pivot ratios below which a design counts as rank deficient. */
const singularPivots = 1e-12;
const singularValues = 1e-13;

/** Solutions for every shift (parameters × right-hand sides each), allocated in the backend's workspace. */
export function fitRidge(backend: Backend, z: Matrix, y: Matrix, shifts: readonly number[]): Matrix[] {
  const { workspace } = backend;
  const primal = z.columns <= z.rows;
  const size = Math.min(z.rows, z.columns);
  const solutions = shifts.map(() => workspace.matrix(z.columns, y.columns));
  workspace.scope(() => {
    const gram = workspace.matrix(size, size);
    backend.gram(gram, z, { transpose: primal });
    let scale = 0;
    for (let i = 0; i < size; i++) scale += gram.data[i * (size + 1)]! / size;
    const right = primal ? workspace.matrix(size, y.columns) : y;
    if (primal) backend.multiply(right, z, y, { transposeA: true });
    const nearlySquare = Math.max(z.rows, z.columns) < squareEnough * size;
    shifts.forEach((shift, i) => {
      const solution = solutions[i]!;
      const bounded = shift > negligibleShift * scale;
      workspace.scope(() => {
        if (!bounded && nearlySquare && byOrthogonal(backend, z, y, shift, solution)) return;
        if ((bounded || !nearlySquare) && byCholesky(backend, gram, right, shift, bounded, z, solution))
          return;
        byEigenvectors(backend, gram, right, shift, z, solution);
      });
    });
  });
  return solutions;
}

/** a ← core, or Zᵀ·core in the dual form. */
function lift(backend: Backend, core: Matrix, z: Matrix, solution: Matrix): void {
  if (z.columns <= z.rows) solution.data.set(core.data);
  else backend.multiply(solution, z, core, { transposeA: true });
}

function byCholesky(
  backend: Backend,
  gram: Matrix,
  right: Matrix,
  shift: number,
  bounded: boolean,
  z: Matrix,
  solution: Matrix,
): boolean {
  const factor = backend.workspace.matrix(gram.rows, gram.columns);
  factor.data.set(gram.data);
  for (let i = 0; i < gram.rows; i++) factor.data[i * (gram.rows + 1)]! += shift;
  if (!backend.cholesky(factor)) return false;
  if (!bounded && pivotRatio(factor) < singularPivots) return false;
  const core = backend.workspace.matrix(right.rows, right.columns);
  core.data.set(right.data);
  backend.choleskySolve(factor, core);
  lift(backend, core, z, solution);
  return true;
}

/** Smallest over largest squared pivot. */
function pivotRatio(factor: Matrix): number {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < factor.rows; i++) {
    const pivot = factor.data[i * (factor.rows + 1)]! ** 2;
    smallest = Math.min(smallest, pivot);
    largest = Math.max(largest, pivot);
  }
  return smallest / largest;
}

/** QR or LQ of Z; with a shift, of [Z; √shift·1] or [Z, √shift·1], whose minimum-norm solution contains a. */
function byOrthogonal(backend: Backend, z: Matrix, y: Matrix, shift: number, solution: Matrix): boolean {
  const { workspace } = backend;
  const primal = z.columns <= z.rows;
  const extra = shift === 0 ? 0 : Math.min(z.rows, z.columns);
  const rows = z.rows + (primal ? extra : 0);
  const columns = z.columns + (primal ? 0 : extra);
  const a = workspace.matrix(rows, columns);
  a.data.fill(0);
  for (let i = 0; i < z.rows; i++)
    a.data.set(z.data.subarray(i * z.columns, (i + 1) * z.columns), i * columns);
  const root = Math.sqrt(shift);
  for (let i = 0; i < extra; i++) {
    const row = primal ? z.rows + i : i;
    a.data[row * columns + (primal ? i : z.columns + i)] = root;
  }
  const right = workspace.matrix(rows, y.columns);
  right.data.fill(0);
  right.data.set(y.data);
  const whole = workspace.matrix(columns, y.columns);
  const { conditionEstimate } = backend.leastSquares(whole, a, right);
  if (!(conditionEstimate < 1 / singularPivots)) return false;
  solution.data.set(whole.data.subarray(0, solution.data.length));
  return true;
}

/** Pseudo-inverse of Gram + shift on the eigenvectors that the design's rank supports. */
function byEigenvectors(
  backend: Backend,
  gram: Matrix,
  right: Matrix,
  shift: number,
  z: Matrix,
  solution: Matrix,
): void {
  const { workspace } = backend;
  const a = workspace.matrix(gram.rows, gram.columns);
  a.data.set(gram.data);
  const vectors = workspace.matrix(gram.rows, gram.columns);
  const values = backend.eigenSymmetric(a, vectors);
  const smallest = singularValues * (values[values.length - 1] ?? 0);
  const projected = workspace.matrix(right.rows, right.columns);
  backend.multiply(projected, vectors, right);
  for (let i = 0; i < values.length; i++) {
    const inverse = values[i]! > smallest ? 1 / (values[i]! + shift) : 0;
    for (let j = 0; j < right.columns; j++) projected.data[i * right.columns + j]! *= inverse;
  }
  const core = workspace.matrix(right.rows, right.columns);
  backend.multiply(core, vectors, projected, { transposeA: true });
  lift(backend, core, z, solution);
}
