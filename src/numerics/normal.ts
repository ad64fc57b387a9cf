import { normalCdf } from './erf.ts';

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
