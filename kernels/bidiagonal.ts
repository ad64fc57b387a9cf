import { allocate, at, mark, release } from "./memory";
import { reflect, reflected } from "./reflector";
import { addScaled, dot, multiplyAdd } from "./vector";

/**
 * a (n×n; destroyed) = q·B·pᵀ with B upper bidiagonal and q, p products of Householder reflections (Golub and Kahan,
 * SIAM J. Numer. Anal. 2, 1965): `diagonal` and `offDiagonal` (whose last entry is 0) ← B. Step k leaves the matrix
 * as a − u·yᵀ − x·vᵀ; the next step subtracts that in the pass that multiplies with its own u.
 */
export function bidiagonalise(n: i32, a: usize, diagonal: usize, offDiagonal: usize): void {
  const place = mark();
  const row = <usize>n << 3;
  const x = zeros(n), y = zeros(n);
  let u = zeros(n), v = zeros(n), nextU = zeros(n), nextV = zeros(n);
  for (let k = 0; k < n; k++) {
    const left = n - k - 1;
    const yk = f64.load(at(y, k)), vk = f64.load(at(v, k));
    for (let i = k; i < n; i++) {
      const aik = f64.load(at(a + <usize>i * row, k)) - f64.load(at(u, i)) * yk - f64.load(at(x, i)) * vk;
      f64.store(at(nextU, i), aik);
    }
    const tau = reflect(left + 1, at(nextU, k));
    f64.store(at(diagonal, k), reflected);
    f64.store(at(offDiagonal, k), 0.0);
    if (left == 0) break;
    updateAndMultiply(k, n, a, u, y, x, v, nextU, nextV);
    for (let j = k + 1; j < n; j++) f64.store(at(y, j), tau * f64.load(at(nextV, j)));
    memory.copy(at(nextV, k + 1), at(a + <usize>k * row, k + 1), <usize>left << 3);
    addScaled(left, -1.0, at(y, k + 1), at(nextV, k + 1));
    const tauRow = reflect(left, at(nextV, k + 1));
    f64.store(at(offDiagonal, k), reflected);
    const overlap = dot(left, at(y, k + 1), at(nextV, k + 1));
    for (let i = k + 1; i < n; i++) {
      const product = dot(left, at(a + <usize>i * row, k + 1), at(nextV, k + 1));
      f64.store(at(x, i), tauRow * (product - f64.load(at(nextU, i)) * overlap));
    }
    const oldU = u, oldV = v;
    u = nextU;
    v = nextV;
    nextU = oldU;
    nextV = oldV;
  }
  release(place);
}

function zeros(n: i32): usize {
  const vector = allocate(n);
  memory.fill(vector, 0, <usize>n << 3);
  return vector;
}

/** Rows from k and columns from k + 1 on: a ← a − u·yᵀ − x·vᵀ, and z ← aᵀ·w. */
function updateAndMultiply(
  k: i32, n: i32, a: usize, u: usize, y: usize, x: usize, v: usize, w: usize, z: usize,
): void {
  const row = <usize>n << 3;
  memory.fill(z, 0, row);
  for (let i = k; i < n; i++) {
    const ui = f64.load(at(u, i)), xi = f64.load(at(x, i)), wi = f64.load(at(w, i));
    const us = f64x2.splat(ui), xs = f64x2.splat(xi), ws = f64x2.splat(wi);
    let p = at(a + <usize>i * row, k + 1), o = at(0, k + 1), j = k + 1;
    for (; j + 2 <= n; j += 2) {
      const change = multiplyAdd(us, v128.load(y + o), f64x2.mul(xs, v128.load(v + o)));
      const aij = f64x2.sub(v128.load(p), change);
      v128.store(p, aij);
      v128.store(z + o, multiplyAdd(ws, aij, v128.load(z + o)));
      p += 16;
      o += 16;
    }
    if (j < n) {
      const aij = f64.load(p) - (ui * f64.load(y + o) + xi * f64.load(v + o));
      f64.store(p, aij);
      f64.store(z + o, f64.load(z + o) + wi * aij);
    }
  }
}
