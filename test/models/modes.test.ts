import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/models/diagnostics.ts';
import { limitOrder, localExponent, predictedExponent } from '../../src/models/learningCurve.ts';
import { predict } from '../../src/models/model.ts';
import { modesAt } from '../../src/models/modes.ts';
import { modelNamed } from '../../src/models/registry.ts';
import type { Point } from '../../src/parts/parameter.ts';
import { logarithmicCoefficient, riskExponent } from '../../src/theory/diagnostics/powerLaw.ts';

const linear = modelNamed('linear');
const point: Point = {
  ...{ signal: 1, nonlinear: 0, noise: 0, ridge: 0, observedShare: 1 },
  ...{ distribution: 'gaussian', blocks: 'isotropic', spectrum: 'isotropic' },
};
const powerLaw = (a: number, b: number, count: number): Point => ({
  ...point,
  spectrum: `power:a=${a},b=${b},count=${count}`,
});

interface Peer {
  readonly parameters: { readonly n: number; readonly eigenvalues: string; readonly ridge: number };
  readonly learnability: number;
}
const peers = JSON.parse(
  readFileSync(new URL('../reference/eigenlearning.json', import.meta.url), 'utf8'),
) as readonly Peer[];

describe('modesAt', () => {
  it('are learned as the package eigenlearning says', () => {
    const rows = peers.filter(
      ({ parameters }) => parameters.ridge === 0 && parameters.eigenvalues === 'i^-2, i=1..2000',
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { parameters, learnability } of rows) {
      const modes = modesAt(linear, { ...powerLaw(2, 2.4, 2000), n: parameters.n }, 2000);
      const whole = modes.reduce((sum, { power, learnability: own }) => sum + power * own, 0);
      expect(Math.abs(whole - learnability), `n ${parameters.n}`).toBeLessThan(1e-6);
    }
  });

  it('add up to the samples and to the bias', () => {
    for (const [name, at] of [
      ['linear', { ...powerLaw(1.5, 2, 300), n: 40, noise: 0.1 }],
      ['linear', { ...point, gamma: 2, ridge: 0, blocks: '0.5:1.5,0.5:0.5' }],
      ['kernel', { kernel: 'rbf', n: 100, dimension: 20, depth: 1, degrees: '1', noise: 0.1, ridge: 0 }],
    ] as const) {
      const model = modelNamed(name);
      const modes = modesAt(model, at, 1000);
      const n = name === 'linear' ? ((at as Point)['n'] ?? 1) : 100;
      const { bias } = predict(model, at) as { bias: number | null };
      expect(modes.reduce((sum, mode) => sum + mode.bias!, 0)).toBeCloseTo(bias!, 10);
      if (name === 'linear')
        expect(modes.reduce((sum, mode) => sum + mode.multiplicity * mode.learnability, 0)).toBeCloseTo(
          Number(n),
          9,
        );
      expect(modes.at(-1)!.cumulativePower).toBeCloseTo(1, 12);
    }
  });

  it('are the first so many, of features by their own effective ridge', () => {
    expect(modesAt(linear, { ...powerLaw(1.5, 2, 300), n: 40, p: 3 }, 10)).toHaveLength(3);
    const features = modelNamed('random-features');
    const at = {
      ...point,
      psi1: 2,
      psi2: 3,
      activation: 'tanh',
      weights: 'sphere',
      blocks: '0.5:0.5,0.5:1.5',
    };
    const [first] = modesAt(features, at, 1);
    const { gammaEffective } = predict(features, at) as { gammaEffective: number };
    expect(first!.learnability).toBeCloseTo(first!.eigenvalue / (first!.eigenvalue + gammaEffective), 12);
    expect(first!.bias).toBeNull();
    expect(() => modesAt(linear, { ...point, gamma: 2, time: 1 }, 3)).toThrow(
      '--modes are of ridge regression',
    );
  });
});

describe('exponents', () => {
  it.each([
    [1.5, 2, 0, 0],
    [1.5, 2, 0.1, 'optimal'],
    [2, 4, 0, 0],
    [2, 3, 0.1, 'optimal'],
    [1.5, 2, 0, 0.1],
  ])('of i^−%d, i^−%d at noise %d, ridge %s are those that are predicted', (a, b, noise, ridge) => {
    const at = { ...powerLaw(a, b, 1e6), n: 4000, noise, ridge };
    const predicted = predictedExponent(at)!;
    expect(Math.abs(localExponent(linear, at)! - predicted)).toBeLessThan(0.04 * (1 + Math.abs(predicted)));
  });

  it('are unknown where nothing says so', () => {
    expect(riskExponent({ a: 1, b: 2 }, { noise: 0, ridge: 0 })).toBeNull();
    expect(predictedExponent({ ...powerLaw(1.5, 2, 100), ridge: 'n^-1' })).toBeNull();
    expect(localExponent(linear, { ...point, gamma: 2 })).toBeNull();
  });

  it('follow a ridge that goes with n', () => {
    const at = { ...powerLaw(1.5, 2, 1e5), n: 1000, noise: 0 };
    const slow = localExponent(linear, { ...at, ridge: 'n^-0.5' })!;
    // Bias goes like λ^((b − 1)/a).
    expect(slow).toBeCloseTo(-0.5 / 1.5, 1);
    expect(slow).toBeLessThan(localExponent(linear, { ...at, ridge: 1000 ** -0.5 })! - 0.1);
  });
});

describe('the limit of overfitting of 1/i', () => {
  it('is approached as the logarithm says', () => {
    for (const n of [100, 1000, 10_000]) {
      const { overfitting } = diagnose(linear, { ...powerLaw(1, 1, 1e6), n });
      expect(Math.abs(overfitting! - logarithmicCoefficient(1e6 / n)!)).toBeLessThan(0.006);
    }
    expect(logarithmicCoefficient(5)).toBeNull();
    expect(logarithmicCoefficient(Math.exp(101) / 101)).toBeCloseTo(1.01, 6);
  });

  it('says so, and which limit comes first', () => {
    expect(limitOrder(powerLaw(1, 1, 1e6), 1000)).toContain('logarithmic');
    expect(limitOrder(powerLaw(1.5, 2, 1e6), 1000)).toBe(
      'the number of eigenvalues first, then samples; of these 1000000 it diverges at n = 1000000',
    );
    expect(limitOrder({ ...point, gamma: 2 }, null)).toContain('their ratio is held');
  });
});
