import { allocate, at, mark, release } from "./memory";
import { reflect, reflected } from "./reflector";
import { dot, multiplyAdd } from "./vector";

/**
 * a (n×n symmetric, lower triangle) = q·T·qᵀ with T tridiagonal and q = H_1⋯H_{n−1}: `diagonal` and
 * `offDiagonal` ← T; row k of `vectors` ← the reflection that acts on coordinates k + 1 and up, its tau to `taus`.
 * Each step updates what is left of a for the last reflection and multiplies it with the next, in one pass.
 */
export function tridiagonalise(
  n: i32, a: usize, diagonal: usize, offDiagonal: usize, vectors: usize, taus: usize,
): void {
  const place = mark();
  const row = <usize>n << 3;
  const w = allocate(n), y = allocate(n);
  let v = allocate(n);
  memory.fill(v, 0, row);
  memory.fill(w, 0, row);
  for (let k = 0; k < n; k++) {
    const vk = f64.load(at(v, k)), wk = f64.load(at(w, k));
    const next = vectors + <usize>k * row;
    memory.fill(next, 0, row);
    for (let i = k; i < n; i++) {
      const aik = f64.load(at(a + <usize>i * row, k)) - f64.load(at(v, i)) * wk - f64.load(at(w, i)) * vk;
      f64.store(at(next, i), aik);
    }
    f64.store(at(diagonal, k), f64.load(at(next, k)));
    f64.store(at(next, k), 0.0);
    if (k == n - 1) break;
    const tau = reflect(n - k - 1, at(next, k + 1));
    f64.store(at(offDiagonal, k), reflected);
    f64.store(at(taus, k), tau);
    updateAndMultiply(k + 1, n, a, v, w, next, y);
    // The update for H = 1 − tau·v·vᵀ is a − v·wᵀ − w·vᵀ with w = tau·y − (tau²/2)(y·v)·v.
    const correction = 0.5 * tau * tau * dot(n, y, next);
    for (let i = 0; i < n; i++) {
      f64.store(at(w, i), tau * f64.load(at(y, i)) - correction * f64.load(at(next, i)));
    }
    v = next;
  }
  release(place);
}

/** Rows and columns from `first` on: a ← a − v·wᵀ − w·vᵀ in the lower triangle, and y ← a·x (zero before). */
function updateAndMultiply(first: i32, n: i32, a: usize, v: usize, w: usize, x: usize, y: usize): void {
  const row = <usize>n << 3;
  memory.fill(y, 0, row);
  for (let i = first; i < n; i++) {
    const vi = -f64.load(at(v, i)), wi = -f64.load(at(w, i)), xi = f64.load(at(x, i));
    const vs = f64x2.splat(vi), ws = f64x2.splat(wi), xs = f64x2.splat(xi);
    let sum0 = f64x2.splat(0), sum1 = sum0;
    let p = at(a + <usize>i * row, first), o = at(0, first), j = first;
    for (; j + 4 <= i; j += 4) {
      const a0 = f64x2.add(v128.load(p), multiplyAdd(vs, v128.load(w + o), f64x2.mul(ws, v128.load(v + o))));
      const a1 = f64x2.add(v128.load(p, 16), multiplyAdd(vs, v128.load(w + o, 16), f64x2.mul(ws, v128.load(v + o, 16))));
      v128.store(p, a0);
      v128.store(p, a1, 16);
      sum0 = multiplyAdd(a0, v128.load(x + o), sum0);
      sum1 = multiplyAdd(a1, v128.load(x + o, 16), sum1);
      v128.store(y + o, multiplyAdd(xs, a0, v128.load(y + o)));
      v128.store(y + o, multiplyAdd(xs, a1, v128.load(y + o, 16)), 16);
      p += 32;
      o += 32;
    }
    sum0 = f64x2.add(sum0, sum1);
    let sum = f64x2.extract_lane(sum0, 0) + f64x2.extract_lane(sum0, 1);
    for (; j <= i; j++) {
      const aij = f64.load(p) + (vi * f64.load(w + o) + wi * f64.load(v + o));
      f64.store(p, aij);
      sum += aij * f64.load(x + o);
      if (j < i) f64.store(y + o, f64.load(y + o) + xi * aij);
      p += 8;
      o += 8;
    }
    f64.store(at(y, i), f64.load(at(y, i)) + sum);
  }
}
