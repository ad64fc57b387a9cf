/**
 * Ridge regression and its ridgeless limit at finite size (its limit life is theory/effectiveRidge.ts): minimise |Y − Z a|² + shift·|a|²,
 * or take the solution of smallest norm at shift 0, for many right-hand sides and shifts.
 *
 *     parameters ≤ samples:  a = (ZᵀZ + shift)⁻¹ ZᵀY        beyond:  a = Zᵀ (ZZᵀ + shift)⁻¹ Y
 *
 * by Cholesky from one Gram matrix. A Gram matrix squares the condition number: where neither the shift nor the pivots bound what that
 * costs, as at the threshold itself, the fit goes through QR or LQ of Z (or of [Z; √shift]); rank-deficient designs go through the
 * eigenvectors of the Gram matrix. At a negative shift the smaller Gram matrix is to stay positive definite on its range, where the solution is a
 * minimum; where it does not the fit is NaN.
 */
import type { Backend } from '../linalg/backend.ts';
import { copyColumns, type Matrix, rowsOf, setColumns, setLeading, setTransposed } from '../linalg/matrix.ts';

/** Ratio of the larger to the smaller side of Z within which there is QR or LQ to turn to. */
const squareEnough = 1.1;
/** shift / mean eigenvalue below which the shift does not bound the condition number. */
const negligibleShift = 1e-9;
/** Squared pivot ratio below which a Gram matrix without a bounding shift is not trusted to Cholesky: half the digits. */
const leastPivots = 1e-8;
/**
 * The same where QR or LQ can do better, for order 1. With rounding ε and squared pivots down to `ratio` of the largest, the risks of a fit
 * by Cholesky are off by some order·ε/ratio relative (measured: at most ten times that on Gaussian and ReLU designs of ratios 1 to 1.1
 * and orders 20 to 400), which this keeps to 2·10⁻¹¹.
 */
const leastPivotsNearSquare = Number.EPSILON / 2e-11;
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
  /** Whether it is held, in one panel, with its shorter side down instead. */
  readonly wide?: boolean;
  /** Visit it by panels of rows, in order, each with its first row; a panel is gone when the next one comes. */
  readonly panels: (visit: (panel: Matrix, first: number) => void) => void;
}

/** The design whose longer form, Z or Zᵀ, is held. */
export function heldDesign(samples: number, parameters: number, whole: Matrix): DesignMatrix {
  return { samples, parameters, whole, panels: (visit) => visit(whole, 0) };
}

/** The design whose shorter form, Zᵀ or Z, is held. */
export function wideDesign(samples: number, parameters: number, whole: Matrix): DesignMatrix {
  return { ...heldDesign(samples, parameters, whole), wide: true };
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
    const solver = coreSolver(
      backend,
      design,
      gram,
      primal ? project(backend, design, y) : y,
      known?.factorOf,
    );
    const cores = primal ? coefficients : workspace.matrix(design.samples, shifts.length * width);
    cores.data.fill(0);
    const parts = shifts.map((shift, i) => {
      if (solver.byCholesky(shift, cores, i * width)) return { orthogonal: null, regular: true };
      const orthogonal = orthogonalSolution(backend, design, gram, y, shift);
      if (orthogonal === null) solver.byEigenvectors(shift, cores, i * width);
      else if (primal) setColumns(cores, i * width, orthogonal);
      return { orthogonal, regular: false };
    });
    if (!primal) expand(backend, design, cores, coefficients);
    for (let i = 0; i < shifts.length; i++) {
      const { orthogonal } = parts[i]!;
      if (orthogonal) setColumns(coefficients, i * width, orthogonal);
      setColumns(residuals, i * width, y);
    }
    // By Cholesky in the dual form Y − Z a = Y − ZZᵀ core = shift·core.
    const inDual = parts.map(({ regular }) => !primal && regular);
    if (inDual.includes(false)) subtractPredictions(backend, design, coefficients, residuals);
    inDual.forEach((direct, i) => {
      if (direct) copyColumns(residuals, i * width, cores, i * width, width, shifts[i]!);
    });
  });
  return { coefficients, residuals };
}

/** The smaller Gram matrix, ZᵀZ or ZZᵀ. */
export function gramOf(backend: Backend, design: DesignMatrix): Matrix {
  const size = Math.min(design.samples, design.parameters);
  const gram = backend.workspace.matrix(size, size);
  design.panels((panel, first) => {
    backend.gram(gram, panel, { transpose: !design.wide, beta: first === 0 ? 0 : 1 });
  });
  return gram;
}

/** Zᵀy of a primal design. */
export function project(backend: Backend, design: DesignMatrix, y: Matrix): Matrix {
  const out = backend.workspace.matrix(design.parameters, y.columns);
  design.panels((panel, first) => {
    const part = rowsOf(y, first, first + lengthOf(design, panel));
    backend.multiply(out, panel, part, { transposeA: !design.wide, beta: first === 0 ? 0 : 1 });
  });
  return out;
}

/** coefficients ← Zᵀ·cores of a dual design. */
export function expand(backend: Backend, design: DesignMatrix, cores: Matrix, coefficients: Matrix): void {
  design.panels((panel, first) => {
    const part = rowsOf(coefficients, first, first + lengthOf(design, panel));
    backend.multiply(part, panel, cores, { transposeA: design.wide ?? false });
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
  const transposeA = primal === (design.wide ?? false);
  design.panels((panel, first) => {
    const end = first + lengthOf(design, panel);
    const [to, from] = primal
      ? [rowsOf(residuals, first, end), coefficients]
      : [residuals, rowsOf(coefficients, first, end)];
    backend.multiply(to, panel, from, { transposeA, alpha: -1, beta: 1 });
  });
}

/** How much of the design's longer side the panel is. */
function lengthOf({ wide }: DesignMatrix, panel: Matrix): number {
  return wide ? panel.columns : panel.rows;
}

/** Ways to columns `first` and on of `cores` ← (gram + shift)⁻¹·right for any shift. */
export interface CoreSolver {
  /** Whether it is to be trusted with that. */
  readonly byCholesky: (shift: number, cores: Matrix, first: number) => boolean;
  /** The pseudo-inverse on the eigenvectors that the rank supports. @returns the rank */
  readonly byEigenvectors: (shift: number, cores: Matrix, first: number) => number;
}

export function coreSolver(
  backend: Backend,
  design: DesignMatrix,
  gram: Matrix,
  right: Matrix,
  factorOf: KnownGram['factorOf'] = (shift) => choleskyFactor(backend, gram, shift),
): CoreSolver {
  const { workspace } = backend;
  let spectrum: Spectrum | undefined;
  return {
    byCholesky: (shift, cores, first) =>
      workspace.scope(() => {
        const factor = factorOf(shift);
        if (factor === null || !isTrusted(design, gram, shift, pivotRatio(factor))) return false;
        const core = workspace.matrix(right.rows, right.columns);
        core.data.set(right.data);
        backend.choleskySolve(factor, core);
        setColumns(cores, first, core);
        return true;
      }),
    byEigenvectors: (shift, cores, first) => {
      const found = spectrum ?? spectrumOf(backend, gram);
      spectrum = found;
      workspace.scope(() => setColumns(cores, first, byEigenvectors(backend, found, right, shift)));
      return found.rank;
    },
  };
}

/** Whether solutions by a factor of gram + shift with this ratio of pivots keep the digits that are asked for. */
export function isTrusted(design: DesignMatrix, gram: Matrix, shift: number, ratio: number): boolean {
  if (!isNegligible(gram, shift)) return true;
  const order = Math.min(design.samples, design.parameters);
  return ratio >= (hasOrthogonal(design, shift) ? leastPivotsNearSquare * order : leastPivots);
}

function isNegligible(gram: Matrix, shift: number): boolean {
  return shift <= negligibleShift * meanDiagonal(gram);
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

/** Smallest over largest squared pivot, of the factor or its leading block. */
export function pivotRatio(factor: Matrix, order: number = factor.rows): number {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < order; i++) {
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
    const inverse = i < values.length - rank ? 0 : reciprocal(values[i]! + shift);
    for (let j = 0; j < right.columns; j++) projected.data[i * right.columns + j]! *= inverse;
  }
  const core = backend.workspace.matrix(right.rows, right.columns);
  backend.multiply(core, vectors, projected, { transposeA: true });
  return core;
}

/** Of what is positive; else NaN. */
function reciprocal(value: number): number {
  return value > 0 ? 1 / value : Number.NaN;
}

/** Whether there is QR or LQ for what the Gram matrix is not trusted with: of a design that is held, and nearly square, at a shift with a root. */
function hasOrthogonal({ samples, parameters, whole }: DesignMatrix, shift: number): boolean {
  if (shift < 0) return false;
  return whole !== null && Math.max(samples, parameters) < squareEnough * Math.min(samples, parameters);
}

/** Whether the fit goes through QR or LQ. */
export function needsOrthogonal(
  backend: Backend,
  design: DesignMatrix,
  gram: Matrix,
  shift: number,
): boolean {
  if (!hasOrthogonal(design, shift) || !isNegligible(gram, shift)) return false;
  return backend.workspace.scope(() => {
    const factor = choleskyFactor(backend, gram, shift);
    return factor === null || !isTrusted(design, gram, shift, pivotRatio(factor));
  });
}

/**
 * The coefficients by QR or LQ of Z, where the Gram matrix is not trusted; with a shift, of [Z; √shift·1] or [Z, √shift·1], whose
 * minimum-norm solution begins with a. null: not possible, or Z has not full rank.
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
  if (whole === null || !hasOrthogonal(design, shift) || !isNegligible(gram, shift)) return null;
  const primal = isPrimal(design);
  const extra = shift === 0 ? 0 : gram.rows;
  const rows = samples + (primal ? extra : 0);
  const columns = parameters + (primal ? 0 : extra);
  const solution = workspace.matrix(columns, y.columns);
  const { conditionEstimate } = workspace.scope(() => {
    const a = workspace.matrix(rows, columns);
    a.data.fill(0);
    if (primal === (design.wide ?? false)) setTransposed(a, whole);
    else setColumns(a, 0, whole);
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
