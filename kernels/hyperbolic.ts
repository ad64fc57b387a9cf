/** Hyperbolic sine and cosine by eˣ − 1 = 2ᵏ(eʳ − 1) + (2ᵏ − 1) with |r| ≤ ln 2/2. */
import { multiplyAdd } from "./vector";

/** ln 2 in a part of 42 bits, whose products with k < 2¹¹ are exact, and the rest. */
const LN2_1: f64 = 0.6931471805598903;
const LN2_2: f64 = 5.497923018708371e-14;
/** Beyond, the results are called infinite; they overflow at 710.5. */
const LIMIT: f64 = 709.0;
/** Adding it rounds to an integer, and leaves that in the low bits. */
const SHIFT: f64 = 4503599627370496.0; // 2⁵²

/** eˣ − 1 for 0 ≤ x ≤ LIMIT. */
// @ts-ignore: decorator
@inline
function expm1(x: v128): v128 {
  const shift = f64x2.splat(SHIFT);
  const shifted = multiplyAdd(x, f64x2.splat(1.4426950408889634), shift);
  const k = f64x2.sub(shifted, shift);
  const head = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_1))), small = f64x2.mul(k, f64x2.splat(LN2_2));
  const r = f64x2.sub(head, small);
  const lost = f64x2.sub(f64x2.sub(head, r), small);
  const sum = multiplyAdd(f64x2.mul(r, r), series(r), lost);
  const scale = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  return multiplyAdd(scale, f64x2.add(r, sum), f64x2.sub(scale, f64x2.splat(1.0)));
}

/** (eʳ − 1 − r)/r², to r¹³/13! of eʳ. */
// @ts-ignore: decorator
@inline
function series(r: v128): v128 {
  let sum = multiplyAdd(r, f64x2.splat(1.0 / 6227020800.0), f64x2.splat(1.0 / 479001600.0));
  sum = multiplyAdd(r, sum, f64x2.splat(1.0 / 39916800.0));
  sum = multiplyAdd(r, sum, f64x2.splat(1.0 / 3628800.0));
  sum = multiplyAdd(r, sum, f64x2.splat(1.0 / 362880.0));
  sum = multiplyAdd(r, sum, f64x2.splat(1.0 / 40320.0));
  sum = multiplyAdd(r, sum, f64x2.splat(1.0 / 5040.0));
  sum = multiplyAdd(r, sum, f64x2.splat(1.0 / 720.0));
  sum = multiplyAdd(r, sum, f64x2.splat(1.0 / 120.0));
  sum = multiplyAdd(r, sum, f64x2.splat(1.0 / 24.0));
  sum = multiplyAdd(r, sum, f64x2.splat(1.0 / 6.0));
  return multiplyAdd(r, sum, f64x2.splat(0.5));
}

// @ts-ignore: decorator
@inline
function infiniteBeyond(x: v128, value: v128): v128 {
  return v128.bitselect(f64x2.splat(Infinity), value, f64x2.gt(x, f64x2.splat(LIMIT)));
}

/** sinh x for x ≥ 0. */
// @ts-ignore: decorator
@inline
export function sinhOf(x: v128): v128 {
  const e = expm1(f64x2.pmin(f64x2.splat(LIMIT), x)), one = f64x2.splat(1.0);
  const twice = f64x2.add(e, f64x2.div(e, f64x2.add(e, one)));
  return infiniteBeyond(x, f64x2.mul(f64x2.splat(0.5), twice));
}

/** cosh x for x ≥ 0. */
// @ts-ignore: decorator
@inline
export function coshOf(x: v128): v128 {
  const one = f64x2.splat(1.0), e = f64x2.add(expm1(f64x2.pmin(f64x2.splat(LIMIT), x)), one);
  return infiniteBeyond(x, f64x2.mul(f64x2.splat(0.5), f64x2.add(e, f64x2.div(one, e))));
}
