import { describe, expect, it } from 'vitest';
import { predictGiven } from '../../src/models/given.ts';
import { resolvePoint } from '../../src/models/model.ts';
import { modelNamed } from '../../src/models/registry.ts';

const spectrum = 'power:a=1.5,b=2,count=100';

describe('ratios of an explicit spectrum', () => {
  it.each([
    ['linear', { gamma: 2 }, { n: 50 }],
    ['linear', { gamma: 2, p: 80 }, { n: 40, p: 80 }],
    ['linear', { gamma: 2, ridge: 0.1, convention: 'sklearn' }, { n: 50, ridge: 0.1, convention: 'sklearn' }],
    ['random-features', { psi1: 1.5, psi2: 2 }, { k: 150, n: 200 }],
    ['classification', { alpha: 3, ridge: 0.1 }, { n: 300, ridge: 0.1 }],
    [
      'classification',
      { alpha: 3, psi1: 2, activation: 'tanh', ridge: 1 },
      { n: 300, k: 200, activation: 'tanh', ridge: 1 },
    ],
  ])('of %s are the counts that its dimension makes of them: %o', (name, ratios, counts) => {
    const model = modelNamed(name);
    const noise = name === 'classification' ? {} : { noise: 0.1 };
    const at = (sizes: object) => predictGiven(model, { spectrum, ...noise, ...sizes });
    expect(at(ratios)).toEqual(at(counts));
    expect(at(ratios).status).toBe('ok');
  });

  it('are not rounded in the limit, and rounded for trials, whose limit is at the rounded ones', () => {
    const linear = modelNamed('linear');
    const at = (point: object) =>
      predictGiven(linear, { spectrum, noise: 0.1, ridge: 0.01, ...point }).excessRisk!;
    expect(at({ gamma: 3 })).toBeGreaterThan(at({ n: 34 }));
    expect(at({ gamma: 3 })).toBeLessThan(at({ n: 33 }));
    const point = { spectrum, gamma: 3, noise: 0.1, ridge: 0.01, signal: 1, nonlinear: 0, observedShare: 1 };
    const whole = { ...point, blocks: 'isotropic', distribution: 'gaussian' };
    expect(linear.absoluteSize(whole)).toBe(33);
    const realised = linear.realise(whole, 33);
    expect(realised.ratios).toEqual({ n: 33, p: 100, gamma: 100 / 33 });
    expect(realised.limit!.kernel.rank).toBeCloseTo(100 / 33, 14);
    const scaled = linear.scaled!(whole, 3)!;
    expect([scaled['spectrum'], linear.absoluteSize(scaled)]).toEqual([`3*${spectrum}`, 100]);
  });

  it('make counts that expressions know', () => {
    const linear = modelNamed('linear');
    expect(resolvePoint(linear, { spectrum, gamma: 2, ridge: 'p/n^2' })['ridge']).toBe(0.04);
  });

  it.each([
    [{ gamma: 2, n: 50 }, 'gamma 2 and n 50 exclude each other'],
    [{}, 'gamma is missing'],
    [{ gamma: 2, spectrum: 'spiked:count=3,strength=10' }, 'has no dimension of its own; give p'],
    [{ gamma: 2, p: 50, spectrum: 'isotropic' }, 'gamma 2 and p 50 exclude each other'],
    [{ gamma: 2, p: 101 }, 'p 101 is more than the 100 directions'],
  ])('%o is refused', (point, message) => {
    expect(() => predictGiven(modelNamed('linear'), { spectrum, ...point })).toThrow(message);
  });
});
