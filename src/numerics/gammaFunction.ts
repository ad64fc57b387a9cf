/** The gamma function of real arguments, its logarithm and the derivative of that. */
import { stirlingError } from './gamma-tail.ts';

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** Γ(x), to some 10⁻¹⁴; infinite at 0, NaN at the poles −1, −2, … */
export function gammaFunction(x: number): number {
  if (Number.isInteger(x) && x <= 0) return x === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gammaFunction(1 - x));
  if (x > 171.7) return Number.POSITIVE_INFINITY;
  let product = 1;
  let rest = x;
  for (; rest >= 2; rest--) product *= rest - 1;
  return rest === 1 ? product : product * Math.exp(logGamma(rest));
}

/** ln |Γ(x)|; infinite at 0, −1, … */
export function logGamma(x: number): number {
  if (Number.isInteger(x) && x <= 0) return Number.POSITIVE_INFINITY;
  if (x < 0) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  if (x < 1) return logGamma(x + 1) - Math.log(x);
  if (x === 1 || x === 2) return 0;
  const a = x - 1;
  return (a + 0.5) * Math.log(a) - a + halfLogTwoPi + stirlingError(a);
}

/** ψ(x) = d ln Γ(x)/dx: the recurrence up to 16, then the asymptotic series; NaN at the poles. */
export function digamma(x: number): number {
  if (Number.isInteger(x) && x <= 0) return Number.NaN;
  if (x < 0) return digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
  let value = 0;
  let rest = x;
  for (; rest < 16; rest++) value -= 1 / rest;
  const square = 1 / (rest * rest);
  const series =
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return value + Math.log(rest) - 0.5 / rest - series;
}
