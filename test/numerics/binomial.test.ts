import { describe, expect, it } from 'vitest';
import { binomialLowerLimit, binomialUpperLimit, binomialUpperTail } from '../../src/numerics/binomial.ts';

describe('the binomial law', () => {
  it('has the tails of fair coins, counted', () => {
    expect(binomialUpperTail(8, 10, 0.5)).toBeCloseTo(56 / 1024, 15);
    expect(binomialUpperTail(3, 10, 0.5)).toBeCloseTo(968 / 1024, 15);
    expect(binomialUpperTail(0, 10, 0.3)).toBe(1);
    expect(binomialUpperTail(11, 10, 0.3)).toBe(0);
    expect(binomialUpperTail(10, 10, 0.3) / 0.3 ** 10).toBeCloseTo(1, 12);
  });

  it('is that of many rare events, and sums to 1 from both sides', () => {
    // Poisson with mean 2: P(X ≥ 5) = 1 − 7 e⁻²; at n = 10⁷ the two differ by some 10⁻⁷ of themselves.
    expect(binomialUpperTail(5, 1e7, 2e-7)).toBeCloseTo(1 - 7 * Math.exp(-2), 6);
    for (const [n, p] of [
      [40, 0.37],
      [1000, 0.9],
    ] as const)
      for (const k of [1, Math.round(n * p), n])
        expect(binomialUpperTail(k, n, p) + binomialUpperTail(n - k + 1, n, 1 - p)).toBeCloseTo(1, 12);
  });

  it('has the limits of Clopper and Pearson', () => {
    expect(binomialLowerLimit(8, 10, 0.025)).toBeCloseTo(0.4439045, 7);
    expect(binomialUpperLimit(8, 10, 0.025)).toBeCloseTo(0.9747893, 7);
    expect(binomialLowerLimit(0, 10, 0.025)).toBe(0);
    expect(binomialLowerLimit(10, 10, 0.01)).toBeCloseTo(0.01 ** 0.1, 12);
    expect(binomialUpperLimit(10, 10, 0.01)).toBe(1);
  });
});
