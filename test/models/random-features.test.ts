import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { predict } from '../../src/models/model.ts';
import { meiMontanari } from '../../src/models/random-features/closedForm.ts';
import { randomFeatures } from '../../src/models/random-features/randomFeatures.ts';
import { findActivation, hermiteCoefficients } from '../../src/parts/features/activations.ts';
import { generator, logUniform, relativeError } from '../helpers/random.ts';

const defaults = {
  signal: 1,
  nonlinear: 0,
  noise: 0,
  ridge: 0,
  activation: 'relu',
  weights: 'sphere',
  distribution: 'gaussian',
  blocks: 'isotropic',
};

describe('random-features', () => {
  it('equals the closed form of Mei & Montanari, ridge and ridgeless', () => {
    const next = generator(4);
    const log = logUniform(next);
    for (let i = 0; i < 400; i++) {
      const activation = ['relu', 'tanh', 'erf', 'sign'][i % 4]!;
      const point = {
        ...defaults,
        activation,
        psi1: log(0.1, 10),
        psi2: log(0.1, 10),
        ridge: i % 3 === 0 ? 0 : log(1e-3, 10),
        noise: log(0.01, 1),
        nonlinear: i % 2 === 0 ? 0 : log(0.01, 1),
      };
      const { mu1, muStar2 } = hermiteCoefficients(findActivation(activation));
      const zeta2 = (mu1 * mu1) / muStar2;
      const ratios = meiMontanari({
        psi1: point.psi1,
        psi2: point.psi2,
        zeta2,
        lambdaBar: point.ridge / muStar2,
      })!;
      const got = predict(randomFeatures, point);
      // The polynomials cancel: their own rounding is what is left here; the engine's is tested at 90 digits.
      expect(relativeError(got.bias!, ratios.biasRatio + point.nonlinear)).toBeLessThan(3e-9);
      expect(
        relativeError(got.variance!, (point.noise + point.nonlinear) * ratios.varianceRatio),
      ).toBeLessThan(3e-9);
    }
  });

  it('reproduces 50-digit values obtained elsewhere', () => {
    const rows: Record<string, never>[] = JSON.parse(
      readFileSync(new URL('../reference/mei_montanari_dd_core.json', import.meta.url), 'utf8'),
    );
    let compared = 0;
    for (const row of rows) {
      const p: Record<string, number> = row['parameters']!;
      const value: number | undefined = row['value_50digits'];
      if (value === undefined || p['psi1'] === undefined) continue;
      const point = {
        ...defaults,
        psi1: p['psi1'],
        psi2: p['psi2']!,
        ridge: p['lam']!,
        signal: p['F1sq']!,
        noise: p['tau2']!,
        nonlinear: p['Fstar2']!,
      };
      expect(relativeError(predict(randomFeatures, point).excessRisk!, value)).toBeLessThan(1e-12);
      compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(5);
  });

  it('diverges at the ridgeless threshold only', () => {
    const at = (psi1: number) => predict(randomFeatures, { ...defaults, psi1, psi2: 3, noise: 0.2 });
    expect(at(3)).toMatchObject({
      excessRisk: null,
      testError: null,
      bias: null,
      variance: null,
      trainError: 0,
      status: 'diverges',
    });
    expect(at(3).gammaEffective).toBeGreaterThan(0);
    expect(at(3 * (1 + 1e-15)).status).toBe('ok');
    expect(predict(randomFeatures, { ...defaults, psi1: 3, psi2: 3, ridge: 1e-12, noise: 0.2 }).status).toBe(
      'ok',
    );
  });

  it('puts the threshold of linear neurons where n meets their rank', () => {
    const identity = { ...defaults, activation: 'identity', noise: 1 };
    for (const [psi1, psi2] of [
      [3, 1],
      [0.5, 0.5],
    ] as const) {
      expect(randomFeatures.threshold('psi2', { ...identity, psi1, psi2 })).toBe(psi2);
      expect(predict(randomFeatures, { ...identity, psi1, psi2 }).status).toBe('diverges');
    }
    expect(randomFeatures.threshold('psi1', { ...identity, psi1: 3, psi2: 2 })).toBeNull();
    expect(predict(randomFeatures, { ...identity, psi1: 2, psi2: 2 }).status).toBe('ok');
    expect(randomFeatures.threshold('psi1', { ...defaults, psi1: 3, psi2: 2 })).toBe(2);
  });

  it('is linear regression in the limit of many linear neurons', () => {
    const point = { ...defaults, activation: 'identity', psi1: 1e6, psi2: 2, ridge: 0.1, noise: 0.3 };
    const { excessRisk } = predict(randomFeatures, point);
    // γ = 1/2: kernel eigenvalue 1, the same ridge.
    const root = Math.sqrt((0.5 + 0.1) ** 2 + 4 * 0.5 * 0.1);
    const m = (root - 0.6) / (2 * 0.5 * 0.1);
    const mPrime = (m * (1 + 0.5 * m)) / root;
    expect(excessRisk!).toBeCloseTo(0.01 * mPrime + 0.3 * 0.5 * (m - 0.1 * mPrime), 5);
  });
});
