import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/theory/kernel.ts';
import { predictRisk } from '../../src/theory/risk.ts';
import { exactRisk } from '../helpers/exact.ts';
import { randomProblem } from '../helpers/problems.ts';
import { generator, relativeError } from '../helpers/random.ts';

const quantities = ['bias', 'variance', 'excessRisk', 'trainError', 'kappa', 'degreesOfFreedom'] as const;

describe('predictRisk', () => {
  it('agrees with 90-digit arithmetic to 1e-13, however close the threshold', () => {
    const next = generator(2024);
    let compared = 0;
    for (let i = 0; i < 600; i++) {
      const { kernel, training } = randomProblem(next);
      const rankLimited =
        training.ridge === 0 && kernel.tail === 0 && 1 <= Math.min(training.samples, training.features);
      if (rankLimited) continue;
      const got = predictRisk(kernel, training);
      if (training.ridge === 0 && training.samples === training.features) {
        expect(got.status).toBe('diverges');
        continue;
      }
      const want = exactRisk(kernel, training);
      expect(got.status).toBe('ok');
      expect(got.residual!).toBeLessThan(1e-14);
      for (const quantity of quantities) {
        if (Math.abs(want[quantity]) < 1e-60) expect(got[quantity]).toBe(0);
        else
          expect(relativeError(got[quantity]!, want[quantity]), `${quantity} of #${i}`).toBeLessThan(1e-13);
      }
      compared++;
    }
    expect(compared).toBeGreaterThan(450);
  });

  const isotropic = (overrides: Partial<Kernel> = {}): Kernel => ({
    eigenvalues: [1],
    multiplicities: [1],
    rank: 1,
    targets: [1],
    tail: 0,
    unlearnable: 0,
    ...overrides,
  });
  const infinite = Number.POSITIVE_INFINITY;

  it('knows the limits at n = rank without a tail', () => {
    const plain = predictRisk(isotropic(), { samples: 1, features: infinite, ridge: 0, noise: 0 });
    expect(plain).toMatchObject({
      excessRisk: 0,
      trainError: 0,
      kappa: 0,
      degreesOfFreedom: 1,
      status: 'ok',
    });
    const noisy = predictRisk(isotropic(), { samples: 1, features: infinite, ridge: 0, noise: 0.1 });
    expect(noisy).toMatchObject({
      bias: 0,
      variance: null,
      excessRisk: null,
      testError: null,
      trainError: 0,
      status: 'diverges',
    });
    // n = k = rank: bias 1/3, see rankLimit; approached from λ > 0.
    const triple = (ridge: number) => predictRisk(isotropic(), { samples: 1, features: 1, ridge, noise: 0 });
    expect(triple(0).bias).toBeCloseTo(1 / 3, 15);
    const gap = (ridge: number) => Math.abs(triple(ridge).bias! - 1 / 3);
    expect(gap(1e-9) / gap(1e-12)).toBeGreaterThan(9); // converges like λ^{1/3}
    expect(gap(1e-9) / gap(1e-12)).toBeLessThan(11);
  });

  it('is continuous into the ridgeless limit, on both sides and beyond the rank', () => {
    for (const [samples, features, tail] of [
      [3, 2, 0.1],
      [2, 3, 0.1],
      [3, 2, 0],
      [0.5, infinite, 0],
      [2, infinite, 0],
      [0.5, 0.7, 0],
    ] as const) {
      const kernel = isotropic({ tail, unlearnable: 0.3 });
      const limit = predictRisk(kernel, { samples, features, ridge: 0, noise: 0.2 });
      const tiny = predictRisk(kernel, { samples, features, ridge: 1e-13, noise: 0.2 });
      for (const quantity of ['bias', 'variance', 'degreesOfFreedom'] as const) {
        expect(relativeError(tiny[quantity]!, limit[quantity]!)).toBeLessThan(1e-10);
      }
    }
  });

  it('tends to plain ridge regression as the number of features grows', () => {
    const kernel = isotropic({ eigenvalues: [0.7], tail: 0.2 });
    const error = (features: number) =>
      relativeError(
        predictRisk(kernel, { samples: 2, features, ridge: 0.1, noise: 0.2 }).excessRisk!,
        predictRisk(kernel, { samples: 2, features: infinite, ridge: 0.1, noise: 0.2 }).excessRisk!,
      );
    expect(error(1e4) / error(1e5)).toBeCloseTo(10, 1);
  });

  it('is homogeneous: one common scale of all extensive quantities drops out', () => {
    const kernel = isotropic({ tail: 0.2, unlearnable: 0.1 });
    const scaled = { ...kernel, multiplicities: [7], rank: 7, tail: 7 * 0.2 };
    const a = predictRisk(kernel, { samples: 2, features: 3, ridge: 0.1, noise: 0.2 });
    const b = predictRisk(scaled, { samples: 14, features: 21, ridge: 0.1, noise: 0.2 });
    for (const quantity of quantities) expect(relativeError(b[quantity]!, a[quantity]!)).toBeLessThan(1e-14);
  });
});
