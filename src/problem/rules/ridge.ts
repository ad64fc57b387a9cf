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
import { type Matrix, rowsOf, setColumns } from '../../linalg/matrix.ts';

/** Ratio of the larger to the smaller side of Z within which a Gram matrix without shift is not trusted. */
const squareEnough = 1.1;
/** shift / mean eigenvalue below which the shift does not bound the condition number. */
const negligibleShift = 1e-9;
/** Squared pivot ratio below which a Gram matrix without a bounding shift is not trusted to Cholesky: half the digits. */
const leastPivots = 1e-8;
/** Condition estimate of an orthogonal factor beyond which a design counts as rank deficient. */
const singular = 1e12;
/** Eigenvalues below this share of the largest are null. */
const singularValues = 1e-13;

export interface RidgeFit {
  /** a: parameters × right-hand sides. */
  readonly coefficients: Matrix;
  /** Y − Z a: samples × right-hand sides. */
  readonly residuals: Matrix;
}

/** The fit for every shift, allocated in the backend's workspace; each the same whichever others go along. */
export function fitRidge(backend: Backend, z: Matrix, y: Matrix, shifts: readonly number[]): RidgeFit[] {
  const { workspace } = backend;
  const fits = shifts.map(() => ({
    coefficients: workspace.matrix(z.columns, y.columns),
    residuals: workspace.matrix(z.rows, y.columns),
  }));
  workspace.scope(() => {
    const equations = normalEquations(backend, z, y);
    shifts.forEach((shift, i) => {
      workspace.scope(() => {
        fitOne(backend, equations, shift, fits[i]!);
      });
    });
  });
  return fits;
}

function fitOne(backend: Backend, equations: Equations, shift: number, fit: RidgeFit): void {
  const { primal, z, y } = equations;
  const { coefficients, residuals } = fit;
  const { route, values } = solve(backend, equations, shift);
  if (primal || route === 'orthogonal') coefficients.data.set(values.data);
  else backend.multiply(coefficients, z, values, { transposeA: true });
  if (!primal && route === 'cholesky' && shift > 0) {
    // Y − Z a = Y − ZZᵀ core = shift·core
    for (let i = 0; i < values.data.length; i++) residuals.data[i] = shift * values.data[i]!;
  } else {
    residuals.data.set(y.data);
    backend.multiply(residuals, z, coefficients, { alpha: -1, beta: 1 });
  }
}

/** (gram + shift)·core = right, in the form that is smaller; a is the core, or Zᵀ·core in the dual form. */
interface Equations {
  readonly primal: boolean;
  readonly gram: Matrix;
  readonly right: Matrix;
  readonly z: Matrix;
  readonly y: Matrix;
}

function normalEquations(backend: Backend, z: Matrix, y: Matrix): Equations {
  const primal = z.columns <= z.rows;
  const size = Math.min(z.rows, z.columns);
  const gram = backend.workspace.matrix(size, size);
  backend.gram(gram, z, { transpose: primal });
  const right = primal ? backend.workspace.matrix(size, y.columns) : y;
  if (primal) backend.multiply(right, z, y, { transposeA: true });
  return { primal, gram, right, z, y };
}

/** What solved the problem for one shift: `values` are coefficients by the orthogonal route, else a core. */
interface Solved {
  readonly route: 'orthogonal' | 'cholesky' | 'eigenvectors';
  readonly values: Matrix;
}

function solve(backend: Backend, equations: Equations, shift: number): Solved {
  const { gram, z, y } = equations;
  let scale = 0;
  for (let i = 0; i < gram.rows; i++) scale += gram.data[i * (gram.rows + 1)]! / gram.rows;
  const bounded = shift > negligibleShift * scale;
  if (bounded || Math.max(z.rows, z.columns) >= squareEnough * gram.rows) {
    const core = byCholesky(backend, equations, shift, bounded);
    if (core) return { route: 'cholesky', values: core };
  } else {
    const coefficients = byOrthogonal(backend, z, y, shift);
    if (coefficients) return { route: 'orthogonal', values: coefficients };
  }
  return { route: 'eigenvectors', values: byEigenvectors(backend, equations, shift) };
}

function byCholesky(
  backend: Backend,
  { gram, right }: Equations,
  shift: number,
  bounded: boolean,
): Matrix | null {
  const factor = backend.workspace.matrix(gram.rows, gram.columns);
  factor.data.set(gram.data);
  for (let i = 0; i < gram.rows; i++) factor.data[i * (gram.rows + 1)]! += shift;
  if (!backend.cholesky(factor)) return null;
  if (!bounded && pivotRatio(factor) < leastPivots) return null;
  const core = backend.workspace.matrix(right.rows, right.columns);
  core.data.set(right.data);
  backend.choleskySolve(factor, core);
  return core;
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

/** QR or LQ of Z; with a shift, of [Z; √shift·1] or [Z, √shift·1], whose minimum-norm solution begins with a. */
function byOrthogonal(backend: Backend, z: Matrix, y: Matrix, shift: number): Matrix | null {
  const { workspace } = backend;
  const primal = z.columns <= z.rows;
  const extra = shift === 0 ? 0 : Math.min(z.rows, z.columns);
  const rows = z.rows + (primal ? extra : 0);
  const columns = z.columns + (primal ? 0 : extra);
  const a = workspace.matrix(rows, columns);
  a.data.fill(0);
  setColumns(a, 0, z);
  const root = Math.sqrt(shift);
  for (let i = 0; i < extra; i++) {
    const row = primal ? z.rows + i : i;
    a.data[row * columns + (primal ? i : z.columns + i)] = root;
  }
  const right = workspace.matrix(rows, y.columns);
  right.data.fill(0);
  right.data.set(y.data);
  const solution = workspace.matrix(columns, y.columns);
  const { conditionEstimate } = backend.leastSquares(solution, a, right);
  return conditionEstimate < singular ? rowsOf(solution, 0, z.columns) : null;
}

/** Core by the pseudo-inverse of gram + shift on the eigenvectors that the design's rank supports. */
function byEigenvectors(backend: Backend, { gram, right }: Equations, shift: number): Matrix {
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
  return core;
}
