import { describe, expect, it } from 'vitest';
import { supportOf } from '../../../src/theory/density/support.ts';
import type { Kernel } from '../../../src/theory/kernel.ts';
import { edgeOf, solveSigned } from '../../../src/theory/negative/ridge.ts';
import { predictEnsemble } from '../../../src/theory/variance/ensemble.ts';
import { relativeError } from '../../helpers/random.ts';

const features = Number.POSITIVE_INFINITY;
const isotropic = (ratio: number): Kernel => ({
  ...{ eigenvalues: [1], multiplicities: [ratio], rank: ratio },
  ...{ targets: [1], tail: 0, unlearnable: 0 },
});
const mixed: Kernel = {
  ...{ eigenvalues: [1.6, 0.4], multiplicities: [0.5, 0.5], rank: 1 },
  ...{ targets: [0.7, 0.3], tail: 0.3, unlearnable: 0.1 },
};

describe('edgeOf', () => {
  it.each([0.2, 0.5, 0.9, 1.5, 2, 4])('is −(1 − √γ)² of Marchenko and Pastur at γ = %d', (ratio) => {
    const { ridge } = edgeOf(isotropic(ratio), { samples: 1, features });
    expect(relativeError(ridge, -((1 - Math.sqrt(ratio)) ** 2))).toBeLessThan(1e-12);
  });

  it('is 0 at the threshold, where the spectrum begins at 0', () => {
    expect(edgeOf(isotropic(1), { samples: 1, features }).ridge).toBe(0);
    expect(edgeOf(mixed, { samples: 2, features: 2 }).ridge).toBe(0);
  });

  it.each([
    [0.5, 2],
    [2, 0.5],
    [3, 5],
    [5, 3],
    [0.7, features],
  ])('is minus the lower edge of the spectrum of K/n, n = %d, k = %d', (samples, k) => {
    const { ridge } = edgeOf(mixed, { samples, features: k });
    const [bulk] = supportOf({ kernel: mixed, samples, features: k });
    expect(relativeError(ridge, -bulk!.lower.at)).toBeLessThan(1e-9);
  });

  it('is minus the tail on a kernel of rank below n, whose null directions have nothing else', () => {
    expect(edgeOf(mixed, { samples: 3, features }).ridge).toBeCloseTo(-0.1, 14);
  });
});

describe('solveSigned', () => {
  it('is the root of the quadratic of isotropic inputs, on the branch of positive ridges', () => {
    for (const [ratio, ridge] of [
      [0.5, -0.08],
      [0.5, -1e-9],
      [2, -0.17],
      [2, -1e-9],
    ] as const) {
      const b = ridge + ratio - 1;
      const root = Math.sqrt(b * b + 4 * ridge);
      // κ = (b + √(b² + 4λ))/2, of which one form cancels.
      const kappa = b > 0 ? (b + root) / 2 : (2 * ridge) / (root - b);
      const found = solveSigned(isotropic(ratio), { samples: 1, features, ridge });
      expect(relativeError(found.gamma, kappa)).toBeLessThan(1e-11);
      expect(relativeError(found.ridgeShare, ridge / kappa)).toBeLessThan(1e-11);
    }
  });

  it('has no solution at the edge and below', () => {
    const edge = edgeOf(mixed, { samples: 0.5, features: 2 }).ridge;
    for (const ridge of [edge, 1.01 * edge]) {
      const { status, excessRisk } = predictEnsemble(
        mixed,
        { samples: 0.5, features: 2, ridge, noise: 1 },
        1,
      );
      expect([status, excessRisk]).toEqual(['below-edge', null]);
    }
  });
});

describe('risks below 0', () => {
  it.each([
    [0.5, 2],
    [2, 0.5],
    [3, 5],
    [5, 3],
    [0.7, features],
    [3, features],
  ])('go on smoothly from those above, n = %d, k = %d', (samples, k) => {
    const at = (ridge: number) => predictEnsemble(mixed, { samples, features: k, ridge, noise: 0.2 }, 3);
    const step = 1e-4 * -edgeOf(mixed, { samples, features: k }).ridge;
    const names = ['excessRisk', 'trainError', 'bias', 'variance', 'varianceFeatures', 'noiseData', 'kappa'];
    for (const name of names) {
      const of = (steps: number) => (at(steps * step) as unknown as Record<string, number>)[name]!;
      // Fourth differences across 0 are of the fourth order, but for rounding.
      const difference = of(-2) - 4 * of(-1) + 6 * of(0) - 4 * of(1) + of(2);
      expect(Math.abs(difference), name).toBeLessThan(1e-12);
      if (of(0) !== 0) expect(of(-1), name).not.toBe(of(1));
    }
  });

  it('add up, bias and variance and term by term', () => {
    for (const [samples, k] of [
      [0.5, 2],
      [2, 0.5],
    ] as const) {
      const found = predictEnsemble(mixed, { samples, features: k, ridge: -0.1, noise: 0.2 }, 1);
      const terms = ['bias2', 'varianceData', 'varianceFeatures', 'varianceInteraction'] as const;
      const noise = found.noiseData! + found.noiseInteraction!;
      expect(terms.reduce((sum, name) => sum + found[name]!, noise)).toBeCloseTo(found.excessRisk!, 12);
      expect(found.bias! + found.variance!).toBeCloseTo(found.excessRisk!, 12);
      for (const name of terms) expect(found[name], name).toBeGreaterThan(0);
    }
  });
});
