import { describe, expect, it } from 'vitest';
import { activations, hermiteCoefficients } from '../../../src/parts/features/activations.ts';
import type { Kernel } from '../../../src/theory/kernel.ts';
import type { Training } from '../../../src/theory/risk.ts';
import { predictEnsemble } from '../../../src/theory/variance/ensemble.ts';
import { exactDecomposition } from '../../helpers/exact.ts';
import { randomProblem } from '../../helpers/problems.ts';
import { generator, relativeError } from '../../helpers/random.ts';
import published from '../../reference/dascoli_bias_variance.json' with { type: 'json' };

const terms = [
  'bias2',
  'varianceData',
  'varianceFeatures',
  'varianceInteraction',
  'noiseData',
  'noiseInteraction',
] as const;
const infinite = Number.POSITIVE_INFINITY;

const isotropic = (overrides: Partial<Kernel> = {}): Kernel => ({
  eigenvalues: [1],
  multiplicities: [1],
  rank: 1,
  targets: [1],
  tail: 0,
  unlearnable: 0,
  ...overrides,
});

/** Problems of the random generator that are not in the limit of rank. */
function* problems(seed: number, count: number) {
  const next = generator(seed);
  for (let i = 0; i < count; i++) {
    const { kernel, training } = randomProblem(next);
    const { ridge, samples, features } = training;
    const rankLimited = ridge === 0 && kernel.tail === 0 && 1 <= Math.min(samples, features);
    if (!rankLimited && !(ridge === 0 && samples === features)) yield { kernel, training, i };
  }
}

describe('the decomposition of the excess risk', () => {
  it('agrees with 90-digit differences to 1e-12, however close the threshold', () => {
    let compared = 0;
    for (const { kernel, training, i } of problems(77, 500)) {
      const want = exactDecomposition(kernel, training);
      const got = predictEnsemble(kernel, training, 1);
      for (const term of terms) {
        if (Math.abs(want[term]) < 1e-60) expect(Math.abs(got[term]!)).toBeLessThan(1e-60);
        else expect(relativeError(got[term]!, want[term]), `${term} of #${i}`).toBeLessThan(1e-12);
      }
      compared++;
    }
    expect(compared).toBeGreaterThan(400);
  });

  it('sums to the excess risk, for one predictor as for an ensemble, whose risk is linear in 1/K', () => {
    for (const { kernel, training } of problems(78, 2000)) {
      const one = predictEnsemble(kernel, training, 1);
      const four = predictEnsemble(kernel, training, 4);
      for (const each of [one, four]) {
        const sum = terms.reduce((total, term) => total + each[term]!, 0);
        expect(relativeError(sum, each.excessRisk!)).toBeLessThan(1e-12);
        expect(relativeError(each.bias! + each.variance!, each.excessRisk!)).toBeLessThan(1e-14);
      }
      const sharing = one.bias2! + one.varianceData! + one.noiseData!;
      expect(relativeError(four.excessRisk!, one.excessRisk! / 4 + 0.75 * sharing)).toBeLessThan(1e-12);
    }
  });

  it('has the published values of d’Ascoli et al. to the digits that their differences keep', () => {
    const { mu1, muStar2 } = hermiteCoefficients(activations.find(({ name }) => name === 'relu')!);
    const kernel = isotropic({ eigenvalues: [mu1 * mu1], tail: muStar2 });
    expect(published.rows.length).toBe(58);
    for (const { psi1, log10Psi2, lambda, quantity, value } of published.rows) {
      const training = { samples: 10 ** log10Psi2, features: psi1, ridge: lambda, noise: 1 };
      const ours = predictEnsemble(kernel, training, 1);
      const theirs: Record<string, number> = {
        bias: ours.bias2!,
        var_init: ours.varianceFeatures! + ours.varianceInteraction!,
        var_samp: ours.varianceData!,
        var_noise_tau1: ours.noiseData! + ours.noiseInteraction!,
        var_noise_ens_inf: ours.noiseData!,
        total_tau1: ours.excessRisk!,
      };
      // Theirs are differences of numbers of order 1, solved for at λ = 10⁻⁵ to some 7 digits where n < k.
      const digits = lambda < 1e-4 && log10Psi2 < 2 ? 4e-7 : 3e-11;
      expect(Math.abs(theirs[quantity]! - value), `${quantity} at 10^${log10Psi2}, λ ${lambda}`).toBeLessThan(
        digits,
      );
    }
  });

  it('diverges at n = k in the interactions alone', () => {
    const at = predictEnsemble(
      isotropic({ tail: 0.1, unlearnable: 0.2 }),
      { samples: 2, features: 2, ridge: 0, noise: 0.3 },
      3,
    );
    expect(at).toMatchObject({ varianceInteraction: null, noiseInteraction: null, excessRisk: null });
    expect(at.status).toBe('diverges');
    const near = predictEnsemble(
      isotropic({ tail: 0.1, unlearnable: 0.2 }),
      { samples: 2, features: 2 * (1 + 1e-13), ridge: 0, noise: 0.3 },
      3,
    );
    for (const term of ['bias2', 'varianceData', 'varianceFeatures', 'noiseData'] as const)
      expect(relativeError(at[term]!, near[term]!), term).toBeLessThan(1e-12);
    expect(near.noiseInteraction!).toBeGreaterThan(1e10);
  });

  it('diverges at n = rank < k without a tail in the data terms alone, as λ → 0 and from both sides', () => {
    const kernel = isotropic({ unlearnable: 0.2 });
    const problem = { samples: 1, features: 3, ridge: 0, noise: 0.3 };
    const at = predictEnsemble(kernel, problem, 1);
    expect(at).toMatchObject({ bias2: 0.2, varianceData: null, noiseData: null, varianceFeatures: 0 });
    // n/(4(k − rank)) per unit of noise
    expect(at.noiseInteraction).toBeCloseTo(0.3 / 8, 15);
    expect(at.varianceInteraction).toBeCloseTo(0.2 / 8, 15);
    const off = (ridge: number) =>
      Math.abs(predictEnsemble(kernel, { ...problem, ridge }, 1).noiseInteraction! - 0.3 / 8);
    expect(off(1e-10) / off(1e-14)).toBeCloseTo(100, -1); // like √λ
  });

  it('is continuous into the ridgeless limit where the rank, not a tail, resists', () => {
    for (const [samples, features] of [
      [3, 2],
      [2, 3],
      [3, 1],
      [3, infinite],
      [0.5, 0.7],
      [0.5, infinite],
    ] as const) {
      const kernel = isotropic({
        eigenvalues: [1, 0],
        multiplicities: [1, 1],
        targets: [1, 0.4],
        unlearnable: 0.1,
      });
      const limit = predictEnsemble(kernel, { samples, features, ridge: 0, noise: 0.2 }, 1);
      const tiny = predictEnsemble(kernel, { samples, features, ridge: 1e-14, noise: 0.2 }, 1);
      for (const term of terms) {
        const gap = Math.abs(limit[term]! - tiny[term]!);
        expect(gap, `${term} at n ${samples}, k ${features}`).toBeLessThan(1e-6 * tiny.excessRisk!);
      }
    }
    // n = k = rank: see rankLimit of risk.ts.
    const triple = predictEnsemble(isotropic(), { samples: 1, features: 1, ridge: 0, noise: 0 }, 1);
    expect(triple).toMatchObject({
      bias2: 0,
      varianceData: 0,
      varianceFeatures: 0,
      noiseData: 0,
      status: 'ok',
    });
    expect(triple.varianceInteraction).toBeCloseTo(1 / 3, 15);
  });

  it('is that of Hastie et al. without features: nothing but bias and data', () => {
    const over = predictEnsemble(isotropic({ multiplicities: [2], rank: 2 }), plain(1, 0.5), 1);
    expect(over).toMatchObject({ varianceFeatures: 0, varianceInteraction: 0, noiseInteraction: 0 });
    // The minimum-norm predictor's mean is β/γ: bias² (1 − 1/γ)², variance (1/γ)(1 − 1/γ), noise σ²/(γ − 1).
    expect(over.bias2).toBeCloseTo(1 / 4, 14);
    expect(over.varianceData).toBeCloseTo(1 / 4, 14);
    expect(over.noiseData).toBeCloseTo(0.5, 14);
    const ensemble = predictEnsemble(isotropic({ multiplicities: [2], rank: 2 }), plain(1, 0.5), 7);
    // Only the estimates of its test error are not claimed of an ensemble.
    expect(ensemble).toEqual({ ...over, gcv: null, leaveOneOut: null });
  });

  it('sends an ensemble beyond any size to what it shares: kernel ridge regression with the implicit ridge', () => {
    const kernel = isotropic({ tail: 0.3 });
    const training = { samples: 2, features: 3, ridge: 0.1, noise: 0.2 };
    const many = predictEnsemble(kernel, training, 1e12);
    const gamma = many.gammaEffective!;
    // λ' of n(1 − λ'/γ) = z(γ)
    const ridge = gamma * (1 - many.degreesOfFreedom!);
    const alone = predictEnsemble(kernel, { ...training, features: infinite, ridge }, 1);
    for (const quantity of ['excessRisk', 'trainError', 'bias', 'variance'] as const)
      expect(relativeError(many[quantity]!, alone[quantity]!), quantity).toBeLessThan(1e-10);
  });
});

function plain(samples: number, noise: number): Training {
  return { samples, features: infinite, ridge: 0, noise };
}
