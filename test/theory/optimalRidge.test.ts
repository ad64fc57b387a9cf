import { describe, expect, it } from 'vitest';
import { minimise } from '../../src/numerics/minimum.ts';
import { optimalRidge } from '../../src/theory/optimalRidge.ts';
import { relativeError } from '../helpers/random.ts';

describe('optimalRidge', () => {
  const kernel = { eigenvalues: [1], multiplicities: [1], rank: 1, targets: [1], tail: 0, unlearnable: 0 };
  const features = Number.POSITIVE_INFINITY;

  it('is γσ²/r² for isotropic linear regression', () => {
    for (const [gamma, noise] of [
      [0.3, 0.5],
      [1, 1],
      [4, 0.01],
      [0.1, 20],
    ] as const) {
      const found = optimalRidge(
        { ...kernel, multiplicities: [gamma], rank: gamma },
        { samples: 1, features, ridge: 0, noise },
      );
      expect(relativeError(found, gamma * noise)).toBeLessThan(1e-6);
    }
  });

  it('is 0 without noise', () => {
    expect(optimalRidge(kernel, { samples: 2, features, ridge: 0, noise: 0 })).toBe(0);
  });
});

describe('minimise', () => {
  it('finds interior and boundary minima', () => {
    const grid = [0, 1, 2, 3, 4];
    expect(minimise(grid, (x) => (x - Math.E) ** 2)).toBeCloseTo(Math.E, 7);
    expect(minimise(grid, (x) => x)).toBe(0);
    expect(minimise(grid, (x) => (x < 2.5 ? Number.POSITIVE_INFINITY : x))).toBeLessThanOrEqual(3);
  });
});
