import { describe, expect, test } from 'vitest';
import { criticalValue, normalScore, spread } from '../../src/comparison/critical.ts';
import type { Cumulants } from '../../src/comparison/summary.ts';
import { normalUpperQuantile } from '../../src/numerics/normal.ts';
import { studentUpperQuantile } from '../../src/numerics/student.ts';

const level = (trials: number, variance: number, third = 0): Cumulants => ({
  trials,
  mean: 1,
  variance,
  third,
});

describe('spread', () => {
  test('of one level is that of its mean', () => {
    const law = spread([1], [level(16, 4, 12)]);
    expect(law.standardError).toBeCloseTo(0.5, 14);
    expect(law.degreesOfFreedom).toBeCloseTo(15, 12);
    expect(law.skewness).toBeCloseTo(12 / 8 / 4, 13); // skewness / sqrt(trials)
  });

  test('of two equal levels has twice the degrees of freedom, of one dominant level its own', () => {
    expect(spread([0.5, 0.5], [level(16, 4), level(16, 4)]).degreesOfFreedom).toBeCloseTo(30, 11);
    expect(spread([1, 1e-6], [level(16, 4), level(16, 4)]).degreesOfFreedom).toBeCloseTo(15, 9);
  });

  test('a negative coefficient turns the skewness round', () => {
    expect(spread([-1], [level(16, 4, 12)]).skewness).toBeCloseTo(-12 / 8 / 4, 13);
  });

  test('without variation there is no law, and no NaN', () => {
    const law = spread([-1, 2], [level(16, 0), level(16, 0)]);
    expect(law).toEqual({ standardError: 0, degreesOfFreedom: null, skewness: 0 });
    expect(criticalValue(1e-3, law, 1)).toBe(0);
    expect(normalScore(3, law)).toBe(0);
  });
});

describe('criticalValue', () => {
  const law = (skewness: number) => ({ standardError: 1, degreesOfFreedom: 40, skewness });

  test("is Student's quantile without skewness, and continuous there", () => {
    const quantile = studentUpperQuantile(1e-4, 40);
    expect(criticalValue(1e-4, law(0), 1)).toBe(quantile);
    expect(criticalValue(1e-4, law(2e-6), -1) - quantile).toBeCloseTo(0, 4);
    expect(criticalValue(1e-4, law(9e-7), -1) - quantile).toBeCloseTo(0, 4);
  });

  test('right-skewed trials need more below theory, and no less above it', () => {
    expect(criticalValue(1e-3, law(0.1), -1)).toBeGreaterThan(1.1 * studentUpperQuantile(1e-3, 40));
    expect(criticalValue(1e-3, law(0.1), 1)).toBe(studentUpperQuantile(1e-3, 40));
    expect(criticalValue(1e-3, law(-0.1), 1)).toBeCloseTo(criticalValue(1e-3, law(0.1), -1), 12);
  });

  test('a difference at the critical value scores the normal quantile of the tail', () => {
    for (const skewness of [0, 0.05, 0.1]) {
      const critical = criticalValue(1e-3, law(skewness), -1);
      expect(normalScore(-critical, law(skewness))).toBeCloseTo(-normalUpperQuantile(1e-3), 9);
    }
  });
});
