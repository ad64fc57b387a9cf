import { deviance, stirlingError } from './gamma-tail.ts';
import { normalUpperQuantile } from './normal.ts';

const maximalIterations = 100_000;

/**
 * P(T > t) for Student's T, accurate relatively in the upper tail:
 *
 *     I_x(nu/2, 1/2) / 2,  x = nu/(nu + t^2),  t >= 0
 *
 * @param degreesOfFreedom  nu > 0, not necessarily an integer
 */
export function studentUpperTail(t: number, degreesOfFreedom: number): number {
  const nu = degreesOfFreedom;
  if (t < 0) return 1 - studentUpperTail(-t, nu);
  if (t === 0) return 0.5;
  if (t === Number.POSITIVE_INFINITY) return 0;
  const mass = t * studentDensity(t, nu);
  const square = t * t;
  const x = nu / (nu + square);
  const inTail = x < (0.5 * nu + 1) / (0.5 * nu + 2.5);
  if (inTail) return (mass / nu) * betaFraction(0.5 * nu, 0.5, x);
  return 0.5 - mass * betaFraction(0.5, 0.5 * nu, square / (nu + square));
}

/** Gamma((nu+1)/2) / (sqrt(pi nu) Gamma(nu/2)) (1 + t^2/nu)^(-(nu+1)/2). */
function studentDensity(t: number, nu: number): number {
  const constant =
    stirlingError((nu + 1) / 2) -
    stirlingError(nu / 2) -
    deviance(nu / 2, (nu + 1) / 2) -
    0.5 * Math.log(2 * Math.PI);
  return Math.exp(constant - 0.5 * (nu + 1) * Math.log1p((t * t) / nu));
}

/** The t with P(T > t) = tail, for 0 < tail < 1; infinite at the ends. */
export function studentUpperQuantile(tail: number, degreesOfFreedom: number): number {
  if (tail > 0.5) return -studentUpperQuantile(1 - tail, degreesOfFreedom);
  if (tail <= 0) return Number.POSITIVE_INFINITY;
  if (tail === 0.5) return 0;
  // The logarithm of the tail is nearly linear in ln t; the normal quantile lies below the root.
  let t = normalUpperQuantile(tail);
  for (let iteration = 0; iteration < 100; iteration++) {
    const upper = studentUpperTail(t, degreesOfFreedom);
    const step = (Math.log(upper / tail) * upper) / (t * studentDensity(t, degreesOfFreedom));
    t *= Math.exp(step);
    if (Math.abs(step) <= 4e-16) break;
  }
  return t;
}

/**
 * The continued fraction F of the incomplete beta function, I_x(a,b) = x^a (1-x)^b / (a B(a,b)) F, by Lentz's method;
 * it converges fast for x < (a+1)/(a+b+2) (DLMF 8.17.22).
 */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let k = 1; k < maximalIterations; k++) {
    const even = (k * (b - k) * x) / ((a + 2 * k - 1) * (a + 2 * k));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= c * d;
    const odd = (-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 2e-16) break;
  }
  return value;
}
