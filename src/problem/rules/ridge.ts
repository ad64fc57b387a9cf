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
import {
  copyColumns,
  type Matrix,
  rowsOf,
  setColumns,
  setLeading,
  setTransposed,
} from '../../linalg/matrix.ts';

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

/** The design matrix with its longer side down: Z itself when it has as many samples as parameters or more, else Zᵀ. */
export interface DesignMatrix {
  readonly samples: number;
  readonly parameters: number;
  /** All of it, where it is held; else it is known panel by panel only. */
  readonly whole: Matrix | null;
  /** Visit it by panels of rows, in order, each with its first row; a panel is gone when the next one comes. */
  readonly panels: (visit: (panel: Matrix, first: number) => void) => void;
}

/** The design whose longer form, Z or Zᵀ, is held. */
export function heldDesign(samples: number, parameters: number, whole: Matrix): DesignMatrix {
  return { samples, parameters, whole, panels: (visit) => visit(whole, 0) };
}

/** Whether the normal equations are about the coefficients themselves: ZᵀZ is the smaller Gram matrix. */
export function isPrimal({ samples, parameters }: Pick<DesignMatrix, 'samples' | 'parameters'>): boolean {
  return parameters <= samples;
}

/** Columns shift by shift, for each those of Y. */
export interface RidgeFit {
  /** a: parameters × shifts·right-hand sides. */
  readonly coefficients: Matrix;
  /** Y − Z a: samples × shifts·right-hand sides. */
  readonly residuals: Matrix;
}

/** What may be known of a design before its fit: its smaller Gram matrix, and the Cholesky factors of gram + shift. */
export interface KnownGram {
  readonly gram: Matrix;
  readonly factorOf: (shift: number) => Matrix | null;
}

/**
 * The fit for every shift, allocated in the backend's workspace; each the same, up to rounding, whichever others go along. With few
 * right-hand sides a product with Z costs what reading Z does, so there is one for all shifts.
 */
export function fitRidge(
  backend: Backend,
  design: DesignMatrix,
  y: Matrix,
  shifts: readonly number[],
  known?: KnownGram,
): RidgeFit {
  const { workspace } = backend;
  const [primal, width] = [isPrimal(design), y.columns];
  const coefficients = workspace.matrix(design.parameters, shifts.length * width);
  const residuals = workspace.matrix(design.samples, shifts.length * width);
  workspace.scope(() => {
    const gram = known?.gram ?? gramOf(backend, design);
    const solve = coreSolver(backend, gram, primal ? project(backend, design, y) : y, known?.factorOf);
    const cores = primal ? coefficients : workspace.matrix(design.samples, shifts.length * width);
    cores.data.fill(0);
    const parts = shifts.map((shift, i) => {
      const orthogonal = orthogonalSolution(backend, design, gram, y, shift);
      if (orthogonal === null) return { orthogonal, ...solve(shift, cores, i * width) };
      if (primal) setColumns(cores, i * width, orthogonal);
      return { orthogonal, regular: false };
    });
    if (!primal) expand(backend, design, cores, coefficients);
    for (let i = 0; i < shifts.length; i++) {
      const { orthogonal } = parts[i]!;
      if (orthogonal) setColumns(coefficients, i * width, orthogonal);
      setColumns(residuals, i * width, y);
    }
    // By Cholesky in the dual form Y − Z a = Y − ZZᵀ core = shift·core.
    const factors = parts.map(({ regular }, i) => (!primal && regular ? shifts[i]! : 0));
    if (factors.includes(0)) subtractPredictions(backend, design, coefficients, residuals);
    factors.forEach((factor, i) => {
      if (factor > 0) copyColumns(residuals, i * width, cores, i * width, width, factor);
    });
  });
  return { coefficients, residuals };
}

/** The smaller Gram matrix, ZᵀZ or ZZᵀ. */
export function gramOf(backend: Backend, design: DesignMatrix): Matrix {
  const size = Math.min(design.samples, design.parameters);
  const gram = backend.workspace.matrix(size, size);
  design.panels((panel, first) => {
    backend.gram(gram, panel, { transpose: true, beta: first === 0 ? 0 : 1 });
  });
  return gram;
}

/** Zᵀy of a primal design. */
export function project(backend: Backend, design: DesignMatrix, y: Matrix): Matrix {
  const out = backend.workspace.matrix(design.parameters, y.columns);
  design.panels((panel, first) => {
    const part = rowsOf(y, first, first + panel.rows);
    backend.multiply(out, panel, part, { transposeA: true, beta: first === 0 ? 0 : 1 });
  });
  return out;
}

/** coefficients ← Zᵀ·cores of a dual design. */
export function expand(backend: Backend, design: DesignMatrix, cores: Matrix, coefficients: Matrix): void {
  design.panels((panel, first) => {
    backend.multiply(rowsOf(coefficients, first, first + panel.rows), panel, cores);
  });
}

/** residuals ← residuals − Z·coefficients */
export function subtractPredictions(
  backend: Backend,
  design: DesignMatrix,
  coefficients: Matrix,
  residuals: Matrix,
): void {
  const primal = isPrimal(design);
  design.panels((panel, first) => {
    const [from, end] = [first, first + panel.rows];
    if (primal) {
      backend.multiply(rowsOf(residuals, from, end), panel, coefficients, { alpha: -1, beta: 1 });
    } else {
      const part = rowsOf(coefficients, from, end);
      backend.multiply(residuals, panel, part, { transposeA: true, alpha: -1, beta: 1 });
    }
  });
}

/** How a core was found: with `regular` by Cholesky, else as the pseudo-inverse's on `rank` eigenvectors. */
export interface CoreSolution {
  readonly regular: boolean;
  readonly rank: number;
}

/**
 * For any shift, columns `first` and on of `cores` ← (gram + shift)⁻¹·right, or by the pseudo-inverse on the eigenvectors that the
 * rank supports, where Cholesky is not to be trusted.
 */
export function coreSolver(
  backend: Backend,
  gram: Matrix,
  right: Matrix,
  factorOf: KnownGram['factorOf'] = (shift) => choleskyFactor(backend, gram, shift),
): (shift: number, cores: Matrix, first: number) => CoreSolution {
  const { workspace } = backend;
  const bound = negligibleShift * meanDiagonal(gram);
  let spectrum: Spectrum | undefined;
  return (shift, cores, first) => {
    const regular = workspace.scope(() => {
      const core = byCholesky(backend, factorOf(shift), right, shift > bound);
      if (core) setColumns(cores, first, core);
      return core !== null;
    });
    if (regular) return { regular, rank: gram.rows };
    spectrum ??= spectrumOf(backend, gram);
    const { rank } = spectrum;
    workspace.scope(() => setColumns(cores, first, byEigenvectors(backend, spectrum!, right, shift)));
    return { regular, rank };
  };
}

function byCholesky(backend: Backend, factor: Matrix | null, right: Matrix, bounded: boolean): Matrix | null {
  if (factor === null || (!bounded && pivotRatio(factor) < leastPivots)) return null;
  const core = backend.workspace.matrix(right.rows, right.columns);
  core.data.set(right.data);
  backend.choleskySolve(factor, core);
  return core;
}

/** The lower Cholesky factor of gram + shift or its leading block, or null where that is not numerically positive definite. */
export function choleskyFactor(
  backend: Backend,
  gram: Matrix,
  shift: number,
  order: number = gram.rows,
): Matrix | null {
  const factor = backend.workspace.matrix(order, order);
  setLeading(factor, gram);
  for (let i = 0; i < order; i++) factor.data[i * (order + 1)]! += shift;
  return backend.cholesky(factor) ? factor : null;
}

function meanDiagonal(gram: Matrix): number {
  let sum = 0;
  for (let i = 0; i < gram.rows; i++) sum += gram.data[i * (gram.rows + 1)]!;
  return sum / gram.rows;
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

/** gram = vectorsᵀ·diag(values)·vectors; the last `rank` values are not null. */
interface Spectrum {
  readonly values: Float64Array;
  readonly vectors: Matrix;
  readonly rank: number;
}

function spectrumOf(backend: Backend, gram: Matrix): Spectrum {
  const vectors = backend.workspace.matrix(gram.rows, gram.columns);
  const values = backend.workspace.scope(() => {
    const a = backend.workspace.matrix(gram.rows, gram.columns);
    a.data.set(gram.data);
    return backend.eigenSymmetric(a, vectors);
  });
  const least = singularValues * (values.at(-1) ?? 0);
  return { values, vectors, rank: values.filter((value) => value > least).length };
}

function byEigenvectors(
  backend: Backend,
  { values, vectors, rank }: Spectrum,
  right: Matrix,
  shift: number,
): Matrix {
  const projected = backend.workspace.matrix(right.rows, right.columns);
  backend.multiply(projected, vectors, right);
  for (let i = 0; i < values.length; i++) {
    const inverse = i < values.length - rank ? 0 : 1 / (values[i]! + shift);
    for (let j = 0; j < right.columns; j++) projected.data[i * right.columns + j]! *= inverse;
  }
  const core = backend.workspace.matrix(right.rows, right.columns);
  backend.multiply(core, vectors, projected, { transposeA: true });
  return core;
}

/** Whether the Gram matrix is not to be trusted, and the design itself can be: held, and nearly square with no shift that counts. */
export function needsOrthogonal(
  { samples, parameters, whole }: DesignMatrix,
  gram: Matrix,
  shift: number,
): boolean {
  const nearSquare = Math.max(samples, parameters) < squareEnough * gram.rows;
  return whole !== null && nearSquare && shift <= negligibleShift * meanDiagonal(gram);
}

/**
 * The coefficients by QR or LQ of Z, where the Gram matrix is not trusted; with a shift, of [Z; √shift·1] or [Z, √shift·1], whose
 * minimum-norm solution begins with a. null: not needed, not possible, or Z has not full rank.
 */
function orthogonalSolution(
  backend: Backend,
  design: DesignMatrix,
  gram: Matrix,
  y: Matrix,
  shift: number,
): Matrix | null {
  const { workspace } = backend;
  const { samples, parameters, whole } = design;
  if (whole === null || !needsOrthogonal(design, gram, shift)) return null;
  const primal = isPrimal(design);
  const extra = shift === 0 ? 0 : gram.rows;
  const rows = samples + (primal ? extra : 0);
  const columns = parameters + (primal ? 0 : extra);
  const solution = workspace.matrix(columns, y.columns);
  const { conditionEstimate } = workspace.scope(() => {
    const a = workspace.matrix(rows, columns);
    a.data.fill(0);
    if (primal) setColumns(a, 0, whole);
    else setTransposed(a, whole);
    const root = Math.sqrt(shift);
    for (let i = 0; i < extra; i++) {
      a.data[primal ? (samples + i) * columns + i : i * columns + parameters + i] = root;
    }
    const right = workspace.matrix(rows, y.columns);
    right.data.fill(0);
    right.data.set(y.data);
    return backend.leastSquares(solution, a, right);
  });
  return conditionEstimate < singular ? rowsOf(solution, 0, parameters) : null;
}
