/**
 * Functions of one variable, applied in place to `count` doubles; some have a parameter p. What is not a number stays
 * so. Each entry's result depends on nothing but that entry.
 */
import { cosOf, sinOf } from "./circular";
import { coshOf, sinhOf } from "./hyperbolic";
import { asinOf, erfOf, tanhOf } from "./series";
import { multiplyAdd } from "./vector";

// @ts-ignore: decorator
@inline
function each<F>(count: i32, x: usize, parameter: f64 = 0.0): void {
  const f = changetype<F>(0), p = f64x2.splat(parameter);
  const end = x + (<usize>(count & ~1) << 3);
  for (; x < end; x += 16) v128.store(x, f.of(v128.load(x), p));
  if (count & 1) f64.store(x, f64x2.extract_lane(f.of(v128.load64_zero(x), p), 0));
}

/** The even or odd continuation of a function of |x|. */
// @ts-ignore: decorator
@inline
function even(x: v128, value: v128): v128 {
  return v128.bitselect(value, x, f64x2.eq(x, x));
}

// @ts-ignore: decorator
@inline
function odd(x: v128, value: v128): v128 {
  return even(x, v128.or(value, v128.and(x, i64x2.splat(i64.MIN_VALUE))));
}

class Relu {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    return f64x2.max(x, f64x2.splat(0.0));
  }
}

class LeakyRelu {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    return v128.bitselect(x, f64x2.mul(p, x), f64x2.gt(x, f64x2.splat(0.0)));
  }
}

class Sign {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    const zero = f64x2.splat(0.0);
    return v128.bitselect(odd(x, f64x2.splat(1.0)), x, f64x2.ne(x, zero));
  }
}

class Tanh {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    return odd(x, tanhOf(f64x2.abs(x)));
  }
}

class Erf {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    return odd(x, erfOf(f64x2.abs(x)));
  }
}

class Gelu {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    const scaled = f64x2.mul(x, f64x2.splat(Math.SQRT1_2)), half = f64x2.splat(0.5);
    const value = odd(scaled, erfOf(f64x2.abs(scaled)));
    return f64x2.mul(x, f64x2.add(half, f64x2.mul(half, value)));
  }
}

class Sin {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    return sinOf(x);
  }
}

class Cos {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    return cosOf(x);
  }
}

class Sinh {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    return odd(x, sinhOf(f64x2.abs(x)));
  }
}

class Cosh {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    return even(x, coshOf(f64x2.abs(x)));
  }
}

/** √(1 − x²) for |x| ≤ 1. */
// @ts-ignore: decorator
@inline
function cosine(x: v128): v128 {
  const one = f64x2.splat(1.0);
  return f64x2.sqrt(f64x2.mul(f64x2.sub(one, x), f64x2.add(one, x)));
}

/** asin x for |x| ≤ 1: where the slope is steep, π/2 − asin √(1 − x²). */
// @ts-ignore: decorator
@inline
function arcSine(x: v128, cosine: v128): v128 {
  const size = f64x2.abs(x);
  const near = asinOf(f64x2.pmin(size, cosine));
  const far = f64x2.sub(f64x2.splat(0.5 * Math.PI), f64x2.sub(near, f64x2.splat(6.123233995736766e-17)));
  return odd(x, v128.bitselect(far, near, f64x2.gt(size, cosine)));
}

// @ts-ignore: decorator
@inline
function clamp(x: v128): v128 {
  return f64x2.pmax(f64x2.pmin(x, f64x2.splat(1.0)), f64x2.splat(-1.0));
}

class Asin {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    const y = clamp(x);
    return arcSine(y, cosine(y));
  }
}

/** Cosines up to which, as nearly all in high dimension, the arc-cosine kernel is summed as a power series. */
const SMALL_COSINE: f64 = 0.25;

/** √(1 − x²) + x asin x = 1 + Σ_k a_k x^{2k+2}/(2k+2) for asin x = Σ_k a_k x^{2k+1}; for |x| ≤ 1/4 what is left out is below 3·10⁻¹⁷. */
// @ts-ignore: decorator
@inline
function arcSeries(x: v128): v128 {
  const w = f64x2.mul(x, x);
  let sum = multiplyAdd(w, f64x2.splat(2431.0 / 4980736.0), f64x2.splat(715.0 / 1114112.0));
  sum = multiplyAdd(w, sum, f64x2.splat(143.0 / 163840.0));
  sum = multiplyAdd(w, sum, f64x2.splat(33.0 / 26624.0));
  sum = multiplyAdd(w, sum, f64x2.splat(21.0 / 11264.0));
  sum = multiplyAdd(w, sum, f64x2.splat(7.0 / 2304.0));
  sum = multiplyAdd(w, sum, f64x2.splat(5.0 / 896.0));
  sum = multiplyAdd(w, sum, f64x2.splat(1.0 / 80.0));
  sum = multiplyAdd(w, sum, f64x2.splat(1.0 / 24.0));
  sum = multiplyAdd(w, sum, f64x2.splat(1.0 / 2.0));
  return multiplyAdd(w, sum, f64x2.splat(1.0));
}

/**
 * E σ(u)σ(v) for σ the leaky relu of slope p and u, v standard normals with covariance x:
 * (1 − p)²·(√(1 − x²) + (π/2 + asin x)·x)/2π + p·x (Cho and Saul, NIPS 2009).
 */
class ArcCosine {
  // @ts-ignore: decorator
  @inline
  of(x: v128, p: v128): v128 {
    const y = clamp(x), gap = f64x2.sub(f64x2.splat(1.0), p);
    const large = f64x2.gt(f64x2.abs(y), f64x2.splat(SMALL_COSINE));
    let even = arcSeries(y);
    if (v128.any_true(large)) {
      const s = cosine(y);
      even = v128.bitselect(f64x2.add(s, f64x2.mul(arcSine(y, s), y)), even, large);
    }
    const sum = f64x2.add(even, f64x2.mul(f64x2.splat(0.5 * Math.PI), y));
    return f64x2.add(f64x2.mul(f64x2.mul(gap, gap), f64x2.mul(f64x2.splat(0.5 / Math.PI), sum)), f64x2.mul(p, y));
  }
}

export function relu(count: i32, x: usize): void {
  each<Relu>(count, x);
}

export function leakyRelu(count: i32, x: usize, slope: f64): void {
  each<LeakyRelu>(count, x, slope);
}

export function sign(count: i32, x: usize): void {
  each<Sign>(count, x);
}

export function tanh(count: i32, x: usize): void {
  each<Tanh>(count, x);
}

export function erf(count: i32, x: usize): void {
  each<Erf>(count, x);
}

export function gelu(count: i32, x: usize): void {
  each<Gelu>(count, x);
}

export function sin(count: i32, x: usize): void {
  each<Sin>(count, x);
}

export function cos(count: i32, x: usize): void {
  each<Cos>(count, x);
}

export function sinh(count: i32, x: usize): void {
  each<Sinh>(count, x);
}

export function cosh(count: i32, x: usize): void {
  each<Cosh>(count, x);
}

export function asin(count: i32, x: usize): void {
  each<Asin>(count, x);
}

export function arcCosine(count: i32, x: usize, slope: f64): void {
  each<ArcCosine>(count, x, slope);
}
