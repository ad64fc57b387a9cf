/**
 * Singular values: reduction to a square triangle when there are more rows than columns or fewer, to a bidiagonal
 * matrix, and bisection.
 */
import { bidiagonalise } from "./bidiagonal";
import { transpose } from "./layout";
import { factorCount, factorLq } from "./lq";
import { allocate, at, mark, release } from "./memory";

/** Shifts that are tried at once, two a vector: enough to hide how long a division takes. */
const SHIFTS: i32 = 8;
/** Entries smaller than this, relative to the largest, count as this; values of that size are called zero in the end. */
const TINY: f64 = 1e-140;

/** values (min(m, n)) ← the singular values of a (m×n; destroyed), descending; false when they are not finite. */
export function singularValues(m: i32, n: i32, a: usize, values: usize): bool {
  const place = mark();
  const rank = min(m, n), wide = max(m, n);
  let square = a;
  if (m != n) {
    let rows = a;
    if (m > n) {
      rows = allocate(<f64>m * <f64>n);
      transpose(m, n, a, <usize>n << 3, rows, <usize>m << 3);
    }
    square = allocate(<f64>rank * <f64>rank);
    memory.fill(square, 0, <usize>rank * <usize>rank << 3);
    factorLq(rank, wide, rows, square, allocate(factorCount(rank)));
  }
  const diagonal = allocate(rank), offDiagonal = allocate(rank), couplings = allocate(2.0 * <f64>rank);
  bidiagonalise(rank, square, diagonal, offDiagonal);
  const scale = squaredCouplings(rank, diagonal, offDiagonal, couplings);
  const finite = scale < Infinity;
  if (finite && scale > 0.0) bisect(rank, couplings, values);
  for (let i = 0; finite && i < rank; i++) {
    const value = scale > 0.0 ? f64.load(at(values, i)) : 0.0;
    f64.store(at(values, i), value > 4.0 * TINY ? scale * value : 0.0);
  }
  release(place);
  return finite;
}

/**
 * Squares of d_1, e_1, d_2, …, d_n over the largest of them, which is returned: the off-diagonal of the symmetric
 * tridiagonal matrix of order 2n, with zero diagonal, whose eigenvalues are ± the singular values (Golub and Kahan).
 */
function squaredCouplings(n: i32, d: usize, e: usize, couplings: usize): f64 {
  let scale = 0.0;
  for (let i = 0; i < n; i++) scale = max(scale, max(abs(f64.load(at(d, i))), abs(f64.load(at(e, i)))));
  for (let i = 0; i < n; i++) {
    const di = f64.load(at(d, i)) / scale, ei = f64.load(at(e, i)) / scale;
    f64.store(at(couplings, 2 * i), max(di * di, TINY * TINY));
    f64.store(at(couplings, 2 * i + 1), max(ei * ei, TINY * TINY));
  }
  return scale;
}

/**
 * Each value to the last bit, by bisection of the bits of the doubles between TINY and 2; the entries determine each
 * value to their own relative precision (Demmel and Kahan, SIAM J. Sci. Stat. Comput. 11, 1990).
 */
function bisect(n: i32, couplings: usize, values: usize): void {
  const place = mark();
  const lows = allocate(SHIFTS), highs = allocate(SHIFTS), shifts = allocate(SHIFTS), counts = allocate(SHIFTS);
  for (let first = 0; first < n; first += SHIFTS) {
    for (let s = 0; s < SHIFTS; s++) {
      f64.store(at(lows, s), TINY);
      f64.store(at(highs, s), 2.0 + 1e-9);
    }
    for (let step = 0; step < 62; step++) {
      for (let s = 0; s < SHIFTS; s++) {
        store<u64>(at(shifts, s), (load<u64>(at(lows, s)) + load<u64>(at(highs, s))) >>> 1);
      }
      countBelow(n, couplings, shifts, counts);
      for (let s = 0; s < SHIFTS; s++) {
        // n − 1 − (first + s) of the values lie below the one sought.
        const above = load<i64>(at(counts, s)) <= n - 1 - first - s;
        f64.store(at(above ? lows : highs, s), f64.load(at(shifts, s)));
      }
    }
    for (let s = 0; s < min(SHIFTS, n - first); s++) f64.store(at(values, first + s), f64.load(at(highs, s)));
  }
  release(place);
}

/** counts ← how many singular values lie below each shift: the negative pivots of the tridiagonal matrix − shift, less n. */
function countBelow(n: i32, couplings: usize, shifts: usize, counts: usize): void {
  const s0 = v128.load(shifts), s1 = v128.load(shifts, 16), s2 = v128.load(shifts, 32), s3 = v128.load(shifts, 48);
  let q0 = f64x2.neg(s0), q1 = f64x2.neg(s1), q2 = f64x2.neg(s2), q3 = f64x2.neg(s3);
  let c0 = i64x2.splat(1 - n), c1 = c0, c2 = c0, c3 = c0;
  const end = at(couplings, 2 * n - 1);
  for (let p = couplings; p < end; p += 8) {
    const b = v128.load64_splat(p);
    q0 = f64x2.neg(f64x2.add(s0, f64x2.div(b, q0)));
    q1 = f64x2.neg(f64x2.add(s1, f64x2.div(b, q1)));
    q2 = f64x2.neg(f64x2.add(s2, f64x2.div(b, q2)));
    q3 = f64x2.neg(f64x2.add(s3, f64x2.div(b, q3)));
    c0 = i64x2.add(c0, i64x2.shr_u(q0, 63));
    c1 = i64x2.add(c1, i64x2.shr_u(q1, 63));
    c2 = i64x2.add(c2, i64x2.shr_u(q2, 63));
    c3 = i64x2.add(c3, i64x2.shr_u(q3, 63));
  }
  v128.store(counts, c0);
  v128.store(counts, c1, 16);
  v128.store(counts, c2, 32);
  v128.store(counts, c3, 48);
}
