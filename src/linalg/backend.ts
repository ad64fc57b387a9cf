import type { Elementwise } from './elementwise.ts';
import type { Matrix } from './matrix.ts';
import type { Workspace } from './workspace.ts';

/**
 * The dense linear algebra that simulation needs, on matrices of one workspace. Results depend on nothing but the
 * arguments and the backend's identity. Results must not overlap other arguments. Entries are expected between 1e-150
 * and 1e150 in size, since sums of their squares are formed.
 */
export interface Backend {
  /** For people: 'embedded', or a library such as 'OpenBLAS 0.3.21 (libopenblas.so.0)'. */
  readonly name: string;
  /** For keys of stored results: two backends of one identity round alike. */
  readonly identity: string;
  readonly workspace: Workspace;
  /** out ← alpha·op(a)·op(b) + beta·out; alpha = 1 and beta = 0 unless given. */
  multiply(out: Matrix, a: Matrix, b: Matrix, options?: MultiplyOptions): void;
  /** out ← alpha·a·aᵀ + beta·out, or alpha·aᵀ·a + beta·out with `transpose`, for symmetric out; both triangles are filled. */
  gram(out: Matrix, a: Matrix, options?: { transpose?: boolean; alpha?: number; beta?: number }): void;
  /** a ← the function of each of its entries. */
  apply(a: Matrix, ...elementwise: Elementwise): void;
  /**
   * a ← its Cholesky factor, in the form that `choleskySolve` takes: l of a = l·lᵀ in the lower triangle or lᵀ in the upper one, as suits
   * the backend; the other triangle is unspecified. Both triangles of a are given. Leading blocks of it are factors of those of a.
   * @returns false, with a destroyed, when a is not numerically positive definite
   */
  cholesky(a: Matrix): boolean;
  /** rhs (unknowns × right-hand sides) ← (l·lᵀ)⁻¹·rhs */
  choleskySolve(l: Matrix, rhs: Matrix): void;
  /** One half of that: rhs ← l⁻¹·rhs, or l⁻ᵀ·rhs with `transpose`, for the leading block of l of as many rows as rhs has. */
  solveTriangular(l: Matrix, rhs: Matrix, options?: { transpose?: boolean }): void;
  /**
   * Least squares solution of a·x = rhs when a has full column rank (rows ≥ columns), and the solution of smallest
   * norm when it has full row rank; by Householder QR or LQ. Overwrites a and rhs.
   * @param solution a.columns × rhs.columns
   * @returns max|R_ii| / min|R_ii|, a lower bound of a's condition; Infinity, with solution 0, when a R_ii is 0
   */
  leastSquares(solution: Matrix, a: Matrix, rhs: Matrix): { conditionEstimate: number };
  /**
   * a = vectorsᵀ·diag(values)·vectors for symmetric a (read from its lower triangle): the ROWS of `vectors` are the
   * eigenvectors. Overwrites a.
   * @returns the eigenvalues, ascending
   */
  eigenSymmetric(a: Matrix, vectors: Matrix): Float64Array;
  /** The min(rows, columns) singular values of a, descending, to rounding of the largest. Overwrites a. */
  singularValues(a: Matrix): Float64Array;
}

/** How `multiply` takes its arguments. */
export interface MultiplyOptions {
  transposeA?: boolean;
  transposeB?: boolean;
  alpha?: number;
  beta?: number;
}
