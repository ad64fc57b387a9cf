import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/models/diagnostics.ts';
import { linear } from '../../src/models/linear/linear.ts';
import { findOptimum, type Optimum, trendOf, tunable } from '../../src/models/optimum.ts';
import { randomFeatures } from '../../src/models/random-features/randomFeatures.ts';
import { quantityOf } from '../../src/theories/engine.ts';
import { relativeError } from '../helpers/random.ts';

const base = { signal: 1, nonlinear: 0, noise: 0, ridge: 0, distribution: 'gaussian', blocks: 'isotropic' };
const point = { ...base, observedShare: 1 };
const tune = (name: string, given: Record<string, number | string>, range: [number, number] | null = null) =>
  findOptimum(linear, given, tunable(linear, name), range);

const riskOf = (prediction: Optimum['prediction']) => quantityOf(prediction, 'excessRisk');

describe('findOptimum', () => {
  it('over the ridge is γσ²/r² for isotropic inputs', () => {
    for (const gamma of [0.2, 1, 7]) {
      const { ridge: _, ...open } = { ...point, gamma, noise: 0.3, signal: 2 };
      const found = tune('ridge', open);
      expect(relativeError(found.argument, (gamma * 0.3) / 2)).toBeLessThan(1e-9);
      expect(found.at).toBe('interior');
      // In a range it is found as any other parameter is.
      expect(relativeError(tune('ridge', open, [1e-4, 1e3]).argument, found.argument)).toBeLessThan(1e-8);
    }
  });

  it('over γ beyond the threshold is r/(r − σ), where r²(1 − 1/γ) + σ²/(γ − 1) is least', () => {
    const { argument, at, prediction } = tune('gamma', { ...point, noise: 1, signal: 5 }, [1.001, 50]);
    const best = Math.sqrt(5) / (Math.sqrt(5) - 1);
    expect(relativeError(argument, best)).toBeLessThan(1e-9);
    expect(at).toBe('interior');
    expect(relativeError(riskOf(prediction)!, 5 * (1 - 1 / best) + 1 / (best - 1))).toBeLessThan(1e-12);
  });

  it('over counts is whole, and says when the end of what is possible is best', () => {
    const spectrum = 'power:a=1,b=1.5,count=1000';
    const inner = tune('p', { ...point, n: 100, spectrum, ridge: 1e-3 });
    expect(Number.isInteger(inner.argument)).toBe(true);
    expect(inner.at).toBe('interior');
    expect(tune('p', { ...point, n: 100, spectrum, noise: 0.1 })).toMatchObject({
      argument: 1000,
      at: 'upper end',
    });
  });

  it('is below 0 where the target sits in the strong directions', () => {
    const { ridge: _, ...open } = { ...point, n: 100, spectrum: 'power:a=1,b=3,count=2000' };
    const { argument, at, prediction } = tune('ridge', open);
    expect(argument).toBeLessThan(-1e-3);
    expect(at).toBe('interior');
    expect(riskOf(prediction)!).toBeLessThan(riskOf(tune('ridge', open, [1e-9, 1]).prediction)!);
  });

  it('refuses what is no number', () => {
    expect(() => tunable(linear, 'rigde')).toThrow('did you mean ridge?');
    expect(() => tunable(randomFeatures, 'activation')).toThrow('is not a number of random-features');
  });

  it('the tuned risk of isotropic regression rises monotonically with γ, the untuned one does not', () => {
    const gammas = Array.from({ length: 40 }, (_, i) => 0.1 * 1.15 ** i);
    const tuned = gammas.map((gamma) => {
      const { ridge: _, ...open } = { ...point, gamma, noise: 0.5 };
      return riskOf(tune('ridge', open).prediction);
    });
    expect(trendOf(tuned)).toBe('increasing');
    expect(trendOf([1, 2, 1.5])).toBe('neither');
    expect(trendOf([1, 1 + 1e-14])).toBe('constant');
    expect(trendOf([2, null])).toBe('neither');
  });
});

describe('diagnose', () => {
  it('gcv is E_train/(1 − z/n)² and the test error, at any ridge', () => {
    for (const ridge of [0, 1e-9, 1e-4, 0.1, 3]) {
      for (const gamma of [0.4, 2.5]) {
        const found = diagnose(linear, { ...point, gamma, ridge, noise: 0.7 });
        expect(relativeError(found.gcv!, found.testError!)).toBeLessThan(1e-8);
        expect(found.leaveOneOut).toBe(found.testError);
      }
    }
  });

  it('knows benign, tempered and catastrophic spectra', () => {
    const at = (given: Record<string, number | string>) => diagnose(linear, { ...point, ...given });
    expect(at({ spectrum: 'power:a=1.5,count=1e5', n: 200 })).toMatchObject({
      overfittingClass: 'tempered',
      overfittingLimit: 1.5,
    });
    expect(at({ spectrum: 'power:a=1,count=1e5', n: 200 }).overfittingClass).toBe('benign');
    expect(at({ gamma: 1 })).toMatchObject({ overfittingClass: 'catastrophic', overfittingLimit: null });
    expect(relativeError(at({ gamma: 4 }).overfitting!, 4 / 3)).toBeLessThan(1e-13);
  });

  it('counts ranks in absolute numbers or per sample, tails included', () => {
    const spiked = { ...point, n: 100, p: 1000, spectrum: 'spiked:count=3,strength=49' };
    expect(diagnose(linear, spiked)).toMatchObject({
      kStar: 3,
      rStar: 997,
      RStar: 997,
      r0: (150 + 997) / 50,
    });
    expect(diagnose(linear, { ...point, gamma: 3 })).toMatchObject({ r0: 3, R0: 3, kStar: 0 });
    const tail = diagnose(randomFeatures, {
      ...base,
      psi1: 3,
      psi2: 2,
      activation: 'relu',
      weights: 'sphere',
    });
    expect(tail.kStar).toBe(1);
    expect(tail.r0).toBeCloseTo(1 + (0.25 - 1 / (2 * Math.PI)) / 0.25, 12);
  });
});
