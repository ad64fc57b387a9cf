/** What the backends require of their arguments; a violation is a defect of the caller. */
import type { Matrix } from './matrix.ts';

function require(condition: boolean, operation: string, ...matrices: Matrix[]): void {
  if (condition) return;
  throw new RangeError(`${operation} of ${matrices.map((m) => `${m.rows}×${m.columns}`).join(', ')}`);
}

/** The inner dimension of out = op(a)·op(b). */
export function productShape(
  out: Matrix,
  a: Matrix,
  b: Matrix,
  transposeA: boolean,
  transposeB: boolean,
): number {
  const [rows, inner] = transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
  const [depth, columns] = transposeB ? [b.columns, b.rows] : [b.rows, b.columns];
  require(out.rows === rows && out.columns === columns && inner === depth, 'product', out, a, b);
  return inner;
}

/** The order of a square matrix. */
export function squareShape(a: Matrix, operation: string): number {
  require(a.rows === a.columns, operation, a);
  return a.rows;
}

/** a·solution = rhs fits together. */
export function solveShape(solution: Matrix, a: Matrix, rhs: Matrix, operation: string): void {
  const fits = a.rows === rhs.rows && a.columns === solution.rows && solution.columns === rhs.columns;
  require(fits, operation, solution, a, rhs);
}

/** rhs fits a leading block of the square l. */
export function leadingShape(l: Matrix, rhs: Matrix, operation: string): void {
  require(squareShape(l, operation) >= rhs.rows, operation, l, rhs);
}

/** The values found, when they are numbers. */
export function requireConverged(values: Float64Array, converged: boolean, operation: string): Float64Array {
  if (converged && values.every(Number.isFinite)) return values;
  throw new RangeError(`${operation}: no convergence, since the matrix holds numbers that are not finite`);
}
