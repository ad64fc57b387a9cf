/**
 * Householder reflections, singly and in blocks: with the vectors v_1 … v_k in the rows of v (k×n),
 * H_1·H_2⋯H_k = 1 − vᵀ·t·v with t upper triangular (Schreiber and Van Loan, SIAM J. Sci. Stat. Comput. 10, 1989).
 */
import { gemm } from "./gemm";
import { allocate, at, mark, release } from "./memory";
import { dot, scale } from "./vector";

/** Most reflections in one block, and the bytes between rows of its t. */
export const BLOCK: i32 = 32;
export const T_ROW: usize = BLOCK * 8;

/** What the last vector given to `reflect` becomes in its first place. */
export let reflected: f64 = 0.0;

/**
 * x ← v with v_0 = 1 such that (1 − tau·v·vᵀ) takes x to (reflected, 0, …, 0); returns tau, which is zero when x is
 * a multiple of the first unit vector already.
 */
export function reflect(n: i32, x: usize): f64 {
  const first = f64.load(x);
  const rest = dot(n - 1, x + 8, x + 8);
  f64.store(x, 1.0);
  reflected = first;
  if (rest == 0.0) return 0.0;
  const norm = sqrt<f64>(first * first + rest);
  reflected = first > 0.0 ? -norm : norm;
  scale(n - 1, 1.0 / (first - reflected), x + 8, 8);
  return (reflected - first) / reflected;
}

/** Complete t (k×k) from its diagonal, the taus. */
export function blockFactor(k: i32, n: i32, v: usize, vRow: usize, t: usize): void {
  const place = mark();
  const inner = allocate(BLOCK * BLOCK);
  gemm(k, k, n, 1.0, v, vRow, 8, v, 8, vRow, 0.0, inner, T_ROW);
  for (let j = 1; j < k; j++) {
    const tau = f64.load(at(t + <usize>j * T_ROW, j));
    for (let i = 0; i < j; i++) {
      const ti = t + <usize>i * T_ROW;
      let sum = 0.0;
      for (let p = i; p < j; p++) sum += f64.load(at(ti, p)) * f64.load(at(inner + <usize>p * T_ROW, j));
      f64.store(at(ti, j), -tau * sum);
      f64.store(at(t + <usize>j * T_ROW, i), 0.0);
    }
  }
  release(place);
}

/** b (m×n) ← b·H_1⋯H_k, or with `transposed` b·H_k⋯H_1. */
export function applyRight(
  m: i32, n: i32, k: i32, v: usize, vRow: usize, t: usize, transposed: bool, b: usize, bRow: usize,
): void {
  const place = mark();
  const w = allocate(<f64>m * <f64>k), wt = allocate(<f64>m * <f64>k);
  const wRow = <usize>k << 3;
  gemm(m, k, n, 1.0, b, bRow, 8, v, 8, vRow, 0.0, w, wRow);
  gemm(m, k, k, 1.0, w, wRow, 8, t, transposed ? 8 : T_ROW, transposed ? T_ROW : 8, 0.0, wt, wRow);
  gemm(m, n, k, -1.0, wt, wRow, 8, v, vRow, 8, 1.0, b, bRow);
  release(place);
}

/** b (n×m) ← H_1⋯H_k·b, or with `transposed` H_k⋯H_1·b. */
export function applyLeft(
  n: i32, m: i32, k: i32, v: usize, vRow: usize, t: usize, transposed: bool, b: usize, bRow: usize,
): void {
  const place = mark();
  const w = allocate(<f64>k * <f64>m), tw = allocate(<f64>k * <f64>m);
  const wRow = <usize>m << 3;
  gemm(k, m, n, 1.0, v, vRow, 8, b, bRow, 8, 0.0, w, wRow);
  gemm(k, m, k, 1.0, t, transposed ? 8 : T_ROW, transposed ? T_ROW : 8, w, wRow, 8, 0.0, tw, wRow);
  gemm(n, m, k, -1.0, v, 8, vRow, tw, wRow, 8, 1.0, b, bRow);
  release(place);
}
