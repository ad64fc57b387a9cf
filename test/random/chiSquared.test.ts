import { describe, expect, it } from 'vitest';
import { chiSquaredUpperTail } from '../../src/numerics/chi-squared.ts';
import { chiSquares } from '../../src/random/chiSquared.ts';
import { openStream } from '../../src/random/stream.ts';
import { kolmogorov } from '../helpers/kolmogorov.ts';

/** `count` numbers with degrees, degrees + step, … degrees of freedom. */
function draw(role: number, degrees: number, count: number): Float64Array {
  const out = new Float64Array(count);
  chiSquares(openStream([8, 15], role, 0), out, degrees);
  return out;
}

/** `count` numbers, all with the same degrees of freedom. */
function drawAlike(role: number, degrees: number, count: number): number[] {
  const stream = openStream([8, 15], role, 1);
  const one = new Float64Array(1);
  return Array.from({ length: count }, () => {
    chiSquares(stream, one, degrees);
    return one[0]!;
  });
}

describe('chiSquares', () => {
  it.each([
    [1, 20_000],
    [2, 20_000],
    [3, 20_000],
    [7, 20_000],
    [1000, 10_000],
    [1_000_000, 3000],
  ])('of %i degrees of freedom pass Kolmogorov and Smirnov', (degrees, count) => {
    const sample = drawAlike(degrees, degrees, count);
    expect(kolmogorov(sample, (x) => 1 - chiSquaredUpperTail(x, degrees))).toBeGreaterThan(1e-3);
    // The law of the next degree is another one, which this many numbers tell apart while it is.
    if (degrees <= 7) {
      expect(kolmogorov(sample, (x) => 1 - chiSquaredUpperTail(x, degrees + 1))).toBeLessThan(1e-20);
    }
  });

  it.each([1, 2, 3, 4, 7, 50, 1000, 1_000_000])('of %i degrees have their first four moments', (k) => {
    const count = 100_000;
    // Standardised by the mean k and the variance 2k: E z³ = √(8/k), E z⁴ = 3 + 12/k, and E z⁶ and E z⁸ for the errors.
    const z = drawAlike(k + 10, k, count).map((x) => (x - k) / Math.sqrt(2 * k));
    const moment = standardisedMoments(k);
    for (const power of [1, 2, 3, 4]) {
      const mean = z.reduce((sum, x) => sum + x ** power, 0) / count;
      const error = Math.sqrt((moment(2 * power) - moment(power) ** 2) / count);
      expect(Math.abs(mean - moment(power)) / error, `power ${power}`).toBeLessThan(4);
    }
  });

  it.each([0, 1_000_000])('with degrees of freedom ascending from %i are each of its own law', (degrees) => {
    const sample = draw(3, degrees, 5000);
    const levels = Array.from(sample, (x, i) => chiSquaredUpperTail(x, degrees + i)).slice(1);
    expect(kolmogorov(levels, (u) => u)).toBeGreaterThan(1e-3);
    // One degree more in each would shift the levels by some of their own √k.
    const products = levels.slice(1).map((u, i) => 12 * (u - 0.5) * (levels[i]! - 0.5));
    const correlation = products.reduce((a, b) => a + b, 0) / Math.sqrt(products.length);
    expect(Math.abs(correlation)).toBeLessThan(4);
  });

  it('are 0 with no degrees of freedom', () => {
    expect(draw(5, 0, 2)[0]).toBe(0);
    expect(draw(5, 0, 2)[1]).toBeGreaterThan(0);
  });
});

/** E z^m from the cumulants of the law, 2^{j−1} (j−1)! k, standardised: E z^m = Σ_j C(m−1, j−1) κ_j E z^{m−j}. */
function standardisedMoments(k: number): (power: number) => number {
  const cumulant = (j: number) => {
    let value = k / Math.sqrt(2 * k) ** j;
    for (let i = 1; i < j; i++) value *= 2 * i;
    return value;
  };
  const moments = [1, 0];
  for (let m = 2; m <= 8; m++) {
    let [sum, binomial] = [0, 1];
    for (let j = 1; j <= m; j++) {
      if (j > 1) sum += binomial * cumulant(j) * moments[m - j]!;
      binomial *= (m - j) / j;
    }
    moments.push(sum);
  }
  return (power) => moments[power]!;
}
