import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { checkDomain, makeScale } from '../../src/figure/scale.ts';

describe('makeScale', () => {
  it('is uniform in the logarithm', () => {
    const scale = makeScale('log', [0.01, 100], [0, 8]);
    expect([0.01, 0.1, 1, 100].map(scale)).toEqual([0, 2, 4, 8]);
  });

  it('holds far, infinite and, on a log scale, non-positive values twenty ranges away', () => {
    const linear = makeScale('linear', [0, 1], [100, 0]);
    expect([1.5, 1e300, Number.POSITIVE_INFINITY].map(linear)).toEqual([-50, -1900, -1900]);
    const log = makeScale('log', [1, 10], [0, 1]);
    expect([0, -3].map(log)).toEqual([-20, -20]);
    expect(log(Number.NaN)).toBeNaN();
  });
});

describe('checkDomain', () => {
  it('names a domain that cannot be shown and what would be valid', () => {
    expect(() => checkDomain('x', { scale: 'log', domain: [0, 1] })).toThrow(InputError);
    expect(() => checkDomain('x', { scale: 'log', domain: [0, 1] })).toThrow(
      '[0, 1] on a log scale: 0 < low < high',
    );
    expect(() => checkDomain('y', { scale: 'linear', domain: [2, 2] })).toThrow(InputError);
    expect(() => checkDomain('y', { scale: 'linear', domain: [0, 1] })).not.toThrow();
  });
});
