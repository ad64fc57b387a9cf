/**
 * Sequences of plane rotations, recorded and applied in batches to columns few enough to stay in the cache
 * (Van Zee, van de Geijn and Quintana-Orti, ACM TOMS 40:3, 2014).
 */
import { allocate, at } from "./memory";
import { multiplyAdd } from "./vector";

/** Sequences kept before they are applied. */
const BATCH: i32 = 48;
const COLUMNS: i32 = 8;

let order: i32 = 0;
let matrix: usize = 0;
let sines: usize = 0; // cosine and sine of the rotation at i, for each sequence
let lows: usize = 0;
let highs: usize = 0;
let count: i32 = 0;

/** Begin recording rotations of the rows of z (n×n); what this allocates is the caller's to release. */
export function beginRotations(n: i32, z: usize): void {
  order = n;
  matrix = z;
  sines = allocate(<f64>BATCH * 2.0 * <f64>n);
  lows = allocate(BATCH);
  highs = allocate(BATCH);
  count = 0;
}

// @ts-ignore: decorator
@inline
function rotation(sequence: i32, i: i32): usize {
  return sines + (<usize>sequence * <usize>order + <usize>i) * 16;
}

/** Rows (i, i + 1) ← (c·row_i − s·row_{i+1}, s·row_i + c·row_{i+1}), in the sequence being recorded. */
// @ts-ignore: decorator
@inline
export function recordRotation(i: i32, c: f64, s: f64): void {
  const place = rotation(count, i);
  f64.store(place, c);
  f64.store(place, s, 8);
}

/** The sequence recorded is that of i = high − 1 down to low. */
export function endSequence(low: i32, high: i32): void {
  store<i32>(at(lows, count), low);
  store<i32>(at(highs, count), high);
  if (++count == BATCH) applyRotations();
}

/** Apply what is recorded. */
export function applyRotations(): void {
  for (let column = 0; column < order; column += COLUMNS) {
    const wide = column + COLUMNS <= order;
    for (let sequence = 0; sequence < count; sequence++) {
      const low = load<i32>(at(lows, sequence)), high = load<i32>(at(highs, sequence));
      if (wide) sweepWide(sequence, low, high, at(matrix, column));
      else for (let j = column; j < order; j++) sweepColumn(sequence, low, high, at(matrix, j));
    }
  }
  count = 0;
}

function sweepWide(sequence: i32, low: i32, high: i32, column: usize): void {
  const row = <usize>order << 3;
  let angle = rotation(sequence, high - 1);
  let upper = column + <usize>high * row;
  const last = column + <usize>low * row;
  let u0 = v128.load(upper), u1 = v128.load(upper, 16), u2 = v128.load(upper, 32), u3 = v128.load(upper, 48);
  while (upper > last) {
    const lower = upper - row;
    const c = v128.load64_splat(angle), s = v128.load64_splat(angle, 8), minusS = f64x2.neg(s);
    const l0 = v128.load(lower), l1 = v128.load(lower, 16), l2 = v128.load(lower, 32), l3 = v128.load(lower, 48);
    v128.store(upper, multiplyAdd(s, l0, f64x2.mul(c, u0)));
    v128.store(upper, multiplyAdd(s, l1, f64x2.mul(c, u1)), 16);
    v128.store(upper, multiplyAdd(s, l2, f64x2.mul(c, u2)), 32);
    v128.store(upper, multiplyAdd(s, l3, f64x2.mul(c, u3)), 48);
    u0 = multiplyAdd(minusS, u0, f64x2.mul(c, l0));
    u1 = multiplyAdd(minusS, u1, f64x2.mul(c, l1));
    u2 = multiplyAdd(minusS, u2, f64x2.mul(c, l2));
    u3 = multiplyAdd(minusS, u3, f64x2.mul(c, l3));
    upper = lower;
    angle -= 16;
  }
  v128.store(upper, u0);
  v128.store(upper, u1, 16);
  v128.store(upper, u2, 32);
  v128.store(upper, u3, 48);
}

function sweepColumn(sequence: i32, low: i32, high: i32, column: usize): void {
  const row = <usize>order << 3;
  for (let i = high - 1; i >= low; i--) {
    const angle = rotation(sequence, i);
    const c = f64.load(angle), s = f64.load(angle, 8);
    const lower = column + <usize>i * row, upper = lower + row;
    const l = f64.load(lower), u = f64.load(upper);
    f64.store(upper, s * l + c * u);
    f64.store(lower, c * l - s * u);
  }
}
