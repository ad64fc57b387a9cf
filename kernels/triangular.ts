/**
 * Solves with a lower triangular matrix l (n×n), halving it until a small triangle is left, so that nearly all
 * of the work is matrix products. Strides between rows in bytes.
 */
import { gemm } from "./gemm";
import { at } from "./memory";
import { addScaled, dot, scale } from "./vector";

const SMALL: i32 = 16;

// @ts-ignore: decorator
@inline
function half(n: i32): i32 {
  return ((n >> 1) + 3) & ~3;
}

/** x (n×m) ← l⁻¹·x */
export function solveLower(n: i32, m: i32, l: usize, lRow: usize, x: usize, xRow: usize): void {
  if (n <= SMALL) {
    for (let i = 0; i < n; i++) {
      const row = x + <usize>i * xRow;
      const li = l + <usize>i * lRow;
      for (let j = 0; j < i; j++) addScaled(m, -f64.load(at(li, j)), x + <usize>j * xRow, row);
      scale(m, 1.0 / f64.load(at(li, i)), row, 8);
    }
    return;
  }
  const n1 = half(n), n2 = n - n1;
  const l21 = l + <usize>n1 * lRow, x2 = x + <usize>n1 * xRow;
  solveLower(n1, m, l, lRow, x, xRow);
  gemm(n2, m, n1, -1.0, l21, lRow, 8, x, xRow, 8, 1.0, x2, xRow);
  solveLower(n2, m, at(l21, n1), lRow, x2, xRow);
}

/** x (n×m) ← l⁻ᵀ·x */
export function solveLowerTransposed(n: i32, m: i32, l: usize, lRow: usize, x: usize, xRow: usize): void {
  if (n <= SMALL) {
    for (let i = n - 1; i >= 0; i--) {
      const row = x + <usize>i * xRow;
      for (let j = i + 1; j < n; j++) {
        addScaled(m, -f64.load(at(l + <usize>j * lRow, i)), x + <usize>j * xRow, row);
      }
      scale(m, 1.0 / f64.load(at(l + <usize>i * lRow, i)), row, 8);
    }
    return;
  }
  const n1 = half(n), n2 = n - n1;
  const l21 = l + <usize>n1 * lRow, x2 = x + <usize>n1 * xRow;
  solveLowerTransposed(n2, m, at(l21, n1), lRow, x2, xRow);
  gemm(n1, m, n2, -1.0, l21, 8, lRow, x2, xRow, 8, 1.0, x, xRow);
  solveLowerTransposed(n1, m, l, lRow, x, xRow);
}

/** x (m×n) ← x·l⁻ᵀ */
export function solveLowerRight(m: i32, n: i32, l: usize, lRow: usize, x: usize, xRow: usize): void {
  if (n <= SMALL) {
    for (let i = 0; i < m; i++) {
      const row = x + <usize>i * xRow;
      for (let j = 0; j < n; j++) {
        const lj = l + <usize>j * lRow;
        f64.store(at(row, j), (f64.load(at(row, j)) - dot(j, row, lj)) / f64.load(at(lj, j)));
      }
    }
    return;
  }
  const n1 = half(n), n2 = n - n1;
  const l21 = l + <usize>n1 * lRow;
  solveLowerRight(m, n1, l, lRow, x, xRow);
  gemm(m, n2, n1, -1.0, x, xRow, 8, l21, 8, lRow, 1.0, at(x, n1), xRow);
  solveLowerRight(m, n2, at(l21, n1), lRow, at(x, n1), xRow);
}
