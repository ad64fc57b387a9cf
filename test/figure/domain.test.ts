import { describe, expect, it } from 'vitest';
import { fullDomain, grownDomain, robustDomain } from '../../src/figure/domain.ts';

const x = Array.from({ length: 400 }, (_, i) => (i + 0.5) / 200);

describe('robustDomain', () => {
  const divergence = { values: x.map((each) => 1 / (1 - each) ** 2) };

  it('clips a divergence a little above the bulk, yet shows the marks', () => {
    expect(Math.max(...divergence.values)).toBeGreaterThan(1e5);
    const [low, high] = robustDomain('log', [divergence], []);
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(600); // the 96% quantile is at |x - 1| = 0.04
    expect(high).toBeLessThan(5e4);
    const marked = robustDomain('log', [divergence], [6e4]);
    expect(marked[1]).toBeGreaterThan(6e4);
  });

  it('shows the whole of a line without a divergence, with a margin', () => {
    const [low, high] = robustDomain('linear', [{ values: x.map((each) => Math.sin(Math.PI * each)) }], []);
    expect(low).toBeCloseTo(-1.1, 3);
    expect(high).toBeCloseTo(1.1, 3);
  });

  it('has no margin above a line that goes on upwards at a gap', () => {
    const line = { values: [1, 2, 4, Number.NaN, 4, 2, 1], diverges: true };
    expect(robustDomain('linear', [line], [])[1]).toBe(4);
  });

  it('weighs values by the part of the axis that they stand for', () => {
    const values = [1, 1, ...Array.from({ length: 50 }, () => 1000), 1, 1];
    const weights = values.map((value) => (value === 1 ? 1 : 1e-4));
    expect(robustDomain('linear', [{ values, weights }], [])[1]).toBeLessThan(10);
    expect(robustDomain('linear', [{ values }], [])[1]).toBeGreaterThan(1000);
  });

  it('leaves a mark that would flatten everything else beyond the edge', () => {
    const line = { values: x };
    expect(robustDomain('linear', [line], [5])[1]).toBeGreaterThan(5);
    expect(robustDomain('linear', [line], [5, 1e6])[1]).toBeLessThan(10);
  });

  it('ignores what the scale cannot show', () => {
    const values = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1, 2, 3];
    const [low, high] = robustDomain('log', [{ values }], [0]);
    expect(low).toBeGreaterThan(0.5);
    expect(high).toBeLessThan(6);
    expect(robustDomain('log', [{ values: [0] }], [])).toEqual([0.1, 10]);
  });
});

describe('other domains', () => {
  it('opens around a single value', () => {
    const [low, high] = fullDomain('log', [5]);
    expect(low).toBeLessThan(5);
    expect(high).toBeGreaterThan(5);
  });

  it('grows in the coordinate of the scale', () => {
    const [low, high] = grownDomain('log', [1, 100], 0.5, 1);
    expect(low).toBeCloseTo(0.1, 12);
    expect(high).toBeCloseTo(1e4, 8);
  });
});
