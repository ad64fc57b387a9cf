/**
 * a = l·q by blocks of Householder reflections, for a (m×n) with m ≤ n: q = H_m⋯H_1, first m rows.
 * Rows hold the reflections because they are contiguous; a tall matrix is factored as its transpose.
 */
import { at } from "./memory";
import { applyLeft, applyRight, BLOCK, blockFactor, reflect, reflected, T_ROW } from "./reflector";
import { addScaled, dot } from "./vector";

/** Rows that are factored one by one. */
const SMALL: i32 = 4;

/** Doubles that the block factors of m reflections take. */
export function factorCount(m: i32): f64 {
  return <f64>((m + BLOCK - 1) / BLOCK) * <f64>(BLOCK * BLOCK);
}

/** a (m×n) ← the reflections' vectors, l (m×m, lower triangle), t ← the block factors. */
export function factorLq(m: i32, n: i32, a: usize, l: usize, t: usize): void {
  const aRow = <usize>n << 3;
  for (let first = 0; first < m; first += BLOCK) {
    const count = min(BLOCK, m - first);
    const v = at(a + <usize>first * aRow, first);
    const tb = t + <usize>first * T_ROW;
    factorRows(m, n, first, count, a, l, tb);
    blockFactor(count, n - first, v, aRow, tb);
    const left = m - first - count;
    if (left) applyRight(left, n - first, count, v, aRow, tb, false, v + <usize>count * aRow, aRow);
  }
}

/** Factor rows first … first + count − 1, to which all earlier reflections were applied; taus to t's diagonal. */
function factorRows(m: i32, n: i32, first: i32, count: i32, a: usize, l: usize, t: usize): void {
  const aRow = <usize>n << 3;
  if (count <= SMALL) {
    for (let i = 0; i < count; i++) {
      const place = first + i, row = a + <usize>place * aRow, v = at(row, place), length = n - place;
      const lRow = l + <usize>place * (<usize>m << 3);
      memory.copy(lRow, row, <usize>place << 3);
      memory.fill(row, 0, <usize>place << 3);
      const tau = reflect(length, v);
      f64.store(at(lRow, place), reflected);
      f64.store(at(t + <usize>i * T_ROW, i), tau);
      for (let below = 1; below < count - i; below++) {
        const x = v + <usize>below * aRow;
        addScaled(length, -tau * dot(length, v, x), v, x);
      }
    }
    return;
  }
  const half = count >> 1;
  const v = at(a + <usize>first * aRow, first);
  factorRows(m, n, first, half, a, l, t);
  blockFactor(half, n - first, v, aRow, t);
  applyRight(count - half, n - first, half, v, aRow, t, false, v + <usize>half * aRow, aRow);
  factorRows(m, n, first + half, count - half, a, l, at(t + <usize>half * T_ROW, half));
}

/** b (n×k) ← q·b from the vectors and block factors of `factorLq`, or qᵀ·b with `transposed`. */
export function applyQ(m: i32, n: i32, k: i32, v: usize, t: usize, transposed: bool, b: usize): void {
  const vRow = <usize>n << 3, bRow = <usize>k << 3;
  const blocks = (m + BLOCK - 1) / BLOCK;
  for (let i = 0; i < blocks; i++) {
    const first = (transposed ? blocks - 1 - i : i) * BLOCK;
    const vb = at(v + <usize>first * vRow, first), tb = t + <usize>first * T_ROW;
    applyLeft(n - first, k, min(BLOCK, m - first), vb, vRow, tb, !transposed, b + <usize>first * bRow, bRow);
  }
}
