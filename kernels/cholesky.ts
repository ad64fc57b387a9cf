import { gemm } from "./gemm";
import { at } from "./memory";
import { solveLowerRight } from "./triangular";
import { dot } from "./vector";

const SMALL: i32 = 32;

/**
 * a ← its lower Cholesky factor, by halves (the part above the diagonal is not specified);
 * false when a pivot is not positive.
 */
export function cholesky(n: i32, a: usize, row: usize): bool {
  if (n <= SMALL) return choleskySmall(n, a, row);
  const n1 = n > 512 ? 256 : ((n >> 1) + 3) & ~3;
  const n2 = n - n1;
  const a21 = a + <usize>n1 * row, a22 = at(a21, n1);
  if (!cholesky(n1, a, row)) return false;
  solveLowerRight(n2, n1, a, row, a21, row);
  gemm(n2, n2, n1, -1.0, a21, row, 8, a21, 8, row, 1.0, a22, row, true);
  return cholesky(n2, a22, row);
}

function choleskySmall(n: i32, a: usize, row: usize): bool {
  for (let j = 0; j < n; j++) {
    const aj = a + <usize>j * row;
    const pivot = f64.load(at(aj, j)) - dot(j, aj, aj);
    if (!(pivot > 0.0 && pivot < Infinity)) return false;
    const root = sqrt<f64>(pivot);
    f64.store(at(aj, j), root);
    for (let i = j + 1; i < n; i++) {
      const ai = a + <usize>i * row;
      f64.store(at(ai, j), (f64.load(at(ai, j)) - dot(j, ai, aj)) / root);
    }
  }
  return true;
}
