/**
 * The upper tail of the gamma distribution, accurate to rounding far into both tails: the normal and the chi-squared
 * tails are special cases. Prefactors are written as deviations from their saddle point (C. Loader, "Fast and accurate
 * computation of binomial probabilities", 2000), so that large shapes do not cancel.
 */

const halfLogTwoPi: number = 0.5 * Math.log(2 * Math.PI);
const maximalIterations = 100_000;

/**
 * Error of Stirling's formula: ln Gamma(a+1) - [(a + 1/2) ln a - a + ln(2 pi)/2], for a > 0.
 */
export function stirlingError(a: number): number {
  let shifted = a;
  let below = 0;
  for (; shifted < 16; shifted++) below += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
  const inverse = 1 / (shifted * shifted);
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / shifted;
  return below + series;
}

/** x ln(x/m) + m - x for x, m > 0, without cancellation when x is near m. */
export function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const ratio = (x - m) / (x + m);
  let sum = (x - m) * ratio;
  let term = 2 * x * ratio;
  for (let k = 3; ; k += 2) {
    term *= ratio * ratio;
    const next = sum + term / k;
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * Q(a, x) = integral from x to infinity of t^(a-1) e^(-t) dt / Gamma(a).
 *
 * @param shape  a > 0
 * @param x      any real; 1 for x <= 0
 */
export function gammaUpperTail(shape: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const logDensity = -stirlingError(shape) - deviance(shape, x) - halfLogTwoPi - 0.5 * Math.log(shape);
  const density = Math.exp(logDensity); // x^a e^(-x) / Gamma(a+1)
  return x < shape + 1 ? 1 - density * lowerSeries(shape, x) : density * shape * upperFraction(shape, x);
}

/** sum over k of x^k / ((a+1)...(a+k)). */
function lowerSeries(shape: number, x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < maximalIterations && term > sum * 1e-17; k++) {
    term *= x / (shape + k);
    sum += term;
  }
  return sum;
}

/** 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))), by Lentz's method. */
function upperFraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let value = d;
  for (let k = 1; k < maximalIterations; k++) {
    const a = -k * (k - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 2e-16) break;
  }
  return value;
}
