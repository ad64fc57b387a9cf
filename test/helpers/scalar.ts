/** Integrals and minima of one variable, by other means than the theory's. */
import { normalCdf } from '../../src/numerics/erf.ts';

/** ∫ f over [first, last] by Simpson's rule, error h⁴. */
export function simpson(f: (x: number) => number, first: number, last: number, halves = 2000): number {
  const h = (last - first) / (2 * halves);
  let sum = f(first) + f(last);
  for (let i = 1; i < 2 * halves; i++) sum += (i % 2 === 1 ? 4 : 2) * f(first + i * h);
  return (sum * h) / 3;
}

/** The least value of a unimodal f on [low, high], by golden sections. */
export function leastValue(f: (x: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  while (b - a > 1e-7 * (1 + Math.abs(a))) {
    const [x, y] = [b - golden * (b - a), a + golden * (b - a)];
    if (f(x) < f(y)) b = y;
    else a = x;
  }
  return f((a + b) / 2);
}

export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** E (a − G)₊² = (1 + a²)Φ(a) + aφ(a), which at a = κ is 1/α_c(κ) of Gardner. */
export function meanSquaredPart(a: number): number {
  return (1 + a * a) * normalCdf(a) + a * normalDensity(a);
}
