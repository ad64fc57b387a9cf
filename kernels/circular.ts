/** Sine and cosine: x = k·π/2 + r with |r| ≤ π/4, then Taylor series in r. */
import { multiplyAdd } from "./vector";

/** π/2 in parts of 33 bits, whose products with k < 2²⁰ are exact, and the rest. */
const HALF_PI_1: f64 = 1.5707963267341256;
const HALF_PI_2: f64 = 6.077100506303966e-11;
const HALF_PI_3: f64 = 2.0222662487959506e-21;
/** Larger arguments, which no sensible scale of features has, take the slow way. */
const LIMIT: f64 = 1e6;
/** Adding it rounds to an integer, and leaves that in the low bits. */
const SHIFT: f64 = 6755399441055744.0; // 1.5·2⁵²

/** sin(x + quarters·π/2). */
// @ts-ignore: decorator
@inline
function circular(x: v128, quarters: i64): v128 {
  const shift = f64x2.splat(SHIFT);
  const shifted = multiplyAdd(x, f64x2.splat(2.0 / Math.PI), shift);
  const k = f64x2.sub(shifted, shift);
  let r = f64x2.sub(x, f64x2.mul(k, f64x2.splat(HALF_PI_1)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(HALF_PI_2)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(HALF_PI_3)));
  const quadrant = i64x2.add(shifted, i64x2.splat(quarters));
  const odd = i64x2.eq(v128.and(quadrant, i64x2.splat(1)), i64x2.splat(1));
  const sign = i64x2.shl(v128.and(quadrant, i64x2.splat(2)), 62);
  const w = f64x2.mul(r, r);
  return v128.xor(v128.bitselect(cosSeries(w), sinSeries(r, w), odd), sign);
}

/** r − r³/3! + … + r¹⁷/17! */
// @ts-ignore: decorator
@inline
function sinSeries(r: v128, w: v128): v128 {
  let sum = multiplyAdd(w, f64x2.splat(1.0 / 355687428096000.0), f64x2.splat(-1.0 / 1307674368000.0));
  sum = multiplyAdd(w, sum, f64x2.splat(1.0 / 6227020800.0));
  sum = multiplyAdd(w, sum, f64x2.splat(-1.0 / 39916800.0));
  sum = multiplyAdd(w, sum, f64x2.splat(1.0 / 362880.0));
  sum = multiplyAdd(w, sum, f64x2.splat(-1.0 / 5040.0));
  sum = multiplyAdd(w, sum, f64x2.splat(1.0 / 120.0));
  sum = multiplyAdd(w, sum, f64x2.splat(-1.0 / 6.0));
  return multiplyAdd(f64x2.mul(r, w), sum, r);
}

/** 1 − r²/2 + r⁴/4! − … + r¹⁶/16! */
// @ts-ignore: decorator
@inline
function cosSeries(w: v128): v128 {
  let sum = multiplyAdd(w, f64x2.splat(1.0 / 20922789888000.0), f64x2.splat(-1.0 / 87178291200.0));
  sum = multiplyAdd(w, sum, f64x2.splat(1.0 / 479001600.0));
  sum = multiplyAdd(w, sum, f64x2.splat(-1.0 / 3628800.0));
  sum = multiplyAdd(w, sum, f64x2.splat(1.0 / 40320.0));
  sum = multiplyAdd(w, sum, f64x2.splat(-1.0 / 720.0));
  sum = multiplyAdd(w, sum, f64x2.splat(1.0 / 24.0));
  sum = multiplyAdd(w, sum, f64x2.splat(-0.5));
  return multiplyAdd(w, sum, f64x2.splat(1.0));
}

// @ts-ignore: decorator
@inline
function isLarge(x: v128): v128 {
  return f64x2.gt(f64x2.abs(x), f64x2.splat(LIMIT));
}

// @ts-ignore: decorator
@inline
export function sinOf(x: v128): v128 {
  const large = isLarge(x), result = circular(x, 0);
  if (!v128.any_true(large)) return result;
  const slow = f64x2(Math.sin(f64x2.extract_lane(x, 0)), Math.sin(f64x2.extract_lane(x, 1)));
  return v128.bitselect(slow, result, large);
}

// @ts-ignore: decorator
@inline
export function cosOf(x: v128): v128 {
  const large = isLarge(x), result = circular(x, 1);
  if (!v128.any_true(large)) return result;
  const slow = f64x2(Math.cos(f64x2.extract_lane(x, 0)), Math.cos(f64x2.extract_lane(x, 1)));
  return v128.bitselect(slow, result, large);
}
