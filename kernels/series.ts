/**
 * Functions by tabulated Taylor series: f(c + h) to TERMS terms about the multiple c of a step that is nearest, |h| ≤ step/2.
 * The steps make what is left out less than 2·10⁻¹⁷ of f. The series follow from the functions' differential equations.
 */
import { multiplyAdd } from "./vector";

const TERMS: i32 = 10;
const SERIES: usize = TERMS * 8;

/** Steps in one: powers of two. */
const TANH_STEPS: f64 = 32.0;
const ERF_STEPS: f64 = 16.0;
const ASIN_STEPS: f64 = 64.0;
/** Where tanh and erf are 1 in double precision; asin is tabulated to where √(1 − x²) takes over. */
const TANH_LIMIT: f64 = 20.0;
const ERF_LIMIT: f64 = 6.0;
const ASIN_LIMIT: f64 = 0.75;

const tanhTable = memory.data((20 * 32 + 1) * TERMS * 8, 16);
const erfTable = memory.data((6 * 16 + 1) * TERMS * 8, 16);
const asinTable = memory.data(49 * TERMS * 8, 16);

// @ts-ignore: decorator
@inline
function coefficient(series: usize, n: i32): f64 {
  return f64.load(series + (<usize>n << 3));
}

// @ts-ignore: decorator
@inline
function setCoefficient(series: usize, n: i32, value: f64): void {
  f64.store(series + (<usize>n << 3), value);
}

/** y' = 1 − y². */
function tanhSeries(c: f64, series: usize): void {
  setCoefficient(series, 0, Math.tanh(c));
  for (let n = 0; n < TERMS - 1; n++) {
    let sum = n == 0 ? 1.0 : 0.0;
    for (let k = 0; k <= n; k++) sum -= coefficient(series, k) * coefficient(series, n - k);
    setCoefficient(series, n + 1, sum / <f64>(n + 1));
  }
}

/** y'' = −2x y', y' = 2/√π exp(−x²); the value at c is the caller's. */
function erfSlopes(c: f64, series: usize): void {
  setCoefficient(series, 1, (2.0 / Math.sqrt(Math.PI)) * Math.exp(-c * c));
  for (let n = 0; n < TERMS - 2; n++) {
    const sum = c * <f64>(n + 1) * coefficient(series, n + 1) + (n ? <f64>n * coefficient(series, n) : 0.0);
    setCoefficient(series, n + 2, (-2.0 * sum) / <f64>((n + 1) * (n + 2)));
  }
}

/** From one multiple of the step to the next erf grows by 2(a_1·h + a_3·h³ + …) about the middle; sums carry their rounding. */
function buildErf(): void {
  const h = 0.5 / ERF_STEPS;
  let value = 0.0, lost = 0.0;
  for (let i = 0; i <= <i32>(ERF_LIMIT * ERF_STEPS); i++) {
    const series = erfTable + <usize>i * SERIES;
    erfSlopes(<f64>i / ERF_STEPS + h, series);
    let growth = 0.0;
    for (let n = TERMS - 1; n > 0; n -= 2) growth = growth * h * h + coefficient(series, n);
    erfSlopes(<f64>i / ERF_STEPS, series);
    setCoefficient(series, 0, value);
    const term = 2.0 * h * growth - lost, sum = value + term;
    lost = sum - value - term;
    value = sum;
  }
}

/** (1 − x²)y'' = x y'. */
function asinSeries(c: f64, series: usize): void {
  const rest = (1.0 - c) * (1.0 + c);
  setCoefficient(series, 0, Math.asin(c));
  setCoefficient(series, 1, 1.0 / Math.sqrt(rest));
  for (let n = 0; n < TERMS - 2; n++) {
    const next = <f64>((n + 1) * (2 * n + 1)) * c * coefficient(series, n + 1);
    const sum = next + (n ? <f64>(n * n) * coefficient(series, n) : 0.0);
    setCoefficient(series, n + 2, sum / (rest * <f64>((n + 1) * (n + 2))));
  }
}

for (let i = 0; i <= <i32>(TANH_LIMIT * TANH_STEPS); i++) tanhSeries(<f64>i / TANH_STEPS, tanhTable + <usize>i * SERIES);
buildErf();
for (let i = 0; i <= <i32>(ASIN_LIMIT * ASIN_STEPS); i++) asinSeries(<f64>i / ASIN_STEPS, asinTable + <usize>i * SERIES);

/** Doubles from 2⁵² on are the integers: adding it rounds, and leaves the integer in the low bits. */
const SHIFT: f64 = 4503599627370496.0;

/** f(x) for 0 ≤ x ≤ limit, f(limit) for other x. */
// @ts-ignore: decorator
@inline
function evaluate(table: usize, steps: f64, limit: f64, x: v128): v128 {
  x = f64x2.pmin(f64x2.splat(limit), x);
  const shift = f64x2.splat(SHIFT);
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(steps)), shift);
  const h = f64x2.sub(x, f64x2.mul(f64x2.sub(shifted, shift), f64x2.splat(1.0 / steps)));
  const p = table + <usize>i32x4.extract_lane(shifted, 0) * SERIES;
  const q = table + <usize>i32x4.extract_lane(shifted, 2) * SERIES;
  const square = f64x2.mul(h, h);
  let sum = multiplyAdd(square, v128.load64_lane(q, v128.load64_zero(p, 72), 1, 72), multiplyAdd(h, v128.load64_lane(q, v128.load64_zero(p, 64), 1, 64), v128.load64_lane(q, v128.load64_zero(p, 56), 1, 56)));
  sum = multiplyAdd(square, sum, multiplyAdd(h, v128.load64_lane(q, v128.load64_zero(p, 48), 1, 48), v128.load64_lane(q, v128.load64_zero(p, 40), 1, 40)));
  sum = multiplyAdd(square, sum, multiplyAdd(h, v128.load64_lane(q, v128.load64_zero(p, 32), 1, 32), v128.load64_lane(q, v128.load64_zero(p, 24), 1, 24)));
  sum = multiplyAdd(square, sum, multiplyAdd(h, v128.load64_lane(q, v128.load64_zero(p, 16), 1, 16), v128.load64_lane(q, v128.load64_zero(p, 8), 1, 8)));
  return multiplyAdd(h, sum, v128.load64_lane(q, v128.load64_zero(p), 1));
}

/** tanh x for x ≥ 0. */
// @ts-ignore: decorator
@inline
export function tanhOf(x: v128): v128 {
  return evaluate(tanhTable, TANH_STEPS, TANH_LIMIT, x);
}

/** erf x for x ≥ 0. */
// @ts-ignore: decorator
@inline
export function erfOf(x: v128): v128 {
  return evaluate(erfTable, ERF_STEPS, ERF_LIMIT, x);
}

/** asin x for 0 ≤ x ≤ 1/√2. */
// @ts-ignore: decorator
@inline
export function asinOf(x: v128): v128 {
  return evaluate(asinTable, ASIN_STEPS, ASIN_LIMIT, x);
}
