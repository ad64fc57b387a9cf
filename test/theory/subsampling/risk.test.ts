import { describe, expect, it } from 'vitest';
import { predictGiven } from '../../../src/models/given.ts';
import { findOptimum, tunable } from '../../../src/models/optimum.ts';
import { modelNamed } from '../../../src/models/registry.ts';
import { relativeError } from '../../helpers/random.ts';

const [linear, features] = [modelNamed('linear'), modelNamed('random-features')];
const at = (point: object) => predictGiven(linear, { noise: 0.3, ...point });
const many = 1e12;
const blocks = '0.5:1.6:0.6,0.5:0.4:0.4';

describe('averages of ridge regressions on subsamples', () => {
  it('has the published risk of ten bags (jaydu1/overparameterized-ensembling), p/n = 0.5, p/k = 1.5', () => {
    const found = at({ gamma: 0.5, noise: 0.25, ridge: 0.1, subsample: 1 / 3, bags: 10 });
    expect(relativeError(found.testError!, 0.5492458244581822)).toBeLessThan(1e-12);
    expect(relativeError(found.bias!, 0.22970414528254596)).toBeLessThan(1e-12);
    expect(relativeError(found.variance!, 0.06954167917563613)).toBeLessThan(1e-12);
  });

  // An independent evaluation of the formulas (numpy), n/p = 2, k/p = 0.5.
  it.each([
    [4, 0.48044335116504017],
    [many, 0.332258512486086],
  ])('has the risk of reference of two blocks with %d bags', (bags, risk) => {
    const found = at({ gamma: 0.5, blocks, ridge: 1e-6, subsample: 0.25, bags });
    expect(relativeError(found.excessRisk!, risk)).toBeLessThan(1e-9);
  });

  it('is one predictor on k samples with one bag, and on all samples with a share of 1', () => {
    for (const ridge of [0, 0.2]) {
      const part = at({ gamma: 0.8, blocks, ridge, subsample: 0.4 });
      const alone = at({ gamma: 2, blocks, ridge });
      const whole = at({ gamma: 0.8, blocks, ridge, subsample: 1, bags: 7 });
      const all = at({ gamma: 0.8, blocks, ridge });
      for (const name of ['excessRisk', 'testError', 'bias', 'variance', 'kappa'] as const) {
        expect(relativeError(part[name]!, alone[name]!), name).toBeLessThan(1e-12);
        expect(Math.abs(whole[name]! - all[name]!), name).toBeLessThan(1e-12);
      }
      expect(Math.abs(whole.trainError! - all.trainError!)).toBeLessThan(1e-12);
      // Samples that it is trained on, and fresh ones.
      const mixed = 0.4 * alone.trainError! + 0.6 * alone.testError!;
      expect(relativeError(part.trainError!, mixed)).toBeLessThan(1e-12);
    }
  });

  it('of endlessly many is ridge regression on all samples at the ridge κ(1 − z/n)', () => {
    for (const [gamma, subsample, ridge] of [
      [0.5, 0.3, 0],
      [2, 0.7, 0.1],
      [1.2, 0.1, 0],
    ] as const) {
      const bagged = at({ gamma, blocks, ridge, subsample, bags: many });
      const equivalent = bagged.kappa! * (1 - bagged.degreesOfFreedom!);
      const whole = at({ gamma, blocks, ridge: equivalent });
      for (const name of ['excessRisk', 'bias', 'variance', 'kappa', 'degreesOfFreedom'] as const)
        expect(relativeError(bagged[name]!, whole[name]!), name).toBeLessThan(1e-9);
      // u of the equivalent ridge is 1 − z/n = 1 − c + cu.
      expect(relativeError(bagged.trainError!, whole.trainError!)).toBeLessThan(1e-9);
    }
  });

  it('at its best share is ridge regression at its best ridge', () => {
    const point = {
      signal: 1,
      nonlinear: 0,
      observedShare: 1,
      distribution: 'gaussian',
      blocks: 'isotropic',
    };
    const rule = { ...point, gamma: 0.5, noise: 0.3, ridge: 0, bags: many };
    const { argument, prediction } = findOptimum(linear, rule, tunable(linear, 'subsample'), null);
    // k/p = 0.8 of n/p = 2 (numpy).
    expect(argument).toBeCloseTo(0.4, 6);
    expect((prediction as { excessRisk: number }).excessRisk).toBeCloseTo(0.2, 9);
    expect(at({ gamma: 0.5, ridge: 'optimal' }).excessRisk).toBeCloseTo(0.2, 9);
  });

  it('diverges where a predictor interpolates just so, as long as there are finitely many', () => {
    expect(at({ gamma: 0.5, subsample: 0.5, bags: 3 }).status).toBe('diverges');
    expect(linear.threshold('subsample', { gamma: 0.5 })).toBe(0.5);
    expect(linear.threshold('gamma', { subsample: 0.25 })).toBe(0.25);
    expect(features.threshold('subsample', { psi1: 1.5, psi2: 3, activation: 'erf' })).toBe(0.5);
    expect(features.threshold('psi2', { psi1: 1.5, subsample: 0.5, activation: 'erf' })).toBe(3);
    expect(features.threshold('psi1', { psi2: 3, subsample: 0.5, activation: 'erf' })).toBe(1.5);
  });

  it('of random features on the same neurons is E_k/M + (1 − 1/M) of two that share them', () => {
    const point = { psi1: 1.5, psi2: 2, noise: 0.2, ridge: 0.01, activation: 'erf' };
    const [one, ten, endless] = [1, 10, many].map((bags) =>
      predictGiven(features, { ...point, subsample: 0.4, bags }),
    );
    const alone = predictGiven(features, { ...point, psi2: 0.8 });
    expect(relativeError(one!.excessRisk!, alone.excessRisk!)).toBeLessThan(1e-12);
    expect(relativeError(ten!.excessRisk!, 0.1 * one!.excessRisk! + 0.9 * endless!.excessRisk!)).toBeLessThan(
      1e-9,
    );
    // The ridge on all samples with the same κ and γ: λ = κ(1 − z/n).
    const ridge = endless!.kappa! * (1 - endless!.degreesOfFreedom!);
    const whole = predictGiven(features, { ...point, ridge });
    expect(relativeError(endless!.excessRisk!, whole.excessRisk!)).toBeLessThan(1e-9);
  });

  it.each([
    [{ bags: 3 }, 'bags 3 needs subsample'],
    [{ subsample: 0.5, time: 3 }, 'subsample 0.5 is not known with time 3'],
    [{ subsample: 0.5, fitIntercept: 'true' }, 'subsample 0.5 is not known with fitIntercept true'],
    [{ subsample: 0.5, testVariance: '2*s' }, 'subsample 0.5 is not known with testVariance 2*s'],
    [{ subsample: 0.5, ridge: -0.01 }, 'subsample 0.5 is known at ridges >= 0, not -0.01'],
    [{ subsample: 1.5 }, 'subsample'],
  ])('refuses %o', (point, message) => {
    expect(() => at({ gamma: 2, ...point })).toThrow(message);
  });
});
