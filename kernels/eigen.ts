/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder tridiagonalisation, then the implicit QL method
 * (tql2 of EISPACK: Bowdler, Martin, Reinsch and Wilkinson, Numer. Math. 11, 1968).
 */
import { allocate, at, mark, release } from "./memory";
import { applyRight, BLOCK, blockFactor, T_ROW } from "./reflector";
import { applyRotations, beginRotations, endSequence, recordRotation } from "./rotations";
import { tridiagonalise } from "./tridiagonal";

const EPSILON: f64 = 2.220446049250313e-16;
const MAXIMUM_SWEEPS: i32 = 60;

/**
 * values (n) ← the eigenvalues of a (n×n, lower triangle; destroyed), ascending; the rows of z (n×n) ← eigenvectors.
 * False when an eigenvalue did not converge, as happens when a is not finite.
 */
export function eigenSymmetric(n: i32, a: usize, values: usize, z: usize): bool {
  const place = mark();
  const offDiagonal = allocate(n), taus = allocate(n), vectors = allocate(<f64>n * <f64>n);
  tridiagonalise(n, a, values, offDiagonal, vectors, taus);
  transposedBasis(n, vectors, taus, z);
  const converged = diagonalise(n, values, offDiagonal, z);
  if (converged) sort(n, values, z);
  release(place);
  return converged;
}

/** z ← qᵀ for q = H_1⋯H_{n−1}, block after block from the last, each acting on a larger part of z. */
function transposedBasis(n: i32, vectors: usize, taus: usize, z: usize): void {
  const place = mark();
  const row = <usize>n << 3;
  const t = allocate(BLOCK * BLOCK);
  memory.fill(z, 0, <usize>n * row);
  for (let i = 0; i < n; i++) f64.store(at(z + <usize>i * row, i), 1.0);
  for (let first = ((n - 1) / BLOCK) * BLOCK; first >= 0; first -= BLOCK) {
    const count = min(BLOCK, n - 1 - first), corner = first + 1, size = n - corner;
    if (count <= 0) continue;
    const v = at(vectors + <usize>first * row, corner);
    for (let i = 0; i < count; i++) f64.store(at(t + <usize>i * T_ROW, i), f64.load(at(taus, first + i)));
    blockFactor(count, size, v, row, t);
    applyRight(size, size, count, v, row, t, true, at(z + <usize>corner * row, corner), row);
  }
  release(place);
}

/** d ← eigenvalues of the tridiagonal matrix with diagonal d and off-diagonal e; the rows of z turn along. */
function diagonalise(n: i32, d: usize, e: usize, z: usize): bool {
  beginRotations(n, z);
  f64.store(at(e, n - 1), 0.0);
  const norm = tridiagonalNorm(n, d, e);
  for (let low = 0; low < n; low++) {
    for (let sweeps = 0; ; sweeps++) {
      const high = firstNegligible(low, n, d, e, norm);
      if (high == low) break;
      if (sweeps == MAXIMUM_SWEEPS) return false;
      sweep(low, high, d, e);
    }
  }
  applyRotations();
  return true;
}

/** max |d_i| + |e_i|: what the tridiagonalisation's own rounding is relative to. */
function tridiagonalNorm(n: i32, d: usize, e: usize): f64 {
  let norm = 0.0;
  for (let i = 0; i < n; i++) norm = max(norm, abs(f64.load(at(d, i))) + abs(f64.load(at(e, i))));
  return norm;
}

/**
 * The first i ≥ low whose coupling e_i to i + 1 is negligible beside the norm. A criterion relative to the neighbours d_i never ends in
 * the null space of a singular matrix, where all that is left is rounding.
 */
function firstNegligible(low: i32, n: i32, d: usize, e: usize, norm: f64): i32 {
  let i = low;
  while (i < n - 1 && !(abs(f64.load(at(e, i))) <= EPSILON * norm)) i++;
  return i;
}

/** One implicit QL sweep with Wilkinson's shift, from high − 1 down to low. */
function sweep(low: i32, high: i32, d: usize, e: usize): void {
  const dLow = f64.load(at(d, low)), eLow = f64.load(at(e, low));
  let g = (f64.load(at(d, low + 1)) - dLow) / (2.0 * eLow);
  let r = sqrt<f64>(g * g + 1.0);
  g = f64.load(at(d, high)) - dLow + eLow / (g + (g >= 0.0 ? r : -r));
  let s = 1.0, c = 1.0, p = 0.0;
  for (let i = high - 1; i >= low; i--) {
    const ei = f64.load(at(e, i));
    const f = s * ei, b = c * ei;
    r = sqrt<f64>(f * f + g * g);
    f64.store(at(e, i + 1), r);
    if (r == 0.0) { // the matrix has fallen apart at i + 1
      f64.store(at(d, i + 1), f64.load(at(d, i + 1)) - p);
      f64.store(at(e, high), 0.0);
      endSequence(i + 1, high);
      return;
    }
    s = f / r;
    c = g / r;
    g = f64.load(at(d, i + 1)) - p;
    r = (f64.load(at(d, i)) - g) * s + 2.0 * c * b;
    p = s * r;
    f64.store(at(d, i + 1), g + p);
    g = c * r - b;
    recordRotation(i, c, s);
  }
  f64.store(at(d, low), dLow - p);
  f64.store(at(e, low), g);
  f64.store(at(e, high), 0.0);
  endSequence(low, high);
}

/** Selection sort: n exchanges of rows at most. */
function sort(n: i32, values: usize, z: usize): void {
  const row = <usize>n << 3, place = mark(), spare = allocate(n);
  for (let i = 0; i < n - 1; i++) {
    let least = i;
    for (let j = i + 1; j < n; j++) if (f64.load(at(values, j)) < f64.load(at(values, least))) least = j;
    if (least == i) continue;
    const value = f64.load(at(values, i)), zi = z + <usize>i * row, zl = z + <usize>least * row;
    f64.store(at(values, i), f64.load(at(values, least)));
    f64.store(at(values, least), value);
    memory.copy(spare, zi, row);
    memory.copy(zi, zl, row);
    memory.copy(zl, spare, row);
  }
  release(place);
}
