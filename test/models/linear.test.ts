import { describe, expect, it } from 'vitest';
import { misspecifiedRisk, ridgelessRisk, ridgeRisk } from '../../src/models/linear/closedForm.ts';
import { linear } from '../../src/models/linear/linear.ts';
import { predict } from '../../src/models/model.ts';
import { generator, logUniform, relativeError } from '../helpers/random.ts';

const defaults = {
  signal: 1,
  nonlinear: 0,
  noise: 0,
  ridge: 0,
  observedShare: 1,
  distribution: 'gaussian',
  blocks: 'isotropic',
};

describe('linear', () => {
  it('equals Hastie et al. Theorem 1 (ridgeless)', () => {
    const next = generator(1);
    const log = logUniform(next);
    for (let i = 0; i < 500; i++) {
      const point = { ...defaults, gamma: log(1e-3, 1e3), signal: log(0.01, 10), noise: log(0.01, 10) };
      const got = predict(linear, point);
      const want = ridgelessRisk(point.gamma, point.signal, point.noise);
      expect(relativeError(got.bias!, want.bias)).toBeLessThan(1e-13);
      expect(relativeError(got.variance!, want.variance)).toBeLessThan(1e-13);
    }
  });

  it('equals Hastie et al. Theorem 5 (ridge) where its differences keep their digits', () => {
    const next = generator(2);
    const log = logUniform(next);
    for (let i = 0; i < 500; i++) {
      const point = {
        ...defaults,
        gamma: log(0.1, 10),
        ridge: log(1e-3, 10),
        signal: log(0.1, 10),
        noise: log(0.1, 10),
      };
      const got = predict(linear, point);
      const want = ridgeRisk(point.gamma, point.ridge, point.signal, point.noise);
      expect(relativeError(got.bias!, want.bias)).toBeLessThan(1e-10);
      expect(relativeError(got.variance!, want.variance)).toBeLessThan(1e-10);
    }
  });

  it('equals Hastie et al. Section 5 (misspecified)', () => {
    const next = generator(3);
    const log = logUniform(next);
    for (let i = 0; i < 200; i++) {
      const observedShare = 0.01 + 0.99 * next();
      const point = {
        ...defaults,
        gamma: log(0.01, 100),
        observedShare,
        signal: log(0.1, 10),
        noise: log(0.1, 10),
      };
      const want = misspecifiedRisk(point.gamma, point.signal, point.noise, observedShare);
      expect(relativeError(predict(linear, point).excessRisk!, want)).toBeLessThan(1e-12);
    }
  });

  it('is optimally regularised at λ = γσ²/r², where testError and κ obey the known identity', () => {
    // Dobriban & Wager: at the optimum the excess risk is σ²(1/(λ v) − 1) with v the companion transform = 1/κ.
    const point = { ...defaults, gamma: 2, noise: 0.5, ridge: 2 * 0.5 };
    const at = predict(linear, point);
    expect(at.excessRisk!).toBeCloseTo(0.5 * (at.kappa! / point.ridge - 1), 14);
    for (const ridge of [0.9, 1.1]) {
      expect(predict(linear, { ...point, ridge }).excessRisk!).toBeGreaterThan(at.excessRisk!);
    }
  });

  it('evaluates realised sizes at their own ratios', () => {
    const { series, limit } = linear.realise(
      { ...defaults, gamma: 0.75, blocks: '0.25:3,0.75:0.4', observedShare: 0.5 },
      41,
    );
    const { cell } = series;
    expect(cell.samples).toBe(41);
    expect(cell.blocks.map((b) => [b.count, b.observed])).toEqual([
      [16, 8],
      [46, 23],
    ]);
    expect(limit.kernel.rank).toBe(31 / 41);
    const trace = cell.blocks.reduce((sum, b) => sum + (b.count * b.variance) / 62, 0);
    expect(trace).toBeCloseTo(1, 15);
  });
});
