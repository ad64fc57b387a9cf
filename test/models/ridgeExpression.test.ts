import { describe, expect, it } from 'vitest';
import { exactMeansGiven, predictGiven } from '../../src/models/given.ts';
import { resolvePoint } from '../../src/models/model.ts';
import { modelNamed } from '../../src/models/registry.ts';
import { parseValues } from '../../src/scenario/values.ts';

const linear = modelNamed('linear');
const ridge = linear.parameters.find(({ name }) => name === 'ridge')!;

describe('a ridge that is an expression', () => {
  it('is the number that it has at the point', () => {
    const at = (point: Record<string, number | string>) => predictGiven(linear, point);
    expect(at({ gamma: 2, noise: 0.1, ridge: 'gamma*noise' })).toEqual(
      at({ gamma: 2, noise: 0.1, ridge: 0.2 }),
    );
    expect(at({ n: 400, p: 100, noise: 0.1, ridge: 'n^-0.5' })).toEqual(
      at({ n: 400, p: 100, noise: 0.1, ridge: 0.05 }),
    );
    // The best ridge of isotropic inputs, γσ²/r².
    const best = at({ gamma: 3, noise: 0.2, signal: 0.5, ridge: 'optimal' });
    expect(at({ gamma: 3, noise: 0.2, signal: 0.5, ridge: 'gamma*noise/signal' }).excessRisk).toBeCloseTo(
      best.excessRisk!,
      12,
    );
  });

  it('knows ratios that follow from counts', () => {
    const point = { n: 50, p: 100, noise: 0.1, ridge: 'gamma/n' };
    expect(resolvePoint(linear, point)['ridge']).toBe(0.04);
    const features = modelNamed('random-features');
    expect(resolvePoint(features, { n: 50, k: 100, d: 20, ridge: 'psi1/10' })['ridge']).toBe(0.5);
  });

  it('is in the convention of the point', () => {
    const counts = { n: 50, p: 100, noise: 0.1 };
    const found = predictGiven(linear, { ...counts, ridge: 'sqrt(n)/50', convention: 'sklearn' });
    expect(found.kappa).toBe(predictGiven(linear, { ...counts, ridge: Math.sqrt(50) / 2500 }).kappa);
  });

  it('is that of its point at every scale, in n too', () => {
    const point = { n: 50, p: 100, noise: 0.1, ridge: 'n^-0.5', convention: 'mean' };
    const scaled = linear.scaled!(point, 2)!;
    expect([scaled['n'], resolvePoint(linear, scaled)['ridge']]).toEqual([100, 50 ** -0.5]);
    const sklearn = linear.scaled!({ ...point, convention: 'sklearn' }, 2)!;
    expect(sklearn['ridge']).toBeCloseTo(2 * 50 ** -0.5, 14);
  });

  it('has exact means where it is 0', () => {
    const means = exactMeansGiven(linear, { n: 50, p: 20, noise: 0.1, ridge: 'max(0, p - n)' });
    expect(means!.means['excessRisk']).toBeCloseTo((0.1 * 20) / 29, 12);
  });

  it.each([
    [
      { gamma: 2, ridge: 'n^-0.5' },
      'ridge n^-0.5 needs n, which this point has not; expected an expression in gamma',
    ],
    [{ gamma: 2, ridge: '1/(gamma - 2)' }, 'ridge 1/(gamma - 2) has no value at gamma = 2: division by zero'],
    [{ gamma: 2, ridge: 'gamma*' }, 'ridge: "gamma*": position'],
    [{ gamma: 2, ridge: 'gama' }, 'ridge: "gama" is not a number; expected'],
    [{ gamma: 2, ridge: '1e13*gamma' }, 'ridge 1e13*gamma is 20000000000000 at gamma = 2; expected'],
    [{ gamma: 2, ridge: 'gamma', time: 3 }, 'time 3 needs ridge 0, not gamma'],
  ])('of %o is refused where it has no value', (point, message) => {
    expect(() => predictGiven(linear, point)).toThrow(message);
  });

  it('is one value among others', () => {
    expect(parseValues('0,min(n, 3)/n,linspace(1,2,2),optimal', ridge)).toEqual([
      0,
      'min(n, 3)/n',
      1,
      2,
      'optimal',
    ]);
    expect(() => parseValues('abc', ridge)).toThrow('"abc" is not a number');
  });
});
