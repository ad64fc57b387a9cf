import { transpose } from "./layout";
import { applyQ, factorCount, factorLq } from "./lq";
import { allocate, at, mark, release } from "./memory";
import { solveLower, solveLowerTransposed } from "./triangular";

/**
 * x (n×k) ← the solution of a·x = b in the sense of least squares (m ≥ n) or of the smallest norm (m < n), for
 * a (m×n) of full rank and b (m×k), both of which are overwritten. Returns max|l_ii| / min|l_ii|; x ← 0 when
 * that is infinite, which a matrix that is not finite gives as well.
 */
export function leastSquares(m: i32, n: i32, k: i32, a: usize, b: usize, x: usize): f64 {
  const place = mark();
  const rank = min(m, n), xRow = <usize>k << 3, lRow = <usize>rank << 3;
  const l = allocate(<f64>rank * <f64>rank), t = allocate(factorCount(rank));
  let rows = a;
  if (m > n) {
    rows = allocate(<f64>m * <f64>n);
    transpose(m, n, a, <usize>n << 3, rows, <usize>m << 3);
  }
  factorLq(rank, max(m, n), rows, l, t);
  const condition = diagonalRatio(rank, l);
  memory.fill(x, 0, <usize>n * xRow);
  if (condition < Infinity && m > n) {
    applyQ(n, m, k, rows, t, false, b); // aᵀ = l·q, so x = l⁻ᵀ·q·b
    memory.copy(x, b, <usize>n * xRow);
    solveLowerTransposed(n, k, l, lRow, x, xRow);
  } else if (condition < Infinity) {
    memory.copy(x, b, <usize>m * xRow); // a = l·q, so x = qᵀ·l⁻¹·b
    solveLower(m, k, l, lRow, x, xRow);
    applyQ(m, n, k, rows, t, true, x);
  }
  release(place);
  return condition;
}

function diagonalRatio(n: i32, l: usize): f64 {
  let least = Infinity, most = 0.0;
  for (let i = 0; i < n; i++) {
    const entry = abs(f64.load(at(l + (<usize>i * <usize>n << 3), i)));
    if (isNaN(entry)) return Infinity;
    least = min(least, entry);
    most = max(most, entry);
  }
  return least == 0.0 ? Infinity : most / least;
}
