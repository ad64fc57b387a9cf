/** Factorisations and solves by LAPACK on row-major matrices: what is lower here is upper there. */
import type { Backend } from './backend.ts';
import { type Argument, type BlasLibrary, char, int, real } from './blas-library.ts';
import type { Matrix } from './matrix.ts';
import { leadingShape, requireConverged, solveShape, squareShape } from './shapes.ts';
import type { Workspace } from './workspace.ts';

type Factorisations = Pick<
  Backend,
  'cholesky' | 'choleskySolve' | 'solveTriangular' | 'leastSquares' | 'eigenSymmetric' | 'singularValues'
>;

/** The part of a backend that factors matrices. */
export function openFactorisations(routines: BlasLibrary['routines'], workspace: Workspace): Factorisations {
  return {
    cholesky(a) {
      const n = squareShape(a, 'cholesky');
      const info = int(0);
      // To Fortran the lower triangle, with which the blocked factorisation is the faster.
      routines.dpotrf(char('L'), int(n), a.data, int(n), info);
      return status(info, 'dpotrf') === 0 && diagonalOf(a).every(Number.isFinite);
    },
    choleskySolve(l, rhs) {
      squareShape(l, 'choleskySolve');
      solveShape(rhs, l, rhs, 'choleskySolve');
      divide(routines, rhs, l, 'lower', 'transposed');
      divide(routines, rhs, l, 'lower', 'as it is');
    },
    solveTriangular(l, rhs, { transpose = false } = {}) {
      leadingShape(l, rhs, 'solveTriangular');
      divide(routines, rhs, l, 'lower', transpose ? 'as it is' : 'transposed');
    },
    leastSquares(solution, a, rhs) {
      solveShape(solution, a, rhs, 'leastSquares');
      const solve = a.rows >= a.columns ? solveTall : solveWide;
      return workspace.scope(() => ({ conditionEstimate: solve(routines, workspace, solution, a, rhs) }));
    },
    eigenSymmetric(a, vectors) {
      const n = squareShape(a, 'eigenSymmetric');
      solveShape(vectors, a, vectors, 'eigenSymmetric');
      const values = new Float64Array(n);
      const info = int(0);
      vectors.data.set(a.data);
      workspace.scope(() => {
        const query = { real: real(0), int: int(0) };
        const call = (work: Float64Array, length: number, whole: Int32Array, wholeLength: number) =>
          routines.dsyevd(
            char('V'),
            char('U'),
            int(n),
            vectors.data,
            int(n),
            values,
            work,
            int(length),
            whole,
            int(wholeLength),
            info,
          );
        call(query.real, -1, query.int, -1);
        const [length, wholeLength] = [query.real[0]!, query.int[0]!];
        call(workspace.matrix(1, length).data, length, new Int32Array(wholeLength), wholeLength);
      });
      return requireConverged(values, status(info, 'dsyevd') === 0, 'eigenSymmetric');
    },
    singularValues(a) {
      const [m, n, one] = [int(a.rows), int(a.columns), int(1)];
      const values = new Float64Array(Math.min(a.rows, a.columns));
      const whole = new Int32Array(8 * values.length);
      const none = real(0);
      if (!a.data.every(Number.isFinite)) return requireConverged(values, false, 'singularValues');
      const converged = withWork(workspace, 'dgesdd', (work, length, info) =>
        routines.dgesdd(char('N'), n, m, a.data, n, values, none, one, none, one, work, length, whole, info),
      );
      return requireConverged(values, converged === 0, 'singularValues');
    },
  };
}

/** To Fortran aᵀ = L·Q, so that a = QᵀLᵀ and solutionᵀ = (first columns of rhsᵀQᵀ)·L⁻¹. */
function solveTall(
  routines: BlasLibrary['routines'],
  workspace: Workspace,
  solution: Matrix,
  a: Matrix,
  rhs: Matrix,
): number {
  const [m, n, k] = [int(a.rows), int(a.columns), int(rhs.columns)];
  const tau = new Float64Array(a.columns);
  withWork(workspace, 'dgelqf', (...work) => routines.dgelqf(n, m, a.data, n, tau, ...work));
  const condition = diagonalRatio(a);
  solution.data.fill(0);
  if (condition === Infinity) return condition;
  withWork(workspace, 'dormlq', (...work) =>
    routines.dormlq(char('R'), char('T'), k, m, n, a.data, n, tau, rhs.data, k, ...work),
  );
  solution.data.set(rhs.data.subarray(0, solution.data.length));
  divide(routines, solution, a, 'lower', 'as it is');
  return condition;
}

/** To Fortran aᵀ = Q·R, so that solutionᵀ = (rhsᵀ·R⁻¹, 0)·Qᵀ. */
function solveWide(
  routines: BlasLibrary['routines'],
  workspace: Workspace,
  solution: Matrix,
  a: Matrix,
  rhs: Matrix,
): number {
  const [m, n, k] = [int(a.rows), int(a.columns), int(rhs.columns)];
  const tau = new Float64Array(a.rows);
  withWork(workspace, 'dgeqrf', (...work) => routines.dgeqrf(n, m, a.data, n, tau, ...work));
  const condition = diagonalRatio(a);
  solution.data.fill(0);
  if (condition === Infinity) return condition;
  divide(routines, rhs, a, 'upper', 'as it is');
  solution.data.set(rhs.data);
  withWork(workspace, 'dormqr', (...work) =>
    routines.dormqr(char('R'), char('T'), k, n, m, a.data, n, tau, solution.data, k, ...work),
  );
  return condition;
}

/**
 * To Fortran x ← x·t⁻¹ (or x·t⁻ᵀ) for x = `rows`ᵀ and t the triangle of the leading square of `triangular`ᵀ; of one row as the equal xᵀ ← t⁻ᵀ·xᵀ,
 * which is several times as fast.
 */
function divide(
  { dtrsm, dtrsv }: Pick<BlasLibrary['routines'], 'dtrsm' | 'dtrsv'>,
  rows: Matrix,
  triangular: Matrix,
  triangle: 'upper' | 'lower',
  form: 'as it is' | 'transposed',
): void {
  const uplo = char(triangle === 'upper' ? 'U' : 'L');
  const [k, n, ld] = [int(rows.columns), int(rows.rows), int(triangular.columns)];
  const op = char((form === 'transposed') === rows.columns > 1 ? 'T' : 'N');
  if (rows.columns === 1) dtrsv(uplo, op, char('N'), n, triangular.data, ld, rows.data, k);
  else dtrsm(char('R'), uplo, op, char('N'), k, n, real(1), triangular.data, ld, rows.data, k);
}

/** Call a routine with as much space as it asks for as its work, lwork; and info, which is returned. */
function withWork(
  workspace: Workspace,
  name: string,
  call: (...work: [Argument, Argument, Argument]) => void,
): number {
  const [best, info] = [real(0), int(0)];
  call(best, int(-1), info);
  const length = best[0]!;
  workspace.scope(() => call(workspace.matrix(1, length).data, int(length), info));
  return status(info, name);
}

/** LAPACK's info, when it does not say that an argument was illegal. */
function status(info: Int32Array, routine: string): number {
  const value = info[0]!;
  if (value < 0) throw new Error(`${routine}: argument ${-value} is illegal`);
  return value;
}

function diagonalOf(a: Matrix): Float64Array {
  const diagonal = new Float64Array(Math.min(a.rows, a.columns));
  for (let i = 0; i < diagonal.length; i++) diagonal[i] = a.data[i * (a.columns + 1)]!;
  return diagonal;
}

function diagonalRatio(a: Matrix): number {
  const sizes = diagonalOf(a).map(Math.abs);
  const ratio = sizes.reduce((a, b) => Math.max(a, b)) / sizes.reduce((a, b) => Math.min(a, b));
  return Number.isNaN(ratio) ? Infinity : ratio;
}
