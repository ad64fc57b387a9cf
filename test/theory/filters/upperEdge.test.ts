import { describe, expect, it } from 'vitest';
import { complex, divide } from '../../../src/numerics/complex.ts';
import { solveComplex } from '../../../src/theory/complex/solve.ts';
import { upperEdge } from '../../../src/theory/filters/upperEdge.ts';
import { randomProblem } from '../../helpers/problems.ts';
import { generator, relativeError } from '../../helpers/random.ts';

describe('upperEdge', () => {
  it('is (1 + √γ)² of the Marchenko–Pastur law', () => {
    for (const gamma of [1e-6, 0.3, 1, 4, 1e6]) {
      const kernel = {
        eigenvalues: [1],
        multiplicities: [gamma],
        rank: gamma,
        targets: [1],
        tail: 0,
        unlearnable: 0,
      };
      const edge = upperEdge({ kernel, samples: 1, features: Number.POSITIVE_INFINITY });
      expect(relativeError(edge, (1 + Math.sqrt(gamma)) ** 2)).toBeLessThan(1e-13);
    }
  });

  it('is where the density of random problems ends', () => {
    const next = generator(23);
    for (let i = 0; i < 200; i++) {
      const { kernel, training } = randomProblem(next);
      const curve = { kernel, ...training };
      const edge = upperEdge(curve);
      // |Im 1/κ| falls with the height above the spectrum where there is a density, not where there is none.
      const height = (s: number, h: number) => {
        const { point } = solveComplex(curve, complex(-s, h * s));
        return Math.abs(divide(complex(1), point.kappa).im) * s;
      };
      expect(height(edge * (1 + 1e-4), 1e-8) / height(edge * (1 + 1e-4), 1e-7)).toBeCloseTo(0.1, 2);
      expect(height(edge * (1 - 1e-9), 1e-12) / height(edge * (1 - 1e-9), 1e-11)).toBeGreaterThan(0.5);
    }
  });
});
