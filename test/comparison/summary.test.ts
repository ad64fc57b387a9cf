import { expect, test } from 'vitest';
import { cumulants, summarise } from '../../src/comparison/summary.ts';

test('mean, standard error and interpolated quantiles', () => {
  const summary = summarise([5, 1, 4, 2, 3]);
  expect(summary.trials).toBe(5);
  expect(summary.mean).toBe(3);
  expect(summary.standardError).toBeCloseTo(Math.sqrt(2.5 / 5), 15);
  expect(summary.quantiles).toEqual({ 0.05: 1.2, 0.25: 2, 0.5: 3, 0.75: 4, 0.95: 4.8 });
});

test('too few values give numbers, not NaN', () => {
  expect(summarise([])).toEqual({
    trials: 0,
    mean: 0,
    standardError: 0,
    quantiles: { 0.05: 0, 0.25: 0, 0.5: 0, 0.75: 0, 0.95: 0 },
  });
  expect(summarise([7])).toMatchObject({ trials: 1, mean: 7, standardError: 0 });
});

test('quantiles among finite values are not touched by those that overflowed', () => {
  const { quantiles, mean } = summarise([3, Number.POSITIVE_INFINITY, 1, 4, 2]);
  expect([quantiles[0.25], quantiles[0.5], quantiles[0.75]]).toEqual([2, 3, 4]);
  expect(quantiles[0.95]).toBe(Number.POSITIVE_INFINITY);
  expect(Number.isFinite(mean)).toBe(false);
});

test('cumulants are unbiased: averaged over all samples of three they are those of the law', () => {
  const law = [0, 0, 1, 5];
  const mean = law.reduce((sum, x) => sum + x, 0) / 4;
  const moment = (k: number): number => law.reduce((sum, x) => sum + (x - mean) ** k, 0) / 4;
  let variance = 0;
  let third = 0;
  for (const a of law)
    for (const b of law)
      for (const c of law) {
        const sample = cumulants([a, b, c]);
        variance += sample.variance / 64;
        third += sample.third / 64;
      }
  expect(variance).toBeCloseTo(moment(2), 12);
  expect(third).toBeCloseTo(moment(3), 12);
});

test('cumulants survive a large offset', () => {
  const shifted = cumulants([0, 0, 1, 5].map((x) => x + 1e8));
  const plain = cumulants([0, 0, 1, 5]);
  expect(shifted.variance).toBeCloseTo(plain.variance, 6);
  expect(shifted.third).toBeCloseTo(plain.third, 5);
});
