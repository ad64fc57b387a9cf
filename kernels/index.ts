/** What the embedded kernels export to src/linalg/kernels.ts: addresses in bytes, sizes in elements, rows contiguous. */
import { cholesky as choleskyBlocked } from "./cholesky";
import { gemm } from "./gemm";
import { solveLower, solveLowerTransposed } from "./triangular";

export * from "./elementwise";
export { eigenSymmetric } from "./eigen";
export { mirror } from "./layout";
export { leastSquares } from "./least-squares";
export { allocate, mark, release, reserve } from "./memory";
export { normals, signs, uniforms } from "./random";
export { singularValues } from "./singular-values";

/** c (m×n) ← alpha·op(a)·op(b) + beta·c, inner dimension k. */
export function multiply(
  transposeA: bool, transposeB: bool, m: i32, n: i32, k: i32,
  alpha: f64, a: usize, b: usize, beta: f64, c: usize,
): void {
  const aRow = <usize>(transposeA ? m : k) << 3;
  const bRow = <usize>(transposeB ? k : n) << 3;
  gemm(
    m, n, k, alpha,
    a, transposeA ? 8 : aRow, transposeA ? aRow : 8,
    b, transposeB ? 8 : bRow, transposeB ? bRow : 8,
    beta, c, <usize>n << 3,
  );
}

/** Lower triangle of c (n×n) ← alpha·a·aᵀ + beta·c for a (n×k), or alpha·aᵀ·a + beta·c for a (k×n). */
export function gram(transpose: bool, n: i32, k: i32, alpha: f64, a: usize, beta: f64, c: usize): void {
  const aRow = <usize>(transpose ? n : k) << 3;
  const line: usize = transpose ? 8 : aRow, depth: usize = transpose ? aRow : 8;
  gemm(n, n, k, alpha, a, line, depth, a, depth, line, beta, c, <usize>n << 3, true);
}

export function cholesky(n: i32, a: usize): bool {
  return choleskyBlocked(n, a, <usize>n << 3);
}

/** x (n×m) ← l⁻¹·x, or l⁻ᵀ·x, for the leading block of l, which has `columns` columns. */
export function solveTriangular(transpose: bool, n: i32, m: i32, l: usize, columns: i32, x: usize): void {
  const lRow = <usize>columns << 3, xRow = <usize>m << 3;
  if (transpose) solveLowerTransposed(n, m, l, lRow, x, xRow);
  else solveLower(n, m, l, lRow, x, xRow);
}

/** x (n×m) ← (l·lᵀ)⁻¹·x */
export function choleskySolve(n: i32, m: i32, l: usize, x: usize): void {
  const lRow = <usize>n << 3, xRow = <usize>m << 3;
  solveLower(n, m, l, lRow, x, xRow);
  solveLowerTransposed(n, m, l, lRow, x, xRow);
}
