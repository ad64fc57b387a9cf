import { describe, expect, test } from 'vitest';
import { combine, distinctSizes, fitIntercept } from '../../src/comparison/ladder.ts';

const rungs = (...sizes: number[]) => sizes.map((size) => ({ size, trials: 64 }));

test('two sizes give Richardson extrapolation, three sizes its second order', () => {
  expect(fitIntercept(rungs(50, 100), 1).coefficients).toEqual([
    expect.closeTo(-1, 13),
    expect.closeTo(2, 13),
  ]);
  expect(fitIntercept(rungs(50, 100, 200), 2).coefficients).toEqual([
    expect.closeTo(1 / 3, 12),
    expect.closeTo(-2, 12),
    expect.closeTo(8 / 3, 12),
  ]);
});

describe.each([0, 1, 2, 3])('order %i', (order) => {
  const ladder = rungs(60, 100, 240, 333, 480);
  const { coefficients, leakage } = fitIntercept(ladder, order);

  test('is exact on polynomials in 1/size up to its order', () => {
    for (let k = 0; k <= order; k++) {
      const values = ladder.map(({ size }) => (60 / size) ** k);
      expect(combine(coefficients, values)).toBeCloseTo(k === 0 ? 1 : 0, 10);
    }
  });

  test('reports what it makes of the first power left out', () => {
    const values = ladder.map(({ size }) => (60 / size) ** (order + 1));
    expect(combine(coefficients, values)).toBeCloseTo(leakage, 12);
    expect(Math.abs(leakage)).toBeGreaterThan(1e-4);
  });
});

test('the straight line is the weighted least-squares line', () => {
  const ladder = [
    { size: 50, trials: 100 },
    { size: 100, trials: 40 },
    { size: 200, trials: 20 },
  ];
  const values = [1.3, 1.1, 1.07];
  const weights = ladder.map(({ size, trials }) => trials * size ** 1.5);
  const x = ladder.map(({ size }) => 1 / size);
  const total = weights.reduce((a, b) => a + b);
  const mean = (v: number[]): number => combine(weights, v) / total;
  const [mx, my] = [mean(x), mean(values)];
  const slope =
    combine(
      weights,
      x.map((xi, l) => (xi - mx) * (values[l]! - my)),
    ) /
    combine(
      weights,
      x.map((xi) => (xi - mx) ** 2),
    );
  expect(combine(fitIntercept(ladder, 1).coefficients, values)).toBeCloseTo(my - slope * mx, 12);
});

test('levels of one size count once', () => {
  expect(distinctSizes(rungs(50, 50, 100))).toBe(2);
});
