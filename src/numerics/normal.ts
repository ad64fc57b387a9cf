import { normalCdf } from './erf.ts';

/** The normal distribution function of mean 0 and standard deviation `width`, its density, and what a quadrature rule must resolve of it. */
export function normalStep(width: number): {
  readonly probability: (x: number) => number;
  readonly density: (x: number) => number;
  readonly feature: { readonly kind: 'bell'; readonly width: number };
} {
  const norm = 1 / (width * Math.sqrt(2 * Math.PI));
  return {
    probability: (x) => normalCdf(x / width),
    density: (x) => norm * Math.exp(-0.5 * (x / width) ** 2),
    feature: { kind: 'bell', width },
  };
}

/** The z with P(Z > z) = tail for standard normal Z, 0 < tail < 1; infinite at the ends. */
export function normalUpperQuantile(tail: number): number {
  if (tail > 0.5) return -normalUpperQuantile(1 - tail);
  if (tail <= 0) return Number.POSITIVE_INFINITY;
  if (tail === 0.5) return 0;
  // ln P(Z > z) is concave and decreasing: Newton's steps decrease onto the root once they are past it.
  let z = Math.sqrt(-2 * Math.log(2 * tail));
  for (let iteration = 0; iteration < 50; iteration++) {
    const upper = normalCdf(-z);
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    const step = (Math.log(upper / tail) * upper) / density;
    z += step;
    if (Math.abs(step) <= 4e-16 * Math.abs(z)) break;
  }
  return z;
}
